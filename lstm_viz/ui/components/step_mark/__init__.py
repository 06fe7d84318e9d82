"""The step t on a picture of states: a slider that moves its marks without asking the server.

In go the step and the picture's key; out comes the step that a visitor settles on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import streamlit as st

from lstm_viz.ui.components._part import part

KEY: Final = "step_mark"


def step_mark(
    step: int, last: int, *, label: str, chart: str, on_step: Callable[[int], None]
) -> None:
    """Mount the slider.

    Parameters
    ----------
    step, last : int
        The step now, and the last one.
    label : str
    chart : str
        Key of the picture. Its marks of the step are traces whose ``meta`` has ``what`` "t" and a
        scenario; they move along the trace of that scenario whose ``what`` is "trajectory".
    on_step : callable
        Called with the step when movement has ended.
    """
    component = part("step_mark", js="step_mark.js", css="step_mark.css")

    def settled() -> None:
        chosen = read_step(st.session_state[KEY].get("step"), last)
        if chosen is not None:
            on_step(chosen)

    component(
        key=KEY,
        data={"step": step, "last": last, "label": label, "chart": chart},
        on_step_change=settled,
    )


def read_step(sent: Any, last: int) -> int | None:
    """A step that a browser sent; None when it is none."""
    whole = isinstance(sent, int) and not isinstance(sent, bool)
    return sent if whole and 0 <= sent <= last else None
