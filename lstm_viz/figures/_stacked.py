"""Heatmaps of all units, one row of the figure a scenario, on one locked colour range."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from lstm_viz.figures._output import scenario_axis_title
from lstm_viz.figures._steps import base_figure, show
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
    masked: Callable[[go.Figure], str] = lambda figure: "",
    dark: bool = False,
    cursor: int | None = None,
) -> go.Figure:
    """Units from top to bottom, steps from left to right.

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
    masked : callable, optional
        Shades skipped steps and returns the words for the title.
    """
    if order is not None:
        arrays = {key: values[:, list(order)] for key, values in arrays.items()}
    units = list(range(next(iter(arrays.values())).shape[1])) if order is None else list(order)
    every = max(1, -(-len(units) // 4))
    any_values = next(iter(arrays.values()))
    figure = make_subplots(rows=len(arrays), cols=1, shared_xaxes=True, vertical_spacing=0.06)
    thinned = 1
    for row, (key, values) in enumerate(arrays.items(), start=1):
        steps, kept, thinned = thin_rows(values, first)
        figure.add_heatmap(
            x=steps,
            y=np.arange(kept.shape[1]),
            z=kept.T,
            name=show(styles[key].name),
            coloraxis="coloraxis",
            meta={"scenario": key, "units": units},
            hovertemplate=(
                f"t = %{{x}}<br>{value}, row %{{y}} = %{{z:.4g}}"
                f"<extra>{show(styles[key].name)}</extra>"
            ),
            row=row,
            col=1,
        )
        figure.update_yaxes(
            autorange="reversed",
            showgrid=False,
            zeroline=False,
            title=scenario_axis_title(styles[key]),
            tickvals=list(range(0, len(units), every)),
            ticktext=[str(unit) for unit in units[::every]],
            row=row,
            col=1,
        )
    if first == 0:
        figure.add_vline(x=0.5, line={"color": ink(dark), "width": 1, "dash": "dot"})
    low, high, scale = colors
    figure.update_layout(
        coloraxis={
            "cmin": low,
            "cmax": high,
            "colorscale": scale,
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
                # A tick at the very end is dropped when rounding puts it outside.
                "tickvals": [0.999 * low, (low + high) / 2, 0.999 * high],
                "ticktext": [f"{v:.3g}" for v in (low, (low + high) / 2, high)],
                "tickfont": {"size": FONT_SIZE},
                "outlinewidth": 0,
            },
        }
    )
    base_figure(
        figure,
        title=title
        + (f" (largest of every {thinned} steps)" if thinned > 1 else "")
        + masked(figure),
        steps=len(any_values) - (1 - first),
        height=MARGIN_TOP + 14 + MARGIN_BOTTOM + 86 * len(arrays),
        dark=dark,
        identity=identity,
        cursor=cursor,
    )
    return figure.update_layout(margin={"t": MARGIN_TOP + 14})
