"""An LSTM autoencoder, and classifiers that start from it (Dai and Le, 2015).

With ``--compare`` nothing is trained anew but the small classifiers whose starts are compared:
the committed autoencoder is read, and only ``results.json`` is written.
"""

from __future__ import annotations

import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent))

from _common import fit, reproducible, save, write  # noqa: E402, I001
import keras  # noqa: E402
import numpy as np  # noqa: E402
from keras import layers  # noqa: E402


import json  # noqa: E402

CLASSES = ("sine", "square", "triangle", "sawtooth")
WAYS = ("from scratch", "weights", "state", "both")
STEPS, UNITS, SEEDS, LABELLED, TEST_SEED = 24, 24, 20, 40, 103
# Of Student's distribution with SEEDS - 1 degrees of freedom.
T_975 = 2.093


def waves(rng: np.random.Generator, count: int):
    """Return noisy waves ``(count, 24, 1)`` and the class of each."""
    label = rng.integers(0, 4, count)
    t = np.arange(STEPS)[None] / STEPS * rng.uniform(1.5, 3, (count, 1)) + rng.random((count, 1))
    p = t % 1
    shapes = np.stack([np.sin(2 * np.pi * p), np.sign(0.5 - p), 1 - 4 * np.abs(p - 0.5), 1 - 2 * p])
    x = shapes[label, np.arange(count)] + rng.normal(0, 0.25, (count, STEPS))
    return x[..., None].astype(np.float32), label


def autoencoder() -> keras.Model:
    """Return the untrained autoencoder."""
    return keras.Sequential(
        [
            keras.Input((STEPS, 1), name="wave"),
            layers.LSTM(UNITS, name="encoder"),
            layers.RepeatVector(STEPS, name="repeat"),
            layers.LSTM(UNITS, return_sequences=True, name="decoder"),
            layers.Dense(1, name="rebuilt"),
        ]
    )


def classifier() -> keras.Model:
    """Return an untrained classifier whose initial state is an input."""
    x = keras.Input((STEPS, 1), name="wave")
    h0, c0 = keras.Input((UNITS,), name="h0"), keras.Input((UNITS,), name="c0")
    h = layers.LSTM(UNITS, name="lstm")(x, initial_state=[h0, c0])
    return keras.Model([x, h0, c0], layers.Dense(4, activation="softmax", name="class")(h))


def final_state(model: keras.Model, x: np.ndarray) -> list[np.ndarray]:
    """Return the encoder's final h and c, each ``(batch, 24)``."""
    encoder = model.get_layer("encoder")
    reader = layers.LSTM(UNITS, return_state=True)
    reader.build(x.shape)
    reader.set_weights(encoder.get_weights())
    _, h, c = reader(x)
    return [h.numpy(), c.numpy()]


def accuracy_from(way: str, seed: int, model: keras.Model, test: tuple) -> float:
    """Train one classifier on 40 labelled waves; return its accuracy on the test waves."""
    x_test, y_test = test
    x_few, y_few = waves(np.random.default_rng(200 + seed), LABELLED)
    keras.utils.set_random_seed(seed)
    net = classifier()
    if way in ("weights", "both"):
        net.get_layer("lstm").set_weights(model.get_layer("encoder").get_weights())
    few, many = (
        final_state(model, data)
        if way in ("state", "both")
        else [np.zeros((len(data), UNITS), np.float32)] * 2
        for data in (x_few, x_test)
    )
    optimizer = keras.optimizers.Adam(0.005, clipnorm=1.0)
    net.compile(optimizer, "sparse_categorical_crossentropy", jit_compile=False)
    net.fit([x_few, *few], y_few, epochs=80, batch_size=20, verbose=0)
    chances = net.predict([x_test, *many], verbose=0)
    return float(np.mean(chances.argmax(-1) == y_test))


def compare(model: keras.Model) -> None:
    """Compare four starts of a classifier over the same seeds and write ``results.json``."""
    test = waves(np.random.default_rng(TEST_SEED), 400)
    scores: dict[str, list[float]] = {way: [] for way in WAYS}
    for seed in range(SEEDS):
        for way in WAYS:
            scores[way].append(accuracy_from(way, seed, model, test))
        print(seed, {way: values[-1] for way, values in scores.items()}, flush=True)
        keras.utils.clear_session()
    base = np.array(scores["from scratch"])
    note = {
        "labelled": LABELLED,
        "test": len(test[0]),
        "chance": 0.25,
        "ways": {way: spread("accuracy", values) for way, values in scores.items()},
        # The same 40 waves and the same first weights of the head in every way: pairs by seed.
        "paired": {
            way: spread("difference", np.array(scores[way]) - base) for way in WAYS[1:]
        },
    }
    for pair in note["paired"].values():
        pair["interval_95"] = [
            round(pair["mean"] + sign * T_975 * pair["std"] / SEEDS**0.5, 4) for sign in (-1, 1)
        ]
    (FOLDER / "results.json").write_text(json.dumps(note, indent=2) + "\n", encoding="utf-8")


def spread(name: str, values) -> dict[str, object]:
    """Return values by seed with their mean and standard deviation."""
    return {
        name: [round(float(v), 4) for v in values],
        "mean": round(float(np.mean(values)), 4),
        "std": round(float(np.std(values, ddof=1)), 4),
    }


def main() -> None:
    """Train the autoencoder, compare four ways to start a classifier, write the sample."""
    if "--compare" in sys.argv[1:]:
        reproducible(7)
        compare(keras.saving.load_model(FOLDER / "model.keras"))
        return
    rng = reproducible(7)
    x, _ = waves(rng, 2000)
    model = autoencoder()
    fit(model, x, x, loss="mse", epochs=30, batch_size=64, rate=0.01)
    x_test, y_test = waves(np.random.default_rng(TEST_SEED), 400)
    error = float(np.mean((model.predict(x_test, verbose=0) - x_test) ** 2))
    naive = float(np.mean((x_test - x_test.mean(1, keepdims=True)) ** 2))
    compare(model)

    keras.utils.set_random_seed(7)
    plain = keras.Sequential(
        [
            keras.Input((STEPS, 1), name="wave"),
            layers.LSTM(UNITS, name="lstm"),
            layers.Dense(4, activation="softmax", name="class"),
        ]
    )
    plain.get_layer("lstm").set_weights(model.get_layer("encoder").get_weights())
    x_many, y_many = waves(np.random.default_rng(300), 1500)
    fit(
        plain,
        x_many,
        y_many,
        loss="sparse_categorical_crossentropy",
        epochs=40,
        batch_size=32,
        rate=0.01,
    )
    accuracy = float(np.mean(plain.predict(x_test, verbose=0).argmax(-1) == y_test))
    save(FOLDER, model)
    save(FOLDER, plain, "classifier.keras")
    arrays = {"test_x": x_test, "test_y": y_test.astype(np.uint8)}
    sequences = []
    for number, name in enumerate(CLASSES):
        row = int(np.flatnonzero(y_test == number)[0])
        arrays[f"{name}_x"] = x_test[row][None]
        arrays[f"class_{name}_x"] = x_test[row][None]
        arrays[f"class_{name}_y"] = np.tile(np.eye(4, dtype=np.float32)[number], (1, STEPS, 1))
        sequences.append({"name": name, "title": f"a noisy {name} wave", "note": "Not trained on."})
    card = {
        "title": "Autoencoder",
        "summary": "Reads a noisy wave into its final state and rebuilds the whole wave from it.",
        "trained": True,
        "step_name": "step",
        "input_names": ["wave"],
        "output_names": ["rebuilt wave"],
        "output_kind": "value",
        "sequences": sequences,
        "metric": {
            "name": "mean squared error of the rebuilt wave",
            "model": round(error, 4),
            "naive": round(naive, 4),
        },
        "models": {
            "classifier.keras": {
                "title": "Classifier",
                "summary": "Tells four kinds of wave apart; its LSTM started from the "
                "autoencoder's parameters.",
                "output_names": list(CLASSES),
                "output_kind": "class",
                "sequences": [{**s, "name": "class_" + s["name"]} for s in sequences],
                "metric": {
                    "name": "accuracy on 400 test waves",
                    "model": round(accuracy, 4),
                    "naive": 0.25,
                },
            }
        },
    }
    write(FOLDER, card, arrays)


if __name__ == "__main__":
    main()
