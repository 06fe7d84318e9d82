"""The page Keras code: one section at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import streamlit as st

from lstm_viz.ui import _session
from lstm_viz.ui._doctor import doctor
from lstm_viz.ui._statefulness import statefulness
from lstm_viz.ui._transfer_lab import transfer_lab
from lstm_viz.ui._ways import ways

_SECTIONS: Final[dict[str, Callable[[Any], None]]] = {
    "Ways to set a state": ways,
    "State Doctor": doctor,
    "Statefulness": statefulness,
    "Transfer lab": transfer_lab,
}


def keras_code() -> None:
    """Draw the page for the session's experiment."""
    opened = _session.opened()
    st.title("Keras code", anchor=False)
    names = list(_SECTIONS)
    chosen = st.segmented_control(
        "Section",
        names,
        default=names[0],
        required=True,
        key="keras_code_section",
        persist_state="session",
        label_visibility="collapsed",
    )
    _SECTIONS[chosen or names[0]](opened)
