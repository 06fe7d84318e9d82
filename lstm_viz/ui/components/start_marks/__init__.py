"""Starts of scenarios on a picture of states, dragged by the pointer or by arrow keys.

In go the starts, the picture's key and the route that tells where a start leads; out come the
places at which starts were let go. Start with ``assets/start_marks.js``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from lstm_viz._language import Translate
from lstm_viz.ui.components._routes import LIVE_ROUTE

KEY: Final = "start_marks"


@dataclass(frozen=True, kw_only=True)
class StartMark:
    """Where a scenario starts.

    Attributes
    ----------
    id, name, color : str
        Of the scenario.
    at : tuple of float
        Its place in the picture.
    """

    id: str
    name: str
    color: str
    at: tuple[float, float]


def start_marks(
    starts: Sequence[StartMark],
    *,
    chart: str,
    place: str,
    handle: str,
    step: int,
    done: int,
    on_drag: Callable[[Any], None],
    t: Translate,
) -> None:
    """Mount the marks.

    Parameters
    ----------
    starts : sequence of StartMark
    chart : str
        Key of the picture. The traces of a scenario have its id in their ``meta``, whose ``what``
        is "trajectory", "start" or "t".
    place : str
        Tells one plane from another; it goes with what is asked and told.
    handle : str
        Of the visit, for the route that tells trajectories.
    step : int
        The step whose state is marked.
    done : int
        Number of the last drag that was answered.
    on_drag : callable
        Called with what the browser sent: its ``drags`` are `unanswered`, each with ``place``,
        ``scenario`` and ``at``.
    t : Translate
    """
    # At each run: a registry belongs to one running server, modules outlive it.
    component = st.components.v2.component(
        "lstm-viz.start_marks", js="start_marks.js", css="start_marks.css", isolate_styles=False
    )
    component(
        key=KEY,
        data={
            "starts": [
                {
                    "id": one.id,
                    "label": t("Start of {scenario}", scenario=one.name),
                    "color": one.color,
                    "at": list(one.at),
                }
                for one in starts
            ],
            "chart": chart,
            "place": place,
            "live": {"route": LIVE_ROUTE.lstrip("/"), "handle": handle},
            "step": step,
            "done": done,
            "words": {
                "hint": t(
                    "Drag the mark of a start, or move it with the arrow keys: its trajectory "
                    "follows."
                ),
                "at": t("{label}: {across} across, {up} up."),
                "keys": t(
                    "Arrow keys move it, with Shift in leaps; Escape, before it rests, takes it "
                    "back."
                ),
                "waits": t("The trajectory follows when you let go. {reason}"),
                "silent": t("The server does not answer."),
                "ended": t("This visit has ended: reload the page."),
            },
        },
        on_drag_change=lambda: on_drag(st.session_state[KEY].get("drag")),
    )
