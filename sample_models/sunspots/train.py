"""Forecast next year's sunspot number: LSTM(32), one step ahead."""

from __future__ import annotations

import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent))

from _common import fit, reproducible, save, write  # noqa: E402, I001
import keras  # noqa: E402
import numpy as np  # noqa: E402
from keras import layers  # noqa: E402


SCALE = 100.0
TRAIN_UNTIL, TEST_FROM = 1920, 1950


def main() -> None:
    """Train on 1700-1920 and write the sample."""
    reproducible(1)
    table = np.loadtxt(FOLDER / "sunspots.csv", delimiter=",", skiprows=1, dtype=np.float32)
    years, numbers = table[:, 0].astype(int), table[:, 1] / SCALE
    x, y, ends = numbers[:-1, None], numbers[1:, None], years[1:]

    length = 80
    last = int(np.searchsorted(ends, TRAIN_UNTIL)) - length
    windows = [slice(s, s + length) for s in range(0, last, 2)]
    model = keras.Sequential(
        [
            keras.Input((None, 1), name="sunspots"),
            layers.LSTM(32, return_sequences=True, name="lstm"),
            layers.Dense(1, name="next_year"),
        ]
    )
    fit(
        model,
        np.stack([x[w] for w in windows]),
        np.stack([y[w] for w in windows]),
        loss="mse",
        epochs=60,
        batch_size=16,
        rate=0.01,
    )
    test = ends >= TEST_FROM
    error = float(np.mean(np.abs(model.predict(x[None], verbose=0)[0] - y)[test])) * SCALE
    naive = float(np.mean(np.abs(x - y)[test])) * SCALE
    arrays = {}
    periods = (
        (1890, 2008, "1890 to 2008"),
        (1749, 1869, "1749 to 1869"),
        (1950, 1990, "1950 to 1990"),
    )
    for first, until, _ in periods:
        part = (years[:-1] >= first) & (years[:-1] <= until)
        arrays[f"{first}_x"] = x[part][None]
        arrays[f"{first}_y"] = y[part][None]
        arrays[f"{first}_labels"] = years[:-1][part].astype(str)
    save(FOLDER, model)
    card = {
        "title": "Sunspots",
        "summary": "Reads the yearly sunspot number and forecasts the next year's.",
        "trained": True,
        "step_name": "year",
        "input_names": ["sunspot number / 100"],
        "output_names": ["next year's sunspot number / 100"],
        "output_kind": "value",
        "sequences": [
            {"name": str(first), "title": title, "note": "Years up to 1920 were trained on."}
            for first, _, title in periods
        ],
        "metric": {
            "name": "mean absolute error, 1950-2008, sunspots",
            "model": round(error, 2),
            "naive": round(naive, 2),
        },
    }
    write(FOLDER, card, arrays)


if __name__ == "__main__":
    main()
