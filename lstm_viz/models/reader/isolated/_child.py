"""The reading process: a request on standard input, an answer on standard output."""

from __future__ import annotations

import json
import sys
from typing import Any, BinaryIO, Final

import numpy as np

from ._file import read
from ._limits import Limits
from ._refused import Refused

MAGIC: Final = b"LSTMVIZ1"


def main() -> None:
    """Answer one request and end."""
    stream = sys.stdin.buffer
    request = json.loads(_sized(stream))
    limits = Limits(**request["limits"])
    restrict(limits)
    data = _exactly(stream, request["file"])
    given = request["architecture"]
    architecture = None if given is None else _exactly(stream, given)
    sys.stdout.buffer.write(answer(data, architecture, limits))
    sys.stdout.buffer.flush()


def answer(data: bytes, architecture: bytes | None, limits: Limits) -> bytes:
    """Return what the process writes: a header in JSON, then the weights one after the other.

    Weights are little-endian float32; nothing in the answer has to be trusted to be read.
    """
    arrays: list[np.ndarray] = []
    header: dict[str, Any]
    try:
        found = read(data, architecture, limits)
    except Refused as refused:
        header = {"code": refused.code, "sentence": refused.sentence, "rows": refused.rows}
    except Exception as error:
        header = {
            "code": "unexpected",
            "sentence": "The file is built in a way that the reader did not foresee: it may be "
            "damaged. Save the model again with Keras.",
            "rows": [],
            "cause": f"{type(error).__name__}: {error}"[:500],
        }
    else:
        arrays = found.arrays
        header = {
            "code": None,
            "model": found.model.to_json(),
            "notes": [note.to_json() for note in found.notes],
            "shapes": [list(array.shape) for array in arrays],
        }
    text = json.dumps(header).encode("ascii")
    body = [np.ascontiguousarray(array, "<f4").tobytes() for array in arrays]
    return b"".join([MAGIC, len(text).to_bytes(8, "little"), text, *body])


def restrict(limits: Limits) -> None:
    """Give up what reading does not need: memory, time, files, processes."""
    try:
        import resource
    except ImportError:
        # Windows: the other side still ends this process when its time is over.
        return
    for name, most in (
        ("RLIMIT_CORE", 0),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_NPROC", 0),
        ("RLIMIT_CPU", limits.cpu_seconds),
        ("RLIMIT_AS", limits.memory_bytes),
    ):
        try:
            resource.setrlimit(getattr(resource, name), (most, most))
        except (AttributeError, OSError, ValueError):
            # Some systems do not know or not allow one of them.
            continue


def _sized(stream: BinaryIO) -> bytes:
    return _exactly(stream, int.from_bytes(_exactly(stream, 8), "little"))


def _exactly(stream: BinaryIO, count: int) -> bytes:
    data = stream.read(count)
    if len(data) != count:
        raise EOFError("the request is cut off")
    return data
