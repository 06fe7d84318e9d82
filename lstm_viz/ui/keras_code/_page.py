"""The page Keras code: one section at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import streamlit as st

from lstm_viz._language import N_
from lstm_viz.experiment import SECTIONS
from lstm_viz.ui import visit
from lstm_viz.ui.keras_code._ways import ways
from lstm_viz.ui.keras_code.doctor import doctor
from lstm_viz.ui.keras_code.statefulness import statefulness
from lstm_viz.ui.keras_code.transfer import transfer_lab
from lstm_viz.ui.visit import choices, t

_SECTIONS: Final[dict[str, tuple[str, Callable[[Any], None]]]] = {
    "ways": (N_("Ways to set a state"), ways),
    "doctor": (N_("State Doctor"), doctor),
    "statefulness": (N_("Statefulness"), statefulness),
    "transfer": (N_("Transfer lab"), transfer_lab),
}
_KEY: Final = "keras_code_section"


def keras_code() -> None:
    """Draw the page for the session's experiment."""
    opened = visit.opened()
    st.title(t("Keras code"), anchor=False)
    choices.segmented_control(
        t("Section"),
        SECTIONS,
        required=True,
        format_func=lambda section: t.known(_SECTIONS[section][0]),
        label_visibility="collapsed",
        **visit.tied(_KEY, visit.experiment().view.section, _choose, begins="default"),
    )
    _SECTIONS[visit.experiment().view.section][1](opened)


def _choose(section: str) -> None:
    visit.choose_place(section=section)
