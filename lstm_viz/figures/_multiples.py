"""Small multiples: one panel a unit, every scenario in each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from lstm_viz._language import Translate, english
from lstm_viz.errors import LstmVizError
from lstm_viz.figures._steps import base_figure, show
from lstm_viz.figures._style import FONT_SIZE, ScenarioStyle

MOST_PANELS: Final = 12
_COLUMNS: Final = 3


def small_multiples(
    arrays: Mapping[str, np.ndarray],
    styles: Mapping[str, ScenarioStyle],
    *,
    first: int,
    units: Sequence[int],
    names: Sequence[str] = (),
    title: str,
    free: bool = False,
    dark: bool = False,
    t: Translate = english,
) -> go.Figure:
    """Panels of chosen units, on one range unless that is freed.

    Parameters
    ----------
    arrays : mapping of str to ndarray of shape (steps, units)
        By scenario id.
    first : {0, 1}
        Step of row 0.
    units : sequence of int
        1 to 12.
    names : sequence of str, optional
        Names of the units.
    free : bool, optional
        Every panel gets a range of its own; the title says so.

    Raises
    ------
    LstmVizError
        If there is no unit to draw, or too many.
    """
    if not 1 <= len(units) <= MOST_PANELS:
        raise LstmVizError(
            "{count} panels cannot be drawn: choose 1 to {most} units.",
            count=len(units),
            most=MOST_PANELS,
        )
    columns = min(_COLUMNS, len(units))
    rows = -(-len(units) // columns)
    labels = [
        names[unit] if unit < len(names) else t("unit {unit}", unit=unit) for unit in units
    ]
    figure = make_subplots(
        rows=rows,
        cols=columns,
        shared_xaxes=True,
        shared_yaxes=False if free else "all",
        subplot_titles=[show(label) for label in labels],
        vertical_spacing=min(0.16, 0.3 / rows),
        horizontal_spacing=0.07 if free else 0.03,
    )
    steps = 0
    for place, unit in enumerate(units):
        for key, values in arrays.items():
            style = styles[key]
            x = np.arange(first, first + len(values))
            steps = int(x[-1])
            figure.add_scatter(
                x=x,
                y=values[:, unit],
                name=show(style.name),
                legendgroup=key,
                showlegend=place == 0,
                mode="lines",
                line={"color": style.color, "dash": style.dash, "width": 1.6},
                meta={"scenario": key, "unit": unit},
                hovertemplate=(
                    f"t = %{{x}}<br>{show(labels[place])}: %{{y:.4g}}"
                    "<extra>%{fullData.name}</extra>"
                ),
                row=place // columns + 1,
                col=place % columns + 1,
            )
    figure.update_annotations(font={"size": FONT_SIZE})
    if not free:
        low, high = _range([values[:, list(units)] for values in arrays.values()])
        figure.update_yaxes(range=[low, high])
    figure.update_yaxes(nticks=4)
    base_figure(
        figure,
        title=(
            t("{title}, every panel with a range of its own", title=title)
            if free
            else t("{title}, one range for all", title=title)
        ),
        steps=steps,
        height=max(350, 60 + 110 * rows),
        dark=dark,
        identity=f"multiples-{free}",
        cursor=None,
        t=t,
    )
    figure.update_xaxes(nticks=5)
    return figure.update_layout(margin={"t": 56, "b": 24})


def _range(arrays: Sequence[np.ndarray]) -> tuple[float, float]:
    finite = [values[np.isfinite(values)] for values in arrays]
    low = min((float(v.min()) for v in finite if v.size), default=-1.0)
    high = max((float(v.max()) for v in finite if v.size), default=1.0)
    room = 0.05 * (high - low) or 0.5
    return low - room, high + room
