"""The switch of languages."""

from __future__ import annotations

from typing import Final

import streamlit as st

from lstm_viz._language import languages, tag
from lstm_viz.ui import visit
from lstm_viz.ui.components.language import language_of_page
from lstm_viz.ui.visit import choices

_WIDGET: Final = "language_switch"


def language_switch() -> None:
    """Draw the switch, and tell the browser the language of the page."""
    names = languages()
    current = visit.language()
    language_of_page(tag(current), chosen=visit.chosen_language())
    if current in names:
        visit.follow(_WIDGET, current)
    choices.segmented_control(
        # Whoever does not read the language of the page has to find it.
        "Language · 语言",
        list(names),
        format_func=lambda code: names.get(code, code),
        required=True,
        key=_WIDGET,
        label_visibility="collapsed",
        on_change=lambda: visit.choose_language(st.session_state[_WIDGET]),
    )
