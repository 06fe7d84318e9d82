"""The helper process: imports Keras once, then runs programs one after the other.

Run as a script by `_helper`, never imported by the app. It reads requests from its standard input
and writes answers to its standard output; both are frames, an eight-byte length and then JSON.
It ends when its standard input does, so it never outlives the server.
"""

from __future__ import annotations

import base64
import contextlib
import gc
import io
import json
import os
import queue
import re
import shutil
import struct
import sys
import tempfile
import threading
import time
import traceback
import warnings
from pathlib import Path
from typing import IO, Any

_LENGTH = struct.Struct(">Q")
_MOST_TEXT = 20_000
_MOST_MESSAGE = 1_200
_MOST_BYTES = 64 * 2**20
_FILE = "<code>"


def read_frame(stream: IO[bytes]) -> Any | None:
    """Return the next message, or None at the end of the stream."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (size,) = _LENGTH.unpack(head)
    body = stream.read(size)
    return json.loads(body) if len(body) == size else None


def write_frame(stream: IO[bytes], message: Any) -> None:
    """Write one message."""
    body = json.dumps(message, allow_nan=True).encode()
    stream.write(_LENGTH.pack(len(body)) + body)
    stream.flush()


class _Bounded(io.StringIO):
    """Text that stops growing."""

    def write(self, text: str) -> int:
        room = _MOST_TEXT - self.tell()
        super().write(text[: max(room, 0)])
        return len(text)


def _limit_memory(extra: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits.
        return
    status = Path("/proc/self/status")
    if not status.exists():
        return
    found = re.search(r"VmData:\s+(\d+) kB", status.read_text())
    if found:
        limit = int(found[1]) * 1024 + extra
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def _message(error: BaseException | str, folder: str) -> str:
    text = str(error).replace(folder + os.sep, "").replace(folder, ".")
    # What is left of paths says where this server keeps its files: only the last part is told.
    text = re.sub(r"(?<![\w.:/])(?:/[\w.+@-]+)+/([\w.+@-]+)", r"\1", text)
    text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    text = re.sub(r", numpy=\s*array\(.*?\)>", ">", text, flags=re.DOTALL)
    text = re.sub(r"array\(\[.*?\](, dtype=\w+)?\)", "array(…)", text, flags=re.DOTALL)
    text = re.sub(r"\{\{function_node [^}]*\}\} ?", "", text)
    text = text.split("\n\nArguments received by")[0]
    text = "\n".join(line.rstrip() for line in text.strip().splitlines() if line.strip())
    return text if len(text) <= _MOST_MESSAGE else text[: _MOST_MESSAGE - 1] + "…"


def _line(error: BaseException) -> int | None:
    lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == _FILE]
    return lines[-1] if lines else None


def _taken(namespace: dict[str, Any], names: list[str]) -> tuple[dict[str, Any], str]:
    """Return what a program left in these variables: plain JSON, and arrays as an npz."""
    import keras
    import numpy as np

    plain, arrays = {}, {}
    for name in names:
        if name not in namespace:
            continue
        value = namespace[name]
        if isinstance(value, (bool, int, float, str, list, dict, type(None))):
            try:
                json.dumps(value)
                plain[name] = value
                continue
            except (TypeError, ValueError):
                pass
        array = keras.ops.convert_to_numpy(value)
        if array.dtype.kind not in "biuf":
            raise TypeError(f"the result {name!r} is no array of numbers")
        arrays[name] = array
    if sum(array.nbytes for array in arrays.values()) > _MOST_BYTES:
        raise ValueError("the results are too large to be handed back")
    packed = io.BytesIO()
    np.savez(packed, **arrays)
    return plain, base64.b64encode(packed.getvalue()).decode()


def _fresh() -> None:
    """Make what the last program did to Keras undone."""
    import keras

    keras.backend.clear_session(free_memory=False)
    keras.saving.get_custom_objects().clear()
    keras.config.set_floatx("float32")
    keras.config.set_dtype_policy("float32")
    keras.utils.set_random_seed(0)


def run_program(program: dict[str, Any], files: dict[str, bytes]) -> dict[str, Any]:
    """Run one program in a folder of its own; returns the answer to send."""
    _fresh()
    started = time.perf_counter()
    home, folder = os.getcwd(), os.path.realpath(tempfile.mkdtemp(prefix="lstm-viz-"))
    namespace: dict[str, Any] = {"__name__": "__main__"}
    printed = _Bounded()
    answer: dict[str, Any] = {"name": program["name"], "error": None, "data": {}, "arrays": ""}
    try:
        for name, content in files.items():
            (Path(folder) / Path(name).name).write_bytes(content)
        os.chdir(folder)
        with (
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(io.StringIO()),
            warnings.catch_warnings(record=True) as caught,
        ):
            warnings.simplefilter("always")
            try:
                exec(compile(program["code"], _FILE, "exec"), namespace)
            except BaseException as error:
                answer["error"] = {
                    "type": type(error).__name__,
                    "message": _message(error, folder),
                    "line": _line(error),
                }
            answer["data"], answer["arrays"] = _taken(namespace, program["results"])
        answer["warnings"] = [
            _message(warning.message, folder)
            for warning in caught
            if issubclass(warning.category, UserWarning)
        ][:5]
    finally:
        os.chdir(home)
        shutil.rmtree(folder, ignore_errors=True)
    answer["stdout"] = printed.getvalue()
    answer["seconds"] = time.perf_counter() - started
    return answer


def _requests(stream: IO[bytes], waiting: queue.Queue[Any]) -> None:
    while True:
        request = read_frame(stream)
        if request is None:
            # Also in the middle of a program: nobody is left to read its answer.
            os._exit(0)
        waiting.put(request)


def main() -> None:
    """Answer requests until there is nobody to ask."""
    answers = os.fdopen(os.dup(1), "wb")
    questions = os.fdopen(os.dup(0), "rb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    waiting: queue.Queue[Any] = queue.Queue()
    threading.Thread(target=_requests, args=(questions, waiting), daemon=True).start()
    # Nothing of Keras is garbage: collections would walk it, now and after every program.
    gc.disable()
    import keras

    gc.freeze()
    gc.enable()
    if hasattr(os, "nice"):
        # Pages are answered first; but on a busy server, a lower priority is nearly none.
        os.nice(5)
    _limit_memory(int(sys.argv[1]))
    write_frame(answers, {"ready": keras.__version__})
    while True:
        request = waiting.get()
        files = {name: base64.b64decode(text) for name, text in request["files"].items()}
        for program in request["programs"]:
            try:
                answer = run_program(program, files)
            except Exception as error:
                answer = {"name": program["name"], "failed": f"{type(error).__name__}: {error}"}
            write_frame(answers, answer)


if __name__ == "__main__":
    main()
