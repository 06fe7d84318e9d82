"""A file of a person's own as the input of a model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from lstm_viz.errors import LstmVizError
from lstm_viz.inputs._fit import fit
from lstm_viz.inputs._read import read_data
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
    if len(model.keras.inputs) == 1:
        return fit(read_data(path.read_bytes(), path.name), model, path.name)
    try:
        with np.load(path, allow_pickle=False) as archive:
            return model.inputs({name: archive[name] for name in archive.files})
    except (OSError, ValueError, TypeError, AttributeError) as error:
        if isinstance(error, LstmVizError):
            raise
        raise LstmVizError(
            f"Model '{model.name}' has {len(model.keras.inputs)} inputs: give an .npz with one "
            "array per input, under the inputs' names."
        ) from error
