"""What a model wants to read, and whether data fits it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np

from lstm_viz._language import Text
from lstm_viz.errors import LstmVizError
from lstm_viz.models import RecurrentModel


@dataclass(frozen=True)
class Wanted:
    """What one input of a model reads.

    Attributes
    ----------
    kind : {"numbers", "tokens", "other"}
    batch, steps, features : int or None
        None where the model leaves it open; ``features`` is None for tokens. Of what has no time
        axis, ``features`` counts the numbers.
    tokens : int or None
        Number of different token ids.
    """

    kind: str
    batch: int | None
    steps: int | None
    features: int | None
    tokens: int | None = None

    @property
    def words(self) -> str:
        """The shape in words."""
        size = self.features or Text("any")
        if self.kind == "other":
            return Text("{size} numbers without time", size=size)
        time: str = Text("time")
        if self.steps:
            time = Text("{steps} timesteps", steps=self.steps)
        if self.kind == "tokens":
            last = (self.tokens or 1) - 1
            return Text("({time}) of token ids from 0 to {last}", time=time, last=last)
        if self.features == 1:
            return Text("({time}, 1 feature)", time=time)
        return Text("({time}, {size} features)", time=time, size=size)


def wanted(model: RecurrentModel) -> tuple[Wanted, ...]:
    """What each input of the model reads, in the model's order."""
    return tuple(_wanted(model, tensor) for tensor in model.keras.inputs)


def fit(array: np.ndarray, model: RecurrentModel, name: str = "the data") -> np.ndarray:
    """Make data into the input of a model with one input.

    Parameters
    ----------
    array : ndarray
        ``(T, features)``, ``(batch, T, features)``; for tokens ``(T,)``, ``(T, 1)`` or
        ``(batch, T)``. A row that stands for time is turned when only that fits.
    model : RecurrentModel
    name : str
        What messages call the data.

    Returns
    -------
    ndarray
        ``(batch, T, features)`` float32 or ``(batch, T)`` int32, repeated over the rows of a model
        with a fixed batch size.

    Raises
    ------
    LstmVizError
        When the shape or the token ids do not fit; says what the model wants and what there is.
    """
    needs = wanted(model)
    if len(needs) != 1:
        raise LstmVizError(
            "Model '{model}' has {count} inputs: give an .npz with one array per "
            "input, under the inputs' names.", model=model.name, count=len(needs)
        )
    need = needs[0]
    if need.kind == "other":
        raise LstmVizError(
            "The input of model '{model}' is no sequence of numbers.", model=model.name
        )
    return model.inputs(_fitted(array, need, name))[0]


def fit_several(
    arrays: Mapping[str, np.ndarray], model: RecurrentModel, name: str = "the data"
) -> list[np.ndarray]:
    """Make named data into the inputs of a model with several.

    Parameters
    ----------
    arrays : mapping of str to ndarray
        By name of the input, each as `fit` takes it; one without a time axis as a row.
    model : RecurrentModel
    name : str
        What messages call the data.

    Returns
    -------
    list of ndarray
        In the order of the model's inputs.

    Raises
    ------
    LstmVizError
        When one is missing, unknown or does not fit; names it.
    """
    names = [tensor.name for tensor in model.keras.inputs]
    odd = next((key for key in (*names, *arrays) if key not in names or key not in arrays), None)
    if odd is not None:
        has = "no array" if odd in names else "an array"
        raise LstmVizError(
            "This model has the inputs {names}, {name} has {has} '{odd}': give one array under "
            "each of these names.",
            names=', '.join(names),
            name=name,
            has=has,
            odd=odd[:40],
        )
    found = []
    for key, need, tensor in zip(names, wanted(model), model.keras.inputs, strict=True):
        array, where = arrays[key], f"{key} in {name}"
        if need.kind == "other":
            row = tuple(tensor.shape[1:])
            if None not in row and array.size == math.prod(row):
                array = array.reshape(1, *row)
            found.append(array)
        else:
            found.append(_fitted(array, need, where))
    return model.inputs(found)


def _fitted(array: np.ndarray, need: Wanted, name: str) -> np.ndarray:
    found = _tokens(array, need, name) if need.kind == "tokens" else _numbers(array, need, name)
    if need.steps and found.shape[1] != need.steps:
        raise LstmVizError(
            "This model wants exactly {steps} timesteps, {name} has {found_shape}: "
            "cut or lengthen it.", steps=need.steps, name=name, found_shape=found.shape[1]
        )
    if need.batch and len(found) != need.batch:
        if len(found) != 1:
            raise LstmVizError(
                "This model wants {batch} sequences at once, {name} has {count}: give "
                "one, which is repeated, or {batch}.", batch=need.batch, name=name, count=len(found)
            )
        found = np.repeat(found, need.batch, axis=0)
    return found


def _numbers(array: np.ndarray, need: Wanted, name: str) -> np.ndarray:
    found = array.astype(np.float32)
    if found.ndim == 1:
        found = found[:, np.newaxis]
    if found.ndim == 2:
        if need.features and found.shape[1] != need.features and found.shape[0] == need.features:
            found = found.T
        found = found[np.newaxis]
    if found.ndim != 3 or (need.features and found.shape[2] != need.features):
        has = Text("shape {shape}", shape=array.shape)
        if array.ndim == 2:
            has = Text("{number} columns", number=found.shape[-1])
        raise LstmVizError(
            "This model wants {words}, {name} has {has}.",
            words=need.words,
            name=name,
            has=has,
        )
    return found


def _tokens(array: np.ndarray, need: Wanted, name: str) -> np.ndarray:
    if array.dtype.kind != "i":
        raise LstmVizError(
            "This model wants {words}, {name} has fractions in it.",
            words=need.words,
            name=name,
        )
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    found = array[np.newaxis] if array.ndim == 1 else array
    if found.ndim != 2:
        raise LstmVizError(
            "This model wants {words}, {name} has shape {shape}.",
            words=need.words,
            name=name,
            shape=array.shape,
        )
    if need.tokens and (found.min() < 0 or found.max() >= need.tokens):
        wrong = int(found.min() if found.min() < 0 else found.max())
        raise LstmVizError(
            "This model wants {words}, {name} has the id {wrong}.",
            words=need.words,
            name=name,
            wrong=wrong,
        )
    return found.astype(np.int32)


def _wanted(model: RecurrentModel, tensor: Any) -> Wanted:
    shape = tuple(int(n) if n else None for n in tensor.shape)
    if len(shape) == 3:
        return Wanted("numbers", shape[0], shape[1], shape[2])
    embedding = next(_embeddings(model.keras), None)
    if len(shape) == 2 and embedding is not None:
        return Wanted("tokens", shape[0], shape[1], None, int(embedding.input_dim))
    known = [size for size in shape[1:] if size is not None]
    size = math.prod(known) if len(known) == len(shape) - 1 else None
    return Wanted("other", shape[0], None, size)


def _embeddings(layer: Any) -> Iterator[keras.layers.Embedding]:
    for found in layer._flatten_layers():
        if isinstance(found, keras.layers.Embedding):
            yield found
