"""Colours, dashes and the two templates that every picture is drawn with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import plotly.graph_objects as go

from lstm_viz.experiment import COLORS

FONT_SIZE: Final = 13
# Equal margins let one cursor line run through pictures that are drawn apart from each other.
MARGIN_LEFT: Final = 78
MARGIN_RIGHT: Final = 12
MARGIN_TOP: Final = 30
MARGIN_BOTTOM: Final = 24

SCENARIO_COLORS: Final = COLORS
DASHES: Final = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
SYMBOLS: Final = ("circle", "square", "diamond", "triangle-up", "cross", "x")
TARGET_COLORS: Final = {False: "#5f6368", True: "#b8bcc4"}

_DIVERGING: Final = {
    False: ["#0a4f7d", "#0072B2", "#7db8da", "#f7f7f7", "#f0a978", "#D55E00", "#8f3f00"],
    True: ["#a6dcff", "#4aa8df", "#0b5f92", "#1b1e24", "#a34a05", "#f0863a", "#ffd0a8"],
}
_SEQUENTIAL: Final = {
    False: ["#ffffff", "#c9e3f2", "#7db8da", "#0072B2", "#0a3f63"],
    True: ["#15181e", "#0d3f61", "#0072B2", "#56B4E9", "#d8f0ff"],
}


@dataclass(frozen=True, kw_only=True)
class ScenarioStyle:
    """How one scenario is drawn: never by its colour alone.

    Parameters
    ----------
    name : str
        Name shown in the legend.
    color : str
        ``#rrggbb``.
    dash : str
        Plotly dash of its lines.
    symbol : str
        Plotly marker symbol of its initial state.
    """

    name: str
    color: str
    dash: str = "solid"
    symbol: str = "circle"


def scenario_styles(scenarios: Sequence[tuple[str, str, str]]) -> dict[str, ScenarioStyle]:
    """Styles of scenarios given as ``(id, name, color)``; dash and symbol follow the order.

    Returns
    -------
    dict of str to ScenarioStyle
        In the order given.
    """
    return {
        key: ScenarioStyle(
            name=name,
            color=color,
            dash=DASHES[k % len(DASHES)],
            symbol=SYMBOLS[k % len(SYMBOLS)],
        )
        for k, (key, name, color) in enumerate(scenarios)
    }


def diverging_scale(dark: bool) -> list[list[float | str]]:
    """Blue to orange through the background: its middle, zero, recedes in either theme."""
    return _spread(_DIVERGING[dark])


def sequential_scale(dark: bool) -> list[list[float | str]]:
    """Background to blue, for values in [0, 1]."""
    return _spread(_SEQUENTIAL[dark])


def ink(dark: bool) -> str:
    """Colour of text and cursor."""
    return "#fafafa" if dark else "#262730"


@cache
def template(dark: bool) -> go.layout.Template:
    """Light or dark template; complete, so that no process-wide default shows through."""
    text = ink(dark)
    grid = "rgba(250,250,250,0.14)" if dark else "rgba(38,39,48,0.12)"
    zero = "rgba(250,250,250,0.35)" if dark else "rgba(38,39,48,0.35)"
    axis = {
        "gridcolor": grid,
        "zerolinecolor": zero,
        "zerolinewidth": 1,
        "linecolor": grid,
        "tickcolor": grid,
        "tickfont": {"size": FONT_SIZE, "color": text},
        "title": {"font": {"size": FONT_SIZE, "color": text}},
        "automargin": False,
    }
    return go.layout.Template(
        layout={
            "font": {"size": FONT_SIZE, "color": text, "family": '"Source Sans", sans-serif'},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "colorway": list(SCENARIO_COLORS),
            "xaxis": axis,
            "yaxis": axis,
            "hovermode": "closest",
            "hoverlabel": {
                "bgcolor": "#262730" if dark else "#ffffff",
                "font": {"size": FONT_SIZE, "color": text},
            },
            "legend": {"font": {"size": FONT_SIZE, "color": text}, "bgcolor": "rgba(0,0,0,0)"},
        }
    )


def _spread(colors: list[str]) -> list[list[float | str]]:
    return [[k / (len(colors) - 1), color] for k, color in enumerate(colors)]
