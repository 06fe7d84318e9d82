"""A picture on a page, with its text."""

from __future__ import annotations

from typing import Any, Final

import plotly.graph_objects as go
import streamlit as st

_CONFIG: Final[dict[str, Any]] = {
    "displaylogo": False,
    "modeBarButtonsToRemove": [
        "autoScale2d", "lasso2d", "pan2d", "select2d", "zoom2d", "zoomIn2d", "zoomOut2d",
    ],
}  # fmt: skip


_DRAWN: Final = "drawn_charts"


def chart(figure: go.Figure, *, key: str, alt: str) -> None:
    """Draw a figure; ``alt`` says what it shows to those who cannot see it."""
    st.session_state[_DRAWN] = {**drawn_charts(), key: (figure, alt)}
    figure.update_layout(modebar={"bgcolor": "rgba(0,0,0,0)"})
    st.plotly_chart(figure, theme=None, key=key, alt=alt, config=_CONFIG)


def drawn_charts() -> dict[str, tuple[go.Figure, str]]:
    """Figures that the page has drawn since `forget_charts`, with their texts, by key."""
    return dict(st.session_state.get(_DRAWN, {}))


def forget_charts() -> None:
    """Called before the page is drawn anew."""
    st.session_state[_DRAWN] = {}
