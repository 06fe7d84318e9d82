"""Eigenvalues of a step at a fixed point, with the unit circle."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from lstm_viz._language import Translate, english
from lstm_viz.figures._style import FONT_SIZE, ink, template


def eigenvalue_figure(
    eigenvalues: np.ndarray, *, title: str, height: int = 330, dark: bool = False,
    t: Translate = english,
) -> go.Figure:
    """Draw the eigenvalues of one point; those outside the circle are unstable directions.

    Parameters
    ----------
    eigenvalues : complex ndarray of shape ``(size,)``
    """
    figure = go.Figure()
    angle = np.linspace(0, 2 * np.pi, 181)
    figure.add_scatter(
        x=np.cos(angle),
        y=np.sin(angle),
        mode="lines",
        line={"color": ink(dark), "width": 1},
        name=t("unit circle"),
        hoverinfo="skip",
        meta={"what": "circle"},
    )
    outside = np.abs(eigenvalues) > 1
    words = {"inside": t("inside: dies away"), "outside": t("outside: grows")}
    for rows, where, symbol, color in (
        (~outside, "inside", "circle", "#009E73"),
        (outside, "outside", "x", "#D55E00"),
    ):
        if rows.any():
            figure.add_scatter(
                x=eigenvalues[rows].real,
                y=eigenvalues[rows].imag,
                mode="markers",
                name=words[where],
                marker={"symbol": symbol, "color": color, "size": 9},
                customdata=np.abs(eigenvalues[rows]),
                meta={"what": where},
                hovertemplate="%{x:.4f} + %{y:.4f}i<br>|λ| = %{customdata:.4f}<extra></extra>",
            )
    reach = 1.12 * max(1.0, float(np.abs(eigenvalues).max(initial=0.0)))
    return figure.update_layout(
        template=template(dark),
        title={"text": title, "font": {"size": FONT_SIZE + 1}, "x": 0, "xanchor": "left"},
        height=height,
        margin={"l": 56, "r": 12, "t": 64, "b": 44},
        xaxis={"title": {"text": t("real part")}, "range": [-reach, reach]},
        yaxis={
            "title": {"text": t("imaginary part")},
            "range": [-reach, reach],
            "scaleanchor": "x",
        },
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom"},
    )
