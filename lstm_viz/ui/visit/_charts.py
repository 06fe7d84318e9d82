"""A picture on a page, with its text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import plotly.graph_objects as go
import streamlit as st

from lstm_viz.figures import enlarged
from lstm_viz.ui.components.picture_text import picture_text
from lstm_viz.ui.visit._language import t
from lstm_viz.ui.visit._presenting import presenting

_CONFIG: Final[dict[str, Any]] = {
    "displaylogo": False,
    "modeBarButtonsToRemove": [
        "autoScale2d", "lasso2d", "pan2d", "select2d", "zoom2d", "zoomIn2d", "zoomOut2d",
    ],
}  # fmt: skip


_DRAWN: Final = "drawn_charts"


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A picture that the page shows.

    Attributes
    ----------
    figure : Figure
    alt : str
        What it shows.
    origin : tuple of str or None
        Title and a sentence on where its numbers come from; None where it is the experiment.
    """

    figure: go.Figure
    alt: str
    origin: tuple[str, str] | None = None


def chart(
    figure: go.Figure,
    *,
    key: str,
    alt: str,
    origin: tuple[str, str] | None = None,
    on_click: Callable[[], None] | None = None,
) -> None:
    """Draw a figure, with its text and table; ``alt`` says what it shows to who cannot see it.

    ``on_click`` is called when a point was chosen, which the session then has under ``key``.
    """
    drawn = Drawn(figure=figure, alt=alt, origin=origin)
    st.session_state[_DRAWN] = {**drawn_charts(), key: drawn}
    if presenting():
        figure = enlarged(figure, presenting())
    figure.update_layout(modebar={"bgcolor": "rgba(0,0,0,0)"})
    clicks: dict[str, Any] = {}
    if on_click is not None:
        clicks = {"on_select": on_click, "selection_mode": "points"}
    st.plotly_chart(figure, theme=None, key=key, alt=alt, config=_CONFIG, **clicks)
    picture_text(key, title=alt, t=t)


def drawn_charts() -> dict[str, Drawn]:
    """What the page has drawn since `forget_charts`, by key."""
    return dict(st.session_state.get(_DRAWN, {}))


def forget_charts() -> None:
    """Called before the page is drawn anew."""
    st.session_state[_DRAWN] = {}
