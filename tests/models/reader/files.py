"""Model files made in memory, and small changes to them."""

from __future__ import annotations

import functools
import io
import json
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import keras
import numpy as np
from keras import layers

from lstm_viz.models import Limits
from lstm_viz.models.reader.isolated._file import Found, read

FOLDER = Path(__file__).parents[2] / "data" / "model_files"


def parse(data: bytes, architecture: bytes | None = None, **limits: int) -> Found:
    """Read a file as the reading process does, in this one."""
    return read(data, architecture, Limits(**limits))


def saved(model: keras.Model, ending: str = ".keras") -> bytes:
    """Return the file that today's Keras writes for a model."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"model{ending}"
        if ending == ".weights.h5":
            model.save_weights(path)
        else:
            model.save(path)
        return path.read_bytes()


@functools.cache
def model() -> keras.Model:
    keras.utils.set_random_seed(1)
    return keras.Sequential(
        [
            keras.Input((None, 3), name="x"),
            layers.LSTM(4, return_sequences=True, name="lstm"),
            layers.LSTM(4, name="lstm_1"),
            layers.Dense(2, name="dense"),
        ],
        name="small",
    )


@functools.cache
def zipped() -> bytes:
    """The model as a `.keras` file."""
    return saved(model())


@functools.cache
def hdf5() -> bytes:
    """The model as an `.h5` file."""
    return saved(model(), ".h5")


@functools.cache
def graph() -> bytes:
    """A Functional model with an encoder's state, as a `.keras` file."""
    x = keras.Input((None, 3), name="x")
    _, h, c = layers.LSTM(4, return_state=True, name="encoder")(x)
    y = layers.LSTM(4, name="decoder")(x, initial_state=[h, c])
    return saved(keras.Model(x, layers.Dense(2, name="dense")(y), name="pair"))


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(parts: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def with_config(change: Callable[[dict[str, Any]], Any], data: bytes | None = None) -> bytes:
    """Return a `.keras` file whose JSON was changed in place."""
    parts = members(zipped() if data is None else data)
    config = json.loads(parts["config.json"])
    change(config)
    return pack({**parts, "config.json": json.dumps(config).encode()})


def with_text(change: Callable[[str], str]) -> bytes:
    """Return a `.keras` file whose JSON text was changed."""
    parts = members(zipped())
    return pack({**parts, "config.json": change(parts["config.json"].decode()).encode()})


def with_layer(change: Callable[[dict[str, Any]], Any], number: int = 1) -> bytes:
    """Return a `.keras` file with one layer's entry changed; 1 is the LSTM."""
    return with_config(lambda config: change(config["config"]["layers"][number]))


def with_settings(number: int = 1, **settings: Any) -> bytes:
    """Return a `.keras` file with settings of one layer changed."""
    return with_layer(lambda layer: layer["config"].update(settings), number)


def h5(change: Callable[[h5py.File], Any], data: bytes | None = None) -> bytes:
    """Return an HDF5 file that was changed."""
    stream = io.BytesIO(hdf5() if data is None else data)
    with h5py.File(stream, "r+") as file:
        change(file)
    return stream.getvalue()


def with_weights(change: Callable[[h5py.File], Any], data: bytes | None = None) -> bytes:
    """Return a `.keras` file with changed weights."""
    parts = members(zipped() if data is None else data)
    parts["model.weights.h5"] = h5(change, parts["model.weights.h5"])
    return pack(parts)


KERNEL = "layers/lstm/cell/vars/0"


def instead(make: Callable[[h5py.Group, str], Any]) -> bytes:
    """Return a `.keras` file with something else in the place of a kernel."""

    def change(file: h5py.File) -> None:
        del file[KERNEL]
        make(file, KERNEL)

    return with_weights(change)


def array(*shape: int, dtype: Any = np.float32, **how: Any) -> bytes:
    """Return a `.keras` file with another array in the place of a kernel."""
    values = np.ones(shape or (3, 16), dtype)
    return instead(lambda file, name: file.create_dataset(name, data=values, **how))
