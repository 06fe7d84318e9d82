"""Families of initial states: the members of an ensemble, each one repeatable by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Protocol

import numpy as np

from lstm_viz.compare._visited import Visited
from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import MOST_MEMBERS
from lstm_viz.models import RecurrentModel
from lstm_viz.states import InitialState, Normal, Recipe, Uniform, Values

_MOST_SEED: Final = 10_000_000


class Family(Protocol):
    """Initial states numbered from 0."""

    def member(self, k: int) -> InitialState:
        """Member ``k``; always the same one."""


class DrawnStates:
    """Initial states from a random recipe, every member with a seed of its own.

    Member k of seed s is the recipe with seed ``10,000 s + k`` in every layer whose initial state
    the model does not compute itself, so that two seeds have no member in common and a member is
    written down as a recipe.

    Parameters
    ----------
    model : RecurrentModel
    recipe : Normal or Uniform
        Its own seed is not used.
    seed : int
        0 to 9,999,999.

    Raises
    ------
    LstmVizError
        When the recipe draws nothing, or the seed is out of range.
    """

    def __init__(self, model: RecurrentModel, recipe: Recipe, seed: int = 0) -> None:
        if not isinstance(recipe, (Normal, Uniform)):
            raise LstmVizError(
                "An ensemble is drawn from a random recipe, normal or uniform, not {kind!r}"
                " whose members would all be the same.", kind=recipe.kind
            )
        check_seed(seed)
        self._model, self._recipe, self._seed = model, recipe, seed
        self._keys = [
            (spec.name, signal)
            for spec in model.layers
            if spec.source != "given"
            for signal in spec.states
        ]
        if not self._keys:
            raise LstmVizError(
                "The model computes the initial state of every layer itself: give a function that "
                "makes the members instead of a recipe."
            )

    def member(self, k: int) -> InitialState:
        """Member ``k`` as recipes."""
        recipe = replace(self._recipe, seed=MOST_MEMBERS * self._seed + k)
        return InitialState(self._model, dict.fromkeys(self._keys, recipe))


class SampledStates:
    """Initial states sampled, with replacement, from those that a model visited.

    Parameters
    ----------
    model : RecurrentModel
    visited : Visited
    seed : int
        0 to 9,999,999.
    """

    def __init__(self, model: RecurrentModel, visited: Visited, seed: int = 0) -> None:
        check_seed(seed)
        self._model, self.visited = model, visited
        generator = np.random.default_rng(seed)
        self._rows = generator.integers(0, len(visited), MOST_MEMBERS)

    def member(self, k: int) -> InitialState:
        """Member ``k`` as given values."""
        row = int(self._rows[k])
        layers = {spec.name for spec in self._model.layers if spec.source != "given"}
        recipes = {
            (layer, signal): Values(values[row])
            for layer, signals in self.visited.states.items()
            if layer in layers
            for signal, values in signals.items()
        }
        return InitialState(self._model, recipes)


def check_seed(seed: int) -> None:
    """Raise LstmVizError unless a seed of an ensemble is in range."""
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < _MOST_SEED:
        raise LstmVizError(
            "The seed of an ensemble is a whole number from 0 to {most:,}, not {seed!r}.",
            most=_MOST_SEED - 1,
            seed=seed,
        )
