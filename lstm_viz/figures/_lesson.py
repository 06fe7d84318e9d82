"""Pictures that only a lesson has: its facts as bars, and a drawn curve with the true one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import plotly.graph_objects as go

from lstm_viz.figures._style import FONT_SIZE, SCENARIO_COLORS, ink, template

_ROW: Final = 34


def facts_figure(names: Sequence[str], values: Sequence[float], *, dark: bool = False) -> go.Figure:
    """Numbers of a lesson as bars, each with its name and its number.

    Parameters
    ----------
    names : sequence of str
    values : sequence of float
    dark : bool, optional

    Returns
    -------
    plotly.graph_objects.Figure
        One horizontal bar trace, the first name at the top.
    """
    figure = go.Figure(
        go.Bar(
            orientation="h",
            x=list(values),
            y=[f"{name} " for name in names],
            text=[f"{value:g}" for value in values],
            textposition="outside",
            cliponaxis=False,
            marker={"color": SCENARIO_COLORS[0]},
            hoverinfo="skip",
        )
    )
    figure.update_layout(
        template=template(dark),
        height=_ROW * len(names) + 40,
        margin={"l": 10, "r": 60, "t": 10, "b": 30},
        showlegend=False,
        yaxis={"autorange": "reversed", "automargin": True, "fixedrange": True},
        xaxis={"rangemode": "tozero", "fixedrange": True},
    )
    return figure


def drawn_figure(
    points: Sequence[int],
    drawn: Sequence[float] | None,
    true: Sequence[float],
    *,
    low: float,
    high: float,
    names: tuple[str, str],
    dark: bool = False,
) -> go.Figure:
    """The curve that a learner drew, dashed, and the true one over it.

    Parameters
    ----------
    points : sequence of int
        Steps.
    drawn : sequence of float or None
    true : sequence of float
    low, high : float
        Range of the drawing; the axis also holds what lies beyond it.
    names : tuple of str
        What the two are called.
    dark : bool, optional
    """
    figure = go.Figure()
    if drawn is not None:
        figure.add_scatter(
            x=list(points),
            y=list(drawn),
            name=names[0],
            mode="lines+markers",
            line={"color": ink(dark), "dash": "dash", "width": 2},
            marker={"symbol": "square"},
        )
    figure.add_scatter(
        x=list(points),
        y=list(true),
        name=names[1],
        mode="lines+markers",
        # A mark at an end of the range is whole.
        cliponaxis=False,
        line={"color": SCENARIO_COLORS[1], "width": 3},
    )
    figure.update_layout(
        template=template(dark),
        height=260,
        margin={"l": 60, "r": 12, "t": 30, "b": 36},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        font={"size": FONT_SIZE},
        xaxis={"title": {"text": "t"}, "fixedrange": True},
        yaxis={"range": [min(low, *true), max(high, *true)], "fixedrange": True},
        showlegend=True,
    )
    return figure
