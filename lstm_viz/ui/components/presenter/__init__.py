"""The button that begins a presentation: full screen, large text, keys of a clicker."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import streamlit as st

from lstm_viz.ui.components._part import part

KEY: Final = "presenter"
_LARGEST: Final = 200


def presenter(*, on: bool, words: Mapping[str, str], on_change: Callable[[int], None]) -> None:
    """Mount the button.

    Parameters
    ----------
    on : bool
        Whether the visit begins in a presentation.
    words : mapping
        ``present``, ``end``, ``full`` (what buttons are called) and ``keys``.
    on_change : callable
        Called with the pixels of a presentation's text, 0 when it has ended.
    """
    component = part("presenter", js="presenter.js", css="presenter.css")
    component(
        key=KEY,
        data={"on": on, "words": dict(words)},
        on_text_change=lambda: on_change(read_text(st.session_state[KEY].get("text"))),
    )


def read_text(sent: Any) -> int:
    """What a browser sent of the size of its text, in pixels; 0 when it is not well formed."""
    good = isinstance(sent, int) and not isinstance(sent, bool) and 0 <= sent <= _LARGEST
    return sent if good else 0
