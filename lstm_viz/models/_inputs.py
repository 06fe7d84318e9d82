"""Input data as one checked array for each input of a model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from lstm_viz._language import Text
from lstm_viz.errors import LstmVizError


def checked_inputs(x: Any, wanted: Sequence[Any], model: str) -> list[np.ndarray]:
    """Return one array per input of a model, cast to its dtype.

    Parameters
    ----------
    x : array, sequence of arrays, or dict of arrays by input name
    wanted : sequence of Keras tensors
        The inputs of the model.
    model : str
        Its name, for sentences.

    Raises
    ------
    LstmVizError
        When the number, rank, size or values of the arrays do not fit the model.
    """
    arrays = _as_list(x, [tensor.name for tensor in wanted])
    if len(arrays) != len(wanted):
        raise LstmVizError(
            "Model '{name}' has {count} {inputs}, got {number} {arrays}: give one array per "
            "input.",
            name=model,
            count=len(wanted),
            inputs=Text("input", "inputs", count=len(wanted)),
            number=len(arrays),
            arrays=Text("array", "arrays", count=len(arrays)),
        )
    checked = [_check_input(a, t, model) for a, t in zip(arrays, wanted, strict=True)]
    batches = {a.shape[0] for a in checked}
    if len(batches) != 1:
        raise LstmVizError(
            "The inputs of model '{name}' have different batch sizes {batches}: give every "
            "input the same number of rows.",
            name=model,
            batches=sorted(batches),
        )
    return checked


def _as_list(x: Any, names: list[str]) -> list[Any]:
    if isinstance(x, dict):
        missing = [name for name in names if name not in x]
        if missing:
            raise LstmVizError(
                "Input '{missing}' is missing: give arrays for {names}.",
                missing=missing[0],
                names=', '.join(names),
            )
        return [x[name] for name in names]
    if isinstance(x, (list, tuple)) and x and all(hasattr(a, "shape") for a in x):
        return list(x)
    return [x]


def _check_input(value: Any, tensor: Any, model: str) -> np.ndarray:
    try:
        array = np.asarray(value)
        if array.dtype == object:
            raise ValueError("rows of different lengths")
        if tensor.dtype != "string":
            array = array.astype(tensor.dtype)
    except (TypeError, ValueError) as error:
        raise LstmVizError(
            "Input '{tensor}' of model '{model}' is not an array of numbers ({error}).",
            tensor=tensor.name,
            model=model,
            error=error,
        ) from error
    wanted = ("batch", *("time" if size is None else size for size in tensor.shape[1:]))
    shown = "(" + ", ".join(map(str, wanted)) + ")"
    fits = array.ndim == len(tensor.shape) and all(
        size is None or size == got
        for size, got in zip(tensor.shape[1:], array.shape[1:], strict=True)
    )
    if not fits:
        raise LstmVizError(
            "Input '{tensor}' of model '{model}' wants shape {shown}, got {shape}.",
            tensor=tensor.name,
            model=model,
            shown=shown,
            shape=array.shape,
        )
    if array.size == 0:
        raise LstmVizError(
            "Input '{tensor}' of model '{model}' is empty: {shape}.",
            tensor=tensor.name,
            model=model,
            shape=array.shape,
        )
    return array
