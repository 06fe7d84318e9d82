"""Keras' activations in NumPy float64, each with its slope."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import keras
import numpy as np

from lstm_viz.errors import LstmVizError

Function = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Activation:
    """An elementwise activation.

    Attributes
    ----------
    value : callable
        Of an array.
    slope : callable
        Derivative, from the argument and the value.
    bound : float
        Largest absolute value; infinite where there is none.
    """

    value: Function
    slope: Callable[[np.ndarray, np.ndarray], np.ndarray]
    bound: float = np.inf


def sigmoid(z: np.ndarray) -> np.ndarray:
    """The logistic function; ``sigmoid(-z)`` is ``1 - sigmoid(z)`` without loss of digits."""
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-z))


def _clipped(low: float, high: float, scale: float, shift: float) -> Activation:
    return Activation(
        lambda z: np.clip(scale * z + shift, low, high),
        lambda z, y: np.where((y > low) & (y < high), scale, 0.0),
        max(abs(low), abs(high)),
    )


def _elu(z: np.ndarray) -> np.ndarray:
    return np.where(z > 0, z, np.expm1(np.minimum(z, 0)))


_ACTIVATIONS: Final = {
    "tanh": Activation(np.tanh, lambda z, y: 1 - y * y, 1.0),
    "sigmoid": Activation(sigmoid, lambda z, y: y * (1 - y), 1.0),
    "linear": Activation(lambda z: z, lambda z, y: np.ones_like(z)),
    "relu": Activation(lambda z: np.maximum(z, 0), lambda z, y: (z > 0).astype(float)),
    "relu6": _clipped(0.0, 6.0, 1.0, 0.0),
    "leaky_relu": Activation(
        lambda z: np.where(z > 0, z, 0.2 * z), lambda z, y: np.where(z > 0, 1.0, 0.2)
    ),
    "hard_sigmoid": _clipped(0.0, 1.0, 1 / 6, 0.5),
    "keras2_hard_sigmoid": _clipped(0.0, 1.0, 0.2, 0.5),
    "hard_tanh": _clipped(-1.0, 1.0, 1.0, 0.0),
    "softsign": Activation(
        lambda z: z / (1 + np.abs(z)), lambda z, y: 1 / (1 + np.abs(z)) ** 2, 1.0
    ),
    "softplus": Activation(lambda z: np.logaddexp(0, z), lambda z, y: sigmoid(z)),
    "silu": Activation(
        lambda z: z * sigmoid(z), lambda z, y: sigmoid(z) * (1 + z * (1 - sigmoid(z)))
    ),
    "elu": Activation(_elu, lambda z, y: np.where(z > 0, 1.0, y + 1)),
    "exponential": Activation(np.exp, lambda z, y: y),
}


def activation_of(function: Any, layer: str) -> Activation:
    """Return Keras' activation as a NumPy one.

    Parameters
    ----------
    function : callable
        ``cell.activation`` of a Keras cell.
    layer : str
        Name of the layer, for the message.

    Raises
    ------
    LstmVizError
        When the activation is not elementwise or not known here.
    """
    name = getattr(function, "__name__", type(function).__name__)
    known = name in _ACTIVATIONS and (
        name == "keras2_hard_sigmoid" or function is keras.activations.get(name)
    )
    if not known:
        raise LstmVizError(
            "The activation '{name}' of layer '{layer}' has no derivative here: fixed points, "
            "exponents and planes are known for {activations}.",
            name=name,
            layer=layer,
            activations=', '.join(sorted(_ACTIVATIONS)),
        )
    return _ACTIVATIONS[name]
