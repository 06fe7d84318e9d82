"""The initial state of all recurrent layers of a model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from lstm_viz._language import AND, Text
from lstm_viz.errors import LstmVizError
from lstm_viz.models import LayerSpec, RecurrentModel
from lstm_viz.states._read_state import Key, read_state
from lstm_viz.states._recipes import (
    Constant,
    Normal,
    OneUnit,
    Own,
    Recipe,
    Uniform,
    Values,
    Zeros,
    check_unit,
    shortest,
)


class InitialState:
    """h0 (and c0) of every recurrent layer, kept as recipes and single-unit edits.

    An InitialState never changes; every method that edits returns a new one. A layer that nothing
    is said about uses the model's own initial state. A recipe for "all layers" leaves those
    layers alone whose initial state the model computes itself (a decoder fed by an encoder);
    name them to override that.

    Parameters
    ----------
    model : RecurrentModel
        Whose layers are meant.
    recipes : mapping of (layer, signal) to Recipe, optional
    edits : mapping of (layer, signal) to mapping of unit to value, optional

    Raises
    ------
    LstmVizError
        When a layer, signal, unit or value does not fit the model.
    """

    def __init__(
        self,
        model: RecurrentModel,
        recipes: Mapping[Key, Recipe] | None = None,
        edits: Mapping[Key, Mapping[int, float]] | None = None,
    ) -> None:
        self._layers = {spec.name: spec for spec in model.layers}
        self._model = model
        self._recipes = dict(recipes or {})
        self._edits = {key: dict(units) for key, units in (edits or {}).items() if units}
        self._arrays: dict[Key, np.ndarray | None] = {}
        for key in {*self._recipes, *self._edits}:
            self._check_key(*key)
            self._arrays[key] = self._derive(key)

    @classmethod
    def own(cls, model: RecurrentModel) -> InitialState:
        """Return the model's own initial state for every layer."""
        return cls(model)

    @classmethod
    def zeros(cls, model: RecurrentModel, *, layers: Iterable[str] | None = None) -> InitialState:
        """Return zeros for all layers (or those named)."""
        return cls._everywhere(model, Zeros(), layers)

    @classmethod
    def constant(
        cls, model: RecurrentModel, *, value: float, layers: Iterable[str] | None = None
    ) -> InitialState:
        """Return the same value for all units of all layers (or those named)."""
        return cls._everywhere(model, Constant(value), layers)

    @classmethod
    def normal(
        cls,
        model: RecurrentModel,
        *,
        scale: float = 1.0,
        seed: int = 0,
        layers: Iterable[str] | None = None,
    ) -> InitialState:
        """Return normal draws of standard deviation ``scale`` for all layers (or those named)."""
        return cls._everywhere(model, Normal(scale, seed), layers)

    @classmethod
    def uniform(
        cls,
        model: RecurrentModel,
        *,
        scale: float = 1.0,
        seed: int = 0,
        layers: Iterable[str] | None = None,
    ) -> InitialState:
        """Return uniform draws from ``[-scale, scale)`` for all layers (or those named)."""
        return cls._everywhere(model, Uniform(scale, seed), layers)

    @classmethod
    def one_unit(
        cls,
        model: RecurrentModel,
        *,
        unit: int,
        value: float = 1.0,
        layers: Iterable[str] | None = None,
    ) -> InitialState:
        """Return zeros with one unit of each layer (or of those named) set to ``value``."""
        return cls._everywhere(model, OneUnit(unit, value), layers)

    @classmethod
    def from_values(
        cls, model: RecurrentModel, values: Mapping[str, Mapping[str, Any]]
    ) -> InitialState:
        """Return given values.

        Parameters
        ----------
        model : RecurrentModel
        values : mapping of layer to mapping of signal to array
            Arrays of shape ``(units,)`` or ``(batch, units)``; a signal that is left out is zero,
            a layer that is left out keeps the model's own initial state.

        Raises
        ------
        LstmVizError
            When a name, a shape or a value does not fit.
        """
        recipes: dict[Key, Recipe] = {}
        for layer, signals in values.items():
            spec = model.layer(layer)
            if not isinstance(signals, Mapping):
                raise LstmVizError(
                    "Values of layer '{layer}' are given by signal: {{{states}}}.",
                    layer=layer,
                    states=', '.join(repr(s) + ': ...' for s in spec.states),
                )
            recipes.update({(layer, signal): Zeros() for signal in spec.states})
            recipes.update({(layer, signal): Values(array) for signal, array in signals.items()})
        return cls(model, recipes)

    @classmethod
    def from_json(cls, model: RecurrentModel, data: Any) -> InitialState:
        """Return the initial state that `to_json` wrote.

        The key ``everywhere`` may hold a recipe for every layer that is not named and does not get
        its state from another one.

        Raises
        ------
        LstmVizError
            When the document is not well formed or does not fit the model.
        """
        return cls(model, *read_state(model, data))

    def to_json(self) -> dict[str, Any]:
        """Return a JSON object from which `from_json` makes an equal initial state."""
        layers: dict[str, dict[str, Any]] = {}
        for layer, signal in sorted({*self._recipes, *self._edits}):
            entry: dict[str, Any] = {"recipe": self.recipe(layer, signal).to_json()}
            edits = self._edits.get((layer, signal))
            if edits:
                entry["edits"] = {str(unit): value for unit, value in sorted(edits.items())}
            layers.setdefault(layer, {})[signal] = entry
        return {"layers": layers}

    def with_recipe(
        self, layer: str, recipe: Recipe, *, signals: Iterable[str] | None = None
    ) -> InitialState:
        """Return a copy with another recipe for a layer; edits of those signals are dropped.

        Parameters
        ----------
        layer : str
        recipe : Recipe
        signals : iterable of str, optional
            ``("h",)``, ``("c",)`` or both; all states of the layer by default.
        """
        spec = self._model.layer(layer)
        keys = {(layer, signal) for signal in (spec.states if signals is None else signals)}
        recipes = {**self._recipes, **dict.fromkeys(keys, recipe)}
        edits = {key: units for key, units in self._edits.items() if key not in keys}
        return InitialState(self._model, recipes, edits)

    def set(self, layer: str, signal: str, *, unit: int, value: float) -> InitialState:
        """Return a copy with one unit set by hand.

        Raises
        ------
        LstmVizError
            When the layer, signal or unit does not exist, or the value is not finite.
        """
        return self.with_units(layer, {signal: {unit: value}})

    def with_units(
        self, layer: str, values: Mapping[str, Mapping[int, float]]
    ) -> InitialState:
        """Return a copy with several units set by hand.

        Parameters
        ----------
        layer : str
        values : mapping of signal to mapping of unit to float

        Raises
        ------
        LstmVizError
            When the layer, a signal or a unit does not exist, or a value is not finite.
        """
        edits = dict(self._edits)
        for signal, units in values.items():
            self._check_key(layer, signal)
            new = dict(edits.get((layer, signal), {}))
            for unit, value in units.items():
                check_unit(unit, self._layers[layer].units)
                new[int(unit)] = shortest(Constant(value).value)
            edits[layer, signal] = new
        return InitialState(self._model, self._recipes, edits)

    def without_edits(self, layer: str, *, signals: Iterable[str] | None = None) -> InitialState:
        """Return a copy without the single-unit edits of a layer."""
        spec = self._model.layer(layer)
        keys = {(layer, signal) for signal in (spec.states if signals is None else signals)}
        edits = {key: units for key, units in self._edits.items() if key not in keys}
        return InitialState(self._model, self._recipes, edits)

    def recipe(self, layer: str, signal: str) -> Recipe:
        """Return the recipe of one signal of one layer."""
        self._check_key(layer, signal)
        return self._recipes.get((layer, signal), Own())

    def edits(self, layer: str, signal: str) -> dict[int, float]:
        """Return the units of one signal that were set by hand."""
        self._check_key(layer, signal)
        return dict(self._edits.get((layer, signal), {}))

    def values(self, layer: str) -> dict[str, np.ndarray] | None:
        """Return the values of one layer.

        Returns
        -------
        dict of str to float32 ndarray of shape ``(units,)`` or ``(batch, units)``, or None
            None where the model's own initial state is used. Where only one of h and c is set,
            the other is zero.
        """
        spec = self._model.layer(layer)
        arrays = {signal: self._arrays.get((layer, signal)) for signal in spec.states}
        if all(array is None for array in arrays.values()):
            return None
        return {
            signal: np.zeros(spec.units, np.float32) if array is None else array.copy()
            for signal, array in arrays.items()
        }

    def notes(self) -> tuple[str, ...]:
        """Return sentences about values that no run of the model could have produced."""
        notes = []
        for spec in self._model.layers:
            array = self._arrays.get((spec.name, "h"))
            if array is None or spec.activation not in ("tanh", "sigmoid", "hard_sigmoid"):
                continue
            count = int(np.sum(np.any(np.abs(np.atleast_2d(array)) > 1, axis=0)))
            if count:
                notes.append(
                    Text(
                        "In layer '{layer}', {count} unit has |h| > 1: a {activation} cell never "
                        "reaches that by itself.",
                        "In layer '{layer}', {count} units have |h| > 1: a {activation} cell "
                        "never reaches that by itself.",
                        layer=spec.name,
                        count=count,
                        activation=spec.activation,
                    )
                )
        return tuple(notes)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, InitialState) and self.to_json() == other.to_json()

    def __hash__(self) -> int:
        return hash(repr(self.to_json()))

    def __repr__(self) -> str:
        return f"InitialState({self.to_json()['layers']!r})"

    @classmethod
    def _everywhere(
        cls, model: RecurrentModel, recipe: Recipe, layers: Iterable[str] | None
    ) -> InitialState:
        if layers is None:
            specs: list[LayerSpec] = [s for s in model.layers if s.source != "given"]
        else:
            specs = [model.layer(name) for name in layers]
        return cls(model, {(spec.name, s): recipe for spec in specs for s in spec.states})

    def _check_key(self, layer: str, signal: str) -> None:
        spec = self._model.layer(layer)
        if signal not in spec.states:
            raise LstmVizError(
                "Layer '{layer}' is a {kind}, its state is {states}: there is no '{signal}'.",
                layer=layer,
                kind=spec.kind,
                states=Text.joined(spec.states, AND),
                signal=signal,
            )

    def _derive(self, key: Key) -> np.ndarray | None:
        layer, signal = key
        units = self._layers[layer].units
        try:
            values = self._recipes.get(key, Own()).values(units, f"{layer}/{signal}")
            edits = self._edits.get(key)
            if not edits:
                return values
            if values is None:
                values = np.zeros(units, np.float32)
            for unit, value in edits.items():
                check_unit(unit, units)
                values[..., unit] = Constant(value).value
        except LstmVizError as error:
            raise LstmVizError(
                "Layer '{layer}', {signal}: {error}",
                layer=layer,
                signal=signal,
                error=error,
            ) from error
        return values
