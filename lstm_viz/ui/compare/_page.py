"""The page Compare: what the initial state changes, and for how long."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from lstm_viz._language import N_
from lstm_viz.compare import is_generator
from lstm_viz.errors import LstmVizError
from lstm_viz.tracing import Traces
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.compare._ensemble import compare_ensemble
from lstm_viz.ui.compare._scenarios import compare_scenarios
from lstm_viz.ui.compare._settings import FRAGMENT, bound, settings
from lstm_viz.ui.compare._text import compare_text
from lstm_viz.ui.visit import caches, choices, t

_PARTS: Final = {"scenarios": N_("Scenarios"), "ensemble": N_("Ensemble"), "text": N_("Text")}


def compare_page() -> None:
    """Draw the page for the session's experiment."""
    opened = visit.opened()
    st.title(t("Compare: {title}", title=plain(t.known(opened.title))), anchor=False)
    try:
        traces = caches.traces(visit.experiment())
    except LstmVizError as error:
        st.error(plain(t.told(error)))
        return
    _page(opened, traces)


@st.fragment(key=FRAGMENT)
def _page(opened: Any, traces: Traces) -> None:
    if set(traces) != {scenario.id for scenario in visit.experiment().scenarios}:
        # A button of this page added a scenario: the sidebar has to show it too.
        st.rerun()
    parts = ["scenarios", "ensemble"]
    if is_generator(opened.model) or settings().part == "text":
        parts.append("text")
    choices.segmented_control(
        t("What to compare"),
        parts,
        format_func=lambda part: t.known(_PARTS[part]),
        required=True,
        label_visibility="collapsed",
        **bound("part", begins="default"),
    )
    if settings().part == "ensemble":
        compare_ensemble(opened, traces)
    elif settings().part == "text":
        compare_text(opened)
    else:
        compare_scenarios(opened, traces)
