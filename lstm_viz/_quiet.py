"""TensorFlow without the notices of its start: what is an error still appears.

TensorFlow's libraries write notices straight to the standard error of the process as they load
("oneDNN custom operations are on", "Could not find cuda drivers"), whatever
``TF_CPP_MIN_LOG_LEVEL`` says. While they load, a small process of its own stands between, so that
nothing is lost when loading ends the process itself.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

# What absl writes before notices, and what TensorFlow says where there is no graphics processor.
_NOTICE: Final = re.compile(
    rb"I\d{4} |WARNING: All log messages before absl::InitializeLog|E\d{4} .*failed call to cuInit"
)
_STANDARD_ERROR: Final = 2


def load_tensorflow() -> None:
    """Import TensorFlow and run its first operation, without its notices."""
    # Notices of the first operation are written by a part that knows this: 1 hides no warning.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "1")
    if "tensorflow" in sys.modules:
        return
    # Here, since this file also runs as a program of its own.
    from lstm_viz._lazy import no_collections

    with without_notices(), no_collections():
        from lstm_viz._tensorflow import tf

        tf.constant(0)


@contextmanager
def without_notices() -> Iterator[None]:
    """Pass everything written to standard error on, except notices of TensorFlow."""
    try:
        kept = os.dup(_STANDARD_ERROR)
    except OSError:
        # There is no standard error, so there is nothing to keep quiet.
        yield
        return
    words = [sys.executable, "-I", "-S", __file__]
    # A process group of its own: Ctrl+C must not end it before what is to be told has passed.
    with subprocess.Popen(words, stdin=subprocess.PIPE, start_new_session=True) as between:
        assert between.stdin is not None
        os.dup2(between.stdin.fileno(), _STANDARD_ERROR)
        between.stdin.close()
        try:
            yield
        finally:
            sys.stderr.flush()
            os.dup2(kept, _STANDARD_ERROR)
            os.close(kept)


def _pass_on() -> None:
    while line := sys.stdin.buffer.readline():
        if not _NOTICE.match(line):
            os.write(_STANDARD_ERROR, line)


if __name__ == "__main__":
    _pass_on()
