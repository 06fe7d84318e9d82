"""A plane through state space: where pictures are drawn, and where clicks start a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lstm_viz._language import Text
from lstm_viz.errors import LstmVizError
from lstm_viz.models import LayerSpec

_FLAT = 1e-9


@dataclass(frozen=True, kw_only=True)
class Plane:
    """Two or three orthonormal axes through a point of state space.

    Attributes
    ----------
    origin : float64 ndarray of shape ``(size,)``
    axes : float64 ndarray of shape ``(2 or 3, size)``
    names : tuple of str
        What stands at the axes.
    share : float or None
        Share of the visited states' variance that lies in it, for principal components.
    """

    origin: np.ndarray
    axes: np.ndarray
    names: tuple[str, ...]
    share: float | None = None

    def project(self, states: np.ndarray) -> np.ndarray:
        """Coordinates ``(..., axes)`` of states ``(..., size)``."""
        return (np.asarray(states, np.float64) - self.origin) @ self.axes.T

    def states(self, coordinates: np.ndarray) -> np.ndarray:
        """States ``(..., size)`` in the plane at coordinates ``(..., axes)``."""
        return self.origin + np.asarray(coordinates, np.float64) @ self.axes

    def beside(self, states: np.ndarray) -> np.ndarray:
        """Distance of states ``(..., size)`` from the plane, ``(...)``."""
        apart = np.asarray(states, np.float64) - self.states(self.project(states))
        return np.sqrt((apart**2).sum(axis=-1))


def principal_plane(visited: np.ndarray, dimensions: int = 2) -> Plane:
    """The plane of the largest variance of visited states, through their mean.

    Parameters
    ----------
    visited : ndarray of shape ``(states, size)``
    dimensions : {2, 3}
    """
    mean = visited.mean(axis=0)
    values, vectors = np.linalg.eigh(np.cov(visited.T, bias=True).reshape(visited.shape[1], -1))
    axes = vectors[:, ::-1].T[:dimensions]
    axes = axes * np.sign(axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)])[:, None]
    total = float(values.sum())
    share = float(values[::-1][:dimensions].sum() / total) if total > 0 else None
    names = tuple(Text("principal component {number}", number=k + 1) for k in range(len(axes)))
    return Plane(origin=mean, axes=axes, names=names, share=share)


def units_plane(spec: LayerSpec, numbers: Sequence[int], at: np.ndarray) -> Plane:
    """The plane of single numbers of the state, all others as in one state.

    Parameters
    ----------
    spec : LayerSpec
    numbers : sequence of int
        Numbers of the state: units of h, then units of c.
    at : ndarray of shape ``(size,)``

    Raises
    ------
    LstmVizError
        When a number is not there or is named twice.
    """
    size = len(at)
    if len(set(numbers)) != len(numbers) or not all(0 <= k < size for k in numbers):
        raise LstmVizError(
            "Choose different numbers of the state, from 0 to {size}.", size=size - 1
        )
    axes = np.eye(size)[list(numbers)]
    origin = np.where(axes.sum(axis=0) > 0, 0.0, at)
    return Plane(origin=origin, axes=axes, names=tuple(state_names(spec)[k] for k in numbers))


def plane_through(states: np.ndarray, names: Sequence[str]) -> Plane:
    """The plane through three states.

    Parameters
    ----------
    states : ndarray of shape ``(3, size)``
    names : sequence of str
        Their names.

    Raises
    ------
    LstmVizError
        When they lie on one line.
    """
    first, second = states[1] - states[0], states[2] - states[0]
    length = float(np.linalg.norm(first))
    if length > _FLAT:
        first = first / length
        second = second - (second @ first) * first
    width = float(np.linalg.norm(second))
    if length <= _FLAT or width <= _FLAT:
        raise LstmVizError("The three states lie on one line: choose others.")
    axes = np.stack([first, second / width])
    a, b, c = names
    said = (
        Text("from {first} to {second}", first=a, second=b),
        Text("towards {point}", point=c),
    )
    return Plane(origin=states[0], axes=axes, names=said)


def state_names(spec: LayerSpec) -> list[str]:
    """Name of every number of a state: "h of unit 0", ..., "c of unit 0", ..."""
    return [
        Text("{state} of unit {unit}", state=state, unit=unit)
        for state in spec.states
        for unit in range(spec.units)
    ]
