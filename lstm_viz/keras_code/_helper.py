"""One helper process, from the server's side."""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from lstm_viz._own_time import OwnTime
from lstm_viz.errors import LstmVizError
from lstm_viz.keras_code._worker import read_frame, write_frame

_WORKER: Final = Path(__file__).with_name("_worker.py")
_MEMORY: Final = 2 * 2**30
_START_SECONDS: Final = 120.0
# What a program gets of the server's environment: nothing but what Python needs to start.
_KEPT: Final = (
    "PATH",
    "HOME",
    "LANG",
    "PYTHONPATH",
    "SYSTEMROOT",
    "USERPROFILE",
    "TEMP",
    "TMP",
    "TMPDIR",
)


class HelperEnded(Exception):
    """The process died, or was ended because it took too long."""


class Helper:
    """A process that has imported Keras and runs programs one after the other.

    Raises
    ------
    LstmVizError
        When it cannot be started.
    """

    def __init__(self) -> None:
        environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
        environment |= {
            "KERAS_BACKEND": "tensorflow",
            "CUDA_VISIBLE_DEVICES": "-1",
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "TF_NUM_INTRAOP_THREADS": "1",
            "TF_NUM_INTEROP_THREADS": "1",
        }
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", str(_WORKER), str(_MEMORY)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
            )
        except OSError as error:
            raise LstmVizError(
                "The helper process that runs Keras code cannot be started ({reason}): "
                "try again later.", reason=error.strerror
            ) from error
        assert self._process.stdin is not None and self._process.stdout is not None
        self._requests, self._replies = self._process.stdin, self._process.stdout
        self._answers: queue.Queue[Any] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()
        self.runs = 0
        try:
            self._next(_START_SECONDS)
        except HelperEnded as error:
            raise LstmVizError(
                "The helper process that runs Keras code did not start: the server may be short "
                "of memory, try again later."
            ) from error

    @property
    def pid(self) -> int:
        """Id of the process."""
        return self._process.pid

    def run(
        self,
        programs: list[dict[str, Any]],
        files: dict[str, str],
        *,
        seconds: float,
        on_answer: Callable[[dict[str, Any]], None],
    ) -> None:
        """Run programs; each answer is handed on as it comes.

        Raises
        ------
        HelperEnded
            When the process dies or a program takes longer than ``seconds``, for which it did not
            wait for a processor; it is gone then.
        """
        self.runs += 1
        try:
            write_frame(self._requests, {"programs": programs, "files": files})
        except OSError as error:
            self.end()
            raise HelperEnded("ended unexpectedly") from error
        for _ in programs:
            on_answer(self._next(seconds))

    def end(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        with contextlib.suppress(OSError):
            self._requests.close()

    def _next(self, seconds: float) -> dict[str, Any]:
        time = OwnTime(self.pid, seconds)
        while left := time.left:
            with contextlib.suppress(queue.Empty):
                answer = self._answers.get(timeout=left)
                break
        else:
            self.end()
            raise HelperEnded(f"took longer than {seconds:g} s and was stopped")
        if answer is None:
            self.end()
            raise HelperEnded("ended the helper process")
        return answer

    def _listen(self) -> None:
        with self._replies as stream:
            try:
                while (answer := read_frame(stream)) is not None:
                    self._answers.put(answer)
            except (OSError, ValueError):
                pass
        self._answers.put(None)
