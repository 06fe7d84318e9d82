"""The page Keras code: one section at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import streamlit as st

from lstm_viz.experiment import SECTIONS
from lstm_viz.ui import _session
from lstm_viz.ui._doctor import doctor
from lstm_viz.ui._statefulness import statefulness
from lstm_viz.ui._transfer_lab import transfer_lab
from lstm_viz.ui._ways import ways

_SECTIONS: Final[dict[str, tuple[str, Callable[[Any], None]]]] = {
    "ways": ("Ways to set a state", ways),
    "doctor": ("State Doctor", doctor),
    "statefulness": ("Statefulness", statefulness),
    "transfer": ("Transfer lab", transfer_lab),
}
_KEY: Final = "keras_code_section"


def keras_code() -> None:
    """Draw the page for the session's experiment."""
    opened = _session.opened()
    st.title("Keras code", anchor=False)
    _session.follow(_KEY, _session.experiment().view.section)
    st.segmented_control(
        "Section",
        SECTIONS,
        required=True,
        key=_KEY,
        format_func=lambda section: _SECTIONS[section][0],
        on_change=_choose,
        label_visibility="collapsed",
    )
    _SECTIONS[_session.experiment().view.section][1](opened)


def _choose() -> None:
    if st.session_state[_KEY]:
        _session.choose_place(section=st.session_state[_KEY])
