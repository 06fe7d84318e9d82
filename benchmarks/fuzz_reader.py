"""Break model files by the thousand: every one gives a model or one refusal, never anything else.

``python -m benchmarks.fuzz_reader --count 100000 --seed 1``: mutates the test files (bytes, parts
of archives, places in their JSON, weights beside JSON), reads each in a process of its own, checks
the answers of those that were accepted again and builds each different model once.
"""

from __future__ import annotations

import argparse
import collections
import hashlib
import json
import subprocess
import sys
import time
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import lstm_viz.models.reader as reader
from lstm_viz.errors import LstmVizError
from lstm_viz.models import LayerRow, Limits, ModelRefused, RecurrentModel
from lstm_viz.models.reader._answer import model_of
from lstm_viz.models.reader._build import build
from lstm_viz.models.reader._process import _receive

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "tests" / "data" / "model_files"
WORKER = Path(__file__).with_name("_fuzz_worker.py")


@dataclass
class Report:
    """What came of the mutated files.

    Attributes
    ----------
    codes : Counter of str
        Files by refusal code, ``"opened"`` for those that became a model.
    deaths : list of dict
        Files at which the reading process was ended by the C library or a limit.
    faults : list of dict
        Files with an outcome that must not be: an unforeseen exception, a lying answer.
    built : int
        Different models built.
    slowest : float
        Seconds of the slowest file.
    """

    codes: collections.Counter[str] = field(default_factory=collections.Counter)
    deaths: list[dict[str, Any]] = field(default_factory=list)
    faults: list[dict[str, Any]] = field(default_factory=list)
    built: int = 0
    slowest: float = 0.0

    @property
    def count(self) -> int:
        """How many files were read."""
        return sum(self.codes.values())


def run(count: int, seed: str, first: int = 0, most_built: int | None = None) -> Report:
    """Read ``count`` mutated files and return what came of them.

    Parameters
    ----------
    count : int
    seed : str
        With the number of a file it decides the mutation.
    first : int
        Number of the first file.
    most_built : int, optional
        Build at most so many different models; all by default.
    """
    folder = Path(reader.__file__).resolve().parent
    words = [sys.executable, "-I", "-B", str(WORKER), str(folder), str(SEEDS), seed]
    report, seen, start = Report(), set(), time.monotonic()
    with subprocess.Popen(
        [*words, str(first), str(count)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        for line in process.stdout:
            entry = json.loads(line)
            said = process.stdout.read(entry["answer"])
            report.slowest = max(report.slowest, entry["seconds"])
            code = entry["code"]
            if code == "unexpected":
                report.faults.append(entry)
            elif entry["status"] != 0:
                report.deaths.append(entry)
                code = "child-slow" if entry["slow"] else "child-died"
            elif code is None:
                code = _built(entry, said, seen, report, most_built)
            report.codes[code or "opened"] += 1
            if report.count % 1000 == 0:
                print(
                    f"{report.count:,} files in {time.monotonic() - start:,.0f} s, "
                    f"{report.built:,} built, {len(report.deaths)} died, "
                    f"{len(report.faults)} faults",
                    file=sys.stderr,
                    flush=True,
                )
        problems = process.stderr.read().decode()
    if process.returncode != 0 or report.count != count:
        raise RuntimeError(f"the worker stopped after {report.count} files: {problems[-2000:]}")
    return report


def _built(
    entry: dict[str, Any], said: bytes, seen: set[str], report: Report, most: int | None
) -> str:
    limits = Limits()
    try:
        header, arrays = _receive(BytesIO(said), limits)
        spec, notes = model_of(header, arrays, limits)
    except ModelRefused as refused:
        # The child accepted what the other side does not: the two must agree.
        report.faults.append({**entry, "cause": f"{refused.code}: {refused}"})
        return refused.code
    digest = hashlib.sha256(json.dumps(header["model"]).encode()).hexdigest()
    if digest in seen or (most is not None and report.built >= most):
        return "opened"
    seen.add(digest)
    report.built += 1
    try:
        RecurrentModel(build(spec, arrays, limits), "fuzz", notes)
    except ModelRefused as refused:
        assert all(isinstance(row, LayerRow) for row in refused.layers)
        return refused.code
    except LstmVizError:
        return "no-recurrent-layer"
    except Exception as error:
        report.faults.append({**entry, "cause": f"{type(error).__name__}: {error}"[:500]})
        return "fault"
    return "opened"


def main() -> int:
    """Print the table; 1 when a file had an outcome that must not be."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--count", type=int, default=2000)
    words.add_argument("--seed", default="1")
    words.add_argument("--first", type=int, default=0)
    given = words.parse_args()
    start = time.monotonic()
    report = run(given.count, given.seed, given.first)
    seconds = time.monotonic() - start
    for code, number in report.codes.most_common():
        print(f"{code:24} {number:8,}")
    print(
        f"{report.count:,} files in {seconds:,.0f} s, slowest {report.slowest:.2f} s; "
        f"{report.built:,} different models built; {len(report.deaths)} processes died; "
        f"{len(report.faults)} faults"
    )
    for entry in [*report.deaths[:20], *report.faults[:50]]:
        print(entry)
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
