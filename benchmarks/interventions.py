"""Time runs with interventions and maps of splices, beside doing the same with single traces.

Usage: ``python benchmarks/interventions.py``. Every time is the median of interleaved repetitions.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import keras
import numpy as np

import lstm_viz as lv
from lstm_viz.models import load_sample

SIZES = ((24, 100), (64, 200), (128, 200))


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=5, help="repetitions of each measurement")
    repeat = parser.parse_args().repeat
    print(f"Keras {keras.__version__}, NumPy {np.__version__}, {os.cpu_count()} cores\n")
    _runs(repeat)
    _maps(repeat)


def _net(units: int, steps: int) -> tuple[lv.RecurrentModel, np.ndarray]:
    keras.utils.set_random_seed(0)
    net = keras.Sequential(
        [keras.Input((None, 8)), keras.layers.LSTM(units, return_sequences=True, name="lstm")]
    )
    return lv.wrap(net), np.random.default_rng(0).normal(size=(1, steps, 8)).astype(np.float32)


def _runs(repeat: int) -> None:
    print("One run, six signals, in ms:")
    print("| units x steps | without (any length) | six interventions | first with any |")
    print("|---|---|---|---|")
    for units, steps in SIZES:
        model, x = _net(units, steps)
        start = lv.InitialState.normal(model, seed=7)
        other = lv.trace(model, x, compile=False)
        ones = [
            lv.Set("lstm", "c", at=12, unit=3, value=1.0),
            lv.Clamp("lstm", "f", unit=3, steps=(20, 40), value=1.0),
            lv.Lesion("lstm", unit=5),
            lv.Scale("lstm", "h", at=9, by=0.5),
            lv.Add("lstm", "c", at=9, values=0.1),
            lv.Splice("lstm", at=20, source=other),
        ]
        begin = time.perf_counter()
        lv.trace(model, x, start, interventions=ones)
        first = 1000 * (time.perf_counter() - begin)
        without, changed = _medians(
            [
                partial(lv.trace, model, x, start, compile=False),
                partial(lv.trace, model, x, start, interventions=ones),
            ],
            repeat,
        )
        print(f"| {units} x {steps} | {without:.1f} | {changed:.1f} | {first:.0f} |")


def _maps(repeat: int) -> None:
    print("\nMap of splices of every unit at every step, in s; the loop is one trace for each,")
    print("timed on 50 of them:")
    print("| | splices | patch_map | loop over traces | agree to |")
    print("|---|---|---|---|---|")
    sample = load_sample("flip_flop")
    _map("flip_flop, 24 x 100", sample.model, sample.sequences[0].x, repeat)
    for units, steps in SIZES[1:]:
        _map(f"{units} x {steps}", *_net(units, steps), 1)


def _map(title: str, model: lv.RecurrentModel, x: np.ndarray, repeat: int) -> None:
    layer = model.layers[0]
    states = {
        "A": lv.InitialState.zeros(model), "B": lv.InitialState.normal(model, scale=0.8, seed=7)
    }
    traces = lv.trace(model, x, states)
    count = layer.units * (traces["A"].T + 1)
    places = np.random.default_rng(0).integers(0, (traces["A"].T + 1, layer.units), (50, 2))
    worst = 0.0
    found = lv.patch_map(model, x, traces["A"], traces["B"])

    def loop() -> None:
        nonlocal worst
        for t, unit in places.tolist():
            splice = lv.Splice(layer.name, "c", at=t, unit=unit, source=traces["B"])
            run = lv.trace(model, x, states["A"], interventions=[splice])
            moved = (run.outputs - traces["A"].outputs)[0, max(t, 1) - 1 :]
            worst = max(worst, abs(found.effect[t, unit] - float(np.sqrt(np.mean(moved**2)))))

    batched, looped = _medians(
        [lambda: lv.patch_map(model, x, traces["A"], traces["B"]), loop], repeat
    )
    whole = looped / 1000 * count / len(places)
    print(f"| {title} | {count} | {batched / 1000:.2f} | {whole:.1f} | {worst:.0e} |", flush=True)


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


if __name__ == "__main__":
    main()
