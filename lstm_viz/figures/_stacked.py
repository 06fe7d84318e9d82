"""Heatmaps of all units, one row of the figure a scenario, on one locked colour range."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from lstm_viz._language import Translate, english
from lstm_viz.figures._drawing import Drawing, Frame
from lstm_viz.figures._output import scenario_axis_title
from lstm_viz.figures._steps import Shades, base_figure, shade, show
from lstm_viz.figures._style import FONT_SIZE, MARGIN_BOTTOM, MARGIN_TOP, ScenarioStyle, ink
from lstm_viz.figures._thin import thin_rows

Colors = tuple[float, float, list[list[float | str]]]


def stacked_heatmaps(
    arrays: Mapping[str, np.ndarray],
    styles: Mapping[str, ScenarioStyle],
    *,
    first: int,
    value: str,
    colors: Colors,
    title: str,
    identity: str,
    order: Sequence[int] | None = None,
    dark: bool = False,
    t: Translate = english,
) -> go.Figure:
    """Units from top to bottom, steps from left to right; see `stacked_drawing`."""
    return stacked_drawing(
        arrays,
        styles,
        first=first,
        value=value,
        colors=colors,
        title=title,
        identity=identity,
        order=order,
        dark=dark,
        t=t,
    ).figure()


def stacked_drawing(
    arrays: Mapping[str, np.ndarray],
    styles: Mapping[str, ScenarioStyle],
    *,
    first: int,
    value: str,
    colors: Colors,
    title: str,
    identity: str,
    order: Sequence[int] | None = None,
    shades: Shades = (),
    dark: bool = False,
    cursor: int | None = None,
    t: Translate = english,
) -> Drawing:
    """Units from top to bottom, steps from left to right, as frame and numbers.

    Parameters
    ----------
    arrays : mapping of str to ndarray of shape (steps, units)
        By scenario id.
    first : {0, 1}
        Step of row 0 of the arrays.
    value : str
        Name of the numbers, for the hover text.
    colors : (float, float, scale)
        Smallest and largest value of the colour range, and the scale.
    order : sequence of int, optional
        Units from top to bottom; as stored by default. The figure's ``meta`` keeps it.
    shades : tuple of (int, int), optional
        Skipped steps.
    """
    rows, width = next(iter(arrays.values())).shape
    units = tuple(range(width)) if order is None else tuple(order)
    low, high, scale = colors
    thinned = {key: thin_rows(values, first) for key, values in arrays.items()}
    frame = _frame(
        tuple((key, styles[key]) for key in arrays),
        rows=rows,
        units=units,
        thinned=next(iter(thinned.values()))[2],
        first=first,
        value=value,
        scale=tuple((stop, color) for stop, color in scale),
        title=title,
        shades=shades,
        identity=identity,
        dark=dark,
        cursor=cursor,
        t=t,
    )
    numbers: dict[str, Any] = {
        "layout/coloraxis/cmin": low,
        "layout/coloraxis/cmax": high,
        # A tick at the very end is dropped when rounding puts it outside.
        "layout/coloraxis/colorbar/tickvals": [0.999 * low, (low + high) / 2, 0.999 * high],
        "layout/coloraxis/colorbar/ticktext": [f"{v:.3g}" for v in (low, (low + high) / 2, high)],
    }
    for k, (steps, kept, _) in enumerate(thinned.values()):
        numbers[f"data/{k}/x"] = steps
        drawn = kept.T if order is None else kept.T[list(order)]
        numbers[f"data/{k}/z"] = np.ascontiguousarray(drawn)
    return Drawing(frame, numbers)


@lru_cache(maxsize=64)
def _frame(
    styles: tuple[tuple[str, ScenarioStyle], ...],
    *,
    rows: int,
    units: tuple[int, ...],
    thinned: int,
    first: int,
    value: str,
    scale: tuple[tuple[float | str, float | str], ...],
    title: str,
    shades: Shades,
    identity: str,
    dark: bool,
    cursor: int | None,
    t: Translate,
) -> Frame:
    every = max(1, -(-len(units) // 4))
    figure = make_subplots(rows=len(styles), cols=1, shared_xaxes=True, vertical_spacing=0.06)
    for row, (key, style) in enumerate(styles, start=1):
        figure.add_heatmap(
            y=np.arange(len(units)),
            name=show(style.name),
            coloraxis="coloraxis",
            meta={"scenario": key, "units": list(units)},
            hovertemplate="t = %{x}<br>"
            + t("{signal}, row {row}", signal=value, row="%{y}")
            + f" = %{{z:.4g}}<extra>{show(style.name)}</extra>",
            row=row,
            col=1,
        )
        figure.update_yaxes(
            autorange="reversed",
            showgrid=False,
            zeroline=False,
            title=scenario_axis_title(style),
            tickvals=list(range(0, len(units), every)),
            ticktext=[str(unit) for unit in units[::every]],
            row=row,
            col=1,
        )
    if first == 0:
        figure.add_vline(x=0.5, line={"color": ink(dark), "width": 1, "dash": "dot"})
    figure.update_layout(
        coloraxis={
            "colorscale": [list(stop) for stop in scale],
            "colorbar": {
                "orientation": "h",
                "thickness": 9,
                "len": 0.28,
                "x": 1,
                "xanchor": "right",
                "y": 1,
                "yref": "container",
                "yanchor": "top",
                "ypad": 4,
                # Room for the last label, which is left out where it would cross the edge.
                "xpad": 10,
                "nticks": 3,
                "ticklabelposition": "outside bottom",
                "tickfont": {"size": FONT_SIZE},
                "outlinewidth": 0,
            },
        }
    )
    if thinned > 1:
        title = t("{title} (largest of every {count} steps)", title=title, count=thinned)
    base_figure(
        figure,
        title=shade(figure, shades, dark, title, t),
        steps=rows - (1 - first),
        height=MARGIN_TOP + 14 + MARGIN_BOTTOM + 86 * len(styles),
        dark=dark,
        identity=identity,
        cursor=cursor,
        t=t,
    )
    return Frame(figure.update_layout(margin={"t": MARGIN_TOP + 14}))
