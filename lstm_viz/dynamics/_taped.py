"""Derivatives of a whole run by automatic differentiation, where a graph is no chain of steps."""

from __future__ import annotations

import threading
from typing import Any, Final

import numpy as np

from lstm_viz._tensorflow import tf
from lstm_viz.models import RecurrentModel
from lstm_viz.tracing import Function, Trace, run_graph

# Copies x timesteps x recorded numbers of one gradient.
_BLOCK_NUMBERS: Final = 20_000_000
# A run and its gradient take as long as so many runs.
_GRADIENT: Final = 3


class Taped:
    """Outputs of a traced run and their gradients.

    One copy of the run for each output number: a single gradient of the sum of "each copy's own
    number" has them all. (TensorFlow 2.21's vectorised `tape.jacobian` gives wrong numbers for
    two recurrent loops in a row.)

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
        self._steps = run[layer].T
        self._given = [spec.name for spec in model.layers if spec.source == "given"]
        self._width = sum(spec.units * len(spec.signals) for spec in model.layers)
        self._lock = threading.Lock()
        kept: dict[Any, Any] = vars(model).setdefault("_taped", {})
        key = (layer, *(a.shape[1:] for a in self._inputs))
        if key not in kept:
            start = np.zeros((1, model.layer(layer).units * len(model.layer(layer).states)))
            kept[key] = _functions(model, layer, self._arguments(start))
        self._value, self._gradient = kept[key]

    def value(self, states: np.ndarray) -> np.ndarray:
        """Outputs of shape ``(batch, T, outputs)``."""
        with self._lock:
            value = self._value(*self._arguments(states), steps=self._steps)
        return value.numpy().astype(np.float64)

    def with_derivative(self, states: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Outputs, and their derivative ``(batch, T, outputs, size)``; NaN where unknown."""
        value = self.value(states)
        numbers = np.arange(value.shape[1] * value.shape[2])
        found = self._gradients(states, numbers).reshape(*value.shape, -1)
        return value, np.where(np.isfinite(value)[..., None], found, np.nan)

    def wanted(self, states: np.ndarray, which: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Only some outputs, ``(batch, n)``, and their derivative ``(batch, n, size)``."""
        return self.value(states)[:, which], self._gradients(states, np.flatnonzero(which))

    def _gradients(self, states: np.ndarray, numbers: np.ndarray) -> np.ndarray:
        """Of output numbers, counted through timesteps and outputs: ``(batch, n, size)``."""
        found = np.empty((len(states), len(numbers), states.shape[1]))
        block = max(1, _BLOCK_NUMBERS // (self._steps * self._width))
        for row, state in enumerate(states):
            for first in range(0, len(numbers), block):
                part = slice(first, first + block)
                own = numbers[part]
                copies = self._arguments(np.repeat(state[np.newaxis], len(own), axis=0))
                with self._lock:
                    gradient = self._gradient(
                        *copies, tf.constant(own), steps=_GRADIENT * self._steps
                    )
                found[row, part] = gradient.numpy()
        return found

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


def _functions(
    model: RecurrentModel, layer: str, arguments: Any
) -> tuple[Function, Function]:
    spec = model.layer(layer)

    def run(inputs: Any, others: Any, chosen: Any, state: Any) -> Any:
        own = tf.split(state, len(spec.states), axis=1)
        outputs = run_graph(model, inputs, {**others, layer: own}, chosen)
        flat = [tf.reshape(a, (tf.shape(a)[0], tf.shape(a)[1], -1)) for a in outputs]
        return tf.concat([tf.cast(a, tf.float32) for a in flat], axis=2)

    def gradient(inputs: Any, others: Any, chosen: Any, state: Any, own: Any) -> Any:
        with tf.GradientTape() as tape:
            tape.watch(state)
            value = run(inputs, others, chosen, state)
            value = tf.reshape(value, (tf.shape(value)[0], -1))
            numbers = tf.gather(value, own[:, tf.newaxis], batch_dims=1)
            summed = tf.reduce_sum(numbers)
        return tape.gradient(summed, state, unconnected_gradients="zero")

    any_batch = tf.nest.map_structure(
        lambda a: tf.TensorSpec((None, *a.shape[1:]), a.dtype), arguments
    )
    numbers = tf.TensorSpec((None,), tf.int64)
    return Function(run, any_batch), Function(gradient, (*any_batch, numbers))
