"""What a recurrent layer inside a model was given to read."""

from __future__ import annotations

from typing import Any

import numpy as np

from lstm_viz._tensorflow import tf
from lstm_viz.models import RecurrentModel
from lstm_viz.tracing._function import Function, timesteps
from lstm_viz.tracing._trace import Trace
from lstm_viz.tracing._value import Value
from lstm_viz.tracing._walk import Walk

_MOST_SHAPES = 16


def layer_inputs(model: RecurrentModel, trace: Trace) -> dict[str, np.ndarray]:
    """Return the sequence that entered each recurrent layer in a run.

    Parameters
    ----------
    model : RecurrentModel
    trace : Trace
        A run of this model.

    Returns
    -------
    dict of str to float32 ndarray of shape ``(batch, T, features)``
        By layer, in the order in which the sequence came: a layer that reads backwards turns it
        round itself. The second of two stacked cells gets what the first one gave, in its order.
    """
    states = {
        spec.name: [tf.constant(trace[spec.name].signal(name)[:, 0]) for name in spec.states]
        for spec in model.layers
    }
    rows = tf.ones(len(trace.x[0]), tf.bool)
    chosen = {spec.name: rows for spec in model.layers if spec.source == "given"}

    def run(inputs: list[Any], states: dict[str, list[Any]], chosen: dict[str, Any]) -> Any:
        walk = Walk(states=states, chosen=chosen, prefixes=False)
        walk.run(model.keras, [Value(x) for x in inputs])
        return walk.entered

    arguments = [tf.constant(x) for x in trace.x], states, chosen
    kept: dict[Any, Function] = vars(model).setdefault("_entered", {})
    shapes = tuple((*tensor.shape, tensor.dtype) for tensor in arguments[0])
    if shapes not in kept:
        if len(kept) >= _MOST_SHAPES:
            kept.pop(next(iter(kept)))
        kept[shapes] = Function(run, tf.nest.map_structure(tf.TensorSpec.from_tensor, arguments))
    entered = kept[shapes](*arguments, steps=timesteps(trace.x))
    return {name: tensor.numpy().astype(np.float32) for name, tensor in entered.items()}
