"""Time and memory of an ensemble against what a person would do otherwise.

Usage: ``python -m benchmarks.ensembles``. Every way runs in a process of its own, so that its peak
memory is its own; the rows are interleaved over the repetitions, so that only ratios count.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

MEMBERS, STEPS, UNITS, FEATURES = 10_000, 200, 64, 8
# Calls of the loop that are timed; its row is scaled up from them.
LOOP = 12
WAYS = {
    "ensemble": "lv.ensemble: fans, horizons, extremes (blocks)",
    "loop": f"loop over layer(x, initial_state=...), scaled from {LOOP} calls",
    "batch": "one call of the layer with all members as its batch, h only",
}


def main() -> None:
    """Print the table, or run one way and print its numbers."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=3, help="repetitions of each way")
    parser.add_argument("--members", type=int, default=MEMBERS)
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.way:
        print(json.dumps(_measure(given.way, given.members)))
        return
    found: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
    for _ in range(given.repeat):
        for way in WAYS:
            found[way].append(_in_a_process(way, given.members))
    size = f"{given.members:,} initial states x {STEPS} steps x {UNITS} units"
    print(f"{size}, {os.cpu_count()} cores")
    print("\n| way | seconds | peak memory above the start, MiB | time / ensemble |")
    print("|---|---|---|---|")
    first = statistics.median(row["seconds"] for row in found["ensemble"])
    for way, rows in found.items():
        seconds = statistics.median(row["seconds"] for row in rows)
        memory = statistics.median(row["mebibytes"] for row in rows)
        print(f"| {WAYS[way]} | {seconds:.2f} | {memory:,.0f} | {seconds / first:.2f} |")


def _in_a_process(way: str, members: int) -> dict[str, float]:
    words = [sys.executable, "-m", "benchmarks.ensembles", "--way", way, "--members", str(members)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def _measure(way: str, members: int) -> dict[str, float]:
    import keras
    import numpy as np

    import lstm_viz as lv

    keras.utils.set_random_seed(0)
    given = keras.Input((None, FEATURES))
    layer = keras.layers.LSTM(UNITS, return_sequences=True, name="lstm")
    model = lv.wrap(keras.Model(given, keras.layers.Dense(1)(layer(given))))
    rng = np.random.default_rng(0)
    x = rng.normal(size=(1, STEPS, FEATURES)).astype(np.float32)

    def states(count: int) -> list[Any]:
        return [rng.normal(size=(count, UNITS)).astype(np.float32) for _ in "hc"]

    def loop() -> float:
        start = time.perf_counter()
        for _ in range(LOOP):
            layer(x, initial_state=states(1)).numpy()
        return (time.perf_counter() - start) * members / LOOP

    def batch() -> float:
        h, c = states(members)
        start = time.perf_counter()
        layer(np.repeat(x, members, axis=0), initial_state=[h, c]).numpy()
        return time.perf_counter() - start

    def ensemble() -> float:
        start = time.perf_counter()
        lv.ensemble(model, x, lv.Normal(1.0), n=members)
        return time.perf_counter() - start

    ways: dict[str, Callable[[], float]] = {"ensemble": ensemble, "loop": loop, "batch": batch}
    # What every way loads and builds once does not count.
    lv.trace(model, x, compile=False)
    layer(x, initial_state=states(1))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds = ways[way]()
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"seconds": seconds, "mebibytes": (after - before) / 1024}


if __name__ == "__main__":
    main()
