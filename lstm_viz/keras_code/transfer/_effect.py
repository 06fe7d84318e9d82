"""What a transfer does to the outputs of the target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from lstm_viz.errors import LstmVizError
from lstm_viz.keras_code.transfer._match import match_layers
from lstm_viz.keras_code.transfer._state import transfer_state
from lstm_viz.keras_code.transfer._weights import transfer_weights
from lstm_viz.models import RecurrentModel
from lstm_viz.states import InitialState
from lstm_viz.tracing import Trace, trace

NAMES = {
    "none": "as it is",
    "state": "state",
    "weights": "weights",
    "both": "both",
}


@dataclass(frozen=True, kw_only=True)
class Effect:
    """Runs of the target on the same input: as it is, and after each transfer that fits.

    Attributes
    ----------
    runs : mapping of {"none", "state", "weights", "both"} to Trace
    state : InitialState or None
        What was transferred; None when the states do not fit.
    source : Trace
        The run of the source.
    """

    runs: Mapping[str, Trace]
    state: InitialState | None
    source: Trace

    def outputs(self, row: int = 0) -> dict[str, np.ndarray]:
        """Return what the target answers at every timestep, each ``(T, outputs)``."""
        return {
            way: run.output()[row].reshape(run.output().shape[1], -1)
            for way, run in self.runs.items()
        }


def effect(
    source: RecurrentModel,
    source_x: Any,
    target: RecurrentModel,
    target_x: Any,
    *,
    source_layer: str,
    target_layer: str,
    origin: str | None = None,
) -> Effect:
    """Run the target as it is, from the source's final states, and with its parameters.

    Parameters
    ----------
    source, target : RecurrentModel
        Both are only read; the parameters are changed in a copy.
    source_x, target_x : array or arrays
        Inputs of the two, with the same number of rows; the rows belong together.
    source_layer, target_layer : str
    origin : str, optional
        As of `transfer_state`.

    Returns
    -------
    Effect

    Raises
    ------
    LstmVizError
        When an input does not fit its model, or the numbers of rows differ.
    """
    rows = [model.inputs(x)[0].shape[0] for model, x in ((source, source_x), (target, target_x))]
    if rows[0] != rows[1]:
        raise LstmVizError(
            f"The input of the source has {rows[0]} rows, that of the target {rows[1]}: give "
            "both the same number."
        )
    match = match_layers(source, source_layer, target, target_layer)
    pair = {source_layer: target_layer}
    own = {"none": InitialState.own(target)}
    state = None
    if match.state_fits:
        state = transfer_state(source, source_x, target, layers=pair, origin=origin)
        own["state"] = state
    runs = dict(trace(target, target_x, own))
    if match.weights_fit:
        copied = transfer_weights(source, target, layers=pair).model
        starts = {"weights": InitialState.own(copied)}
        if state is not None:
            starts["both"] = InitialState.from_json(copied, state.to_json())
        runs |= dict(trace(copied, target_x, starts))
    return Effect(runs=runs, state=state, source=trace(source, source_x))
