"""A file of a person's own as the input of a model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lstm_viz.errors import LstmVizError
from lstm_viz.inputs._fit import fit, fit_several
from lstm_viz.inputs._read import read_arrays, read_data
from lstm_viz.models import RecurrentModel


def read_input(path: Path, model: RecurrentModel) -> Any:
    """Read a file as the input of a model.

    Parameters
    ----------
    path : Path
        What `read_data` reads; for a model with several inputs, an ``.npz`` with one array per
        input under the inputs' names.
    model : RecurrentModel

    Returns
    -------
    ndarray, or list of ndarray for a model with several inputs

    Raises
    ------
    LstmVizError
        When the file cannot be read or does not fit the model.
    """
    return read_input_data(path.read_bytes(), path.name, model)


def read_input_data(data: bytes, name: str, model: RecurrentModel) -> Any:
    """Read the bytes of a file as `read_input` reads a file; ``name`` is what messages call it."""
    if len(model.keras.inputs) == 1:
        return fit(read_data(data, name), model, name)
    if not data.startswith(b"PK"):
        raise LstmVizError(
            "Model '{model}' has {count} inputs: give an .npz with one array per input, under the "
            "inputs' names.",
            model=model.name,
            count=len(model.keras.inputs),
        )
    return fit_several(read_arrays(data, name), model, name)
