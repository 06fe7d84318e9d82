"""A model's outputs at every timestep as tensors, so that they can be differentiated."""

from __future__ import annotations

from typing import Any

from lstm_viz.models import RecurrentModel
from lstm_viz.tracing._rows import size
from lstm_viz.tracing._tracer import _at_every_step, _input_value
from lstm_viz.tracing._walk import Walk


def run_graph(
    model: RecurrentModel,
    inputs: list[Any],
    states: dict[str, list[Any]],
    chosen: dict[str, Any],
) -> list[Any]:
    """Run a model as `trace` does, on tensors.

    Parameters
    ----------
    model : RecurrentModel
    inputs : list of tensors
        One per model input.
    states : dict of str to list of tensors of shape ``(batch, units)``
        The initial state of every recurrent layer.
    chosen : dict of str to boolean tensor of shape ``(batch,)``
        For layers whose initial state another layer gives: the rows in which `states` counts.

    Returns
    -------
    list of tensors of shape ``(batch, T, ...)``
        One per output of the model.
    """
    walk = Walk(states=states, chosen=chosen, prefixes=True)
    values = [_input_value(tensor, number) for number, tensor in enumerate(inputs)]
    results = walk.run(model.keras, values)
    first = walk.signals[model.layers[0].name]["h"]
    return [_at_every_step(walk, value, size(first, 1) - 1) for value in results]
