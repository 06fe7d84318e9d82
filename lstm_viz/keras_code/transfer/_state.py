"""State transfer: the end of one model's run is where another one begins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lstm_viz.errors import LstmVizError
from lstm_viz.keras_code.transfer._match import chosen_pairs
from lstm_viz.models import RecurrentModel
from lstm_viz.states import InitialState, Values
from lstm_viz.tracing import trace


def transfer_state(
    source: RecurrentModel,
    x: Any,
    target: RecurrentModel,
    *,
    layers: Mapping[str, str] | None = None,
    initial_state: InitialState | None = None,
    sample: int | None = None,
    origin: str | None = None,
) -> InitialState:
    """Make the final states of one model the initial state of another.

    This is how the encoder of an encoder-decoder starts its decoder (Sutskever, Vinyals and Le,
    2014). Dai and Le (2015) transfer parameters instead: see `transfer_weights`.

    Parameters
    ----------
    source : RecurrentModel
        The model that reads ``x``; it is only read.
    x : array, sequence of arrays, or dict of arrays by input name
        Input of ``source``, each of shape ``(batch, ...)``.
    target : RecurrentModel
        The model that the states are for.
    layers : mapping of str to str, optional
        Recurrent layer of ``source`` to recurrent layer of ``target``; by default the first pair of
        layers that fits.
    initial_state : InitialState, optional
        Where ``source`` itself starts; its own initial state by default.
    sample : int, optional
        Row of the batch, from 0. By default all rows: the input of ``target`` then has as many.
    origin : str, optional
        Words that say where the values come from; made from the names by default.

    Returns
    -------
    InitialState
        Of ``target``: ``h`` (and ``c``) of each target layer after the last timestep, float32 of
        shape ``(units,)`` for one row, else ``(batch, units)``. Layers that are not named keep
        the target's own initial state.

    Raises
    ------
    LstmVizError
        When the layers do not exist or their states do not fit, or ``x`` does not fit ``source``.
    """
    matches = chosen_pairs(source, target, layers, "state")
    run = trace(source, x, initial_state)
    state = InitialState.own(target)
    for match in matches:
        layer = run[match.source]
        told = origin or f"{source.name}, layer {match.source}, t = {layer.T}"
        for signal in target.layer(match.target).states:
            values = layer.signal(signal)[:, -1]
            if sample is not None and not 0 <= sample < len(values):
                raise LstmVizError(
                    "There is no row {sample}: the input has rows 0 to {count}.",
                    sample=sample,
                    count=len(values) - 1,
                )
            row = 0 if len(values) == 1 else sample
            recipe = Values(values if row is None else values[row], plain_text(told))
            state = state.with_recipe(match.target, recipe, signals=(signal,))
    return state


def plain_text(text: str) -> str:
    """Return text with only what an origin may hold, at most 200 characters."""
    kept = "".join(c if c.isalnum() or c in " _.,:;=+/#()'%&-" else " " for c in text)
    return kept[:200]
