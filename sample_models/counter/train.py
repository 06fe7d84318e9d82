"""Bracket depth: an LSTM that counts in a cell unit."""

from __future__ import annotations

import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent))

from _common import fit, reproducible, save, write  # noqa: E402, I001
import keras  # noqa: E402
import numpy as np  # noqa: E402
from keras import layers  # noqa: E402


def brackets(rng: np.random.Generator, count: int, steps: int):
    """Return open/close/other as one-hot ``(count, steps, 3)`` and the depth after each step."""
    x = np.zeros((count, steps, 3), np.float32)
    y = np.zeros((count, steps, 1), np.float32)
    for row in range(count):
        depth, bias = 0, rng.uniform(0.3, 0.7)
        for t in range(steps):
            kind = 2 if rng.random() < 0.3 else (0 if depth == 0 or rng.random() < bias else 1)
            depth += {0: 1, 1: -1, 2: 0}[kind]
            x[row, t, kind] = 1
            y[row, t, 0] = depth / 10
    return x, y


def main() -> None:
    """Train on generated brackets and write the sample."""
    rng = reproducible(3)
    x, y = brackets(rng, 512, 60)
    model = keras.Sequential(
        [
            keras.Input((None, 3), name="brackets"),
            layers.LSTM(8, return_sequences=True, name="lstm"),
            layers.Dense(1, name="depth"),
        ]
    )
    fit(model, x, y, loss="mse", epochs=80, batch_size=32, rate=0.02)
    x_test, y_test = brackets(np.random.default_rng(101), 200, 60)
    error = 10 * float(np.mean(np.abs(model.predict(x_test, verbose=0) - y_test)))
    naive = 10 * float(np.mean(np.abs(y.mean() - y_test)))
    up = np.zeros((1, 60, 3), np.float32)
    up[0, :30, 0] = 1
    up[0, 30:, 1] = 1
    depth = np.cumsum(up[0, :, 0] - up[0, :, 1])[None, :, None].astype(np.float32) / 10
    signs = np.array(list("()."))
    arrays = {
        "up_x": up,
        "up_y": depth,
        "up_labels": signs[up[0].argmax(-1)],
        "mixed_x": x_test[:1],
        "mixed_y": y_test[:1],
        "mixed_labels": signs[x_test[0].argmax(-1)],
        "test_x": x_test.astype(np.int8),
        "test_y": y_test,
        "naive": np.float32(y.mean()),
    }
    save(FOLDER, model)
    card = {
        "title": "Counter",
        "summary": "Counts how deep the brackets are nested: c grows far beyond 1, h stays "
        "below 1.",
        "trained": True,
        "step_name": "character",
        "input_names": ["(", ")", "."],
        "output_names": ["depth / 10"],
        "output_kind": "value",
        "sequences": [
            {
                "name": "up",
                "title": "30 open, 30 close",
                "note": "Trained on mixed brackets of depth 20 or so.",
            },
            {"name": "mixed", "title": "random brackets", "note": ""},
        ],
        "metric": {
            "name": "mean absolute error of the depth",
            "model": round(error, 3),
            "naive": round(naive, 3),
        },
    }
    write(FOLDER, card, arrays)


if __name__ == "__main__":
    main()
