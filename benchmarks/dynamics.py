"""Fixed points, sensitivity and found states, beside what a person would use otherwise.

Usage: ``python -m benchmarks.dynamics``. Times are medians of warm calls: what a visitor waits for
from the second time on. "First" is the first call on a model, with its graphs built.
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

import keras  # noqa: E402
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402

import lstm_viz as lv  # noqa: E402
from lstm_viz.dynamics._below import reads_of  # noqa: E402
from lstm_viz.models import load_sample, sample_names  # noqa: E402

STARTS = 512


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=5, help="repetitions of each call")
    given = parser.parse_args()
    print(f"{os.cpu_count()} cores\n")
    print("| what | bound, s | median, s | first, s | result |")
    print("|---|---|---|---|---|")
    for name, bound, run, words, repeat in _rows(given.repeat):
        first, result = _timed(run)
        seconds = [_timed(run)[0] for _ in range(repeat)]
        limit = "" if bound is None else f"{bound:g}"
        median = statistics.median(seconds) if seconds else first
        print(f"| {name} | {limit} | {median:.3f} | {first:.3f} | {words(result)} |", flush=True)
    print("\n| sample model | layer | fixed points of the held input 0 | index sum | slow |")
    print("|---|---|---|---|---|")
    for name in sample_names():
        for row in _census(name):
            print(f"| {name} | {' | '.join(row)} |", flush=True)


def _rows(repeat: int) -> Any:
    flip_flop = load_sample("flip_flop").model
    zeros = np.zeros((1, 40, 3), np.float32)
    yield (
        f"fixed points, flip_flop, {STARTS} starts", 1,
        lambda: lv.fixed_points(flip_flop, starts=STARTS), _points, repeat,
    )
    for units, bound in ((64, 3), (128, 15)):
        model = _random(units)
        yield (
            f"fixed points, {units} units, random, {STARTS} starts", bound,
            lambda m=model: lv.fixed_points(m, starts=STARTS), _points, min(repeat, 3),
        )
    yield (
        f"Adam on q, flip_flop, {STARTS} starts, 5,000 iterations, rate 0.1", None,
        lambda: _adam(flip_flop, 0.1), lambda n: f"{n} \"unique\" within 1e-3", 0,
    )
    for units, bound in ((64, 0.05), (128, 0.25)):
        model, x = _random(units, outputs=1), _noise(200)
        yield (
            f"sensitivity, {units} units x 200 steps, 1 output", bound,
            lambda m=model, x=x: lv.sensitivity(m, x), lambda s: s.exact, repeat,
        )
        yield (
            f"tape.jacobian of Keras, {units} units x 200 steps, 1 output", None,
            _keras_jacobian(model, x), lambda _: "h0 and c0, all steps", repeat,
        )
        yield (
            f"10 exponents, {units} units x 200 steps", None,
            lambda m=model, x=x: lv.lyapunov_exponents(m, x), lambda e: f"{e[0]:.3f} leads", repeat,
        )
    yield (
        "find_state, flip_flop, bits 1 -1 1, 40 steps", 0.3,
        lambda: lv.find_state(flip_flop, zeros, [1, -1, 1]),
        lambda f: f"misfit {f.misfit:.3f}, distance {f.distance:.2f}, {f.iterations} iterations",
        repeat,
    )


def _census(name: str) -> Any:
    model = load_sample(name).model
    for spec in model.layers:
        held, said = None, ""
        if reads_of(model)[spec.name].whole:
            # What it reads comes from the whole sequence: its own input is held at zero.
            held, said = {spec.name: np.zeros(spec.features)}, "Its own input held at 0: "
        p = lv.fixed_points(model, spec.name, x=held)
        words = f"{said}{p.census()} {' '.join(p.notes)}".strip()
        yield spec.name, words, str(p.index_sum), str(len(p.slow))


def _points(found: Any) -> str:
    return f"{found.census()} Index sum {found.index_sum}."


def _timed(run: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = run()
    return time.perf_counter() - start, result


def _random(units: int, outputs: int = 0) -> Any:
    keras.utils.set_random_seed(0)
    stack = [keras.Input((None, 2)), keras.layers.LSTM(units, return_sequences=True)]
    stack += [keras.layers.Dense(outputs)] if outputs else []
    model = keras.Sequential(stack)
    weights = next(w for w in model.weights if "recurrent_kernel" in w.path)
    random = np.random.default_rng(0)
    weights.assign(random.normal(size=weights.shape) * 1.5 / np.sqrt(units))
    return lv.wrap(model)


def _noise(steps: int) -> np.ndarray:
    return np.random.default_rng(1).normal(size=(1, steps, 2)).astype(np.float32)


def _keras_jacobian(model: Any, x: np.ndarray) -> Callable[[], Any]:
    layer, dense = model.keras.layers
    zeros = tf.zeros((1, layer.units))

    @tf.function
    def run(h: Any, c: Any) -> Any:
        with tf.GradientTape() as tape:
            tape.watch([h, c])
            y = dense(layer(x, initial_state=[h, c]))[0]
        return tape.jacobian(y, [h, c])

    return lambda: [part.numpy() for part in run(zeros, zeros)]


def _adam(model: Any, rate: float) -> int:
    """Fixed points as fixed-point-finder looks for them: Adam on q, float32, zero input."""
    cell = model.keras.layers[0].cell
    run = lv.trace(model, load_sample("flip_flop").sequences[0].x)["lstm"]
    random = np.random.default_rng(0)
    visited = np.concatenate([run.h[0], run.c[0]], axis=1)
    starts = visited[random.integers(len(visited), size=STARTS)]
    state = tf.Variable(starts + random.normal(size=starts.shape).astype(np.float32) * 0.5)
    optimizer = keras.optimizers.Adam(rate)
    optimizer.build([state])
    nothing = tf.zeros((STARTS, 3))

    @tf.function(jit_compile=True)
    def step() -> Any:
        with tf.GradientTape() as tape:
            parts = tf.split(state, 2, axis=1)
            after = tf.concat(cell(nothing, parts)[1], axis=1)
            q = tf.reduce_sum((state - after) ** 2, axis=1) / 2
            total = tf.reduce_sum(q)
        optimizer.apply([tape.gradient(total, state)])
        return q

    for _ in range(5_000):
        q = step()
        if float(tf.reduce_max(q)) < 1e-12:
            break
    found = state.numpy()
    kept: list[np.ndarray] = []
    for point in found:
        if not kept or np.linalg.norm(np.array(kept) - point, axis=1).min() > 1e-3:
            kept.append(point)
    return len(kept)


if __name__ == "__main__":
    main()
