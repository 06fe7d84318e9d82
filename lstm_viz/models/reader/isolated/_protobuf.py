"""The top-level fields of a Protocol Buffers message, for telling formats of models apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

_VARINT: Final = 0
_FIXED64: Final = 1
_BYTES: Final = 2
_FIXED32: Final = 5
_MOST_FIELDS: Final = 2000


def fields_of(data: bytes) -> dict[int, int | bytes] | None:
    """Return the first value of each field of a message, None when it is not one.

    Parameters
    ----------
    data : bytes
        The whole file; a message whose last field is cut off still counts.
    """
    found: dict[int, int | bytes] = {}
    try:
        for number, value in _walk(data):
            found.setdefault(number, value)
    except ValueError:
        return None
    return found or None


def _walk(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    place = 0
    for _ in range(_MOST_FIELDS):
        if place >= len(data):
            return
        key, place = _varint(data, place)
        number, wire = key >> 3, key & 7
        if not 1 <= number < 2**29:
            raise ValueError("no field has this number")
        if wire == _VARINT:
            value, place = _varint(data, place)
            yield number, value
        elif wire == _BYTES:
            size, place = _varint(data, place)
            yield number, data[place : place + min(size, 4096)]
            place += size
        elif wire in (_FIXED64, _FIXED32):
            place += 8 if wire == _FIXED64 else 4
        else:
            raise ValueError("no field is kept in this way")


def _varint(data: bytes, place: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if place >= len(data):
            raise ValueError("cut off")
        byte = data[place]
        place += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, place
    raise ValueError("a number that is too long")
