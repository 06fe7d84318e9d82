"""Print what reading a model file costs.

``python -m benchmarks.reader``: for the bad files of the tests, seconds until the refusal and the
most memory of the reading process; for the sample models, seconds to open one with the reader and
with Keras' own loader, one after the other.
"""

from __future__ import annotations

import io
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import keras

from lstm_viz.models import Limits, ModelRefused, load_model
from lstm_viz.models.reader import _process

ROOT = Path(__file__).resolve().parent.parent
BAD = ROOT / "tests" / "data" / "model_files" / "refused"
SAMPLES = ROOT / "sample_models"
REPEATS = 5


# A process keeps the mark of the one it was split from, so a small one starts the reading process.
_MEASURE = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdin=sys.stdin.buffer, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def memory_of_child(data: bytes) -> float:
    """Return the most memory in MiB that a reading process held for a file."""
    request = io.BytesIO()
    request.close = lambda: None
    _process._write(request, data, None, Limits())
    words = [sys.executable, "-I", "-c", _MEASURE, *_process.command()]
    done = subprocess.run(
        words, input=request.getvalue(), env=_process._ENVIRONMENT, capture_output=True, check=True
    )
    return int(done.stdout) / 1024


def seconds(function: object, *arguments: object) -> float:
    """Return how long one call takes; a refusal is an answer too."""
    start = time.perf_counter()
    try:
        function(*arguments)
    except ModelRefused:
        pass
    return time.perf_counter() - start


def main() -> None:
    """Print both tables."""
    idle = memory_of_child(b"")
    print(f"reading process with an empty file: {idle:.0f} MiB")
    print(f"{'bad file':36} {'seconds':>8} {'MiB more':>9}")
    rows = []
    for path in sorted(BAD.iterdir()):
        took = seconds(load_model, path)
        rows.append((took, memory_of_child(path.read_bytes()) - idle, path.name))
    for took, more, name in sorted(rows, reverse=True)[:5]:
        print(f"{name:36} {took:8.2f} {more:9.1f}")
    slowest, largest = max(row[0] for row in rows), max(row[1] for row in rows)
    print(f"{f'most of {len(rows)} files':36} {slowest:8.2f} {largest:9.1f}")
    print(f"\n{'sample':36} {'reader':>8} {'Keras':>8} {'ratio':>6}")
    for path in sorted(SAMPLES.rglob("*.keras")):
        pairs = [
            (seconds(load_model, path), seconds(keras.saving.load_model, path))
            for _ in range(REPEATS)
        ]
        own, other = (median(pair[way] for pair in pairs) for way in (0, 1))
        name = str(path.relative_to(SAMPLES))
        print(f"{name:36} {own:8.2f} {other:8.2f} {own / other:6.1f}")


if __name__ == "__main__":
    main()
