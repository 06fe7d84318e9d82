"""Take away: pictures, numbers, a report and a script of the experiment, each made on demand."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Final

import streamlit as st

from lstm_viz._language import N_
from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import Experiment
from lstm_viz.tracing import Traces
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.sidebar.take_away._files import numbers_part, report_part, script_part
from lstm_viz.ui.sidebar.take_away._pictures import pictures_part
from lstm_viz.ui.visit import caches, choices, t

_LOGGER: Final = logging.getLogger(__name__)


def take_away_button() -> None:
    """Draw the button that opens the dialog."""
    st.button(
        t("Take away"),
        icon=":material/download:",
        key="take_away",
        on_click=_open,
        width="stretch",
        help=t("Pictures, numbers, a report that opens offline, and a script in plain Keras."),
    )
    if st.session_state.pop("take_away_open", False):
        st.dialog(t("Take away"), width="large")(_dialog)()


def _open() -> None:
    st.session_state["take_away_open"] = True


def _dialog() -> None:
    opened, current = visit.opened(), visit.experiment()
    part = choices.segmented_control(
        t("What"),
        list(_PARTS),
        default=next(iter(_PARTS)),
        format_func=t.known,
        required=True,
        key="take_away_part",
        label_visibility="collapsed",
    )
    try:
        traces = caches.traces(current)
        _PARTS[part](opened, current, traces)
    except LstmVizError as error:
        st.error(plain(t.told(error)))
    except Exception:
        _LOGGER.exception("the part %s of Take away failed", part)
        st.error(t("This could not be made. The other parts are not affected."))


Part = Callable[[Any, Experiment, Traces], None]
_PARTS: Final[dict[str, Part]] = {
    N_("Pictures"): pictures_part,
    N_("Numbers"): numbers_part,
    N_("Report"): report_part,
    N_("Script"): script_part,
}
