"""What a file is, told from its first bytes."""

from __future__ import annotations

import re
from typing import Final

from ._foreign import foreign, safetensors
from ._limits import Limits
from ._packed import HDF5_MAGIC, is_tar, packed
from ._refused import Refused

ZIP_MAGIC: Final = b"PK\x03\x04"
# HDF5 files may start with a block of their program's own, of one of these sizes.
_USER_BLOCKS: Final = (512, 1024, 2048)
_JSON_START: Final = re.compile(rb'(\xef\xbb\xbf)?\s*(\{|"\{|\[\s*([\[{"\]\d-]|true|false|null))')


def kind_of(data: bytes, limits: Limits) -> str:
    """Return ``"zip"``, ``"hdf5"`` or ``"json"`` for what may be (part of) a Keras model.

    Raises
    ------
    Refused
        For any other file, named where its kind is known, with the way to one that is read.
    """
    if not data:
        raise Refused("empty", "The file is empty: copy or download it again.")
    if data.startswith(ZIP_MAGIC):
        return "zip"
    if data.startswith(HDF5_MAGIC):
        return "hdf5"
    # What is first in a tar begins where other programs' HDF5 files may.
    later = not is_tar(data) and any(data.startswith(HDF5_MAGIC, n) for n in _USER_BLOCKS)
    if data.startswith(b"MATLAB") or later:
        raise Refused(
            "not-a-model",
            "This is an HDF5 file of another program, such as MATLAB, not a Keras model: give a "
            ".keras or .h5 file that Keras saved.",
        )
    refused = safetensors(data)
    if refused is None and starts_json(data):
        return "json"
    raise refused or packed(data, limits) or foreign(data)


def starts_json(data: bytes) -> bool:
    """Tell whether a file may be JSON."""
    # A model's JSON that was written as JSON once more is a text in quotes.
    return _JSON_START.match(data) is not None
