"""A sweep here and on worker processes against what a person would do otherwise.

Usage: ``python -m benchmarks.sweep [--members 10000]``. Every way runs in a process of its own, so
that its peak memory is its own and that of its workers; rows are interleaved over the repetitions.
What the engine adds is measured on one warm cluster: blocks given out one by one against the same
blocks run by the same workers in one task each, in alternating rounds. The last line tells whether
the goals are met.
"""

from __future__ import annotations

import argparse
import importlib.util
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
ROUNDS, ROUND_MEMBERS = 5, 10_240
MOST_OVERHEAD = 0.10
MOST_FACTOR = 1.5
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
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="of the engine's overhead")
    parser.add_argument("--way", choices=[*WAYS, "overhead"], help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.way:
        print(json.dumps(_measure(given.way, given.members, given.rounds)))
        return
    ways = given.ways.split(",")
    size = f"{given.members:,} initial states x {STEPS} steps x {UNITS} units"
    print(f"{size}, {os.cpu_count()} cores")
    if "batch" in ways and _batch_bytes(given.members) > _machine_bytes() / 2:
        ways.remove("batch")
        needed = _batch_bytes(given.members) / 2**30
        print(f"one big Keras batch is not run: it would need about {needed:.0f} GiB")
    if "loky" in ways and importlib.util.find_spec("joblib") is None:
        ways.remove("loky")
        print("loky is not run: joblib is not installed")
    found: dict[str, list[dict[str, float]]] = {way: [] for way in ways}
    for _ in range(given.repeat):
        for way in ways:
            found[way].append(_in_a_process(way, given.members, given.rounds))
    print("\n| way | seconds | start of the engine, s | peak memory, MiB | time / first |")
    print("|---|---|---|---|---|")
    middle = {
        way: {key: statistics.median(row[key] for row in rows) for key in rows[0]}
        for way, rows in found.items()
    }
    for way, mid in middle.items():
        print(
            f"| {WAYS[way]} | {mid['seconds']:.1f} | {mid['start']:.1f} | {mid['mebibytes']:,.0f} "
            f"| {mid['seconds'] / middle[ways[0]]['seconds']:.2f} |"
        )
    missed = []
    if "here" in found:
        here = middle["here"]
        factor = statistics.median(row["predicted"] / row["seconds"] for row in found["here"])
        print(f"\npredicted {here['predicted']:.1f} s, needed {here['seconds']:.1f} s: factor "
              f"{factor:.2f} (goal: {1 / MOST_FACTOR:.2f} to {MOST_FACTOR})")  # fmt: skip
        print(f"memory told for a block: {here['block_mebibytes']:,.0f} MiB; "
              f"workers advised: {'yes' if here['advised'] else 'no'}")  # fmt: skip
        if not 1 / MOST_FACTOR <= factor <= MOST_FACTOR:
            missed.append(f"prediction, factor {factor:.2f}")
        if "workers" in found:
            mid = middle["workers"]
            print(f"2 workers with their start: {mid['start'] + mid['seconds']:.1f} s, "
                  f"predicted {here['predicted_workers']:.1f} s")  # fmt: skip
    rounds = min(given.members, ROUND_MEMBERS)
    engine = _in_a_process("overhead", rounds, given.rounds)
    print(f"\nengine on 2 warm workers, {rounds:,} members, {given.rounds} alternating rounds: "
          f"{engine['seconds']:.2f} s in blocks, {engine['direct']:.2f} s in one task a worker, "
          f"overhead {100 * engine['overhead']:.1f} % (goal: {100 * MOST_OVERHEAD:.0f} %), "
          f"rounds {100 * engine['least']:.1f} to {100 * engine['most']:.1f} %")  # fmt: skip
    if engine["overhead"] > MOST_OVERHEAD:
        missed.append(f"overhead of the engine, {100 * engine['overhead']:.1f} %")
    print(f"\nnot met: {'; '.join(missed)}" if missed else "\nall goals met")


def _in_a_process(way: str, members: int, rounds: int) -> dict[str, float]:
    words = [sys.executable, "-m", "benchmarks.sweep", "--way", way, "--members", str(members),
             "--rounds", str(rounds)]  # fmt: skip
    done = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def _batch_bytes(members: int) -> int:
    # The inputs, their products with the kernels of four gates, and h as tensor and as array.
    return 4 * members * STEPS * (FEATURES + 4 * UNITS + 2 * UNITS)


def _machine_bytes() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


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


def blocks_in_one_task(start: int, stop: int) -> None:
    """Run members on a worker of Dask's, block by block, without the engine between blocks."""
    from distributed import get_worker

    import lstm_viz as lv
    from lstm_viz.sweep._plan import Block
    from lstm_viz.sweep._prepare import prepare

    worker = get_worker()
    if not hasattr(worker, "benchmark_work"):
        model, x = subject()
        worker.benchmark_work = prepare(model, x, lv.Normal(0.5), n=10_000_000)
    for first in range(start, stop, BLOCK):
        block = Block(sequence=0, start=first, stop=min(first + BLOCK, stop))
        worker.benchmark_work.block(block)


def _overhead(members: int, rounds: int) -> dict[str, float]:
    """Time blocks given out by the engine and by nobody, in turns, on the same workers."""
    import lstm_viz as lv
    from lstm_viz.sweep import local_cluster
    from lstm_viz.sweep._prepare import prepare
    from lstm_viz.sweep._store import MemoryStore
    from lstm_viz.sweep._sweep import run_plan

    model, x = subject()
    times: dict[str, list[float]] = {"engine": [], "direct": []}
    with local_cluster(2) as client:
        workers = list(client.nthreads())

        def direct(count: int) -> None:
            blocks = -(-count // BLOCK)
            cuts = [0, (blocks + 1) // 2 * BLOCK, count]
            tasks = [
                client.submit(blocks_in_one_task, *pair, workers=[worker], pure=False)
                for worker, pair in zip(workers, zip(cuts[:-1], cuts[1:], strict=True), strict=True)
            ]
            client.gather(tasks)

        def engine(count: int) -> None:
            work = prepare(model, x, lv.Normal(0.5), n=count, block=BLOCK)
            run_plan(work, MemoryStore(work.plan), client=client, on_progress=None)

        ways = {"engine": engine, "direct": direct}
        for run in ways.values():
            run(min(members, 2 * BLOCK))
        for turn in range(rounds):
            for name in sorted(ways, reverse=bool(turn % 2)):
                start = time.perf_counter()
                ways[name](members)
                times[name].append(time.perf_counter() - start)
    added = [one / other - 1 for one, other in zip(times["engine"], times["direct"], strict=True)]
    return {
        "seconds": statistics.median(times["engine"]),
        "direct": statistics.median(times["direct"]),
        "overhead": statistics.median(added),
        "least": min(added),
        "most": max(added),
    }


def _measure(way: str, members: int, rounds: int) -> dict[str, float]:
    if way == "overhead":
        return _overhead(members, rounds)
    import lstm_viz as lv
    from lstm_viz.sweep import estimate, local_cluster

    model, x = subject()
    found = {"start": 0.0, "predicted": 0.0}
    ways: dict[str, Callable[[], float]] = {}

    def here() -> float:
        told = estimate(model, x, lv.Normal(0.5), n=members, block=BLOCK)
        found["predicted"], found["advised"] = told.seconds, float(told.workers_pay)
        found["predicted_workers"] = told.with_workers(2)
        found["block_mebibytes"] = told.memory / 2**20
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
