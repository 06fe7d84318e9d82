"""Inputs of which one row is read."""

from __future__ import annotations

from typing import Any

import numpy as np

from lstm_viz.errors import LstmVizError
from lstm_viz.models import RecurrentModel


def inputs_with_row(model: RecurrentModel, x: Any, sample: int) -> list[np.ndarray]:
    """Return one array per input of the model.

    Raises
    ------
    LstmVizError
        When they do not fit the model, or have no row ``sample``.
    """
    inputs = model.inputs(x)
    if not 0 <= sample < len(inputs[0]):
        raise LstmVizError(
            "The input has the rows 0 to {count}, not {sample}.",
            count=len(inputs[0]) - 1,
            sample=sample,
        )
    return inputs
