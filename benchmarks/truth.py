"""Print, for every model of the tests, the largest difference of a trace to Keras' ``predict``.

``python -m benchmarks.truth``: one row a model, for the flexible and for the XLA-compiled run.
"""

from __future__ import annotations

import keras
import numpy as np

import lstm_viz as lv
from lstm_viz.models import load_sample, sample_names
from tests.tracing.cases import CASES, build


def difference(model: lv.RecurrentModel, x: object, *, compile: bool) -> float:
    """Largest difference over all outputs, relative where a value is above 1."""
    trace = lv.trace(model, x, compile=compile)
    wanted = keras.tree.flatten(model.predict(x))
    return max(
        float(np.max(np.abs(np.asarray(got) - want)) / max(1.0, float(np.max(np.abs(want)))))
        for got, want in zip(trace.all_predictions.values(), wanted, strict=True)
    )


def main() -> None:
    """Print the table."""
    print(f"{'model':40} {'flexible':>10} {'XLA':>10}")
    rows = [(name, lv.wrap((made := build(name))[0]), made[1]) for name in CASES]
    for name in sample_names():
        sample = load_sample(name)
        rows.append((f"sample {name}", sample.model, sample.sequences[0].x))
    worst = 0.0
    for name, model, x in rows:
        found = [difference(model, x, compile=way) for way in (False, True)]
        worst = max(worst, *found)
        print(f"{name:40} {found[0]:10.1e} {found[1]:10.1e}", flush=True)
    print(f"largest of {len(rows)} models: {worst:.1e}")


if __name__ == "__main__":
    main()
