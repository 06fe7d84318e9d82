"""Files of other programs, told from their bytes, each with the way to a file that is read."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from ._protobuf import fields_of
from ._refused import Refused
from ._texts import text_refusal

_LEVELDB_END: Final = b"\x57\xfb\x80\x8b\x24\x75\x47\xdb"
_TORCH_START: Final = b"\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19"
_TEXT_PICKLE: Final = re.compile(rb"(c[\w.]+\n\w+\n|\((dp|lp|ip?)\d*\n)")
_KERAS_GRAPH: Final = (b"_tf_keras_", b"keras_api")
_HEAD: Final = 4096
GIVE: Final = "give a .keras or .h5 file that Keras saved."
_REBUILD: Final = "build the same layers in Keras, copy the weights, and save a .keras file."
_FROM_KERAS: Final = (
    "if it was made from a Keras model, save that model with model.save('my_model.keras') in the "
    "program that made it."
)
_OTHERS: Final = (
    (b"\x93NUMPY", "a NumPy array"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"PAR1", "a Parquet table"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"MATLAB", "a MATLAB file"),
    (b"\xd0\xcf\x11\xe0", "an Office document"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"GGUF", "a GGUF language model"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)
_STAND_INS: Final = (
    (b"\x00\x05\x16\x07", "a note of macOS about a file, and its name starts with '._'"),
    (b"\x4c\x00\x00\x00\x01\x14\x02\x00", "a Windows shortcut to a file"),
)


def foreign(data: bytes) -> Refused:
    """Return the refusal of a file that is neither an archive, HDF5 nor JSON."""
    found = next(filter(None, (look(data) for look in _LOOKS)), None)
    return found or Refused(
        "not-a-model", f"This is neither a .keras nor an HDF5 file, whatever its name: {GIVE}"
    )


def pytorch() -> Refused:
    """Return the refusal of a PyTorch file."""
    return Refused("pytorch", f"This is a PyTorch file, which Keras cannot read: {_REBUILD}")


def saved_model(keras: bool | None) -> Refused:
    """Return the refusal of a SavedModel that was made by Keras, was not, or may have been."""
    this = "This is a TensorFlow SavedModel, which is a program"
    load = (
        "load its folder in TensorFlow 2.15 or earlier with tf.keras.models.load_model, and save "
        "it with model.save('my_model.h5')."
    )
    if keras:
        return Refused("saved-model", f"{this}: {load}")
    if keras is None:
        return Refused("saved-model", f"{this}: if Keras saved it, {load}")
    return Refused("saved-model", f"{this} and holds no Keras layers: {_FROM_KERAS}")


def checkpoint() -> Refused:
    """Return the refusal of a TensorFlow checkpoint."""
    return Refused(
        "tf-checkpoint",
        "This is a TensorFlow checkpoint, weights without layers: build the model and load the "
        "checkpoint in the program that wrote it, and save it with model.save('my_model.keras').",
    )


def safetensors(data: bytes) -> Refused | None:
    """Return the refusal of a safetensors file, None for any other."""
    header = int.from_bytes(data[:8], "little")
    if 2 <= header <= len(data) - 8 and data[8:10] in (b'{"', b"{}", b"{ "):
        return Refused(
            "safetensors", f"This is a safetensors file, weights without layers: {_REBUILD}"
        )
    return None


def _flatbuffer(data: bytes) -> Refused | None:
    if data[4:8] == b"TFL3":
        return Refused(
            "tflite", f"This is a TensorFlow Lite model, which keeps no layers: {_FROM_KERAS}"
        )
    return _onnx() if data[4:8] == b"ORTM" else None


def _pickle(data: bytes) -> Refused | None:
    head = data[:_HEAD]
    if not (data[:1] == b"\x80" and data[1:2] in (b"\x02", b"\x03", b"\x04", b"\x05")):
        if not _TEXT_PICKLE.match(head):
            return None
    if b"torch" in head or _TORCH_START in head:
        return pytorch()
    return Refused(
        "pickle",
        "This is a Python pickle, which can run code when it is opened: if it holds a Keras "
        "model, load it where it was made and save it with model.save('my_model.keras').",
    )


def _checkpoint(data: bytes) -> Refused | None:
    return checkpoint() if data.endswith(_LEVELDB_END) else None


def _protobuf(data: bytes) -> Refused | None:
    if data[:1] not in (b"\x08", b"\x0a", b"\x12"):
        return None
    found = fields_of(data)
    if found is None:
        return None
    kinds = {number: type(value) for number, value in found.items()}
    known = {*range(1, 9), 14, 20, 25, 26}
    if kinds.get(1) is int and kinds.get(7) is bytes and set(found) <= known:
        return _onnx()
    if kinds.get(1) is int and b"onnx" in data[:_HEAD].lower():
        return _onnx()
    if found.get(1) == 1 and kinds.get(2) is bytes and set(found) == {1, 2}:
        return saved_model(any(mark in data for mark in _KERAS_GRAPH) or None)
    if b"_tf_keras_" in data[:_HEAD]:
        return Refused(
            "saved-model",
            "This is one file of the folder of a TensorFlow SavedModel: load the whole folder in "
            "TensorFlow 2.15 or earlier with tf.keras.models.load_model, and save it with "
            "model.save('my_model.h5').",
        )
    first = found.get(1)
    if isinstance(first, bytes) and set(found) <= {1, 2, 3, 4} and b"\x12" in first[:200]:
        ops = (b"Placeholder", b"Const", b"NoOp", b"VarHandleOp")
        if any(op in data[: 2**20] for op in ops):
            return Refused(
                "saved-model",
                f"This is a frozen TensorFlow graph, which keeps no layers: {_FROM_KERAS}",
            )
    return None


def _onnx() -> Refused:
    return Refused("onnx", f"This is an ONNX model, which Keras cannot read: {_REBUILD}")


def _known_start(data: bytes) -> Refused | None:
    for magic, what in _STAND_INS:
        if data.startswith(magic):
            return Refused("not-a-model", f"This is {what}, not the file: give that file itself.")
    for magic, what in _OTHERS:
        if data.startswith(magic):
            return Refused("not-a-model", f"This is {what}, not a Keras model: {GIVE}")
    return None


_LOOKS: Final[tuple[Callable[[bytes], Refused | None], ...]] = (
    _flatbuffer,
    _checkpoint,
    _known_start,
    _pickle,
    text_refusal,
    _protobuf,
)
