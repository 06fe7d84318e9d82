"""A state of this page as the initial state of a scenario."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import streamlit as st

from lstm_viz._language import N_
from lstm_viz.errors import LstmVizError
from lstm_viz.models import LayerSpec
from lstm_viz.states import InitialState, Values
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.dynamics._settings import FRAGMENT
from lstm_viz.ui.sidebar import refresh, words_key
from lstm_viz.ui.visit import choices, t

_ERROR: Final = "dynamics_start_error"
_WHERE: Final = "dynamics_start_where"
NEW: Final = N_("a new scenario")
EDITED: Final = "the edited one"


def start_choice() -> None:
    """Draw the choice of which scenario gets a state."""
    edited = visit.experiment().scenario(visit.edited_scenario()).name
    choices.segmented_control(
        t("A chosen state begins"),
        [NEW, EDITED],
        format_func=lambda one: (
            t.known(NEW) if one == NEW else t("scenario {scenario}", scenario=edited)
        ),
        default=NEW,
        required=True,
        key=_WHERE,
    )


def start_here(opened: Any, values: dict[str, dict[str, np.ndarray]], name: str) -> None:
    """Begin a scenario in given states, by layer and signal; a callback of buttons and clicks."""
    changed = []
    try:
        if st.session_state.get(_WHERE, NEW) == EDITED:
            key = visit.edited_scenario()
            state = visit.state_of(opened, key)
            for layer, signals in values.items():
                for signal, array in signals.items():
                    state = state.with_recipe(layer, Values(array), signals=[signal])
            visit.put_state(key, state)
            changed.append(words_key(key))
        else:
            state = InitialState.from_values(opened.model, values)
            visit.add_scenario(opened, name=name, state=state)
    except LstmVizError as error:
        not_taken(error)
    refresh(FRAGMENT, *changed)


def not_taken(error: LstmVizError) -> None:
    """Have the page say why a state was not taken."""
    st.session_state[_ERROR] = t.told(error)


def draw_start_error() -> None:
    """Draw the sentence on a state that could not be taken, once."""
    error = st.session_state.pop(_ERROR, None)
    if error:
        st.error(plain(t.told(error)))


def values_of(spec: LayerSpec, state: np.ndarray) -> dict[str, dict[str, np.ndarray]]:
    """A state of h and c joined, by layer and signal."""
    parts = np.split(np.asarray(state, np.float32), len(spec.states))
    return {spec.name: dict(zip(spec.states, parts, strict=True))}
