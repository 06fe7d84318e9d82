"""The reading process seen from outside: start it, bound it, and believe nothing it says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, Final

import numpy as np

from lstm_viz._own_time import OwnTime
from lstm_viz.models.reader._refusal import ModelRefused
from lstm_viz.models.reader.isolated._limits import Limits

MAGIC: Final = b"LSTMVIZ1"
_START: Final = (
    "import sys; sys.path.insert(0, sys.argv[1]); from isolated._child import main; main()"
)
# One thread is enough to copy arrays, and more need memory.
_ENVIRONMENT: Final = {"OPENBLAS_NUM_THREADS": "1"}
_MOST_HEADER_BYTES: Final = 16 * 2**20
_MOST_RANK: Final = 6
# Seconds.
_TELL_EVERY: Final = 0.5


def command() -> list[str]:
    """Return the command of a reading process: isolated, and it writes no bytecode."""
    return [sys.executable, "-I", "-B", "-c", _START, str(Path(__file__).resolve().parent)]


def ask(
    data: bytes, architecture: bytes | None, limits: Limits
) -> tuple[dict[str, Any], list[np.ndarray]]:
    """Let a process of its own read a file.

    Parameters
    ----------
    data : bytes
    architecture : bytes or None
    limits : Limits

    Returns
    -------
    header : dict
        What the process said, parsed but not checked.
    arrays : list of float32 ndarray
        With the shapes that the header names.

    Raises
    ------
    ModelRefused
        When the process dies, is too slow, or answers nonsense.
    """
    environment = dict(_ENVIRONMENT)
    if "SYSTEMROOT" in os.environ:
        # Python does not start on Windows without it.
        environment["SYSTEMROOT"] = os.environ["SYSTEMROOT"]
    try:
        process = subprocess.Popen(
            command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=os.path.abspath(os.sep),
        )
    except OSError as error:
        raise ModelRefused(
            "child-died", "The file cannot be read at the moment: try again in a minute."
        ) from error
    assert process.stdin is not None and process.stdout is not None
    late, answered = threading.Event(), threading.Event()
    time = OwnTime(process.pid, limits.wall_seconds)

    def end_late() -> None:
        while left := time.left:
            if answered.wait(left):
                return
        late.set()
        process.kill()

    clock = threading.Thread(target=end_late, daemon=True)
    clock.start()
    writer = threading.Thread(
        target=_write, args=(process.stdin, data, architecture, limits), daemon=True
    )
    writer.start()
    try:
        return _receive(process.stdout, limits)
    except _Cut:
        process.kill()
        if late.is_set():
            raise ModelRefused(
                "child-slow",
                f"Reading the file took longer than {limits.wall_seconds} seconds and was "
                "stopped: use a smaller model, or save it again with Keras.",
            ) from None
        raise ModelRefused(
            "child-died",
            "The file is damaged or not a model: reading it broke off. Copy or download it again, "
            "or save the model again with Keras.",
        ) from None
    finally:
        answered.set()
        process.kill()
        process.wait()
        writer.join()
        clock.join()
        process.stdout.close()


def _write(
    stream: IO[bytes], data: bytes, architecture: bytes | None, limits: Limits
) -> None:
    request = json.dumps(
        {
            "limits": asdict(limits),
            "file": len(data),
            "architecture": None if architecture is None else len(architecture),
        }
    ).encode("ascii")
    # A process that ended early, or was ended, reads no more.
    with suppress(OSError, ValueError):
        for part in (len(request).to_bytes(8, "little"), request, data, architecture or b""):
            stream.write(part)
        stream.flush()
    with suppress(OSError):
        stream.close()


class _Cut(Exception):
    """The answer ended before it was complete."""


def _receive(stream: IO[bytes], limits: Limits) -> tuple[dict[str, Any], list[np.ndarray]]:
    start = _exactly(stream, len(MAGIC) + 8)
    length = int.from_bytes(start[len(MAGIC) :], "little")
    if start[: len(MAGIC)] != MAGIC or length > _MOST_HEADER_BYTES:
        raise nonsense()
    try:
        header = json.loads(_exactly(stream, length))
    except (ValueError, RecursionError):
        raise nonsense() from None
    if not isinstance(header, dict):
        raise nonsense()
    shapes = _shapes(header.get("shapes", []), limits)
    arrays = []
    for shape in shapes:
        count = int(np.prod(shape, dtype=np.int64))
        numbers = np.frombuffer(_exactly(stream, 4 * count), "<f4")
        arrays.append(numbers.astype(np.float32).reshape(shape))
    if stream.read(1):
        raise nonsense()
    return header, arrays


def _shapes(value: Any, limits: Limits) -> list[tuple[int, ...]]:
    if not isinstance(value, list):
        raise nonsense()
    total, shapes = 0, []
    for shape in value:
        if not isinstance(shape, list) or len(shape) > _MOST_RANK:
            raise nonsense()
        count = 1
        for size in shape:
            if type(size) is not int or not 1 <= size <= limits.parameters:
                raise nonsense()
            count *= size
        total += count
        if total > limits.parameters:
            raise nonsense()
        shapes.append(tuple(shape))
    return shapes


def _exactly(stream: IO[bytes], count: int) -> bytes:
    data = stream.read(count)
    if len(data) != count:
        raise _Cut
    return data


def nonsense() -> ModelRefused:
    """Return the refusal of an answer that does not add up."""
    return ModelRefused(
        "child-answer",
        "Reading the file gave an answer that does not add up: the file may be damaged. Copy or "
        "download it again, or save the model again with Keras.",
    )


class _Slots:
    """Lets so many in at a time, in the order in which they came."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: list[object] = []
        self._inside = 0

    def counts(self) -> tuple[int, int]:
        """How many are in, and how many wait."""
        with self._changed:
            return self._inside, len(self._waiting)

    @contextmanager
    def one(self, most: int, on_wait: Callable[[int], None] | None) -> Iterator[None]:
        """Wait for a place, and give it back at the end."""
        ticket = object()
        with self._changed:
            self._waiting.append(ticket)
        try:
            self._wait(ticket, most, on_wait)
        except BaseException:
            with self._changed:
                self._waiting.remove(ticket)
                self._changed.notify_all()
            raise
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    def _wait(
        self, ticket: object, most: int, on_wait: Callable[[int], None] | None
    ) -> None:
        told = 0
        while True:
            with self._changed:
                place = self._waiting.index(ticket) + 1
                if place == 1 and self._inside < most:
                    self._waiting.remove(ticket)
                    self._inside += 1
                    self._changed.notify_all()
                    return
                if on_wait is None or place == told:
                    told = 0
                    self._changed.wait(_TELL_EVERY)
                    continue
            # Outside the lock: it may draw on a page, or give up. A page that is told nothing
            # cannot give up, so it is told its place again from time to time.
            on_wait(place)
            told = place


_SLOTS: Final = _Slots()


def turn(most: int, on_wait: Callable[[int], None] | None) -> AbstractContextManager[None]:
    """Wait until fewer than ``most`` files are worked on, and count as one inside the block.

    ``on_wait`` is called with the place in the queue, 1 is next, and again as long as it waits.
    """
    return _SLOTS.one(most, on_wait)


def readers() -> tuple[int, int]:
    """How many files are being read now, and how many wait for that."""
    return _SLOTS.counts()
