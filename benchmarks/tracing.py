"""Time a full trace against what a person would do otherwise, side by side in one run.

Usage: ``python benchmarks/tracing.py``. Prints a table; every row is the median of interleaved
repetitions, so that only the ratios count.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import keras
import numpy as np
import tensorflow as tf

import lstm_viz as lv

FEATURES = 8
SIZES = ((8, 50), (128, 200), (512, 1000))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=9, help="repetitions of each measurement")
    repeat = parser.parse_args().repeat
    print(f"Keras {keras.__version__}, TensorFlow {tf.__version__}, {os.cpu_count()} cores")
    print("Full trace: h, c, i, f, g, o and outputs. Times in milliseconds, medians.\n")
    head = ("units x steps", "trace (XLA)", "trace (any length)", "(a) eager layer call",
            "(b) compiled, h only", "(c) loop over LSTMCell")
    print("| " + " | ".join(head) + " | XLA/(a) | XLA/(b) | XLA/(c) |")
    print("|" + "---|" * (len(head) + 3))
    for units, steps in SIZES:
        row = _row(units, steps, repeat)
        ratios = [row[0] / row[k] for k in (2, 3, 4)]
        print(
            f"| {units} x {steps} | " + " | ".join(f"{t:.2f}" for t in row)
            + " | " + " | ".join(f"{r:.3f}" for r in ratios) + " |",
            flush=True,
        )
    print()
    _ensemble()
    _new_length()


def _model(units: int) -> tuple[lv.RecurrentModel, Any]:
    keras.utils.set_random_seed(0)
    x = keras.Input((None, FEATURES))
    layer = keras.layers.LSTM(units, return_sequences=True, name="lstm")
    return lv.wrap(keras.Model(x, layer(x))), layer


def _row(units: int, steps: int, repeat: int) -> list[float]:
    wrapped, layer = _model(units)
    rng = np.random.default_rng(0)
    x = rng.normal(size=(1, steps, FEATURES)).astype(np.float32)
    h0, c0 = (rng.normal(size=(1, units)).astype(np.float32) for _ in range(2))
    start = lv.InitialState.from_values(wrapped, {"lstm": {"h": h0, "c": c0}})
    compiled = tf.function(lambda x, h, c: layer(x, initial_state=[h, c]))

    def loop() -> None:
        h, c = tf.constant(h0), tf.constant(c0)
        for t in range(steps):
            _, (h, c) = layer.cell(x[:, t], [h, c])
        h.numpy()

    ways: list[Callable[[], Any]] = [
        lambda: lv.trace(wrapped, x, start, compile=True),
        lambda: lv.trace(wrapped, x, start, compile=False),
        lambda: layer(x, initial_state=[h0, c0]).numpy(),
        lambda: compiled(x, h0, c0).numpy(),
        loop,
    ]
    return _medians(ways, repeat)


def _medians(ways: list[Callable[[], Any]], repeat: int) -> list[float]:
    times: list[list[float]] = [[] for _ in ways]
    for way in ways:
        way()
    for _ in range(repeat):
        for number, way in enumerate(ways):
            begin = time.perf_counter()
            way()
            times[number].append(1000 * (time.perf_counter() - begin))
    return [statistics.median(t) for t in times]


def _ensemble() -> None:
    wrapped, _ = _model(64)
    rng = np.random.default_rng(0)
    x = rng.normal(size=(1, 200, FEATURES)).astype(np.float32)
    h = rng.normal(0, 0.5, size=(1000, 64)).astype(np.float32)
    start = lv.InitialState.from_values(wrapped, {"lstm": {"h": h, "c": h}})
    first = time.perf_counter()
    lv.trace(wrapped, x, start, compile=False)
    first = time.perf_counter() - first
    flexible, compiled = _medians(
        [
            lambda: lv.trace(wrapped, x, start, compile=False),
            lambda: lv.trace(wrapped, x, start, compile=True),
        ],
        3,
    )
    print(
        f"1000 initial states x 200 steps x 64 units, six signals: first call {first:.2f} s, "
        f"then {flexible / 1000:.2f} s (any length), {compiled / 1000:.2f} s (XLA)."
    )


def _new_length() -> None:
    wrapped, _ = _model(128)
    rng = np.random.default_rng(0)
    x = rng.normal(size=(1, 300, FEATURES)).astype(np.float32)
    start = lv.InitialState.normal(wrapped, seed=7)
    lv.trace(wrapped, x, start)
    waits = []
    for steps in range(50, 300, 17):
        for _ in range(2):
            begin = time.perf_counter()
            lv.trace(wrapped, x[:, :steps], start)
            waits.append(1000 * (time.perf_counter() - begin))
    print(
        f"128 units, 15 new lengths, each traced twice: longest wait {max(waits):.0f} ms, median "
        f"{statistics.median(waits):.1f} ms (compiling runs in the background)."
    )


if __name__ == "__main__":
    main()
