"""The button that begins a presentation: full screen, large text, keys of a clicker."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import streamlit as st

KEY: Final = "presenter"


def presenter(*, on: bool, words: Mapping[str, str], on_change: Callable[[bool], None]) -> None:
    """Mount the button.

    Parameters
    ----------
    on : bool
        Whether the visit begins in a presentation.
    words : mapping
        ``present``, ``end``, ``full`` (what buttons are called) and ``keys``.
    on_change : callable
        Called with whether a presentation is on.
    """
    component = st.components.v2.component(
        "lstm-viz.presenter", js="presenter.js", css="presenter.css", isolate_styles=False
    )
    component(
        key=KEY,
        data={"on": on, "words": dict(words)},
        on_on_change=lambda: on_change(st.session_state[KEY].get("on") is True),
    )
