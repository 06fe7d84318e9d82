"""Pictures of how far scenarios are from the baseline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import plotly.graph_objects as go

from lstm_viz._language import Translate, english
from lstm_viz.errors import LstmVizError
from lstm_viz.figures._stacked import stacked_heatmaps
from lstm_viz.figures._steps import show, standing_figure
from lstm_viz.figures._style import FONT_SIZE, ScenarioStyle, diverging_scale, ink

if TYPE_CHECKING:
    from lstm_viz.compare import DirectPath, Distance

_DECADES: Final = 9
# Of the words at the horizons, so that near ones do not cover each other.
_PLACES: Final = ("top center", "bottom center", "top right", "bottom left", "top left")


def distance_figure(
    distances: Mapping[str, Distance],
    styles: Mapping[str, ScenarioStyle],
    *,
    title: str,
    relative: bool = True,
    log: bool = True,
    direct: Mapping[str, DirectPath] | None = None,
    height: int = 330,
    dark: bool = False,
    t: Translate = english,
) -> go.Figure:
    """Distance of every scenario to the baseline over time, its memory horizon marked.

    Parameters
    ----------
    distances : mapping of str to Distance
        By scenario id, of one signal.
    relative : bool, optional
        Shares of the reference; the threshold is drawn as a line.
    log : bool, optional
        Logarithmic scale; a distance of 0 has no place on it and leaves a gap.
    direct : mapping of str to DirectPath, optional
        What the direct path can be at most is drawn as a thin dotted line.

    Raises
    ------
    LstmVizError
        If there is no scenario to draw.
    """
    if not distances:
        raise LstmVizError("There is no other scenario to compare with: add one.")
    figure = go.Figure()
    largest = 0.0
    for position, (key, found) in enumerate(distances.items()):
        style = styles[key]
        values = found.relative if relative else found.values
        largest = max(largest, float(np.nanmax(values, initial=0.0)))
        figure.add_scatter(
            x=found.steps,
            y=_drawable(values, log),
            name=show(style.name),
            legendgroup=key,
            mode="lines",
            line={"color": style.color, "dash": style.dash, "width": 2.2},
            meta={"scenario": key, "what": "distance"},
            hovertemplate="t = %{x}<br>%{fullData.name}: %{y:.4g}<extra></extra>",
        )
        place = _PLACES[position % len(_PLACES)]
        _add_horizon(figure, key, found, style, relative, place, t)
        if direct and key in direct and len(direct[key].bound) == len(values):
            scale = 1 / found.reference if relative and found.reference > 0 else 1.0
            figure.add_scatter(
                x=found.steps,
                y=_drawable(direct[key].bound * scale, log),
                name=t("{name}, direct path at most", name=show(style.name)),
                mode="lines",
                line={"color": style.color, "dash": "dot", "width": 1.2},
                meta={"scenario": key, "what": "direct path"},
                hovertemplate="t = %{x}<br>%{fullData.name}: %{y:.4g}<extra></extra>",
            )
    threshold = next(iter(distances.values())).threshold
    if relative:
        figure.add_hline(
            y=threshold, line={"color": ink(dark), "width": 1, "dash": "dash"}, opacity=0.6
        )
        figure.add_annotation(
            x=1,
            xref="paper",
            # An annotation, unlike a shape, is placed by the logarithm.
            y=np.log10(threshold) if log else threshold,
            text=f"{100 * threshold:g} %",
            font={"size": FONT_SIZE, "color": ink(dark)},
            showarrow=False,
            xanchor="right",
            yanchor="bottom",
        )
    _value_axis(figure, distances, largest, threshold if relative else None, log)
    steps = max(int(found.steps[-1]) for found in distances.values())
    return standing_figure(
        figure,
        title=title,
        steps=steps,
        height=height,
        dark=dark,
        identity=f"distance-{relative}-{log}",
        t=t,
    )


def difference_heatmap(
    differences: Mapping[str, np.ndarray],
    styles: Mapping[str, ScenarioStyle],
    *,
    first: int,
    title: str,
    identity: str,
    order: Sequence[int] | None = None,
    height: int = 330,
    dark: bool = False,
    t: Translate = english,
) -> go.Figure:
    """Differences to the baseline of all units, on one colour range with 0 in its middle.

    Parameters
    ----------
    differences : mapping of str to ndarray of shape (steps, units)
        By scenario id: its values less those of the baseline.
    first : {0, 1}
        Step of row 0.
    """
    if not differences:
        raise LstmVizError("There is no other scenario to compare with: add one.")
    limit = max(
        float(np.abs(values[np.isfinite(values)]).max(initial=0.0))
        for values in differences.values()
    )
    figure = stacked_heatmaps(
        differences,
        styles,
        first=first,
        value=t("difference"),
        t=t,
        colors=(-(limit or 1.0), limit or 1.0, diverging_scale(dark)),
        order=order,
        title=title,
        identity=identity,
        dark=dark,
    )
    return figure.update_layout(height=max(height, figure.layout.height))


def difference_lines(
    differences: Mapping[str, np.ndarray],
    styles: Mapping[str, ScenarioStyle],
    *,
    first: int,
    units: Sequence[int],
    names: Sequence[str] = (),
    title: str,
    identity: str,
    height: int = 330,
    dark: bool = False,
    t: Translate = english,
) -> go.Figure:
    """Differences to the baseline of chosen units as lines around 0.

    Parameters
    ----------
    differences : mapping of str to ndarray of shape (steps, units)
        By scenario id.
    names : sequence of str, optional
        Names of the units.
    """
    if not differences:
        raise LstmVizError("There is no other scenario to compare with: add one.")
    figure = go.Figure()
    steps = 0
    for key, values in differences.items():
        style = styles[key]
        steps_here = np.arange(first, first + len(values))
        steps = int(steps_here[-1])
        for k, unit in enumerate(units):
            label = (
                show(names[unit]) if unit < len(names) else t("unit {unit}", unit=unit)
            )
            figure.add_scatter(
                x=steps_here,
                y=values[:, unit],
                name=show(style.name),
                legendgroup=key,
                showlegend=k == 0,
                mode="lines",
                line={"color": style.color, "dash": style.dash, "width": 1.6},
                meta={"scenario": key, "unit": unit},
                hovertemplate=f"t = %{{x}}<br>{label}: %{{y:.4g}}<extra>%{{fullData.name}}</extra>",
            )
    figure.add_hline(y=0, line={"color": ink(dark), "width": 1})
    return standing_figure(
        figure,
        title=title,
        steps=steps,
        height=height,
        dark=dark,
        identity=identity,
        legend_beside_title=True,
        t=t,
    )


def _add_horizon(
    figure: go.Figure,
    key: str,
    found: Distance,
    style: ScenarioStyle,
    relative: bool,
    place: str,
    t: Translate,
) -> None:
    horizon = found.horizon
    if not horizon:
        return
    level = found.threshold if relative else found.threshold * found.reference
    figure.add_scatter(
        x=[horizon],
        y=[level],
        name=t("{name} is forgotten", name=show(style.name)),
        legendgroup=key,
        showlegend=False,
        mode="markers+text",
        marker={"color": style.color, "symbol": style.symbol, "size": 11},
        text=[f"<b>t = {horizon}</b>"],
        textposition=place,
        textfont={"color": style.color, "size": FONT_SIZE + 1},
        cliponaxis=False,
        meta={"scenario": key, "what": "horizon"},
        hovertemplate=(
            t("from step {horizon} on below the threshold", horizon=horizon)
            + f"<extra>{show(style.name)}</extra>"
        ),
    )


def _value_axis(
    figure: go.Figure,
    distances: Mapping[str, Distance],
    largest: float,
    threshold: float | None,
    log: bool,
) -> None:
    if not log:
        figure.update_yaxes(rangemode="tozero", nticks=6)
        return
    # Rounding far below what matters would squeeze the rest: a fixed number of decades is shown.
    top = np.log10(largest) if largest > 0 else 0.0
    values = np.concatenate([np.asarray(line.y, float) for line in figure.data if len(line.x) > 1])
    lowest = np.log10(values[values > 0].min(initial=largest or 1.0))
    if threshold is not None:
        lowest = min(lowest, np.log10(threshold) - 0.5)
    bottom = max(lowest, top - _DECADES)
    figure.update_yaxes(
        type="log",
        range=[bottom - 0.1, top + 0.25],
        exponentformat="power",
        dtick=1 if top - bottom < 6 else 2,
        minor={"showgrid": False},
    )


def _drawable(values: np.ndarray, log: bool) -> np.ndarray:
    return np.where(values > 0, values, np.nan) if log else values
