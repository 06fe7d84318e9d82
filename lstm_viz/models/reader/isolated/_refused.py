"""The one way in which a file is turned down."""

from __future__ import annotations

from typing import Final

# Stable codes; the sentence that goes with a code names the place and the way out.
CODES: Final[dict[str, str]] = {
    "activation": "an activation that is not built in",
    "architecture-alone": "a model's JSON without its weights",
    "child-answer": "the reading process gave an answer that does not add up",
    "child-died": "the reading process ended, as damaged files can make it do",
    "child-slow": "reading took longer than allowed",
    "config": "the description of the model is not one",
    "config-key": "a layer has a setting that its class does not have",
    "custom-layer": "a layer that is not part of Keras",
    "custom-model": "a model with code of its own",
    "dtype": "a number type that is not supported",
    "empty": "a file without content",
    "graph": "layers that cannot be connected as the file says",
    "h5-attribute": "an HDF5 attribute of the wrong type or size",
    "h5-cycle": "HDF5 groups that contain themselves",
    "h5-damaged": "an HDF5 file that cannot be read",
    "h5-dtype": "an HDF5 array that does not hold plain numbers",
    "h5-external": "an HDF5 array kept in another file",
    "h5-filter": "an HDF5 array packed by an unusual filter",
    "h5-limit": "more HDF5 objects, deeper nesting or larger arrays than allowed",
    "h5-link": "an HDF5 link to another place",
    "input-shape": "a model that does not say the shape of its input",
    "json-duplicate-key": "JSON with the same key twice",
    "json-encoding": "JSON that is not UTF-8",
    "json-limit": "JSON that is too long or too deeply nested",
    "json-number": "JSON with NaN, Infinity or a number with too many digits",
    "json-syntax": "text that is not JSON",
    "keras-1": "a file of Keras 1 or older",
    "lambda-layer": "a layer that carries Python code",
    "lfs-pointer": "a pointer that stands for a file in a repository",
    "limit": "more layers or parameters than allowed",
    "name": "a name that no layer can have",
    "no-recurrent-layer": "a model without LSTM, GRU or SimpleRNN",
    "not-a-model": "a file of another kind",
    "onnx": "an ONNX model",
    "operation": "a calculation in the graph that is not a layer",
    "packed": "a compressed file or a tar archive around a model",
    "pickle": "a Python pickle",
    "pytorch": "a PyTorch file",
    "safetensors": "a safetensors file",
    "saved-model": "a TensorFlow SavedModel",
    "tf-checkpoint": "a TensorFlow checkpoint",
    "tfjs": "a TensorFlow.js model",
    "tflite": "a TensorFlow Lite model",
    "too-large": "a file larger than allowed",
    "unexpected": "a file the reader did not foresee",
    "unsupported-layer": "a built-in layer that is not read",
    "unsupported-setting": "a setting that has no equal in today's Keras",
    "value": "a setting whose value is not possible",
    "web-page": "a web page or a server's answer in place of a file",
    "weights-alone": "weights without the model they belong to",
    "weights-extra": "weights that no layer needs",
    "weights-missing": "a layer without its weights",
    "weights-name": "weights under the name of other ones",
    "weights-not-finite": "weights that are NaN or infinite",
    "weights-shape": "weights of another shape than their layer",
    "zip-damaged": "a zip archive that cannot be read",
    "zip-duplicate": "a zip archive with the same name twice",
    "zip-encrypted": "a zip archive with a password",
    "zip-limit": "a zip archive that unpacks to more than allowed",
    "zip-member": "a zip archive with files that a model does not have",
    "zip-method": "a zip archive packed by an unusual method",
    "zip-missing": "a zip archive without the parts of a model",
}


class Refused(Exception):
    """A file that is not read, with the reason.

    Parameters
    ----------
    code : str
        A key of `CODES`.
    sentence : str
        What is wrong, where, and what to do, for a person.
    in_python : bool
        Whether the same model could be traced in Python, provided that it has a recurrent layer
        of Keras' own.

    Attributes
    ----------
    rows : list of (name, class, settings in words)
        The architecture as far as it could be read.
    """

    def __init__(self, code: str, sentence: str, in_python: bool = False) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.in_python = in_python
        self.rows: list[tuple[str, str, str]] = []


def shown(text: object, most: int = 60) -> str:
    """Return text from a file in a form that can stand in a sentence: printable and short."""
    clean = "".join(c if c.isprintable() else "?" for c in str(text)[: most + 1])
    return clean if len(clean) <= most else clean[: most - 1] + "…"
