"""Distance between two runs over time, its memory horizon and its rate of decay."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_viz._language import Text
from lstm_viz.errors import LstmVizError
from lstm_viz.tracing import LayerTrace

# A few units in the last place of float32: below it, rounding is all that is left.
_ROUNDING: Final = 4 * float(np.finfo(np.float32).eps)


@dataclass(frozen=True, kw_only=True)
class Distance:
    """How far one signal of two runs is apart at every step.

    A distance is measured against its **reference**: its value at t = 0. A signal that has none
    there (outputs and gates begin at t = 1, and a state may begin equal) is measured against its
    largest value.

    Parameters
    ----------
    name : str
        What is compared: "h", "c", a gate, or the name of an output.
    values : float64 ndarray of shape ``(T + 1,)`` for a state, ``(T,)`` otherwise
        Euclidean over the units; NaN where a value is not known.
    first_step : {0, 1}
        Step of ``values[0]``.
    threshold : float
        Share of the reference that counts as forgotten.
    skipped : boolean ndarray of the shape of ``values``, optional
        Steps at which the signal does not exist (a gate at a masked timestep).
    floor : float
        Below it, float32 rounding is all that is left; such steps do not count for the rate.

    Raises
    ------
    LstmVizError
        When the threshold is not between 0 and 1.
    """

    name: str
    values: np.ndarray
    first_step: int = 0
    threshold: float = 0.01
    skipped: np.ndarray | None = None
    floor: float = 0.0

    def __post_init__(self) -> None:
        check_threshold(self.threshold)

    @property
    def steps(self) -> np.ndarray:
        """Steps of the values, int of the shape of ``values``."""
        return np.arange(self.first_step, self.first_step + len(self.values))

    @property
    def reference_step(self) -> int | None:
        """Step at which the reference is taken; None when no distance is known."""
        position = _reference(self.values, self.first_step)
        return None if position is None else position + self.first_step

    @property
    def reference(self) -> float:
        """What the threshold is a share of; NaN when no distance is known."""
        position = _reference(self.values, self.first_step)
        return float("nan") if position is None else float(self.values[position])

    @property
    def relative(self) -> np.ndarray:
        """Values as shares of the reference; all 0 where the two are always the same."""
        reference = self.reference
        return self.values / reference if reference > 0 else self.values * 1.0

    @property
    def final(self) -> float:
        """Distance at the last step at which the signal exists."""
        kept = self.values if self.skipped is None else self.values[~self.skipped]
        return float(kept[-1]) if len(kept) else float("nan")

    @property
    def horizon(self) -> int | None:
        """Memory horizon: first step from which the distance stays below the threshold.

        0 when the two are always the same; None when it is not below at the last step.
        """
        skipped = None if self.skipped is None else self.skipped[np.newaxis]
        found = horizons(
            self.values[np.newaxis],
            first_step=self.first_step,
            threshold=self.threshold,
            skipped=skipped,
        )[0]
        return None if np.isnan(found) else int(found)

    @property
    def rate(self) -> float:
        """Mean change of the natural logarithm of the distance per step, from the reference on."""
        position = _reference(self.values, self.first_step)
        if position is None:
            return float("nan")
        return decay_rate(self.values[position:], floor=self.floor)

    def words(self) -> str:
        """What the horizon means, in a sentence."""
        name, reference = self.name, self.reference
        percent = f"{100 * self.threshold:g} %"
        if math.isnan(reference):
            return Text(
                "{name}: the distance is not known, a number is missing or overflows.", name=name
            )
        of = Text("the start")
        if self.reference_step != 0:
            of = Text(
                "the largest difference (at t = {step})", step=self.reference_step
            )
        horizon = self.horizon
        if horizon == 0:
            return Text("{name} is the same at every step.", name=name)
        if horizon is not None:
            return Text(
                "From step {horizon} on it no longer matters for {name}: below {percent} of {of}.",
                horizon=horizon,
                name=name,
                percent=percent,
                of=of,
            )
        final, last = self.final, int(self.steps[-1])
        if len(self.values) == 1 or np.isfinite(self.values).sum() == 1:
            return Text(
                "{name} is known at one step only, so its memory cannot be told.", name=name
            )
        if not math.isfinite(final):
            return Text(
                "{name}: the distance is not known at the last step, {last}.", name=name, last=last
            )
        share = f"{100 * final / reference:.3g} %"
        return Text(
            "Not forgotten within these {last} steps: {share} of {of} is left in {name}.",
            last=last,
            share=share,
            of=of,
            name=name,
        )

    def rate_words(self) -> str:
        """What the rate means, in a few words."""
        rate = self.rate
        if math.isnan(rate):
            return Text("no rate of decay can be told")
        change = 100 * math.expm1(min(rate, 50.0))
        if rate >= 0:
            return Text("grows by {change:.3g} % a step on average", change=change)
        return Text("shrinks by {change:.3g} % a step on average", change=-change)


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
    return distance_of(first.signal(signal)[sample], second.signal(signal)[sample])


def distance_of(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Euclidean distance of two arrays of shape ``(steps, ...)`` at every step, float64."""
    if a.shape != b.shape:
        raise LstmVizError(
            "Runs of shapes {a_shape} and {b_shape} cannot be compared.",
            a_shape=a.shape,
            b_shape=b.shape,
        )
    # float32 squares fit into float64; an infinite value makes its step unknown.
    with np.errstate(invalid="ignore"):
        difference = np.subtract(a, b, dtype=np.float64).reshape(len(a), -1)
        values = np.sqrt(np.einsum("tu,tu->t", difference, difference))
    return np.where(np.isfinite(values), values, np.nan)


def rounding_floor(values: np.ndarray) -> float:
    """Size of float32 rounding in a signal of shape ``(steps, ...)``."""
    rows = np.nan_to_num(values.astype(np.float64), posinf=0.0, neginf=0.0).reshape(len(values), -1)
    return _ROUNDING * float(np.sqrt((rows**2).sum(axis=1)).max(initial=0.0))


def memory_horizon(distance: np.ndarray, threshold: float = 0.01) -> int | None:
    """First step from which the distance of a state stays below a share of its value at t = 0.

    Parameters
    ----------
    distance : ndarray of shape (T + 1,)
    threshold : float
        Between 0 and 1.

    Returns
    -------
    int or None
        0 when the two begin and stay the same; None when the distance is not below the threshold
        at the end: what comes after T is not known. A distance that begins at 0 is measured
        against its largest value.

    Raises
    ------
    LstmVizError
        When the threshold is not between 0 and 1.
    """
    return Distance(name="", values=np.asarray(distance, float), threshold=threshold).horizon


def horizons(
    values: np.ndarray,
    *,
    first_step: int = 0,
    threshold: float = 0.01,
    skipped: np.ndarray | None = None,
) -> np.ndarray:
    """Memory horizons of many distances at once, by the rules of `Distance.horizon`.

    Parameters
    ----------
    values : ndarray of shape ``(members, steps)``
    first_step : {0, 1}
        Step of ``values[:, 0]``.
    threshold : float
    skipped : boolean ndarray of shape ``(1, steps)`` or ``(members, steps)``, optional
        Steps at which the signal does not exist.

    Returns
    -------
    float64 ndarray of shape ``(members,)``
        NaN where the distance is not below the threshold at the last step.
    """
    reference = references(values, first_step)[:, np.newaxis]
    # Not the first crossing: a distance can rise again. What is unknown is not below.
    apart = ~(values < threshold * reference) & ~((reference == 0) & (values == 0))
    exists = np.ones(values.shape, bool)
    if skipped is not None:
        apart, exists = apart & ~skipped, exists & ~skipped
    count = values.shape[1]
    after = np.where(apart.any(axis=1), count - np.argmax(apart[:, ::-1], axis=1), 0)
    # The first step after the last one apart at which the signal exists.
    later = exists & (np.arange(count) >= after[:, np.newaxis])
    first = np.argmax(later, axis=1).astype(np.float64) + first_step
    first = np.where(apart.any(axis=1), first, 0.0)
    return np.where(later.any(axis=1) & ~np.isnan(reference[:, 0]), first, np.nan)


def references(values: np.ndarray, first_step: int) -> np.ndarray:
    """What distances are measured against: their value at t = 0, else their largest value.

    Parameters
    ----------
    values : ndarray of shape ``(members, steps)``
    first_step : {0, 1}

    Returns
    -------
    ndarray of shape ``(members,)``
        NaN where it is not known.
    """
    known = np.isfinite(values)
    largest = np.where(known, values, 0.0).max(axis=1)
    largest = np.where(known.any(axis=1), largest, np.nan)
    if first_step:
        return largest
    return np.where(values[:, 0] > 0, values[:, 0], np.where(known[:, 0], largest, np.nan))


def decay_rate(distance: np.ndarray, *, floor: float = 0.0) -> float:
    """Mean change of the natural logarithm of the distance per step.

    Negative where runs come together. It ends before the first step that float32 rounding (or a
    distance of 0) makes meaningless.

    Parameters
    ----------
    distance : ndarray of shape (steps,)
    floor : float
        Size of rounding; a millionth of the first distance if that is more.

    Returns
    -------
    float
        Per step; nan when there are fewer than two such steps.
    """
    if not distance[0] > 0:
        return float("nan")
    limit = max(1e-6 * distance[0], floor)
    small = np.flatnonzero(~(distance > limit))
    end = int(small[0]) - 1 if len(small) else len(distance) - 1
    if end < 1:
        return float("nan")
    return float(np.log(distance[end] / distance[0]) / end)


def check_threshold(threshold: float) -> None:
    """Raise LstmVizError unless a threshold is between 0 and 1."""
    if not 0 < threshold < 1:
        raise LstmVizError(
            "The threshold must be between 0 and 1, not {threshold:g}.",
            threshold=threshold,
        )


def _reference(values: np.ndarray, first_step: int) -> int | None:
    if first_step == 0 and values[0] > 0:
        return 0
    if not np.isfinite(values).any() or (first_step == 0 and np.isnan(values[0])):
        return None
    return int(np.nanargmax(values))
