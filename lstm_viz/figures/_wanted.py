"""What was wanted beside what came: the picture of a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from lstm_viz._language import Translate, english
from lstm_viz.figures._style import FONT_SIZE, SCENARIO_COLORS, ink, template

if TYPE_CHECKING:
    from lstm_viz.keras_code.ways import Compared


def wanted_figure(
    compared: Compared, *, dark: bool = False, t: Translate = english
) -> go.Figure:
    """Draw the row and unit of the largest difference over time, or all units of that row.

    Parameters
    ----------
    compared : Compared
        Arrays ``(batch, T, units)`` are drawn over timesteps 1..T, others over units.
    dark : bool, optional

    Returns
    -------
    go.Figure
        Two traces: wanted, got.
    """
    wanted, got = (np.asarray(a, float) for a in (compared.wanted, compared.got))
    if wanted.ndim < 2:
        wanted, got = np.atleast_2d(wanted), np.atleast_2d(got)
    apart = np.nan_to_num(np.abs(wanted - got), nan=np.inf)
    where = np.unravel_index(int(np.argmax(apart)), apart.shape)
    over_time = wanted.ndim == 3
    if over_time:
        row, unit = where[0], where[2]
        x = np.arange(1, wanted.shape[1] + 1)
        title = t("unit {unit}, row {row}, over timesteps", unit=unit, row=row)
        lines = wanted[row, :, unit], got[row, :, unit]
    else:
        row = where[0]
        x, title = np.arange(wanted.shape[1]), t("row {row}, all units", row=row)
        lines = wanted[row], got[row]
    mode = "markers"
    if over_time:
        mode = "lines+markers" if len(x) <= 40 else "lines"
    figure = go.Figure()
    styles = (
        (compared.wanted_name, ink(dark), "circle-open", 9, "solid", 1.2),
        (compared.got_name, SCENARIO_COLORS[1], "x", 6, "dash", 2.2),
    )
    for y, (name, color, symbol, size, dash, width) in zip(lines, styles, strict=True):
        figure.add_scatter(
            x=x,
            y=y,
            name=t.known(name),
            mode=mode,
            line={"color": color, "dash": dash, "width": width},
            marker={"color": color, "symbol": symbol, "size": size},
            hovertemplate=("t" if over_time else t("unit"))
            + " = %{x}<br>%{y:.4g}<extra>%{fullData.name}</extra>",
        )
    figure.update_xaxes(title=t("timestep t") if over_time else t("unit"), tickformat="d", nticks=8)
    figure.update_yaxes(nticks=5)
    figure.update_layout(
        template=template(dark),
        title={"text": title, "x": 0, "xref": "paper", "font": {"size": FONT_SIZE + 1}},
        height=240,
        margin={"l": 48, "r": 8, "t": 30, "b": 78},
        legend={"orientation": "h", "x": 0, "y": 0, "yref": "container", "yanchor": "bottom"},
    )
    return figure
