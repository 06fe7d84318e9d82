"""Run fixed code in a helper process: a queue, at most two processes, results kept."""

from __future__ import annotations

import atexit
import base64
import hashlib
import io
import json
import threading
from collections import OrderedDict, deque
from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np

from lstm_viz.errors import LstmVizError
from lstm_viz.keras_code._helper import Helper, HelperEnded
from lstm_viz.keras_code._program import CodeError, CodeResult, Program

_MOST_HELPERS: Final = 2
_MOST_KEPT: Final = 64
_MOST_KEPT_BYTES: Final = 2**28
_MOST_WAITING: Final = 50
# A process that has run this often is replaced: compiled functions pile up in TensorFlow.
_MOST_RUNS: Final = 200
SECONDS: Final = 60.0


class CodeRun:
    """Programs that wait for a helper process, run in it, or have run."""

    def __init__(self, programs: tuple[Program, ...], files: dict[str, bytes], seconds: float):
        self.programs, self.files, self.seconds = programs, files, seconds
        self._results: dict[str, CodeResult] = {}
        self._problem: str | None = None
        self._ended = threading.Event()

    @property
    def done(self) -> bool:
        """Whether every program has run, or none can."""
        return self._ended.is_set()

    @property
    def finished(self) -> int:
        """How many programs have run."""
        return len(self._results)

    @property
    def ahead(self) -> int:
        """How many runs are at work or waiting before this one; 0 once it has begun."""
        return _POOL.ahead(self)

    def result(self, name: str) -> CodeResult | None:
        """Return the result of one program, None while there is none."""
        return self._results.get(name)

    def results(self) -> dict[str, CodeResult]:
        """Wait for all programs and return their results by name.

        Raises
        ------
        LstmVizError
            When no helper process can be started, or too many runs are waiting.
        """
        self._ended.wait()
        if self._problem is not None:
            raise LstmVizError(self._problem)
        return dict(self._results)

    @property
    def nbytes(self) -> int:
        """Bytes of files and results."""
        results = list(self._results.values())
        arrays = sum(a.nbytes for result in results for a in result.arrays.values())
        return arrays + sum(map(len, self.files.values()))

    def _add(self, result: CodeResult) -> None:
        self._results[result.name] = result

    def _end(self, problem: str | None = None) -> None:
        self._problem = problem
        self._ended.set()


def start_code(
    programs: Iterable[Program],
    *,
    files: Mapping[str, bytes] | None = None,
    seconds: float = SECONDS,
) -> CodeRun:
    """Put programs into the queue of the helper processes and return at once.

    As `run_code`, for a page that stays usable meanwhile: it looks at ``run.done``,
    ``run.finished`` and ``run.ahead`` now and then. Equal calls share one run.
    """
    programs = tuple(programs)
    names = [program.name for program in programs]
    if len(set(names)) != len(names):
        raise ValueError("two programs have the same name")
    return _POOL.start(CodeRun(programs, dict(files or {}), seconds))


def run_code(
    programs: Iterable[Program],
    *,
    files: Mapping[str, bytes] | None = None,
    seconds: float = SECONDS,
) -> dict[str, CodeResult]:
    """Run fixed code of ours in a helper process and wait for it.

    The helper (one, at most two at a time, shared by all visitors) has imported Keras and NumPy
    already; the first call starts it, in 3 to 4 s. Every program starts in a folder of its own
    that holds nothing but ``files``, after ``keras.backend.clear_session()``, with seed 0, float32
    and no custom objects, so that results do not depend on what ran before. A program can
    allocate 2 GiB beyond what Keras itself needs. Results are kept for the next 64 different
    calls (and at most 256 MiB), by an exact digest of code and files.

    Never put text that a person typed into ``code``. A person's numbers are data: hand them over
    as a file and let the program read it. ::

        program = Program(
            name="swapped",
            code='data = np.load("state.npz")...',     # complete, with its imports
            results=("output",),
        )
        result = run_code([program], files={"state.npz": npz(h0=h0, c0=c0)})["swapped"]
        result.error or result.arrays["output"]

    The State Doctor runs its corrected code so, and reads ``result.error`` for what Keras says to
    a wrong one; the statefulness simulator and the transfer lab hand over sequences and weights
    as ``.npz`` files and whole models as ``.keras`` bytes, and read arrays and JSON from
    ``results``.

    Parameters
    ----------
    programs : iterable of Program
        Run in this order, in one process.
    files : mapping of str to bytes, optional
        Files beside each program, by name.
    seconds : float, optional
        Time that one program may take, without that for which it waits for a processor. A process
        that takes longer is ended and replaced; the programs after it run in the new one.

    Returns
    -------
    dict of str to CodeResult
        By name, in the order of the programs.

    Raises
    ------
    LstmVizError
        When no helper process can be started, or too many runs are waiting.
    """
    return start_code(programs, files=files, seconds=seconds).results()


def npz(**arrays: Any) -> bytes:
    """Return arrays as the bytes of an ``.npz`` file; equal arrays give equal bytes."""
    packed = io.BytesIO()
    np.savez(packed, **arrays)
    return packed.getvalue()


class _Pool:
    """At most two threads, each with a helper process of its own; started when needed."""

    def __init__(self) -> None:
        self._lock = threading.Condition()
        self._waiting: deque[tuple[str, CodeRun]] = deque()
        self._kept: OrderedDict[str, CodeRun] = OrderedDict()
        self._helpers: dict[int, Helper] = {}
        self._threads = 0
        self._idle = 0
        self._busy = 0

    def start(self, run: CodeRun) -> CodeRun:
        key = _digest(run)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            if len(self._waiting) >= _MOST_WAITING:
                run._end("Too many people run code right now: try again in a minute.")
                return run
            self._kept[key] = run
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
            self._waiting.append((key, run))
            if self._idle < len(self._waiting) and self._threads < _MOST_HELPERS:
                number, self._threads = self._threads, self._threads + 1
                threading.Thread(target=self._work, args=(number,), daemon=True).start()
            self._lock.notify()
        return run

    def ahead(self, run: CodeRun) -> int:
        with self._lock:
            for position, (_, waiting) in enumerate(self._waiting):
                if waiting is run:
                    return position + self._busy
        return 0

    def pids(self) -> list[int]:
        return [helper.pid for helper in self._helpers.values()]

    def end(self) -> None:
        for helper in list(self._helpers.values()):
            helper.end()

    def _work(self, number: int) -> None:
        while True:
            with self._lock:
                self._idle += 1
                while not self._waiting:
                    self._lock.wait()
                self._idle -= 1
                self._busy += 1
                key, run = self._waiting.popleft()
            problem: str | None = None
            try:
                self._run(number, run)
            except LstmVizError as error:
                problem = str(error)
            except Exception as error:
                problem = f"The helper process failed ({type(error).__name__}): try again."
            failed = problem is not None or any(r.stopped for r in run._results.values())
            with self._lock:
                self._busy -= 1
                if failed:
                    self._kept.pop(key, None)
                while sum(kept.nbytes for kept in self._kept.values()) > _MOST_KEPT_BYTES:
                    self._kept.popitem(last=False)
            run._end(problem)

    def _run(self, number: int, run: CodeRun) -> None:
        left = list(run.programs)
        files = {name: base64.b64encode(data).decode() for name, data in run.files.items()}

        def on_answer(answer: dict[str, Any]) -> None:
            left.pop(0)
            run._add(_result(answer))

        while left:
            helper = self._helpers.get(number)
            if helper is not None and helper.runs >= _MOST_RUNS:
                self._helpers.pop(number).end()
                helper = None
            if helper is None:
                helper = self._helpers[number] = Helper()
            asked = [{"name": p.name, "code": p.code, "results": list(p.results)} for p in left]
            try:
                helper.run(asked, files, seconds=run.seconds, on_answer=on_answer)
            except HelperEnded as error:
                del self._helpers[number]
                run._add(CodeResult(name=left.pop(0).name, stopped=str(error)))


def _digest(run: CodeRun) -> str:
    digest = hashlib.sha256()
    parts = [json.dumps([p.name, p.code, p.results]).encode() for p in run.programs]
    for name, data in sorted(run.files.items()):
        parts += [name.encode(), data]
    parts.append(repr(run.seconds).encode())
    for part in parts:
        digest.update(len(part).to_bytes(8) + part)
    return digest.hexdigest()


def _result(answer: dict[str, Any]) -> CodeResult:
    if "failed" in answer:
        return CodeResult(name=answer["name"], stopped=f"gave no result: {answer['failed']}")
    with np.load(io.BytesIO(base64.b64decode(answer["arrays"])), allow_pickle=False) as packed:
        arrays = {name: packed[name] for name in packed.files}
    return CodeResult(
        name=answer["name"],
        stdout=answer["stdout"],
        error=CodeError(**answer["error"]) if answer["error"] else None,
        data=answer["data"],
        arrays=arrays,
        warnings=tuple(answer["warnings"]),
        seconds=answer["seconds"],
    )


_POOL: Final = _Pool()
atexit.register(_POOL.end)
