"""What widgets show: the experiment, and not what was entered into them before."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

_VERSION: Final = "widgets_version"


def widgets_version() -> int:
    """Part of the key of every widget that shows the experiment: with another one, it is new."""
    return st.session_state.get(_VERSION, 0)


def renew_widgets() -> None:
    """Have the widgets show the experiment, and not what was entered into them."""
    st.session_state[_VERSION] = widgets_version() + 1


def follow(widget: str, value: Any) -> None:
    """Have a widget that is about to be drawn show a value of the experiment."""
    # Setting what is there already would take away what a visitor is typing.
    if widget not in st.session_state or st.session_state[widget] != value:
        st.session_state[widget] = value


def fold(label: str, key: str) -> Any:
    """A fold that is as it was left when its page is shown again; see its ``open``."""
    kept = f"{key}_kept"
    if key not in st.session_state:
        st.session_state[key] = st.session_state.get(kept, False)
    made = st.expander(label, key=key, on_change="rerun")
    st.session_state[kept] = bool(made.open)
    return made


def is_dark() -> bool:
    """Whether the visitor's theme is dark."""
    return st.context.theme.type == "dark"
