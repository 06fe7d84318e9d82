"""One step from every point of a grid in a plane, and in which memory runs from there end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_viz.dynamics._cell import Cell
from lstm_viz.dynamics._one_thread import one_thread
from lstm_viz.dynamics._plane import Plane
from lstm_viz.errors import LstmVizError

_LOOK_EVERY: Final = 10
_MOST_STEPS: Final = 1_500
_BALL: Final = 0.05
# Numbers of the states of a block.
_BLOCK_NUMBERS: Final = 60_000


@dataclass(frozen=True, kw_only=True)
class Flow:
    """Steps seen in a plane.

    Attributes
    ----------
    coordinates : float64 ndarray of shape ``(points, 2)``
    step : float64 ndarray of shape ``(points, 2)``
        The part of one step that lies in the plane.
    share : float64 ndarray of shape ``(points,)``
        How much of the step's length that is, 0 to 1; 1 where there is no step at all.
    impossible : bool ndarray of shape ``(points,)``
        States that no step of this layer leads to.
    """

    coordinates: np.ndarray
    step: np.ndarray
    share: np.ndarray
    impossible: np.ndarray


def grid(low: np.ndarray, high: np.ndarray, size: int) -> np.ndarray:
    """Points of a square grid, ``(size * size, 2)``; the first coordinate runs fastest."""
    across, up = (np.linspace(a, b, size) for a, b in zip(low, high, strict=True))
    return np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)


@one_thread()
def flow_in(cell: Cell, held: np.ndarray, plane: Plane, coordinates: np.ndarray) -> Flow:
    """One step under a held input from points of a plane.

    Parameters
    ----------
    cell : Cell
    held : float64 ndarray of shape ``(features,)``
    plane : Plane
    coordinates : float64 ndarray of shape ``(points, 2)``
    """
    states = plane.states(coordinates)
    moved = cell.step(cell.project(held), states) - states
    inside = moved @ plane.axes.T
    length = np.sqrt((moved**2).sum(axis=1))
    share = np.sqrt((inside**2).sum(axis=1)) / np.maximum(length, 1e-300)
    return Flow(
        coordinates=coordinates,
        step=inside,
        share=np.where(length > 0, np.minimum(share, 1), 1.0),
        impossible=unreachable(cell, states),
    )


def unreachable(cell: Cell, states: np.ndarray) -> np.ndarray:
    """Which states no step leads to, since some |h| is larger than the activation gives."""
    return (np.abs(states[:, : cell.units]) > cell.activation.bound).any(axis=1)


@dataclass(frozen=True, kw_only=True)
class Basins:
    """In which attractor runs from a grid end.

    Attributes
    ----------
    label : int ndarray of shape ``(points,)``
        Number of the attractor, -1 where none was reached in 1,500 steps.
    steps : int ndarray of shape ``(points,)``
        Steps until within 0.05 of it.
    share : dict of int to float
        Share of the points that a step can lead to, by label.
    """

    label: np.ndarray
    steps: np.ndarray
    share: dict[int, float]


class BasinRun:
    """Basins in the making: call `step` until `finished`, then take the `result`.

    Parameters
    ----------
    cell : Cell
    held : float64 ndarray of shape ``(features,)``
    starts : float64 ndarray of shape ``(points, size)``
    attractors : float64 ndarray of shape ``(attractors, size)``
        Stable fixed points.
    """

    def __init__(
        self, cell: Cell, held: np.ndarray, starts: np.ndarray, attractors: np.ndarray
    ) -> None:
        if not len(attractors):
            raise LstmVizError("There is no stable fixed point in which a run could end.")
        self.n, self.done = len(starts), 0
        self._cell, self._projected = cell, cell.project(held)
        self._starts, self._attractors = starts, attractors
        self._block = max(64, _BLOCK_NUMBERS // cell.size)
        self._label = np.full(self.n, -1)
        self._steps = np.full(self.n, _MOST_STEPS)

    @property
    def finished(self) -> bool:
        """Whether all starts are done."""
        return self.done == self.n

    @one_thread()
    def step(self) -> None:
        """Run the next block."""
        part = np.arange(self.done, min(self.done + self._block, self.n))
        states, active = self._starts[part], part
        for t in range(1, _MOST_STEPS + 1):
            states = self._cell.step(self._projected, states)
            if t % _LOOK_EVERY:
                continue
            # |a - b|^2 = |a|^2 - 2 a.b + |b|^2, without a copy for each attractor.
            apart = (
                (states**2).sum(axis=1)[:, None]
                - 2 * states @ self._attractors.T
                + (self._attractors**2).sum(axis=1)
            )
            nearest = apart.argmin(axis=1)
            there = apart[np.arange(len(apart)), nearest] < _BALL**2
            self._label[active[there]] = nearest[there]
            self._steps[active[there]] = t
            states, active = states[~there], active[~there]
            if not len(active):
                break
        self.done = int(part[-1]) + 1

    def result(self) -> Basins:
        """Labels and shares.

        Raises
        ------
        LstmVizError
            When blocks are still to be run.
        """
        if not self.finished:
            raise LstmVizError("Only {done} of {n} starts are done.", done=self.done, n=self.n)
        possible = ~unreachable(self._cell, self._starts)
        counted = self._label[possible] if possible.any() else self._label
        return Basins(
            label=self._label,
            steps=self._steps,
            share={
                int(k): float((counted == k).mean()) for k in np.unique(self._label)
            },
        )
