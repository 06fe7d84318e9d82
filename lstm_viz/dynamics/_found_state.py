"""A found initial state, and how good and how usual it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lstm_viz._language import Text
from lstm_viz.models import RecurrentModel
from lstm_viz.states import InitialState


@dataclass(frozen=True, kw_only=True)
class FoundState:
    """An initial state from which the outputs come near a target.

    Attributes
    ----------
    state : InitialState
        Of the whole model; only ``layer`` is set.
    values : float64 ndarray of shape ``(units or 2 units,)``
        The same, h and c joined.
    misfit : float
        Root mean square difference to the target, in the outputs' own unit.
    distance : float
        Root mean square distance from the mean of visited states, in their own spread: about as
        far as they themselves are where it is near ``visited_distance``.
    visited_distance : float
        The same of the visited states.
    reachable : bool
        Whether the misfit is below ``tolerance`` with a state like those that were visited.
    tolerance : float
        A tenth of the spread of the outputs on the visited runs.
    iterations : int
    outputs, target : float64 ndarray of shape ``(T, outputs)``
        What the model then answers, and what was wanted; NaN where nothing was.
    weight : float
    choices : tuple of (InitialState, misfit, distance)
        Different states that other starts ended at, best first.
    free : float64 ndarray of shape ``(directions, units or 2 units)``
        Directions in which the state can be moved with hardly any effect on the wanted outputs.
    near : str
        Which visited states were meant.
    """

    layer: str
    state: InitialState
    values: np.ndarray
    misfit: float
    distance: float
    visited_distance: float
    reachable: bool
    tolerance: float
    iterations: int
    outputs: np.ndarray
    target: np.ndarray
    weight: float
    choices: tuple[tuple[InitialState, float, float], ...]
    free: np.ndarray
    near: str

    def words(self) -> str:
        """Whether the target is reached, and from how usual a state, in a sentence or two."""
        like = Text(
            "the state lies {distance:.2g} from the mean of visited states, which themselves lie "
            "{visited:.2g} from it",
            distance=self.distance,
            visited=self.visited_distance,
        )
        told = {"misfit": self.misfit, "like": like}
        if self.reachable:
            return Text("A state that gives it to {misfit:.2g} was found; {like}.", **told)
        if self.misfit <= self.tolerance:
            return Text(
                "A state that gives it to {misfit:.2g} is unlike any visited: {like}.", **told
            )
        return Text(
            "Not reachable from states like those it visits: {misfit:.2g} is missing on average; "
            "{like}.",
            **told,
        )


def state_from_row(model: RecurrentModel, layer: str, row: np.ndarray) -> InitialState:
    """H and c joined, as an initial state of the model."""
    spec = model.layer(layer)
    parts = np.split(row.astype(np.float32), len(spec.states))
    return InitialState.from_values(model, {layer: dict(zip(spec.states, parts, strict=True))})
