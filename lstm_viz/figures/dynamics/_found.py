"""A found state: what the model then answers, and the trade-off of misfit and distance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from lstm_viz._language import Translate, english
from lstm_viz.dynamics import FoundState
from lstm_viz.figures._style import FONT_SIZE, SCENARIO_COLORS, TARGET_COLORS, template


def answers_figure(
    found: FoundState, output: int, name: str, *, height: int = 300, dark: bool = False,
    t: Translate = english,
) -> go.Figure:
    """One output from the found state, beside what was wanted."""
    steps = np.arange(1, len(found.outputs) + 1)
    figure = go.Figure()
    figure.add_scatter(
        x=steps,
        y=found.target[:, output],
        mode="lines+markers",
        name=t("wanted"),
        line={"color": TARGET_COLORS[dark], "dash": "dash", "width": 2},
        marker={"size": 5},
        meta={"what": "wanted"},
        hovertemplate="t = %{x}<br>%{fullData.name}: %{y:.4g}<extra></extra>",
    )
    figure.add_scatter(
        x=steps,
        y=found.outputs[:, output],
        mode="lines",
        name=t("from the found state"),
        line={"color": SCENARIO_COLORS[0], "width": 2.2},
        meta={"what": "found"},
        hovertemplate="t = %{x}<br>%{fullData.name}: %{y:.4g}<extra></extra>",
    )
    return _laid_out(figure, name, t("step t"), "", height, dark)


def trade_off_figure(
    found: Sequence[FoundState], chosen: float, *, height: int = 300, dark: bool = False,
    t: Translate = english,
) -> go.Figure:
    """Misfit against distance for several weights; the chosen one is filled."""
    figure = go.Figure()
    here = [abs(np.log10(f.weight) - np.log10(chosen)) < 0.1 for f in found]
    weights = [f"1e{round(np.log10(f.weight))}" for f in found]
    # The others lie close to each other: the pointer tells them.
    told = [k in (0, len(found) - 1) or here[k] for k in range(len(found))]
    figure.add_scatter(
        x=[f.distance for f in found],
        y=[f.misfit for f in found],
        text=[one if tell else "" for one, tell in zip(weights, told, strict=True)],
        customdata=weights,
        mode="lines+markers+text",
        textposition=["top right" if now else "top center" for now in here],
        cliponaxis=False,
        line={"color": SCENARIO_COLORS[0], "width": 1.5},
        marker={
            "size": [13 if now else 8 for now in here],
            "symbol": ["diamond" if now else "circle-open" for now in here],
            "line": {"width": 2},
        },
        name=t("weight of the distance"),
        meta={"what": "trade-off"},
        hovertemplate=t(
            "weight {weight}<br>distance {distance}, misfit {misfit}",
            weight="%{customdata}",
            distance="%{x:.3g}",
            misfit="%{y:.3g}",
        )
        + "<extra></extra>",
    )
    if found:
        figure.add_vline(
            x=found[0].visited_distance, line={"color": TARGET_COLORS[dark], "dash": "dash"}
        )
    figure = _laid_out(
        figure,
        t("Misfit against distance"),
        t("distance from visited states"),
        t("misfit"),
        height,
        dark,
    )
    figure.update_xaxes(type="log", exponentformat="power")
    return figure


def _laid_out(
    figure: go.Figure, title: str, across: str, up: str, height: int, dark: bool
) -> go.Figure:
    return figure.update_layout(
        template=template(dark),
        title={"text": title, "font": {"size": FONT_SIZE + 1}, "x": 0, "xanchor": "left"},
        height=height,
        margin={"l": 64, "r": 12, "t": 64, "b": 44},
        xaxis={"title": {"text": across}},
        yaxis={"title": {"text": up}},
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom"},
    )
