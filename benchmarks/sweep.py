"""A sweep here and on worker processes against what a person would do otherwise.

Usage: ``python -m benchmarks.sweep [--members 10000]``. Every way runs in a process of its own, so
that its peak memory is its own and that of its workers; rows are interleaved over the repetitions.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

STEPS, UNITS, FEATURES = 200, 64, 8
BLOCK = 256
WAYS = {
    "here": "lv.sweep in this process",
    "workers": "lv.sweep on 2 warm Dask workers",
    "loky": "the same blocks by joblib's loky, 2 workers, nothing kept on a kill",
    "batch": "one big Keras batch, h only",
}


def main() -> None:
    """Print the table, or run one way and print its numbers."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=1, help="repetitions of each way")
    parser.add_argument("--members", type=int, default=10_000)
    parser.add_argument("--ways", default=",".join(WAYS), help="which, with commas between")
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.way:
        print(json.dumps(_measure(given.way, given.members)))
        return
    ways = given.ways.split(",")
    found: dict[str, list[dict[str, float]]] = {way: [] for way in ways}
    for _ in range(given.repeat):
        for way in ways:
            found[way].append(_in_a_process(way, given.members))
    size = f"{given.members:,} initial states x {STEPS} steps x {UNITS} units"
    print(f"{size}, {os.cpu_count()} cores")
    print("\n| way | seconds | start of the engine, s | peak memory, MiB | time / here |")
    print("|---|---|---|---|---|")
    first = statistics.median(row["seconds"] for row in found[ways[0]])
    for way, rows in found.items():
        mid = {key: statistics.median(row[key] for row in rows) for key in rows[0]}
        print(
            f"| {WAYS[way]} | {mid['seconds']:.1f} | {mid['start']:.1f} | {mid['mebibytes']:,.0f} "
            f"| {mid['seconds'] / first:.2f} |"
        )
    if "here" in found:
        rows = found["here"]
        told = statistics.median(row["predicted"] / row["seconds"] for row in rows)
        print(f"\npredicted / needed: {told:.2f} (goal: between 0.67 and 1.5)")


def _in_a_process(way: str, members: int) -> dict[str, float]:
    words = [sys.executable, "-m", "benchmarks.sweep", "--way", way, "--members", str(members)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def subject() -> tuple[Any, Any]:
    """The model and the input of all ways."""
    import keras
    import numpy as np

    import lstm_viz as lv

    keras.utils.set_random_seed(0)
    given = keras.Input((None, FEATURES))
    layer = keras.layers.LSTM(UNITS, return_sequences=True, name="lstm")
    model = lv.wrap(keras.Model(given, keras.layers.Dense(1)(layer(given))))
    x = np.random.default_rng(0).normal(size=(1, STEPS, FEATURES)).astype(np.float32)
    return model, x


def part(start: int, stop: int) -> int:
    """Run some members in a process of joblib's; what they gave is counted and thrown away."""
    import lstm_viz as lv
    from lstm_viz.sweep._plan import Block
    from lstm_viz.sweep._prepare import prepare

    work = vars(part).get("work")
    if work is None:
        model, x = subject()
        work = part.work = prepare(model, x, lv.Normal(0.5), n=10_000_000)  # type: ignore[attr-defined]
    arrays = work.block(Block(sequence=0, start=start, stop=stop))
    return sum(array.nbytes for array in arrays.values())


def _measure(way: str, members: int) -> dict[str, float]:
    import lstm_viz as lv
    from lstm_viz.sweep import estimate, local_cluster

    model, x = subject()
    found = {"start": 0.0, "predicted": 0.0}
    ways: dict[str, Callable[[], float]] = {}

    def here() -> float:
        found["predicted"] = estimate(model, x, lv.Normal(0.5), n=members, block=BLOCK).seconds
        with tempfile.TemporaryDirectory() as folder:
            start = time.perf_counter()
            lv.sweep(model, x, lv.Normal(0.5), n=members, block=BLOCK, out=f"{folder}/sweep")
            return time.perf_counter() - start

    def workers() -> float:
        begun = time.perf_counter()
        with local_cluster(2) as client, tempfile.TemporaryDirectory() as folder:
            lv.sweep(model, x, lv.Normal(0.5, seed=9), n=512, block=BLOCK, client=client)
            found["start"] = time.perf_counter() - begun
            start = time.perf_counter()
            lv.sweep(
                model, x, lv.Normal(0.5), n=members, block=BLOCK, out=f"{folder}/sweep",
                client=client,
            )  # fmt: skip
            return time.perf_counter() - start

    def loky() -> float:
        from joblib import Parallel, delayed

        begun = time.perf_counter()
        with Parallel(n_jobs=2, backend="loky") as pool:
            pool(delayed(part)(0, 1) for _ in range(2))
            found["start"] = time.perf_counter() - begun
            start = time.perf_counter()
            pool(
                delayed(part)(k, min(k + BLOCK, members)) for k in range(0, members, BLOCK)
            )
            return time.perf_counter() - start

    def batch() -> float:
        import numpy as np

        rng = np.random.default_rng(0)
        h, c = (rng.normal(size=(members, UNITS)).astype(np.float32) for _ in "hc")
        layer = model.keras.get_layer("lstm")
        start = time.perf_counter()
        layer(np.repeat(x, members, axis=0), initial_state=[h, c]).numpy()
        return time.perf_counter() - start

    ways |= {"here": here, "workers": workers, "loky": loky, "batch": batch}
    # What every way loads and builds once does not count.
    lv.trace(model, x, compile=False)
    found["seconds"] = ways[way]()
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    # Of children it is the largest one.
    found["mebibytes"] = sum(resource.getrusage(kind).ru_maxrss for kind in kinds) / 1024
    return found


if __name__ == "__main__":
    main()
