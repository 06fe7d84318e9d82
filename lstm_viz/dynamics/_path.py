"""The way from a recurrent layer to the outputs, where it goes step by step.

It is a chain: the layer, layers that work on each timestep alone, perhaps another recurrent layer,
and so on to the outputs. Along it, derivatives are products of closed forms; other graphs are
left to automatic differentiation.
"""

from __future__ import annotations

import threading
from typing import Any

import keras
import numpy as np

from lstm_viz._tensorflow import tf
from lstm_viz.dynamics._below import reads_of
from lstm_viz.models import RecurrentModel
from lstm_viz.models._graph import Call, calls, functional, is_model
from lstm_viz.tracing._walk import is_per_step


class NotAPath(Exception):
    """The way to the outputs is not a chain of steps; the message says where."""


class Readout:
    """Layers that make of one timestep of a recurrent layer what comes next.

    Parameters
    ----------
    chain : list of Call
    start : keras tensor
        Output of the recurrent layer.
    ends : list of keras tensors
        What comes next: an input, or the outputs of the model.
    """

    def __init__(self, chain: list[Call], start: Any, ends: list[Any]) -> None:
        self._chain, self._start, self._ends = chain, start, ends
        self._sequence = len(start.shape) == 3
        rows = tf.TensorSpec((None, start.shape[-1]), tf.float32)
        self._lock = threading.Lock()
        self._value, self._both = (
            tf.function(run, input_signature=[rows], autograph=False).get_concrete_function()
            for run in (self._run, self._run_both)
        )

    def value(self, h: np.ndarray) -> np.ndarray:
        """What rows ``(rows, units)`` give, ``(rows, numbers)`` in float64."""
        with self._lock:
            return self._value(tf.constant(h, tf.float32)).numpy().astype(np.float64)

    def with_derivative(self, h: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The same, and its derivative ``(rows, numbers, units)``."""
        with self._lock:
            value, derivative = self._both(tf.constant(h, tf.float32))
        return value.numpy().astype(np.float64), derivative.numpy().astype(np.float64)

    def _run(self, h: Any) -> Any:
        known = {id(self._start): h[:, tf.newaxis] if self._sequence else h}
        for call in self._chain:
            arguments = call.node.arguments
            given = {id(t): known[id(t)] for t in arguments.keras_tensors}
            args, named = arguments.fill_in(given)
            if "training" in getattr(call.layer, "_call_context_args", {}):
                named["training"] = False
            results = keras.tree.flatten(call.layer(*args, **named))
            known.update(zip(map(id, call.node.outputs), results, strict=True))
        flat = []
        for tensor in self._ends:
            value = tf.cast(known[id(tensor)], tf.float32)
            flat.append(tf.reshape(value, (-1, self._width(tensor))))
        return tf.concat(flat, axis=1)

    def _run_both(self, h: Any) -> tuple[Any, Any]:
        # One copy of every row for each number it gives: a single gradient has them all.
        width = sum(map(self._width, self._ends))
        copies = tf.repeat(h, width, axis=0)
        with tf.GradientTape() as tape:
            tape.watch(copies)
            value = self._run(copies)
            own = tf.tile(tf.eye(width), [tf.shape(h)[0], 1])
            chosen = tf.reduce_sum(value * own)
        derivative = tape.gradient(chosen, copies, unconnected_gradients="zero")
        return value[::width], tf.reshape(derivative, (-1, width, h.shape[-1]))

    def _width(self, tensor: Any) -> int:
        return int(np.prod(tensor.shape[2:] if self._sequence else tensor.shape[1:]))


def path_of(model: RecurrentModel, layer: str) -> tuple[tuple[str, Readout], ...]:
    """The recurrent layers from one layer up to the outputs, each with what is made of its output.

    Raises
    ------
    NotAPath
        When the way is no chain of steps.
    """
    kept: dict[str, Any] = vars(model).setdefault("_paths", {})
    if layer not in kept:
        try:
            kept[layer] = _find(model, layer)
        except NotAPath as reason:
            kept[layer] = reason
    found = kept[layer]
    if isinstance(found, NotAPath):
        raise NotAPath(str(found))
    return found


def _find(model: RecurrentModel, layer: str) -> tuple[tuple[str, Readout], ...]:
    graph = functional(model.keras)
    every = list(calls(model.keras, "", {}))
    names = [[spec.name for direction in call.cells for spec in direction] for call in every]
    number = next((k for k, known in enumerate(names) if layer in known), None)
    if number is None:
        raise NotAPath(f"layer '{layer}' is inside another model")
    _check_step_by_step(every[number])
    reads = reads_of(model)[layer]
    if reads.whole or any(model.layer(name).direction == "backward" for name in reads.below):
        raise NotAPath(f"layer '{layer}' reads what the whole sequence was made into")
    parts: list[tuple[str, Readout]] = []
    name, start = layer, every[number].node.outputs[0]
    known, gone = {id(start)}, {id(t) for t in every[number].node.outputs[1:]}
    chain: list[Call] = []
    for call in every[number + 1 :]:
        given = [id(tensor) for tensor in call.node.arguments.keras_tensors]
        if any(tensor in gone for tensor in given):
            raise NotAPath(f"layer '{call.path}' skips over another one or takes a final state")
        if not any(tensor in known for tensor in given):
            continue
        if not all(tensor in known for tensor in given):
            raise NotAPath(f"layer '{call.path}' reads something else too")
        if is_model(call.layer):
            raise NotAPath(f"'{call.path}' is another model")
        if call.cells:
            _check_step_by_step(call)
            if len(start.shape) != 3:
                raise NotAPath(f"layer '{call.path}' reads what the whole sequence was made into")
            end = call.node.arguments.keras_tensors[0]
            parts.append((name, Readout(chain, start, [end])))
            gone |= known | {id(t) for t in call.node.outputs[1:]}
            name, start, chain = call.cells[0][0].name, call.node.outputs[0], []
            known = {id(start)}
            continue
        if len(start.shape) == 3 and not is_per_step(call.layer, len(call.node.outputs[0].shape)):
            raise NotAPath(f"layer '{call.path}' reads more than one timestep")
        chain.append(call)
        known |= {id(tensor) for tensor in call.node.outputs}
    if not all(id(tensor) in known for tensor in graph.outputs):
        raise NotAPath("some output does not come from this layer alone")
    return (*parts, (name, Readout(chain, start, list(graph.outputs))))


def _check_step_by_step(call: Call) -> None:
    if len(call.cells) != 1 or len(call.cells[0]) != 1:
        raise NotAPath(f"layer '{call.path}' runs several cells")
    spec = call.cells[0][0]
    if spec.direction == "backward" or spec.masked:
        raise NotAPath(f"layer '{call.path}' reads backwards or skips masked timesteps")
