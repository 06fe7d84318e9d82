"""The 3-bit flip-flop of Sussillo and Barak (2013): remember the last pulse of each input."""

from __future__ import annotations

import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent))

from _common import fit, reproducible, save, write  # noqa: E402, I001
import keras  # noqa: E402
import numpy as np  # noqa: E402
from keras import layers  # noqa: E402


def pulses(rng: np.random.Generator, count: int, steps: int, rate: float = 0.06):
    """Return pulses -1, 0, 1 and the last pulse of each input (0 before the first)."""
    x = (rng.random((count, steps, 3)) < rate) * rng.choice([-1.0, 1.0], (count, steps, 3))
    y = np.zeros_like(x)
    state = np.zeros((count, 3))
    for t in range(steps):
        state = np.where(x[:, t] != 0, x[:, t], state)
        y[:, t] = state
    return x.astype(np.float32), y.astype(np.float32)


def sign_accuracy(predicted: np.ndarray, wanted: np.ndarray) -> float:
    """Share of remembered bits with the right sign."""
    known = wanted != 0
    return float(np.mean((predicted > 0)[known] == (wanted > 0)[known]))


def main() -> None:
    """Train on generated pulses and write the sample."""
    rng = reproducible(2)
    x, y = pulses(rng, 512, 60)
    model = keras.Sequential(
        [
            keras.Input((None, 3), name="pulses"),
            layers.LSTM(24, return_sequences=True, name="lstm"),
            layers.Dense(3, name="bits"),
        ]
    )
    fit(model, x, y, loss="mse", epochs=40, batch_size=32, rate=0.02)
    x_test, y_test = pulses(np.random.default_rng(100), 200, 100)
    accuracy = sign_accuracy(model.predict(x_test, verbose=0), y_test)
    naive = sign_accuracy(x_test, y_test)
    quiet_x = np.zeros((1, 100, 3), np.float32)
    for t, bit, value in ((40, 0, 1), (55, 1, -1), (70, 2, 1), (85, 0, -1)):
        quiet_x[0, t, bit] = value
    quiet_y = np.full((1, 100, 3), np.nan, np.float32)
    for bit in range(3):
        last = np.nan
        for t in range(100):
            last = quiet_x[0, t, bit] if quiet_x[0, t, bit] else last
            quiet_y[0, t, bit] = last
    arrays = {
        "busy_x": x_test[:1],
        "busy_y": y_test[:1],
        "quiet_x": quiet_x,
        "quiet_y": quiet_y,
        "test_x": x_test[:, :, :].astype(np.int8),
        "test_y": y_test.astype(np.int8),
    }
    save(FOLDER, model)
    card = {
        "title": "Flip-flop",
        "summary": "Remembers the sign of the last pulse on each of three inputs.",
        "trained": True,
        "step_name": "step",
        "input_names": ["pulse 1", "pulse 2", "pulse 3"],
        "output_names": ["bit 1", "bit 2", "bit 3"],
        "output_kind": "value",
        "sequences": [
            {
                "name": "quiet",
                "title": "no pulse until step 41",
                "note": "Before the first pulse only the initial state decides what is remembered.",
            },
            {"name": "busy", "title": "random pulses", "note": ""},
        ],
        "metric": {
            "name": "share of bits with the right sign",
            "model": round(accuracy, 4),
            "naive": round(naive, 4),
        },
    }
    write(FOLDER, card, arrays)


if __name__ == "__main__":
    main()
