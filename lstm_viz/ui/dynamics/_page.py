"""The page Dynamics: where states go, why some are remembered, and which one to choose."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from lstm_viz._language import N_
from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import DYNAMICS_PARTS
from lstm_viz.tracing import Traces
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.dynamics._find import find_section
from lstm_viz.ui.dynamics._sensitivity import sensitivity_section
from lstm_viz.ui.dynamics._settings import FRAGMENT, bound, settings
from lstm_viz.ui.dynamics._space import space_section
from lstm_viz.ui.dynamics._starts import draw_start_error
from lstm_viz.ui.visit import caches, choices, t

_PARTS: Final = {
    "space": N_("State space and fixed points"),
    "sensitivity": N_("Sensitivity"),
    "find": N_("Find a state"),
}


def dynamics_page() -> None:
    """Draw the page for the session's experiment."""
    opened = visit.opened()
    st.title(t("Dynamics: {title}", title=plain(t.known(opened.title))), anchor=False)
    try:
        traces = caches.traces(visit.experiment())
    except LstmVizError as error:
        st.error(plain(t.told(error)))
        return
    _page(opened, traces)


@st.fragment(key=FRAGMENT)
def _page(opened: Any, traces: Traces) -> None:
    current = visit.experiment()
    if set(traces) != {scenario.id for scenario in current.scenarios}:
        # A button of this page added a scenario: the sidebar has to show it too.
        st.rerun()
    choices.segmented_control(
        t("What to look at"),
        DYNAMICS_PARTS,
        format_func=lambda part: t.known(_PARTS[part]),
        required=True,
        label_visibility="collapsed",
        **bound("part", begins="default"),
    )
    draw_start_error()
    spec = visit.layer_of(opened)
    try:
        # A click may have changed a scenario since the page was drawn.
        traces = caches.traces(current)
        if settings().part != "space":
            visit.say_without_interventions()
        if settings().part == "sensitivity":
            sensitivity_section(opened, spec)
        elif settings().part == "find":
            find_section(opened, spec)
        else:
            space_section(opened, spec, traces)
    except LstmVizError as error:
        st.error(plain(t.told(error)))
