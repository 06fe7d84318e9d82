"""Memory of the server while visitors give model files: ``python -m benchmarks.own_models``."""

from __future__ import annotations

import gc
import os
import tempfile
from pathlib import Path
from typing import Final

os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import streamlit as st
from streamlit.testing.v1 import AppTest

from lstm_viz.ui.visit import MODELS

UPLOADS: Final = 50
UNITS: Final = 128
EVERY: Final = 10
SCRIPT: Final = "from lstm_viz.ui._main import run\nrun()\n"


def file(seed: int) -> bytes:
    """A model file of its own for each seed, about 0.6 MB."""
    keras.utils.set_random_seed(seed)
    model = keras.Sequential(
        [
            keras.layers.Input((None, 4)),
            keras.layers.LSTM(UNITS, return_sequences=True),
            keras.layers.LSTM(UNITS),
            keras.layers.Dense(1),
        ]
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.keras"
        model.save(path)
        return path.read_bytes()


def resident() -> float:
    """Memory of this process in MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def main() -> None:
    """Print the memory after every ten files of one visit, and after the visit."""
    app = AppTest.from_string(SCRIPT, default_timeout=120).run()
    print("| files given | memory of the process, MiB | models in memory |")
    print("|---|---|---|")
    for number in range(1, UPLOADS + 1):
        [field] = [f for f in app.file_uploader if f.key.startswith("own_model_file")]
        field.upload(f"{number}.keras", file(number)).run()
        assert app.title[0].value == f"{number}.keras", app.error
        if number % EVERY == 0:
            gc.collect()
            print(f"| {number} | {resident():.0f} | {MODELS.count()} |", flush=True)
    del app, field
    st.cache_resource.clear()
    gc.collect()
    print(f"| after the visit | {resident():.0f} | {MODELS.count()} |")


if __name__ == "__main__":
    main()
