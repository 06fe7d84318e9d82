"""Least squares on an initial state: the wanted outputs, and nearness to visited states."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from lstm_viz.dynamics._near import Near
from lstm_viz.dynamics._response import Response

_MOST_STEPS: Final = 40
_DAMPING: Final = 1e-2
_BETTER, _WORSE = 1 / 5, 4.0
_LARGEST_DAMPING: Final = 1e8
_SETTLED: Final = 1e-5
_INSIDE: Final = 1 - 1e-6


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """Where every start ended: states, cost, misfit, distance, outputs; rows are starts."""

    states: np.ndarray
    cost: np.ndarray
    misfit: np.ndarray
    distance: np.ndarray
    outputs: np.ndarray
    iterations: int


@dataclass(frozen=True)
class Goal:
    """What is minimised: mean squared misfit plus weight times whitened squared distance.

    The distance of the second term is a sum over all numbers of the state, so that it pulls as
    strongly in a wide layer as in a narrow one.

    Attributes
    ----------
    response : Response
    target : float64 ndarray of shape ``(T, outputs)``
        NaN where nothing is wanted.
    near : Near
    weight : float
    bounded : bool
        Whether h has to stay inside (-1, 1).
    units : int
    """

    response: Response
    target: np.ndarray
    near: Near
    weight: float
    bounded: bool
    units: int

    @cached_property
    def _wanted(self) -> np.ndarray:
        return np.isfinite(self.target)

    @cached_property
    def _whitening(self) -> np.ndarray:
        return self.near.whitening() / np.sqrt(self.near.states.shape[1])

    def distances(self, states: np.ndarray) -> np.ndarray:
        """Root mean square distance from the mean of visited states in their own spread."""
        return np.sqrt((((states - self.near.mean) @ self._whitening.T) ** 2).sum(axis=1))

    def misfits(self, states: np.ndarray) -> np.ndarray:
        """Root mean square difference to the target."""
        return self.misfits_of(self.response.value(states))

    def misfits_of(self, outputs: np.ndarray) -> np.ndarray:
        """The same of outputs ``(batch, T, outputs)``."""
        apart = outputs[:, self._wanted] - self.target[self._wanted]
        return np.sqrt((apart**2).mean(axis=1))

    def visited_distance(self) -> float:
        """Median distance of the visited states themselves."""
        return float(np.median(self.distances(self.near.states[:2000])))

    def output_spread(self) -> float:
        """Standard deviation of the wanted outputs on the visited runs; of the target without."""
        columns = self._wanted.any(axis=0)
        if len(self.near.outputs) and self.near.outputs.shape[1] == self.target.shape[1]:
            spread = float(np.sqrt(self.near.outputs[:, columns].var(axis=0).mean()))
            if spread > 0:
                return spread
        return max(float(np.abs(self.target[self._wanted]).max()), 1e-6)

    def residuals(self, states: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Residuals ``(batch, r)`` and their derivative by the state."""
        outputs, derivative = self.response.wanted(states, self._wanted)
        scale = 1 / np.sqrt(self._wanted.sum())
        apart = scale * (outputs - self.target[self._wanted])
        by_state = scale * derivative
        held = np.sqrt(self.weight * states.shape[1]) * self._whitening
        pulled = (states - self.near.mean) @ held.T
        rows = np.concatenate([apart, pulled], axis=1)
        slopes = np.concatenate(
            [by_state, np.broadcast_to(held, (len(states), *held.shape))], axis=1
        )
        return rows, slopes

    def free_directions(self, state: np.ndarray, count: int = 3) -> np.ndarray:
        """Visited-like directions with the least effect on the wanted outputs."""
        rows = self.response.wanted(state[None], self._wanted)[1][0]
        values, vectors = np.linalg.eigh(np.cov(self.near.states.T))
        # In units of the visited spread, so that "free" means free for usual moves.
        usual = vectors * np.sqrt(np.maximum(values, 0))
        usual = usual[:, values > 1e-6 * max(values[-1], 1e-12)]
        effect = rows @ usual
        _, least_first = np.linalg.eigh(effect.T @ effect)
        free = (usual @ least_first).T[:count]
        return free / np.maximum(np.linalg.norm(free, axis=1, keepdims=True), 1e-12)


def fit_states(goal: Goal, starts: np.ndarray) -> Fitted:
    """Go downhill from every start at once (Levenberg 1944; Marquardt 1963).

    Parameters
    ----------
    goal : Goal
    starts : float64 ndarray of shape ``(starts, size)``
    """
    unknowns = _inwards(goal, starts)
    states = _outwards(goal, unknowns)
    rows, slopes = goal.residuals(states)
    cost = (rows**2).sum(axis=1)
    mu = np.full(len(states), _DAMPING)
    settled = np.zeros(len(states), bool)
    iterations = 0
    while iterations < _MOST_STEPS:
        iterations += 1
        by_unknown = slopes * _slope(goal, states)[:, None]
        normal = np.matmul(np.swapaxes(by_unknown, 1, 2), by_unknown)
        diagonal = np.arange(normal.shape[1])
        # Marquardt's own scaling: a direction is damped by its own curvature.
        scale = normal[:, diagonal, diagonal]
        normal[:, diagonal, diagonal] += mu[:, None] * scale + 1e-9 * scale.max(axis=1)[:, None]
        down = -np.matmul(np.swapaxes(by_unknown, 1, 2), rows[:, :, None])
        trial = unknowns + np.linalg.solve(normal, down)[:, :, 0]
        trial = np.where(settled[:, None], unknowns, trial)
        trial_states = _outwards(goal, trial)
        new = goal.residuals(trial_states)
        new_cost = (new[0] ** 2).sum(axis=1)
        better = new_cost < cost
        gain = np.where(better, 1 - new_cost / np.maximum(cost, 1e-300), 0)
        settled |= (better & (gain < _SETTLED)) | (mu > _LARGEST_DAMPING)
        unknowns = np.where(better[:, None], trial, unknowns)
        states = np.where(better[:, None], trial_states, states)
        rows = np.where(better[:, None], new[0], rows)
        slopes = np.where(better[:, None, None], new[1], slopes)
        cost = np.where(better, new_cost, cost)
        mu = np.where(better, mu * _BETTER, mu * _WORSE)
        if settled.all():
            break
    outputs = goal.response.value(states)
    return Fitted(
        states=states,
        cost=cost,
        misfit=goal.misfits_of(outputs),
        distance=goal.distances(states),
        outputs=outputs,
        iterations=iterations,
    )


def _inwards(goal: Goal, states: np.ndarray) -> np.ndarray:
    if not goal.bounded:
        return states.copy()
    unknowns = states.copy()
    h = np.clip(states[:, : goal.units], -_INSIDE, _INSIDE)
    unknowns[:, : goal.units] = np.arctanh(h)
    return unknowns


def _outwards(goal: Goal, unknowns: np.ndarray) -> np.ndarray:
    if not goal.bounded:
        return unknowns
    states = unknowns.copy()
    states[:, : goal.units] = np.tanh(unknowns[:, : goal.units])
    return states


def _slope(goal: Goal, states: np.ndarray) -> np.ndarray:
    slope = np.ones_like(states)
    if goal.bounded:
        slope[:, : goal.units] = 1 - states[:, : goal.units] ** 2
    return slope
