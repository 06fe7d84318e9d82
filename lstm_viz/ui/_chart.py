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


def chart(figure: go.Figure, *, key: str, alt: str) -> None:
    """Draw a figure; ``alt`` says what it shows to those who cannot see it."""
    figure.update_layout(modebar={"bgcolor": "rgba(0,0,0,0)"})
    st.plotly_chart(figure, theme=None, key=key, alt=alt, config=_CONFIG)
