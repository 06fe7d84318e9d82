"""Read 8x8 handwritten digits row by row with a Bidirectional LSTM."""

from __future__ import annotations

import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent))

from _common import fit, reproducible, save, write  # noqa: E402, I001
import keras  # noqa: E402
import numpy as np  # noqa: E402
from keras import layers  # noqa: E402


def main() -> None:
    """Train on two thirds of scikit-learn's digits and write the sample."""
    from sklearn.datasets import load_digits

    rng = reproducible(5)
    images, digits = load_digits(return_X_y=True)
    x = (images.reshape(-1, 8, 8) / 16).astype(np.float32)
    order = rng.permutation(len(x))
    train, test = order[:1200], order[1200:]
    model = keras.Sequential(
        [
            keras.Input((8, 8), name="rows"),
            layers.Bidirectional(layers.LSTM(24), name="bidirectional"),
            layers.Dense(10, activation="softmax", name="digit"),
        ]
    )
    fit(
        model,
        x[train],
        digits[train],
        loss="sparse_categorical_crossentropy",
        epochs=40,
        batch_size=32,
        rate=0.01,
    )
    right = model.predict(x[test], verbose=0).argmax(-1) == digits[test]
    naive = np.bincount(digits[train]).argmax() == digits[test]
    arrays = {
        "test_x": np.round(x[test] * 16).astype(np.uint8),
        "test_y": digits[test].astype(np.uint8),
        "naive": np.uint8(np.bincount(digits[train]).argmax()),
    }
    sequences = []
    for digit in range(10):
        row = test[digits[test] == digit][0]
        arrays[f"digit_{digit}_x"] = x[row][None]
        arrays[f"digit_{digit}_y"] = np.tile(np.eye(10, dtype=np.float32)[digit], (1, 8, 1))
        sequences.append(
            {
                "name": f"digit_{digit}",
                "title": f"a handwritten {digit}",
                "note": "From the test part: not trained on.",
            }
        )
    save(FOLDER, model)
    card = {
        "title": "Digits",
        "summary": "Reads a handwritten digit row by row, from the top and from the bottom.",
        "trained": True,
        "step_name": "row",
        "input_names": [f"pixel {n}" for n in range(1, 9)],
        "output_names": [str(n) for n in range(10)],
        "output_kind": "class",
        "sequences": sequences,
        "metric": {
            "name": "accuracy on 597 test digits",
            "model": round(float(right.mean()), 4),
            "naive": round(float(naive.mean()), 4),
        },
    }
    write(FOLDER, card, arrays)


if __name__ == "__main__":
    main()
