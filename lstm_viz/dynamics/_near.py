"""The states a layer visits by itself, which searches start from and stay near."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from lstm_viz.errors import LstmVizError
from lstm_viz.inputs import WAVES, generate, wanted
from lstm_viz.models import RecurrentModel, sample_of
from lstm_viz.tracing import Trace, trace

_MOST_STATES: Final = 20_000
_MOST_NUMBERS: Final = 5_000_000


@dataclass(frozen=True, kw_only=True)
class Near:
    """Visited states of one layer.

    Attributes
    ----------
    states : float64 ndarray of shape ``(states, size)``
        h, and c of an LSTM behind it.
    outputs : float64 ndarray of shape ``(rows, outputs)``
        What the model answered on the way, finite rows only.
    source : str
        Where they come from, for a sentence.
    """

    states: np.ndarray
    outputs: np.ndarray
    source: str

    @property
    def mean(self) -> np.ndarray:
        """Mean state, ``(size,)``."""
        return self.states.mean(axis=0)

    @property
    def spread(self) -> float:
        """Root mean square distance of the states from their mean."""
        return float(np.sqrt(((self.states - self.mean) ** 2).sum(axis=1).mean()))

    def whitening(self) -> np.ndarray:
        """A matrix that gives visited states unit covariance, ``(size, size)``.

        Directions in which they hardly vary are held by a ridge of a thousandth of the largest
        variance.
        """
        apart = self.states - self.mean
        values, vectors = np.linalg.eigh(apart.T @ apart / max(1, len(apart)))
        ridge = 1e-3 * max(values[-1], 1e-12)
        return (vectors / np.sqrt(np.maximum(values, 0) + ridge)).T


def near_states(
    model: RecurrentModel, layer: str, near: Any = None, x: Any = None
) -> Near:
    """Collect the states that a layer visits.

    Parameters
    ----------
    model : RecurrentModel
    layer : str
    near : input, Trace or Traces, optional
        Runs, or what to run the model on. By default the bundled sequences of a sample model;
        for other models `x` and generated inputs.
    x : input, optional

    Returns
    -------
    Near
        At most 20,000 states.

    Raises
    ------
    LstmVizError
        When ``near`` does not fit the model.
    """
    if isinstance(near, Near):
        return near
    runs, source = _runs(model, near, x)
    states, outputs = [], []
    for run in runs:
        signals = [run[layer].signal(name) for name in model.layer(layer).states]
        rows = np.concatenate(signals, axis=-1).astype(np.float64)
        states.append(rows.reshape(-1, rows.shape[-1]))
        answers = [a.reshape(*a.shape[:2], -1) for a in run.all_outputs.values() if a.ndim > 1]
        if answers and len({a.shape[:2] for a in answers}) == 1:
            joined = np.concatenate(answers, axis=-1)
            outputs.append(joined.reshape(-1, joined.shape[-1]).astype(np.float64))
    kept = _some(_finite(np.concatenate(states)))
    if not len(kept):
        raise LstmVizError(
            "Layer '{layer}' visits no finite state on the given inputs.", layer=layer
        )
    answered = _some(_finite(np.concatenate(outputs))) if outputs else np.zeros((0, 0))
    return Near(states=kept, outputs=answered, source=source)


def _runs(model: RecurrentModel, near: Any, x: Any) -> tuple[list[Trace], str]:
    if isinstance(near, Trace):
        return [_of_model(model, near)], "the given run"
    if isinstance(near, Mapping) and near and all(isinstance(t, Trace) for t in near.values()):
        return [_of_model(model, run) for run in near.values()], "the given runs"
    if near is not None:
        return [trace(model, near, compile=False)], "the given input"
    sample = sample_of(model)
    if sample is not None:
        # A stateful sample keeps a fixed number of rows, which its sequences have.
        return [trace(model, s.x, compile=False) for s in sample], "the bundled sequences"
    inputs = list(_generated(model))
    source = "generated inputs"
    if x is not None:
        inputs, source = [model.inputs(x), *inputs], "the input and generated ones"
    if not inputs:
        raise LstmVizError(
            "No input can be generated for model '{model}': say near which runs to search, "
            "near=an input or a trace.", model=model.name
        )
    return [trace(model, given, compile=False) for given in inputs], source


def _of_model(model: RecurrentModel, run: Trace) -> Trace:
    if [spec.units for spec in model.layers] != [layer.spec.units for layer in run.values()]:
        raise LstmVizError("The run given as near is not one of model '{model}'.", model=model.name)
    return run


def _generated(model: RecurrentModel) -> Iterator[list[np.ndarray]]:
    needs = wanted(model)
    if any(need.kind == "other" for need in needs):
        return
    for seed, kind in enumerate((*WAVES, "noise", "noise")):
        yield [generate(kind, need, seed=seed) for need in needs]


def _finite(rows: np.ndarray) -> np.ndarray:
    return rows[np.isfinite(rows).all(axis=1)]


def _some(rows: np.ndarray) -> np.ndarray:
    most = min(_MOST_STATES, _MOST_NUMBERS // max(1, rows.shape[1]))
    return rows[:: -(-len(rows) // most)] if len(rows) > most else rows
