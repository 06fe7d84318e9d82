"""What a file is, told from its first bytes."""

from __future__ import annotations

from typing import Final

from ._refused import Refused

ZIP_MAGIC: Final = b"PK\x03\x04"
HDF5_MAGIC: Final = b"\x89HDF\r\n\x1a\n"
_LEVELDB_END: Final = b"\x57\xfb\x80\x8b\x24\x75\x47\xdb"
_SAVE_AGAIN: Final = "load it where it was made and save it with model.save('my_model.keras')."
_REBUILD: Final = "build the same layers in Keras, copy the weights, and save a .keras file."
_GIVE: Final = "give a .keras or .h5 file that Keras saved."
_OTHERS: Final = (
    (b"\x93NUMPY", "a NumPy array"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"GGUF", "a GGUF language model"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)


def kind_of(data: bytes) -> str:
    """Return ``"zip"``, ``"hdf5"`` or ``"json"`` for what may be (part of) a Keras model.

    Raises
    ------
    Refused
        For any other file, named where its kind is known.
    """
    if not data:
        raise Refused("empty", "The file is empty: copy or download it again.")
    if data.startswith(ZIP_MAGIC):
        return "zip"
    if data.startswith(HDF5_MAGIC):
        return "hdf5"
    if data.lstrip(b" \t\r\n\xef\xbb\xbf")[:1] in (b"{", b"["):
        return "json"
    raise _foreign(data)


def _foreign(data: bytes) -> Refused:
    head = data[:4096]
    if data[4:8] == b"TFL3":
        return Refused(
            "tflite",
            f"This is a TensorFlow Lite model, which keeps no layers: {_SAVE_AGAIN}",
        )
    if data[:1] == b"\x80" and data[1:2] in (b"\x02", b"\x03", b"\x04", b"\x05"):
        if b"torch" in head or b"\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19" in head:
            return Refused(
                "pytorch", f"This is a PyTorch file, which Keras cannot read: {_REBUILD}"
            )
        return Refused(
            "pickle",
            f"This is a Python pickle, which can run code when it is opened: {_SAVE_AGAIN}",
        )
    if len(data) > 10 and int.from_bytes(data[:8], "little") < len(data) and data[8:10] == b'{"':
        return Refused(
            "safetensors",
            f"This is a safetensors file, weights without layers: {_REBUILD}",
        )
    if data.endswith(_LEVELDB_END):
        return Refused(
            "tf-checkpoint",
            f"This is a TensorFlow checkpoint, weights without layers: {_SAVE_AGAIN}",
        )
    if data[:1] == b"\x08":
        if b"onnx" in head.lower() or data[2:3] == b"\x12" and b"pytorch" in head[:64]:
            return Refused("onnx", f"This is an ONNX model, which Keras cannot read: {_REBUILD}")
        if data[:3] == b"\x08\x01\x12":
            return Refused(
                "saved-model",
                f"This is part of a TensorFlow SavedModel, which is a program: {_SAVE_AGAIN}",
            )
    for magic, what in _OTHERS:
        if data.startswith(magic):
            return Refused("not-a-model", f"This is {what}, not a Keras model: {_GIVE}")
    return Refused(
        "not-a-model", f"This is neither a .keras nor an HDF5 file, whatever its name: {_GIVE}"
    )
