"""What the train scripts share: a fixed seed, and writing a sample's files."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import keras
import numpy as np
import tensorflow as tf


def reproducible(seed: int) -> np.random.Generator:
    """Fix every source of randomness and return NumPy's."""
    keras.utils.set_random_seed(seed)
    tf.config.experimental.enable_op_determinism()
    return np.random.default_rng(seed)


def fit(model: keras.Model, x: Any, y: Any, *, loss: str, epochs: int, **options: Any) -> None:
    """Train with Adam, learning rate falling to zero along a cosine."""
    batch_size = options.pop("batch_size", 32)
    rate = options.pop("rate", 0.01)
    steps = epochs * -(-len(x) // batch_size)
    schedule = keras.optimizers.schedules.CosineDecay(rate, steps)
    optimizer = keras.optimizers.Adam(schedule, clipnorm=1.0)
    model.compile(optimizer, loss, jit_compile=False)
    model.fit(x, y, epochs=epochs, batch_size=batch_size, verbose=0, **options)


def save(folder: Path, model: keras.Model, file: str = "model.keras") -> None:
    """Save the bare model: no optimizer, no compile options."""
    bare = type(model).from_config(model.get_config())
    bare.set_weights(model.get_weights())
    bare.save(folder / file)


def write_untrained(
    folder: Path, model: keras.Model, *, title: str, summary: str, rows: int
) -> None:
    """Write a model with its random weights, and sines of ten steps to run it on."""
    model.save(folder / "model.keras")
    phase = 2 * np.pi * np.arange(rows)[:, None, None] / rows
    x = np.sin(2 * np.pi * np.arange(10)[None, :, None] / 10 + phase).astype(np.float32)
    card = {
        "title": title,
        "summary": summary,
        "trained": False,
        "step_name": "step",
        "input_names": ["x"],
        "output_names": ["y"],
        "output_kind": "value",
        "sequences": [
            {
                "name": "sine",
                "title": "a sine",
                "note": "The model is untrained: its output means nothing.",
            }
        ],
    }
    write(folder, card, {"sine_x": x})


def write(folder: Path, card: dict[str, Any], arrays: dict[str, np.ndarray]) -> None:
    """Write ``card.json`` and ``sequences.npz``."""
    text = json.dumps(card, indent=2, ensure_ascii=False)
    (folder / "card.json").write_text(text + "\n", encoding="utf-8")
    np.savez_compressed(folder / "sequences.npz", **arrays)
    print(f"{folder.name}: {card.get('metric', 'untrained')}", flush=True)
