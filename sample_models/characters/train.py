"""A next-character model of English words: Embedding, LSTM(96), softmax."""

from __future__ import annotations

import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent))

from _common import fit, reproducible, save, write  # noqa: E402, I001
import keras  # noqa: E402
import numpy as np  # noqa: E402
from keras import layers  # noqa: E402


VOCABULARY = " abcdefghijklmnopqrstuvwxyz"


def encode(text: str) -> np.ndarray:
    """Return token ids, int32 of shape ``(len(text),)``."""
    return np.array([VOCABULARY.index(letter) for letter in text], np.int32)


def windows(rng: np.random.Generator, words: list[str], length: int, count: int):
    """Return random word sequences, cut to ``length`` characters, and the characters after each."""
    rows = []
    for _ in range(count):
        text = " ".join(rng.permutation(words)[: length // 2])
        rows.append(encode(text)[: length + 1])
    rows = np.stack(rows)
    return rows[:, :-1], rows[:, 1:]


def main() -> None:
    """Train on nine tenths of the words and write the sample."""
    rng = reproducible(6)
    words = sorted(set((FOLDER / "words.txt").read_text(encoding="utf-8").split()))
    order = rng.permutation(len(words))
    held_out = [words[n] for n in order[: len(words) // 10]]
    trained = [words[n] for n in order[len(words) // 10 :]]
    x, y = windows(rng, trained, 60, 600)
    model = keras.Sequential(
        [
            keras.Input((None,), dtype="int32", name="characters"),
            layers.Embedding(len(VOCABULARY), 16, name="embedding"),
            layers.LSTM(96, return_sequences=True, name="lstm"),
            layers.Dense(len(VOCABULARY), activation="softmax", name="next_character"),
        ]
    )
    fit(model, x, y, loss="sparse_categorical_crossentropy", epochs=14, batch_size=32, rate=0.01)
    x_test, y_test = windows(np.random.default_rng(102), held_out, 60, 50)
    chances = model.predict(x_test, verbose=0)
    bits = float(np.mean(-np.log2(np.take_along_axis(chances, y_test[..., None], -1))))
    unigram = (np.bincount(y.ravel(), minlength=len(VOCABULARY)) + 1) / (y.size + len(VOCABULARY))
    naive = float(np.mean(-np.log2(unigram[y_test])))
    letters = np.array(["·" if c == " " else c for c in VOCABULARY])
    arrays = {
        "test_x": x_test.astype(np.int8),
        "test_y": y_test.astype(np.int8),
        "unigram": unigram,
    }
    sequences = []
    for name, text in (
        ("river", "the river runs over the stones and under the bridge"),
        ("space", " " * 12),
        ("held_out", " ".join(held_out[:8])),
    ):
        ids = encode(text + " ")
        arrays[f"{name}_x"] = ids[None, :-1]
        arrays[f"{name}_y"] = np.eye(len(VOCABULARY), dtype=np.float32)[ids[1:]][None]
        arrays[f"{name}_labels"] = letters[ids[:-1]]
        title = {"space": "twelve spaces", "held_out": "words it was not trained on"}.get(
            name, text
        )
        sequences.append({"name": name, "title": title, "note": "A space is shown as a dot."})
    save(FOLDER, model)
    card = {
        "title": "Characters",
        "summary": "Reads English words letter by letter and gives the chance of each next letter.",
        "trained": True,
        "step_name": "character",
        "input_names": ["character"],
        "output_names": letters.tolist(),
        "output_kind": "class",
        "vocabulary": letters.tolist(),
        "sequences": sequences,
        "metric": {
            "name": "bits per character on held-out words",
            "model": round(bits, 3),
            "naive": round(naive, 3),
        },
    }
    write(FOLDER, card, arrays)


if __name__ == "__main__":
    main()
