"""Arrays as text: their bytes, compressed, in the letters that an address may hold."""

from __future__ import annotations

import base64
import binascii
import json
import math
import struct
import zlib
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from lstm_viz.errors import LstmVizError

DTYPES: Final = (
    *("<f2", "<f4", "<f8", "|b1"),
    *("|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8"),
)
_LENGTH: Final = struct.Struct("<I")


def pack(header: Any, arrays: Sequence[np.ndarray]) -> str:
    """Write a JSON value and arrays as base64url text without padding.

    Parameters
    ----------
    header : JSON value
    arrays : sequence of ndarray
        Of the dtypes in `DTYPES`; dtype and shape come back exactly.
    """
    kinds = [[array.dtype.newbyteorder("<").str, list(array.shape)] for array in arrays]
    head = json.dumps([header, kinds], separators=(",", ":"), allow_nan=False).encode()
    raw = [np.ascontiguousarray(a, a.dtype.newbyteorder("<")).tobytes() for a in arrays]
    body = zlib.compress(b"".join([_LENGTH.pack(len(head)), head, *raw]), 9)
    return base64.urlsafe_b64encode(body).decode("ascii").rstrip("=")


def packed_size(arrays: Sequence[np.ndarray]) -> int:
    """Bytes that the arrays fill once they are unpacked."""
    return sum(array.nbytes for array in arrays)


def unpack(text: str, *, most_bytes: int, what: str) -> tuple[Any, list[np.ndarray]]:
    """Read what `pack` wrote, and never more than ``most_bytes`` of it.

    Raises
    ------
    LstmVizError
        When the text is damaged, or holds more; ``what`` is named in the sentence.
    """
    damaged = LstmVizError("{what} is damaged: copy the whole link or file again.", what=what)
    try:
        body = base64.b64decode(
            text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True
        )
        opener = zlib.decompressobj()
        data = opener.decompress(body, most_bytes + 1)
    except (binascii.Error, UnicodeError, ValueError, zlib.error) as error:
        raise damaged from error
    if len(data) > most_bytes:
        raise LstmVizError(
            "{what} holds more than {most} MiB, which is not read: give less.",
            what=what,
            most=most_bytes // 2 ** 20,
        )
    if not opener.eof or opener.unused_data or len(data) < _LENGTH.size:
        raise damaged
    (length,) = _LENGTH.unpack_from(data)
    try:
        header, kinds = json.loads(data[_LENGTH.size : _LENGTH.size + length])
        return header, _arrays(kinds, memoryview(data)[_LENGTH.size + length :])
    except (ValueError, TypeError, RecursionError) as error:
        raise damaged from error


def _arrays(kinds: Any, rest: memoryview) -> list[np.ndarray]:
    arrays = []
    for dtype, shape in kinds:
        if dtype not in DTYPES or not isinstance(shape, list) or len(shape) > 8:
            raise ValueError("no array")
        if not all(type(n) is int and 0 <= n <= 2**31 for n in shape):
            raise ValueError("no shape")
        size = math.prod(shape) * np.dtype(dtype).itemsize
        if size > len(rest):
            raise ValueError("too short")
        arrays.append(np.frombuffer(rest[:size], dtype).reshape(shape).copy())
        rest = rest[size:]
    if len(rest):
        raise ValueError("too long")
    return arrays
