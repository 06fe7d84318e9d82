"""Derivatives of a whole run by automatic differentiation, for graphs that are no chain of steps."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import tensorflow as tf

from lstm_viz.models import RecurrentModel
from lstm_viz.tracing import Trace
from lstm_viz.tracing._tracer import run_graph


class Taped:
    """Outputs of a traced run and `tf.GradientTape.jacobian` of them.

    Parameters
    ----------
    model : RecurrentModel
    layer : str
    run : Trace
        On one sequence.
    reason : str
        Why no closed form is used.
    """

    def __init__(self, model: RecurrentModel, layer: str, run: Trace, reason: str) -> None:
        self.exact = f"by automatic differentiation, because {reason}"
        self._model, self._layer = model, layer
        self._inputs = [a[:1] for a in run.x]
        self._states = {
            spec.name: [run[spec.name].signal(s)[:1, 0] for s in spec.states]
            for spec in model.layers
        }
        self._given = [spec.name for spec in model.layers if spec.source == "given"]
        self._lock = threading.Lock()
        kept: dict[str, Any] = vars(model).setdefault("_taped", {})
        if layer not in kept:
            kept[layer] = _functions(model, layer)
        self._value, self._both = kept[layer]

    def value(self, states: np.ndarray) -> np.ndarray:
        """Outputs of shape ``(batch, T, outputs)``."""
        with self._lock:
            return self._value(*self._arguments(states)).numpy().astype(np.float64)

    def with_derivative(self, states: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Outputs, and their derivative ``(batch, T, outputs, size)``; NaN where unknown."""
        with self._lock:
            value, derivative = self._both(*self._arguments(states))
        value = value.numpy().astype(np.float64)
        shape = (value.shape[1], value.shape[2], len(states), -1)
        found = np.moveaxis(derivative.numpy().astype(np.float64).reshape(shape), 2, 0)
        return value, np.where(np.isfinite(value)[..., None], found, np.nan)

    def _arguments(self, states: np.ndarray) -> tuple[Any, ...]:
        rows = len(states)
        inputs = [tf.constant(np.repeat(a, rows, axis=0)) for a in self._inputs]
        others = {
            name: [tf.constant(np.repeat(a, rows, axis=0)) for a in arrays]
            for name, arrays in self._states.items()
        }
        chosen = {
            name: tf.fill([rows], name == self._layer) for name in self._given
        }
        return inputs, others, chosen, tf.constant(states.astype(np.float32))


def _functions(model: RecurrentModel, layer: str) -> tuple[Any, Any]:
    spec = model.layer(layer)

    def run(inputs: Any, others: Any, chosen: Any, state: Any) -> Any:
        own = tf.split(state, len(spec.states), axis=1)
        outputs = run_graph(model, inputs, {**others, layer: own}, chosen)
        flat = [tf.reshape(a, (tf.shape(a)[0], tf.shape(a)[1], -1)) for a in outputs]
        return tf.concat([tf.cast(a, tf.float32) for a in flat], axis=2)

    def both(inputs: Any, others: Any, chosen: Any, state: Any) -> tuple[Any, Any]:
        with tf.GradientTape() as tape:
            tape.watch(state)
            value = run(inputs, others, chosen, state)
            # Rows of the batch do not know each other: their sum has the derivatives of each.
            summed = tf.reshape(tf.reduce_sum(value, axis=0), [-1])
        return value, tape.jacobian(summed, state, unconnected_gradients="zero")

    return (
        tf.function(run, autograph=False, reduce_retracing=True),
        tf.function(both, autograph=False, reduce_retracing=True),
    )
