"""What a transfer does to the outputs of the target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from lstm_viz._language import N_, Text
from lstm_viz.errors import LstmVizError
from lstm_viz.keras_code.transfer._match import match_layers
from lstm_viz.keras_code.transfer._state import transfer_state
from lstm_viz.keras_code.transfer._weights import transfer_weights
from lstm_viz.models import RecurrentModel
from lstm_viz.states import InitialState
from lstm_viz.tracing import Trace, trace

# What a page calls each run.
RUNS: Final = {
    "none": N_("as it is"),
    "state": N_("state"),
    "weights": N_("weights"),
    "both": N_("both"),
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
    copied : RecurrentModel or None
        The copy of the target that has the source's parameters.
    """

    runs: Mapping[str, Trace]
    state: InitialState | None
    source: Trace
    copied: RecurrentModel | None

    def outputs(self, row: int = 0) -> dict[str, np.ndarray]:
        """Return what the target answers at every timestep, each ``(T, outputs)``.

        Of a model that answers with a whole sequence after its input, that sequence.
        """
        return {way: answer(run, row) for way, run in self.runs.items()}

    def answers(
        self,
        *,
        row: int = 0,
        names: Sequence[str] = (),
        classes: bool = False,
        target: np.ndarray | None = None,
    ) -> list[dict[str, str]]:
        """Return a line for each run about its answer, as text.

        Parameters
        ----------
        row : int, optional
            Row of the batch.
        names : sequence of str, optional
            Names of the outputs.
        classes : bool, optional
            The outputs are probabilities of classes; else they are values.
        target : ndarray of shape (T, outputs), optional
            The right answers, NaN where unknown.
        """
        every = self.outputs(row)
        lines = []
        for way, values in every.items():
            last = values[-1]
            line = {N_("run"): RUNS[way]}
            if classes and len(last) > 1:
                best = int(np.argmax(last))
                name = names[best] if best < len(names) else Text("class {number}", number=best)
                line |= {N_("answer"): name, N_("probability"): f"{last[best]:.3f}"}
                if target is not None and np.isfinite(target[-1]).all():
                    line[N_("of the right class")] = f"{last[int(np.argmax(target[-1]))]:.3f}"
            else:
                line[N_("last output")] = ", ".join(f"{value:.4g}" for value in last[:4])
                change = np.nanmean(np.abs(values - every["none"]))
                line[N_("mean change to as it is")] = f"{change:.3g}"
                if target is not None and np.isfinite(target).any():
                    error = np.nanmean((values - target) ** 2)
                    line[N_("mean squared error")] = f"{error:.4g}"
            lines.append(line)
        return lines


def answer(run: Trace, row: int) -> np.ndarray:
    """Return a run's first output for one row of the batch, ``(T, outputs)``."""
    values = run.output()
    if values.ndim > 3:
        values = next(iter(run.all_predictions.values()))
    return values[row].reshape(len(values[row]), -1)


def effect(
    source: RecurrentModel,
    source_x: Any,
    target: RecurrentModel,
    target_x: Any,
    *,
    source_layer: str,
    target_layer: str,
    sample: int | None = None,
    origin: str | None = None,
    copied: RecurrentModel | None = None,
) -> Effect:
    """Run the target as it is, from the source's final states, and with its parameters.

    Parameters
    ----------
    source, target : RecurrentModel
        Both are only read; the parameters are changed in a copy.
    source_x, target_x : array or arrays
        Inputs of the two.
    source_layer, target_layer : str
    sample : int, optional
        Row of the source whose states all rows of the target start from. By default each row
        starts from the row of its own number, and both inputs have as many rows.
    origin : str, optional
        As of `transfer_state`.
    copied : RecurrentModel, optional
        What an effect on the same layers of the same models has; saves copying it again.

    Returns
    -------
    Effect

    Raises
    ------
    LstmVizError
        When an input does not fit its model, or the numbers of rows differ.
    """
    rows = [model.inputs(x)[0].shape[0] for model, x in ((source, source_x), (target, target_x))]
    if sample is None and rows[0] != rows[1]:
        raise LstmVizError(
            "The input of the source has {rows} rows, that of the target {other}: give "
            "both the same number.", rows=rows[0], other=rows[1]
        )
    match = match_layers(source, source_layer, target, target_layer)
    pair = {source_layer: target_layer}
    own = {"none": InitialState.own(target)}
    state = None
    if match.state_fits:
        state = transfer_state(
            source, source_x, target, layers=pair, sample=sample, origin=origin
        )
        own["state"] = state
    runs = dict(trace(target, target_x, own))
    if match.weights_fit:
        copied = copied or transfer_weights(source, target, layers=pair).model
        starts = {"weights": InitialState.own(copied)}
        if state is not None:
            starts["both"] = InitialState.from_json(copied, state.to_json())
        runs |= dict(trace(copied, target_x, starts))
    return Effect(runs=runs, state=state, source=trace(source, source_x), copied=copied)
