"""What a model wants to read, and whether data fits it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np

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
        if self.kind == "other":
            return f"{self.features or 'any'} numbers without time"
        time = f"{self.steps} timesteps" if self.steps else "time"
        if self.kind == "tokens":
            return f"({time}) of token ids from 0 to {(self.tokens or 1) - 1}"
        many = "1 feature" if self.features == 1 else f"{self.features or 'any'} features"
        return f"({time}, {many})"


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
            f"Model '{model.name}' has {len(needs)} inputs: give an .npz with one array per "
            "input, under the inputs' names."
        )
    need = needs[0]
    if need.kind == "other":
        raise LstmVizError(f"The input of model '{model.name}' is no sequence of numbers.")
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
            f"This model has the inputs {', '.join(names)}, {name} has {has} '{odd[:40]}': give "
            "one array under each of these names."
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
            f"This model wants exactly {need.steps} timesteps, {name} has {found.shape[1]}: "
            "cut or lengthen it."
        )
    if need.batch and len(found) != need.batch:
        if len(found) != 1:
            raise LstmVizError(
                f"This model wants {need.batch} sequences at once, {name} has {len(found)}: give "
                f"one, which is repeated, or {need.batch}."
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
        has = f"{found.shape[-1]} columns" if array.ndim == 2 else f"shape {array.shape}"
        raise LstmVizError(f"This model wants {need.words}, {name} has {has}.")
    return found


def _tokens(array: np.ndarray, need: Wanted, name: str) -> np.ndarray:
    if array.dtype.kind != "i":
        raise LstmVizError(f"This model wants {need.words}, {name} has fractions in it.")
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    found = array[np.newaxis] if array.ndim == 1 else array
    if found.ndim != 2:
        raise LstmVizError(f"This model wants {need.words}, {name} has shape {array.shape}.")
    if need.tokens and (found.min() < 0 or found.max() >= need.tokens):
        wrong = int(found.min() if found.min() < 0 else found.max())
        raise LstmVizError(f"This model wants {need.words}, {name} has the id {wrong}.")
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
