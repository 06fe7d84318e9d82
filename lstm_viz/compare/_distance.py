"""Distance between two runs over time, and the memory horizon."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_viz.errors import LstmVizError
from lstm_viz.tracing import LayerTrace, Trace

# Below this share of the first distance, float32 rounding is all that is left.
_ROUNDING: Final = 1e-6


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """One scenario against the baseline, in one layer.

    Parameters
    ----------
    distances : dict of str to ndarray of shape (T + 1,)
        Euclidean distance over the units by signal ("h", "c"); row 0 is the initial state.
    horizon : dict of str to int or None
        Memory horizon by signal; None when it is not reached within the sequence.
    rate : dict of str to float
        Mean change of the natural logarithm of the distance per step; nan where there is none.
    other_answer : int or None
        First step at which the model answers differently; None if it never does.
    last_other_answer : int or None
        Last such step.
    """

    distances: dict[str, np.ndarray]
    horizon: dict[str, int | None]
    rate: dict[str, float]
    other_answer: int | None
    last_other_answer: int | None

    def words(self, signal: str) -> str:
        """What the horizon of a signal means, in a sentence."""
        distance, horizon = self.distances[signal], self.horizon[signal]
        if distance[0] == 0:
            if not distance.any():
                return f"{signal} is the same at every step."
            return f"{signal} begins the same and differs later."
        if horizon is None:
            left = distance[-1] / distance[0]
            return (
                f"{signal} is not forgotten within these {len(distance) - 1} steps: "
                f"{left:.2g} of the first distance is left."
            )
        return f"{signal} has forgotten the difference from step {horizon} on."


def compare(
    baseline: Trace,
    other: Trace,
    layer: str,
    *,
    sample: int = 0,
    threshold: float = 0.01,
    classes: bool = False,
) -> Comparison:
    """Compare two runs of one model on one input.

    Parameters
    ----------
    baseline, other : Trace
    layer : str
        A recurrent layer.
    sample : int
        Row of the batch.
    threshold : float
        Share of the first distance that counts as forgotten, between 0 and 1.
    classes : bool
        Outputs are probabilities: another answer is another likeliest class. Else it is another
        sign of any output.

    Returns
    -------
    Comparison

    Raises
    ------
    LstmVizError
        When the runs have different shapes, or the threshold is out of range.
    """
    first, second = baseline[layer], other[layer]
    distances = {s: distance(first, second, s, sample=sample) for s in first.spec.states}
    steps = _other_answers(baseline, other, sample, classes)
    return Comparison(
        distances=distances,
        horizon={s: memory_horizon(d, threshold) for s, d in distances.items()},
        rate={s: decay_rate(d) for s, d in distances.items()},
        other_answer=int(steps[0]) if len(steps) else None,
        last_other_answer=int(steps[-1]) if len(steps) else None,
    )


def distance(first: LayerTrace, second: LayerTrace, signal: str, *, sample: int = 0) -> np.ndarray:
    """Euclidean distance over the units at every step.

    Returns
    -------
    ndarray of shape (T + 1,) for a state, (T,) for a gate
        float64; nan where a value is unknown.

    Raises
    ------
    LstmVizError
        When the two have different shapes.
    """
    a, b = first.signal(signal)[sample], second.signal(signal)[sample]
    if a.shape != b.shape:
        raise LstmVizError(f"Runs of shapes {a.shape} and {b.shape} cannot be compared.")
    return np.sqrt(((a.astype(np.float64) - b) ** 2).sum(axis=1))


def memory_horizon(distance: np.ndarray, threshold: float = 0.01) -> int | None:
    """First step from which the distance stays below a share of its value at t = 0.

    Parameters
    ----------
    distance : ndarray of shape (T + 1,)
    threshold : float
        Between 0 and 1.

    Returns
    -------
    int or None
        0 when the two begin and stay the same; None when the distance is not below the threshold
        at the end, or begins at 0 and grows: what comes after T is not known.

    Raises
    ------
    LstmVizError
        When the threshold is not between 0 and 1.
    """
    if not 0 < threshold < 1:
        raise LstmVizError(f"The threshold must be between 0 and 1, not {threshold:g}.")
    if distance[0] == 0:
        return None if np.any(distance > 0) else 0
    # Not the first crossing: a distance can rise again. What is unknown is not below.
    apart = np.flatnonzero(~(distance < threshold * distance[0]))
    last = int(apart[-1])
    return None if last == len(distance) - 1 else last + 1


def decay_rate(distance: np.ndarray) -> float:
    """Mean change of the natural logarithm of the distance per step.

    Negative where runs come together. Only steps above float32 rounding count.

    Returns
    -------
    float
        Per step; nan when there are fewer than two such steps.
    """
    if distance[0] <= 0:
        return float("nan")
    small = np.flatnonzero(~(distance > _ROUNDING * distance[0]))
    end = int(small[0]) - 1 if len(small) else len(distance) - 1
    if end < 1:
        return float("nan")
    return float(np.log(distance[end] / distance[0]) / end)


def forget_share(layer: LayerTrace, *, sample: int = 0) -> np.ndarray:
    """Share of c0 that is still in c_t by way of the forget gates alone: their product.

    It is what the direct path keeps (Hochreiter and Schmidhuber 1997, Gers et al. 2000); h0 and c0
    also act through the gates, so this is no bound on the whole difference of two runs.

    Returns
    -------
    ndarray of shape (T + 1, units)
        float64, row 0 is 1; masked steps keep everything.

    Raises
    ------
    LstmVizError
        When the layer has no forget gate.
    """
    if "f" not in layer.spec.signals:
        raise LstmVizError(f"Layer '{layer.spec.name}' has no forget gate.")
    gates = layer.signal("f")[sample].astype(np.float64)
    if layer.mask is not None:
        gates = np.where(layer.mask[sample][:, np.newaxis], gates, 1.0)
    return np.concatenate([np.ones((1, gates.shape[1])), np.cumprod(gates, axis=0)])


def first_other_answer(
    baseline: Trace, other: Trace, *, sample: int = 0, classes: bool = False
) -> int | None:
    """First step at which the two answer differently; None if they never do."""
    steps = _other_answers(baseline, other, sample, classes)
    return int(steps[0]) if len(steps) else None


def _other_answers(baseline: Trace, other: Trace, sample: int, classes: bool) -> np.ndarray:
    outputs: Mapping[str, np.ndarray] = baseline.all_outputs
    if len(outputs) != 1:
        return np.array([], int)
    a, b = (next(iter(trace.all_outputs.values()))[sample] for trace in (baseline, other))
    a, b = a.reshape(len(a), -1), b.reshape(len(b), -1)
    known = np.isfinite(a).all(axis=1) & np.isfinite(b).all(axis=1)
    if classes:
        differ = np.argmax(np.nan_to_num(a), axis=1) != np.argmax(np.nan_to_num(b), axis=1)
    else:
        differ = (np.sign(a) != np.sign(b)).any(axis=1)
    return np.flatnonzero(differ & known) + 1
