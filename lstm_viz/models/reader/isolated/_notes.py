"""What a person is told about a model that was repaired, or about which something was assumed.

A note crosses to the other side as its code and what fills its places: there it can be told in
another language.
"""

from __future__ import annotations

from typing import Final

from ._refused import shown

NOTES: Final[dict[str, str]] = {
    "layer-name": "Layer '{old}' is called '{new}' here: TensorFlow wants it so.",
    "model-name": "Model '{old}' is called '{new}' here: TensorFlow wants it so.",
    "keras-2": "The file does not say which Keras wrote it: read as Keras 2.",
    "keras-3": "The file does not say which Keras wrote it: read as Keras 3.",
    "json-unused": "The file has its own description; the JSON beside it was not needed.",
    "hard-sigmoid-written": (
        "Written by {writer}: hard_sigmoid is 0.2 x + 0.5, as that version computed it."
    ),
    "hard-sigmoid-first": (
        "First written by Keras 2: hard_sigmoid is 0.2 x + 0.5, as that version computed it."
    ),
    "hard-sigmoid-later": (
        "The JSON was written by Keras {described}, the weights by Keras {version}: hard_sigmoid "
        "is x / 6 + 0.5, as that later version computes it."
    ),
    "gates": (
        "The weights were written by Keras {version}, whose LSTM and GRU used hard_sigmoid where "
        "nothing was set; the JSON, of a later Keras, says sigmoid for {layers}. If the model did "
        'not set it, write "recurrent_activation": "hard_sigmoid" into the JSON.'
    ),
    "gates-tensorflow-1": (
        "The weights were written by Keras {version}, whose LSTM and GRU in TensorFlow 1 used "
        "hard_sigmoid where nothing was set; the JSON, of a later Keras, says sigmoid for "
        '{layers}. If the model did not set it, write "recurrent_activation": "hard_sigmoid" into '
        "the JSON."
    ),
    "stateful": (
        "Layer '{layer}' is stateful, and files do not hold stored states: it starts from zeros."
    ),
    "cudnn": (
        "Layer '{layer}' was a {old} and runs as {new}: the same equations, its weights put into "
        "that layer's order."
    ),
    "cudnn-order": (
        "The weights of layer '{layer}' are in the order of CuDNN{kind} and were put into that of "
        "{kind}."
    ),
    "dtype": "Layers of type {dtype} run in float32: small differences are possible.",
    "weights-dtype": "Weights stored as {dtype} are used as float32.",
    "weights-order": "Layers have other names in the weights: they were matched in their order.",
    "theano": "Written with Theano: kernels of convolutions were turned around.",
    "training": (
        "Layer '{layer}' was always run as in training; here it runs as in use, without dropout."
    ),
}
MOST_VALUE: Final = 250


class Note(str):
    """A note in English that knows its code and its values.

    Parameters
    ----------
    code : str
        A key of `NOTES`.
    **values : str
        What fills its places.
    """

    code: str
    values: dict[str, str]

    def __new__(cls, code: str, /, **values: object) -> Note:
        """Make the English sentence."""
        told = {name: shown(value, MOST_VALUE) for name, value in values.items()}
        made = super().__new__(cls, NOTES[code].format(**told))
        made.code, made.values = code, told
        return made

    def to_json(self) -> list[object]:
        """What crosses to the other side."""
        return [self.code, self.values]
