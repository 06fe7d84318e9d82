"""From what a person asks to work that is ready to run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from lstm_viz.errors import LstmVizError
from lstm_viz.models import RecurrentModel
from lstm_viz.states import InitialState, Recipe
from lstm_viz.sweep._plan import KEEP, make_plan
from lstm_viz.sweep._work import Work


def prepare(
    model: RecurrentModel,
    sequences: Any,
    states: Recipe,
    *,
    n: int = 10_000,
    keep: Iterable[str] = KEEP,
    layer: str | None = None,
    baseline: InitialState | None = None,
    threshold: float = 0.01,
    sample: int = 0,
    block: int = 256,
) -> Work:
    """Check what a sweep is asked for; parameters as of `sweep`.

    Raises
    ------
    LstmVizError
        When something is out of range or does not fit the model.
    """
    inputs = named_inputs(model, sequences)
    plan = make_plan(
        model,
        inputs,
        states,
        n=n,
        keep=keep,
        layer=layer,
        baseline=baseline,
        threshold=threshold,
        sample=sample,
        block=block,
    )
    return Work(model, list(inputs.values()), plan)


def named_inputs(model: RecurrentModel, sequences: Any) -> dict[str, list[np.ndarray]]:
    """The model's inputs by the name of their sequence.

    Raises
    ------
    LstmVizError
        When one does not fit the model, or there is none.
    """
    names = {tensor.name for tensor in model.keras.inputs}
    several = isinstance(sequences, Mapping) and not set(sequences) <= names
    given: Mapping[str, Any] = sequences if several else {"given": sequences}
    if not given:
        raise LstmVizError("A sweep needs at least one sequence: give one.")
    found = {}
    for name, x in given.items():
        try:
            found[str(name)] = model.inputs(x)
        except LstmVizError as error:
            raise LstmVizError(f"Sequence '{name}': {error}") from error
    return found
