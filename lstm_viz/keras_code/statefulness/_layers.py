"""The layers of the simulator, and the sequences that they read in parts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import keras
import numpy as np

from lstm_viz._language import N_
from lstm_viz.keras_code.statefulness._setting import Setting
from lstm_viz.models import load_sample

# What a page says about each layer.
LAYERS: Final = {
    "counter": N_("an LSTM that counts the steps it has read"),
    "random": N_("an LSTM with random weights"),
    "sample": N_("the LSTM of the bundled model Stateful"),
}
# sigmoid(20) rounds to 1 in float32: the gate is open.
_OPEN: Final = 20.0
_STEPS: Final = 3


@dataclass(frozen=True, kw_only=True)
class Material:
    """A layer to be built, and what it reads.

    Attributes
    ----------
    make : callable
        ``make(stateful=..., return_state=True)`` returns the Keras layer, not built yet.
    weights : list of float32 ndarray
    x : float32 ndarray of shape ``(calls, rows, steps, features)``
        Row j of call k is part k of sequence j.
    """

    make: Callable[..., Any]
    weights: list[np.ndarray]
    x: np.ndarray


def material(setting: Setting) -> Material:
    """Return the layer and the sequences of a setting."""
    return {"counter": _counter, "random": _random, "sample": _sample}[setting.layer](setting)


def _counter(setting: Setting) -> Material:
    """One unit for each part of each sequence; it adds 1 at each step of that part.

    With i = f = o = 1 and g = x, ``c_t = f * c + i * g`` is the sum of all that was read, and
    with a linear activation ``h_t = o * c_t`` is the same.
    """
    rows, calls = setting.rows, setting.calls
    units = rows * calls
    x = np.zeros((calls, rows, _STEPS, units), np.float32)
    for call in range(calls):
        for row in range(rows):
            x[call, row, :, row * calls + call] = 1
    one, none = np.eye(units, dtype=np.float32), np.zeros((units, units), np.float32)
    return Material(
        make=lambda **options: keras.layers.LSTM(units, activation="linear", **options),
        weights=[
            np.hstack([none, none, one, none]),
            np.zeros((units, 4 * units), np.float32),
            np.repeat(np.array([_OPEN, _OPEN, 0, _OPEN], np.float32), units),
        ],
        x=x,
    )


def _random(setting: Setting) -> Material:
    units = 8
    rng = np.random.default_rng(0)
    weights = [
        rng.normal(0, 0.8, (1, 4 * units)),
        rng.normal(0, 0.4, (units, 4 * units)),
        np.repeat([0.0, 1.0, 0.0, 0.0], units),
    ]
    return Material(
        make=lambda **options: keras.layers.LSTM(units, **options),
        weights=[array.astype(np.float32) for array in weights],
        x=waves(setting.rows, setting.calls, _STEPS),
    )


def _sample(setting: Setting) -> Material:
    config, weights, steps = _bundled()
    return Material(
        make=lambda **options: keras.layers.LSTM.from_config({**config, **options}),
        weights=[array.copy() for array in weights],
        x=waves(setting.rows, setting.calls, steps),
    )


@cache
def _bundled() -> tuple[dict[str, Any], list[np.ndarray], int]:
    model = load_sample("stateful").model.keras
    layer = model.get_layer("lstm")
    return layer.get_config(), layer.get_weights(), model.input_shape[1]


def waves(rows: int, calls: int, steps: int) -> np.ndarray:
    """Return a sine for each row, cut into one part for each call: no two parts are the same.

    Returns
    -------
    float32 ndarray of shape ``(calls, rows, steps, 1)``
    """
    t = np.arange(calls * steps)
    wave = np.sin(0.9 * t + 2 * np.pi * np.arange(rows)[:, None] / rows + 0.02 * t**2)
    parts = wave.reshape(rows, calls, steps, 1).transpose(1, 0, 2, 3)
    return parts.astype(np.float32)
