"""What the page can show: the bundled samples, and a model named on the command line."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence as Items
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import keras
import numpy as np

from lstm_viz.inputs import default_input, read_input
from lstm_viz.models import RecurrentModel, load_model, load_sample, sample_names, sample_title
from lstm_viz.states import InitialState

OWN_MODEL: Final = "own"
_MODEL_VARIABLE: Final = "LSTM_VIZ_MODEL"
_INPUT_VARIABLE: Final = "LSTM_VIZ_INPUT"
_SCENARIOS_VARIABLE: Final = "LSTM_VIZ_SCENARIOS"


@dataclass(frozen=True, kw_only=True)
class OwnSequence:
    """A person's own input; fields as of a bundled sequence."""

    name: str
    title: str
    x: Any
    target: np.ndarray | None = None
    labels: tuple[str, ...] | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class OwnModel:
    """A person's own model; fields as of a bundled sample."""

    id: str
    title: str
    summary: str
    model: RecurrentModel
    sequences: tuple[OwnSequence, ...]
    trained: bool = True
    input_names: Items[str] = ()
    output_names: Items[str] = ()
    output_kind: str = "value"
    step_name: str = "step"
    vocabulary: tuple[str, ...] | None = None
    initial_states: tuple[tuple[str, InitialState], ...] = ()


def material_ids() -> list[str]:
    """Ids to choose from; the model named on the command line comes first."""
    own = [OWN_MODEL] if os.environ.get(_MODEL_VARIABLE) else []
    return own + list(sample_names())


def load_material(key: str) -> Any:
    """Open a bundled sample, or the model named on the command line.

    Raises
    ------
    LstmVizError
        If it cannot be opened.
    """
    return _command_line_model() if key == OWN_MODEL else load_sample(key)


def title_of(key: str) -> str:
    """Name of a model in the list, told without opening it."""
    if key == OWN_MODEL:
        return f"your model: {Path(os.environ.get(_MODEL_VARIABLE, '')).name}"
    return sample_title(key)


def own_model(
    model: RecurrentModel,
    *,
    key: str,
    title: str,
    summary: str,
    sequence: OwnSequence | None = None,
    initial_states: tuple[tuple[str, InitialState], ...] = (),
) -> OwnModel:
    """Make a person's model something the page can show, on a generated input if none is given."""
    if sequence is None:
        made = default_input(model)
        sequence = OwnSequence(
            name="generated",
            title="generated",
            x=made[0] if len(made) == 1 else made,
            note="A generated input: “Your own input” takes yours.",
        )
    return OwnModel(
        id=key,
        title=title,
        summary=summary,
        model=model,
        sequences=(sequence,),
        output_kind="class" if _ends_in_softmax(model) else "value",
        initial_states=initial_states,
    )


def _command_line_model() -> OwnModel:
    path = Path(os.environ[_MODEL_VARIABLE])
    model = load_model(path)
    given = os.environ.get(_INPUT_VARIABLE)
    sequence = None
    if given:
        sequence = OwnSequence(
            name="given", title=Path(given).name, x=read_input(Path(given), model)
        )
    return own_model(
        model,
        key=OWN_MODEL,
        title=f"your model: {path.name}",
        summary=f"{path.name}, named on the command line.",
        sequence=sequence,
        initial_states=_read_states(model),
    )


def _read_states(model: RecurrentModel) -> tuple[tuple[str, InitialState], ...]:
    given = os.environ.get(_SCENARIOS_VARIABLE)
    if not given:
        return ()
    states = json.loads(Path(given).read_text(encoding="utf-8"))
    return tuple((name, InitialState.from_json(model, state)) for name, state in states.items())


def _ends_in_softmax(model: RecurrentModel) -> bool:
    activation = getattr(model.keras.layers[-1], "activation", None)
    return activation is keras.activations.softmax
