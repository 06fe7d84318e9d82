"""Programs that the page shows, run as a person would, or without the wait for a new Python."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def printed_by(program: str, words: Iterable[object], *, clean: bool) -> str:
    """Run a program from the repository's folder with arguments; return what it prints.

    In a clean process where ``clean``; otherwise in this one, with names of its own.
    """
    arguments = [str(word) for word in words]
    if clean:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", program, *arguments],
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout
    kept, printed = sys.argv, io.StringIO()
    sys.argv = ["-c", *arguments]
    try:
        with contextlib.chdir(ROOT), contextlib.redirect_stdout(printed):
            exec(compile(program, "-c", "exec"), {"__name__": "__main__"})
    finally:
        sys.argv = kept
    return printed.getvalue()
