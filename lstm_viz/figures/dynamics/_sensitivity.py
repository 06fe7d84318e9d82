"""How much numbers of the initial state move outputs, and how fast differences grow."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from lstm_viz._language import Translate, english
from lstm_viz.dynamics import Exponents, Sensitivity
from lstm_viz.figures._steps import show
from lstm_viz.figures._style import (
    DASHES,
    FONT_SIZE,
    SCENARIO_COLORS,
    diverging_scale,
    ink,
    template,
)

_MOST_LINES = 8
_DECADES = 12


def sensitivity_heatmap(
    found: Sensitivity, output: int, names: list[str], *, height: int = 420, dark: bool = False,
    t: Translate = english,
) -> go.Figure:
    """Derivative of one output at every timestep by every number of the initial state.

    Parameters
    ----------
    found : Sensitivity
    output : int
    names : list of str
        Of the numbers of the state.
    """
    values = found.joined[:, output].T
    limit = float(np.nanmax(np.abs(values), initial=0.0)) or 1.0
    figure = go.Figure(
        go.Heatmap(
            x=np.arange(1, values.shape[1] + 1),
            y=np.arange(values.shape[0]),
            z=values,
            text=np.broadcast_to(np.array(names)[:, None], values.shape),
            zmin=-limit,
            zmax=limit,
            colorscale=diverging_scale(dark),
            colorbar={
                "title": {"text": "dy/ds", "font": {"size": FONT_SIZE}}, "thickness": 12,
            },
            hovertemplate="t = %{x}, %{text}<br>"
            + t("derivative")
            + " %{z:.4g}<extra></extra>",
            meta={"what": "sensitivity"},
        )
    )
    units = found.h.shape[2]
    if found.c is not None:
        figure.add_hline(y=units - 0.5, line={"color": ink(dark), "width": 1})
    ticks = [units / 2 - 0.5] + ([1.5 * units - 0.5] if found.c is not None else [])
    labels = ["h0"] + (["c0"] if found.c is not None else [])
    title = t("d {output} / d initial state, by unit", output=found.outputs[output])
    _lay_out(figure, title, height, dark, t)
    return figure.update_layout(
        yaxis={"tickvals": ticks, "ticktext": labels, "autorange": "reversed"},
    )


def norm_figure(
    found: Sensitivity, names: list[str], *, height: int = 300, dark: bool = False,
    t: Translate = english,
) -> go.Figure:
    """Length of the derivative of each output, by its name, over time on a logarithmic axis."""
    figure = go.Figure()
    norm = found.norm
    for k in range(min(norm.shape[1], _MOST_LINES)):
        figure.add_scatter(
            x=np.arange(1, len(norm) + 1),
            y=np.where(norm[:, k] > 0, norm[:, k], np.nan),
            mode="lines",
            name=show(names[k]),
            line={
                "color": SCENARIO_COLORS[k % len(SCENARIO_COLORS)],
                "dash": DASHES[k % len(DASHES)],
                "width": 2,
            },
            meta={"what": "norm", "output": k},
            hovertemplate="t = %{x}<br>%{fullData.name}: %{y:.3g}<extra></extra>",
        )
    _lay_out(figure, t("Length of the derivative by the whole initial state"), height, dark, t)
    largest = float(np.nanmax(norm, initial=0.0))
    smallest = float(np.nanmin(np.where(norm > 0, norm, np.nan), initial=largest or 1.0))
    if largest > 0:
        low = max(np.log10(smallest), np.log10(largest) - _DECADES)
        figure.update_yaxes(
            type="log", exponentformat="power", range=[low - 0.3, np.log10(largest) + 0.3]
        )
    return figure


def exponents_figure(
    found: Exponents, *, height: int = 300, dark: bool = False, t: Translate = english
) -> go.Figure:
    """Growth of the leading directions along the run: above 0 they grow, below they die away."""
    figure = go.Figure()
    steps = np.arange(1, len(found.growth) + 1)
    for k in range(min(len(found), 4)):
        figure.add_scatter(
            x=steps,
            y=np.where(np.isfinite(found.growth[:, k]), found.growth[:, k], np.nan) / np.log(10),
            mode="lines",
            name=f"{found.values[k]:.3f}",
            line={
                "color": SCENARIO_COLORS[k % len(SCENARIO_COLORS)],
                "dash": DASHES[k % len(DASHES)],
                "width": 2,
            },
            meta={"what": "growth", "direction": k},
            hovertemplate="t = %{x}<br>"
            + t("{count} decades", count="%{y:.2f}")
            + "<extra>%{fullData.name}</extra>",
        )
    figure.add_hline(y=0, line={"color": ink(dark), "width": 1})
    _lay_out(figure, t("Growth in powers of ten; by exponent per step"), height, dark, t)
    return figure


def _lay_out(
    figure: go.Figure, title: str, height: int, dark: bool, t: Translate
) -> None:
    figure.update_layout(
        template=template(dark),
        title={"text": title, "font": {"size": FONT_SIZE + 1}, "x": 0, "xanchor": "left"},
        height=height,
        margin={"l": 64, "r": 12, "t": 64, "b": 44},
        xaxis={"title": {"text": t("step t")}},
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom"},
    )
