"""The player's message as bytes: a header in JSON, then the arrays that the browser does not have.

Arrays and frames go by digests of their content, so that an edit sends what it has changed.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lstm_viz.player._payload import Picture

# In the browser's words: Float32Array, Int32Array, Uint8Array.
_KINDS = {"f": np.float32, "i": np.int32, "u": np.int32, "b": np.uint8}


@dataclass(frozen=True)
class Board:
    """All that the player shows.

    Parameters
    ----------
    pictures : sequence of Picture
    rest : mapping
        Everything beside the pictures; arrays stand anywhere in it.
    words : mapping of str to str
        Words of the player itself, by key.
    """

    pictures: Sequence[Picture]
    rest: Mapping[str, Any]
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Message:
    """What is sent, and what the browser has when it has arrived.

    Parameters
    ----------
    data : bytes
        Length of the header as uint32, the header, then arrays, each at a multiple of 4 bytes;
        numbers are little-endian.
    digests : frozenset of str
        Of all arrays and frames that the board consists of.
    revision : str
        Changes with the content of the board.
    """

    data: bytes
    digests: frozenset[str]
    revision: str


def message(board: Board, *, known: Set[str] = frozenset(), **more: Any) -> Message:
    """Write a board as bytes.

    Parameters
    ----------
    board : Board
    known : set of str
        Digests of what the browser has: it is named and not sent.
    **more
        For the header; no part of the revision.
    """
    arrays: dict[str, np.ndarray] = {}
    frames = {p.drawing.frame.digest: p.drawing.frame.text for p in board.pictures if p.drawing}
    words = json.dumps(board.words, ensure_ascii=False)
    spoken = hashlib.blake2b(words.encode(), digest_size=9).hexdigest()
    frames[spoken] = words

    def named(value: Any) -> dict[str, Any]:
        array = np.ascontiguousarray(value, _KINDS[value.dtype.kind])
        content = hashlib.blake2b(array.data.cast("B") if array.size else b"", digest_size=9)
        content.update(f"{array.dtype.char}{array.shape}".encode())
        digest = content.hexdigest()
        arrays[digest] = array
        return {"array": digest, "shape": array.shape}

    body = {"pictures": [_picture(picture) for picture in board.pictures], **board.rest}
    text = json.dumps(body, default=named, allow_nan=False, separators=(",", ":"))
    revision = hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
    sent = [(digest, array) for digest, array in arrays.items() if digest not in known]
    offset, table = 0, []
    for digest, array in sent:
        table.append((digest, array.dtype.char, offset, array.size))
        offset += array.nbytes + -array.nbytes % 4
    top = {
        "revision": revision,
        "arrays": table,
        "frames": {k: text for k, text in frames.items() if k not in known},
        "words": spoken,
        **more,
    }
    # One object: the body's text is written once, and the rest put before it.
    header = f"{json.dumps(top, allow_nan=False)[:-1]},{text[1:]}".encode()
    header += b" " * (-len(header) % 4)
    parts = [len(header).to_bytes(4, "little"), header]
    for _, array in sent:
        parts += [array.tobytes(), bytes(-array.nbytes % 4)]
    return Message(b"".join(parts), frozenset([*arrays, *frames]), revision)


def _picture(picture: Picture) -> dict[str, Any]:
    drawing = picture.drawing
    return {
        "key": picture.key,
        "area": picture.area,
        "alt": picture.alt,
        "error": picture.error,
        "signal": picture.signal,
        "frame": None if drawing is None else drawing.frame.digest,
        "numbers": {}
        if drawing is None
        else {place: _finite(value) for place, value in drawing.numbers.items()},
    }


def _finite(value: Any) -> Any:
    """Numbers as JSON has them: what is unknown is null."""
    if isinstance(value, list):
        return [_finite(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
