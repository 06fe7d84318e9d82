"""Measure what a person waits for when taking results away.

``python -m benchmarks.export`` prints, for two scenarios of each size, time and size of every kind
of file, and the time as a multiple of tracing the same numbers without XLA in the same run.
"""

from __future__ import annotations

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import argparse
import time
from collections.abc import Callable

import keras
import numpy as np
from keras import layers

import lstm_viz as lv
from lstm_viz.export import (
    experiment_of,
    script_zip,
    table_rows,
    traces_csv,
    traces_npz,
    traces_parquet,
)
from lstm_viz.figures import About, report

SIZES = ((8, 50), (64, 200), (128, 1000))


def seconds(make: Callable[[], object]) -> tuple[float, object]:
    """Best of three runs, and what they make."""
    best, made = float("inf"), None
    for _ in range(3):
        start = time.perf_counter()
        made = make()
        best = min(best, time.perf_counter() - start)
    return best, made


def measure(units: int, steps: int) -> None:
    """Print the rows of one size."""
    keras.utils.set_random_seed(0)
    stack = [keras.Input((None, 4)), layers.LSTM(units, return_sequences=True), layers.Dense(1)]
    model = lv.wrap(keras.Sequential(stack))
    x = np.random.default_rng(0).normal(size=(1, steps, 4)).astype(np.float32)
    states = {
        "A": lv.InitialState.zeros(model),
        "B": lv.InitialState.normal(model, scale=0.5, seed=7),
    }
    experiment = experiment_of(states, model="benchmark")
    by_id = {s.id: states[s.name] for s in experiment.scenarios}
    about = About(title="benchmark")
    traced, traces = seconds(lambda: lv.trace(model, x, by_id, compile=False))
    kinds = {
        ".npz": lambda: traces_npz(traces, experiment),
        ".csv": lambda: traces_csv(traces, experiment),
        ".parquet": lambda: traces_parquet(traces, experiment),
        "script .zip": lambda: script_zip(experiment, model, x, traces),
        "report .html": lambda: report(experiment, model, traces, about, version="0").encode(),
    }
    for kind, make in kinds.items():
        took, data = seconds(make)
        print(
            f"| {units} x {steps} | {table_rows(traces):,} | {kind} | {took:.2f} | "
            f"{took / traced:.1f} | {len(data) / 1e6:.2f} |",
            flush=True,
        )


def main() -> None:
    """Print the table."""
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    print("| units x steps | numbers | file | time, s | times the trace | size, MB |")
    print("|---|---|---|---|---|---|")
    for size in SIZES:
        measure(*size)


if __name__ == "__main__":
    main()
