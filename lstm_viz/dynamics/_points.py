"""From roots to fixed points: which are the same, how stable each is, and which are only slow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_viz.dynamics._equation import Equation
from lstm_viz.dynamics._jacobian import linearise

ACCEPTED: Final = 1e-9
MARGINAL: Final = 1e-6
_SAME: Final = 1e-6
# A root of a nearly singular equation is known no better than this.
_LARGEST_RADIUS: Final = 3e-3
# Of a line of fixed points, only so many are kept as examples.
MOST_MARGINAL: Final = 24


@dataclass(frozen=True)
class Points:
    """Distinct fixed points under one held input.

    Attributes
    ----------
    states : float64 ndarray of shape ``(n, size)``
    residual : float64 ndarray of shape ``(n,)``
    eigenvalues : complex128 ndarray of shape ``(n, size)``
        Largest absolute value first.
    hits : int ndarray of shape ``(n,)``
        Starts that ended there.
    index : int ndarray of shape ``(n,)``
        Sign of det(I - J); 0 where it cannot be told.
    """

    states: np.ndarray
    residual: np.ndarray
    eigenvalues: np.ndarray
    hits: np.ndarray
    index: np.ndarray

    @property
    def unstable(self) -> np.ndarray:
        """Number of eigenvalues outside the unit circle, ``(n,)``."""
        return (np.abs(self.eigenvalues) > 1 + MARGINAL).sum(axis=1)

    @property
    def marginal(self) -> np.ndarray:
        """Which points have an eigenvalue on the unit circle, ``(n,)``."""
        return (np.abs(np.abs(self.eigenvalues) - 1) <= MARGINAL).any(axis=1)


def distinct_points(equation: Equation, states: np.ndarray, hits: np.ndarray) -> Points:
    """Keep one of every group of states that are the same fixed point, and describe it.

    Two are the same within ``max(1e-6, 10 residual / smallest singular value of I - J)``: where
    I - J is nearly singular, a small residual tells little about the place.

    Parameters
    ----------
    equation : Equation
    states : float64 ndarray of shape ``(found, size)``
        Each with a residual below 1e-9.
    hits : int ndarray of shape ``(found,)``
    """
    residual = equation.residual(states)
    order = np.argsort(residual, kind="stable")
    states, residual, hits = states[order], residual[order], hits[order]
    states, residual, hits = _merged(states, residual, hits, np.full(len(states), _SAME))
    jacobians = linearise(equation.cell, equation.projected, states).jacobian()
    apart = np.eye(equation.cell.size) - jacobians
    smallest = np.linalg.svd(apart, compute_uv=False)[:, -1] if len(states) else np.zeros(0)
    radius = np.clip(10 * residual / np.maximum(smallest, 1e-300), _SAME, _LARGEST_RADIUS)
    # A degenerate point attracts a cloud of near-solutions: one of them stands for all.
    radius = np.where(smallest < MARGINAL, _LARGEST_RADIUS, radius)
    states, residual, hits, kept = _merged_with(states, residual, hits, radius)
    eigenvalues = np.linalg.eigvals(jacobians[kept])
    largest_first = np.argsort(-np.abs(eigenvalues), axis=1, kind="stable")
    eigenvalues = np.take_along_axis(eigenvalues, largest_first, axis=1)
    sign = np.linalg.slogdet(apart[kept])[0] if len(kept) else np.zeros(0)
    index = np.where(np.abs(eigenvalues - 1).min(axis=1) <= MARGINAL, 0, np.sign(sign))
    points = Points(states, residual, eigenvalues.astype(complex), hits, index.astype(int))
    order = np.lexsort((-points.hits, np.abs(points.eigenvalues[:, 0]), points.unstable))
    return _at(points, order)


def roughly_distinct(states: np.ndarray, hits: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Keep the first of every group of states within 1e-6 of it, and add up their hits."""
    return _merged(states, np.zeros(len(states)), hits, np.full(len(states), _SAME))[::2]


def thinned(points: Points) -> Points:
    """Keep every isolated point, and of a line of them no more than a few examples."""
    marginal = np.flatnonzero(points.marginal)
    if len(marginal) <= MOST_MARGINAL:
        return points
    keep = ~points.marginal
    keep[marginal[np.argsort(-points.hits[marginal], kind="stable")[:MOST_MARGINAL]]] = True
    return _at(points, np.flatnonzero(keep))


def _at(points: Points, rows: np.ndarray) -> Points:
    return Points(
        points.states[rows],
        points.residual[rows],
        points.eigenvalues[rows],
        points.hits[rows],
        points.index[rows],
    )


def _merged(
    states: np.ndarray, residual: np.ndarray, hits: np.ndarray, radius: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return _merged_with(states, residual, hits, radius)[:3]


def _merged_with(
    states: np.ndarray, residual: np.ndarray, hits: np.ndarray, radius: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    kept, counts = [], []
    free = np.ones(len(states), bool)
    for row in range(len(states)):
        if not free[row]:
            continue
        apart = np.sqrt(((states - states[row]) ** 2).sum(axis=1))
        same = free & (apart <= np.maximum(radius, radius[row]))
        free &= ~same
        kept.append(row)
        counts.append(hits[same].sum())
    rows = np.array(kept, int)
    return states[rows], residual[rows], np.array(counts, int), rows


@dataclass(frozen=True)
class Slow:
    """Places where a step is small and cannot be made smaller nearby, without being zero.

    Attributes
    ----------
    h, c : float64 ndarray of shape ``(n, units)``
        c is None where the layer has no cell state.
    speed : float64 ndarray of shape ``(n,)``
        Euclidean length of one step from there.
    hits : int ndarray of shape ``(n,)``
        Starts that ended there.
    """

    h: np.ndarray
    c: np.ndarray | None
    speed: np.ndarray
    hits: np.ndarray

    def __len__(self) -> int:
        return len(self.speed)


def slow_points(equation: Equation, states: np.ndarray, near: float, most: int = 12) -> Slow:
    """Group the ends of starts that found no fixed point, and keep those that hardly move.

    Parameters
    ----------
    equation : Equation
    states : float64 ndarray of shape ``(ended, size)``
    near : float
        Spread of the visited states: a point is slow where a step is below a tenth of it, and
        ends within a tenth of it are one.
    most : int
        So many, slowest first.
    """
    step = equation.cell.step(equation.projected, states) - states
    speed = np.sqrt((step**2).sum(axis=1))
    slow = np.isfinite(speed) & (speed < near / 10)
    order = np.flatnonzero(slow)[np.argsort(speed[slow], kind="stable")]
    states, speed = states[order], speed[order]
    ones = np.ones(len(states), int)
    states, speed, hits = _merged(states, speed, ones, np.full(len(states), near / 10))
    parts = equation.cell.split(states[:most])
    return Slow(parts["h"], parts.get("c"), speed[:most], hits[:most])
