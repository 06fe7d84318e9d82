"""Pictures of an ensemble: fans of quantiles, and the share of members that forgot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import numpy as np
import plotly.graph_objects as go

from lstm_viz._language import N_, Translate, english
from lstm_viz.figures._steps import show, standing_figure
from lstm_viz.figures._style import DASHES, SCENARIO_COLORS, TARGET_COLORS

if TYPE_CHECKING:
    from lstm_viz.compare import Fan

# Pairs of levels, the widest first, with the words for the legend.
_BANDS: Final = ((0, 6, N_("all")), (1, 5, "90 %"), (2, 4, N_("half")))
_OPACITY: Final = (0.16, 0.22, 0.34)
_FAN_COLOR: Final = {False: "#0072B2", True: "#56B4E9"}
_DECADES: Final = 9


def fan_figure(
    fan: Fan,
    *,
    title: str,
    baseline: str = "",
    log: bool = False,
    threshold: float | None = None,
    height: int = 320,
    dark: bool = False,
    t: Translate = english,
) -> go.Figure:
    """Bands that hold all, 90 % and half of the members, their median, and the baseline.

    Parameters
    ----------
    fan : Fan
    baseline : str, optional
        Name of the baseline; drawn where the fan has its numbers.
    log : bool, optional
        Logarithmic scale; what is not above 0 has no place on it.
    threshold : float, optional
        Drawn as a dashed line.
    """
    figure = go.Figure()
    color = _FAN_COLOR[dark]
    floor = _floor(fan.quantiles) if log else None
    for (low, high, words), opacity in zip(_BANDS, _OPACITY, strict=True):
        name = t.known(words)
        for level, fill in ((low, None), (high, "tonexty")):
            values = fan.quantiles[level]
            figure.add_scatter(
                x=fan.steps,
                y=values if floor is None else np.where(values > floor, values, floor),
                name=name,
                legendgroup=words,
                showlegend=fill is not None,
                mode="lines",
                line={"width": 0.5, "color": color},
                fill=fill,
                fillcolor=_rgba(color, opacity),
                meta={"level": level},
                hovertemplate="t = %{x}<br>"
                + t("{share} of the members", share=name)
                + ": %{y:.4g}<extra></extra>",
            )
    median = fan.quantiles[3]
    figure.add_scatter(
        x=fan.steps,
        y=median if floor is None else np.where(median > floor, median, np.nan),
        name=t("median"),
        mode="lines",
        line={"width": 2.4, "color": color},
        meta={"level": 3},
        hovertemplate="t = %{x}<br>%{fullData.name}: %{y:.4g}<extra></extra>",
    )
    if fan.baseline is not None:
        figure.add_scatter(
            x=fan.steps,
            y=fan.baseline,
            name=show(baseline),
            mode="lines",
            line={"width": 2, "color": SCENARIO_COLORS[1], "dash": "dash"},
            meta={"level": "baseline"},
            hovertemplate="t = %{x}<br>%{fullData.name}: %{y:.4g}<extra></extra>",
        )
    if threshold is not None:
        figure.add_hline(
            y=threshold, line={"color": TARGET_COLORS[dark], "width": 1.2, "dash": "dash"}
        )
    if floor is not None:
        top = float(np.log10(np.nanmax(fan.quantiles, initial=floor)))
        bottom = float(np.log10(floor))
        figure.update_yaxes(
            type="log",
            range=[bottom - 0.05, top + 0.2],
            exponentformat="power",
            dtick=1 if top - bottom < 6 else 2,
        )
    else:
        figure.update_yaxes(nticks=6)
    return standing_figure(
        figure,
        title=title,
        steps=int(fan.steps[-1]),
        height=height,
        dark=dark,
        identity="fan",
        t=t,
    )


def forgotten_figure(
    shares: Mapping[str, np.ndarray],
    last: int,
    *,
    title: str,
    height: int = 240,
    dark: bool = False,
    t: Translate = english,
) -> go.Figure:
    """Share of the members that have forgotten by a step, in percent.

    Parameters
    ----------
    shares : mapping of str to ndarray of shape (steps,)
        By state or output; the last value belongs to step ``last``.
    """
    figure = go.Figure()
    for k, (name, values) in enumerate(shares.items()):
        figure.add_scatter(
            x=np.arange(last + 1 - len(values), last + 1),
            y=100 * values,
            name=show(name),
            mode="lines",
            line={
                "color": SCENARIO_COLORS[k % len(SCENARIO_COLORS)],
                "dash": DASHES[k % len(DASHES)],
                "width": 2,
                "shape": "hv",
            },
            meta={"name": name},
            hovertemplate="t = %{x}<br>%{fullData.name}: %{y:.1f} % "
            + t("forgot")
            + "<extra></extra>",
        )
    figure.update_yaxes(range=[-3, 103], ticksuffix=" %", nticks=5)
    return standing_figure(
        figure,
        title=title,
        steps=last,
        height=height,
        dark=dark,
        identity="forgotten",
        t=t,
    )


def _floor(values: np.ndarray) -> float:
    """Smallest number shown on a logarithmic scale: nine decades below the largest."""
    largest = float(np.nanmax(values, initial=0.0))
    if largest <= 0:
        return 1e-9
    positive = values[values > 0]
    return max(float(positive.min()), largest * 10.0**-_DECADES)


def _rgba(color: str, opacity: float) -> str:
    red, green, blue = (int(color[k : k + 2], 16) for k in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"
