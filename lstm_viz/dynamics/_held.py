"""A held input: what a recurrent layer reads when the model reads the same thing at every step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from lstm_viz._language import Text
from lstm_viz.dynamics._below import reads_of
from lstm_viz.errors import LstmVizError
from lstm_viz.inputs import Wanted, wanted
from lstm_viz.models import LayerSpec, RecurrentModel
from lstm_viz.states import InitialState
from lstm_viz.tracing import layer_inputs, trace


@dataclass(frozen=True, kw_only=True)
class Held:
    """A held input of a model.

    Attributes
    ----------
    model : RecurrentModel
    inputs : list of ndarray
        One array per model input; all timesteps are the same.
    own : mapping of str to float64 ndarray of shape ``(features,)``
        What layers read that were given theirs directly.
    notes : tuple of str
    """

    model: RecurrentModel
    inputs: list[np.ndarray]
    own: Mapping[str, np.ndarray]
    notes: tuple[str, ...] = ()

    def below(self, layer: str) -> tuple[str, ...]:
        """Recurrent layers that have to be at rest before this one can be, lowest first.

        Raises
        ------
        LstmVizError
            When the layer reads what something makes of the whole sequence.
        """
        if layer in self.own:
            return ()
        reads = reads_of(self.model)[layer]
        if reads.whole:
            features = self.model.layer(layer).features
            raise LstmVizError(
                "Layer '{layer}' reads what '{whole}' makes of the whole sequence, which no held "
                "input of the model fixes: give what the layer itself reads, x={{'{layer}': "
                "values of shape ({features},)}}.",
                layer=layer,
                whole=reads.whole,
                features=features,
            )
        return tuple(spec.name for spec in self.model.layers if spec.name in reads.below)

    def entering(self, layer: str, under: Mapping[str, np.ndarray]) -> np.ndarray:
        """What a layer reads while the layers below it rest in given states.

        Parameters
        ----------
        layer : str
        under : mapping of str to float64 ndarray of shape ``(size,)``
            State of each layer below, h and c joined.

        Returns
        -------
        float64 ndarray of shape ``(features,)``

        Raises
        ------
        LstmVizError
            When the held input is masked: the state then never changes.
        """
        if layer in self.own:
            return self.own[layer]
        start = InitialState.from_values(self.model, self._states(under))
        run = trace(self.model, self.inputs, start, compile=False)
        mask = run[layer].mask
        if mask is not None and not mask[0, 0]:
            raise LstmVizError(
                "The held input is masked in layer '{layer}': a masked timestep keeps every "
                "state, so that each one would be a fixed point. Hold another input.", layer=layer
            )
        return layer_inputs(self.model, run)[layer][0, 0].astype(np.float64)

    def _states(self, under: Mapping[str, np.ndarray]) -> dict[str, dict[str, np.ndarray]]:
        # Layers whose state another layer gives are set too: their first step has to be known.
        return {
            spec.name: dict(zip(spec.states, _parts(spec, under.get(spec.name)), strict=True))
            for spec in self.model.layers
        }


def held_input(model: RecurrentModel, x: Any = None) -> Held:
    """Make a held input from what one timestep reads.

    Parameters
    ----------
    model : RecurrentModel
    x : number, array, list of arrays, or mapping, optional
        One timestep of the model's input: ``(features,)``, or a token id; a list with one entry
        per model input. Or what recurrent layers themselves read, by name, ``(features,)`` each.
        Zeros (the first token that is not masked) by default.

    Raises
    ------
    LstmVizError
        When the shape, a name or a value does not fit.
    """
    own: dict[str, np.ndarray] = {}
    if isinstance(x, Mapping):
        own = {name: _vector(model, name, values) for name, values in x.items()}
        x = None
    needs = wanted(model)
    several = isinstance(x, (list, tuple)) and len(needs) > 1
    given = list(x) if several else [x] + [None] * (len(needs) - 1)
    if len(given) != len(needs):
        raise LstmVizError(
            "The model has {count} inputs, got {number} to hold.",
            count=len(needs),
            number=len(given),
        )
    arrays = []
    for need, tensor, values in zip(needs, model.keras.inputs, given, strict=True):
        arrays.append(_repeated(need, tensor, values))
    held = Held(model=model, inputs=arrays, own=own)
    if x is None and not own and any(need.kind == "tokens" for need in needs):
        return _unmasked(held)
    return held


def _unmasked(held: Held) -> Held:
    run = trace(held.model, held.inputs, compile=False)
    masks = [layer.mask for layer in run.values()]
    if not any(mask is not None and not mask[0, 0] for mask in masks):
        return held
    needs = wanted(held.model)
    arrays = [
        np.ones_like(array) if need.kind == "tokens" else array
        for need, array in zip(needs, held.inputs, strict=True)
    ]
    note = Text("Token 0 is masked, so that token 1 is held.")
    return Held(model=held.model, inputs=arrays, own={}, notes=(note,))


def _repeated(need: Wanted, tensor: Any, values: Any) -> np.ndarray:
    steps = need.steps or 1
    if need.kind == "tokens":
        token = np.asarray(0 if values is None else values)
        if token.size != 1 or token.dtype.kind not in "iuf" or token.ravel()[0] % 1:
            raise LstmVizError("A held token is one whole number, not {values!r}.", values=values)
        number = int(token.ravel()[0])
        if number < 0 or (need.tokens is not None and number >= need.tokens):
            raise LstmVizError(
                "There is no token {number}: the model knows 0 to {value}.",
                number=number,
                value=(need.tokens or 1) - 1,
            )
        return np.full((1, steps), number, np.int32)
    if need.kind == "other":
        shape = tuple(size or 1 for size in tensor.shape[1:])
        return np.broadcast_to(_numbers(values, int(np.prod(shape))), (1, np.prod(shape))).reshape(
            1, *shape
        )
    features = need.features or 1
    vector = _numbers(values, features)
    return np.broadcast_to(vector, (1, steps, features)).astype(np.float32)


def _numbers(values: Any, count: int) -> np.ndarray:
    if values is None:
        return np.zeros(count, np.float32)
    try:
        array = np.asarray(values, np.float64)
    except (TypeError, ValueError) as error:
        raise LstmVizError(
            "A held input is made of numbers, not {values!r}.", values=values
        ) from error
    if array.size == 1 and array.ndim == 0:
        array = np.full(count, float(array))
    if array.shape not in ((count,), (1, count), (1, 1, count)):
        raise LstmVizError(
            "A held input is one timestep of shape ({count},), got {shape}.",
            count=count,
            shape=array.shape,
        )
    if not np.isfinite(array).all():
        raise LstmVizError("A held input holds a number that is not finite.")
    return array.reshape(-1).astype(np.float32)


def _vector(model: RecurrentModel, layer: str, values: Any) -> np.ndarray:
    return _numbers(values, model.layer(layer).features).astype(np.float64)


def _parts(spec: LayerSpec, state: np.ndarray | None) -> list[np.ndarray]:
    if state is None:
        return [np.zeros(spec.units, np.float32) for _ in spec.states]
    return np.split(state.astype(np.float32), len(spec.states))
