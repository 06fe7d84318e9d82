"""The page Compare: what the initial state changes, and for how long."""

from __future__ import annotations

from typing import Any

import streamlit as st

from lstm_viz.errors import LstmVizError
from lstm_viz.tracing import Traces
from lstm_viz.ui import _caches, _session
from lstm_viz.ui._compare_scenarios import compare_scenarios


def compare_page() -> None:
    """Draw the page for the session's experiment."""
    opened = _session.opened()
    st.title(f"{opened.title}: compare", anchor=False)
    try:
        traces = _caches.traces(_session.experiment())
    except LstmVizError as error:
        st.error(str(error))
        return
    _page(opened, traces)


@st.fragment
def _page(opened: Any, traces: Traces) -> None:
    compare_scenarios(opened, traces)
