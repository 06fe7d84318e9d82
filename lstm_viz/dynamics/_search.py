"""Roots of an equation from many starts at once, by Levenberg and Marquardt's method."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

SOLVED: Final = 1e-12
_MOST_STEPS: Final = 80
_DAMPING: Final = 1e-2
_BETTER, _WORSE = 1 / 5, 4.0
_LARGEST_DAMPING: Final = 1e8
# An improvement below this share of the value counts as none.
_STALLED: Final = 1e-4
_MOST_STALLED: Final = 6


class Solvable(Protocol):
    """What `solve` needs to know of an equation."""

    def value(self, unknowns: np.ndarray) -> np.ndarray:
        """Left side, ``(batch, size)``."""

    def derivative(self, unknowns: np.ndarray) -> np.ndarray:
        """Its derivative, ``(batch, size, size)``."""

    def clip(self, unknowns: np.ndarray) -> np.ndarray:
        """Keep unknowns where they belong."""


@dataclass(frozen=True)
class Solved:
    """Where the starts ended.

    Attributes
    ----------
    unknowns : float64 ndarray of shape ``(starts, size)``
    value : float64 ndarray of shape ``(starts,)``
        Largest absolute value of the left side.
    steps : int
        Iterations of the slowest start.
    """

    unknowns: np.ndarray
    value: np.ndarray
    steps: int

    @property
    def converged(self) -> np.ndarray:
        """Which starts ended at a root."""
        return self.value < SOLVED


def solve(equation: Solvable, starts: np.ndarray) -> Solved:
    """Go downhill from every start until the equation is solved or nothing gets better.

    Levenberg (1944) and Marquardt (1963): a step solves ``(D'D + mu I) p = -D'v``; mu is made
    smaller after a step that helps and larger after one that does not.

    Parameters
    ----------
    equation : Solvable
    starts : float64 ndarray of shape ``(starts, size)``

    Returns
    -------
    Solved
    """
    x = equation.clip(starts.copy())
    value = equation.value(x)
    ended, ended_value = x.copy(), np.abs(value).max(axis=1)
    active = np.arange(len(x))
    derivative = equation.derivative(x)
    mu, stalled = np.full(len(x), _DAMPING), np.zeros(len(x), int)
    size, step = x.shape[1], 0
    diagonal = np.arange(size)
    while step < _MOST_STEPS:
        step += 1
        turned = np.swapaxes(derivative, 1, 2)
        normal = np.matmul(turned, derivative)
        normal[:, diagonal, diagonal] += mu[:, None]
        move = np.linalg.solve(normal, -np.matmul(turned, value[:, :, None]))[:, :, 0]
        trial = equation.clip(x + move)
        trial_value = equation.value(trial)
        before, after = (value**2).sum(axis=1), (trial_value**2).sum(axis=1)
        better = after < before
        stalled = np.where(after < before * (1 - _STALLED), 0, stalled + 1)
        x = np.where(better[:, None], trial, x)
        value = np.where(better[:, None], trial_value, value)
        mu = np.clip(np.where(better, mu * _BETTER, mu * _WORSE), 1e-15, None)
        size_now = np.abs(value).max(axis=1)
        ended[active], ended_value[active] = x, size_now
        go_on = (size_now >= SOLVED) & (mu < _LARGEST_DAMPING) & (stalled < _MOST_STALLED)
        if not go_on.any():
            break
        active, x, value, mu, stalled = (a[go_on] for a in (active, x, value, mu, stalled))
        changed = better[go_on]
        derivative = derivative[go_on]
        if changed.any():
            derivative[changed] = equation.derivative(x[changed])
    return Solved(ended, ended_value, step)


def polish(equation: Solvable, unknowns: np.ndarray, steps: int = 2) -> np.ndarray:
    """Bring roots to rounding by Newton's method; a step that does not help is not taken."""
    for _ in range(steps):
        value = equation.value(unknowns)
        move = np.matmul(np.linalg.pinv(equation.derivative(unknowns)), -value[:, :, None])
        trial = unknowns + move[:, :, 0]
        better = np.abs(equation.value(trial)).max(axis=1) < np.abs(value).max(axis=1)
        unknowns = np.where(better[:, None], trial, unknowns)
    return unknowns
