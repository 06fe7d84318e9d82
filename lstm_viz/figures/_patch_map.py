"""The map of splices: units over steps, coloured by how much of a difference each carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from lstm_viz._language import Translate, english
from lstm_viz.figures._steps import base_figure, show
from lstm_viz.figures._style import diverging_scale

if TYPE_CHECKING:
    from lstm_viz.compare import PatchMap


def patch_map_figure(
    found: PatchMap,
    *,
    base: str,
    source: str,
    dark: bool = False,
    t: Translate = english,
    cursor: int | None = None,
) -> go.Figure:
    """Draw a map of splices.

    Parameters
    ----------
    found : PatchMap
    base, source : str
        Names of the run that is changed and of the one that states are taken from.

    Returns
    -------
    Figure
        One heatmap: row u, column t is the share of the difference in the output that unit u
        carries when it is replaced after step t.
    """
    carried = found.carried.T
    known = carried[np.isfinite(carried)]
    # One unit can do more than the whole difference; the scale goes to all of it at least.
    reach = max(1.0, float(np.abs(known).max())) if known.size else 1.0
    figure = go.Figure(
        go.Heatmap(
            z=carried,
            x=np.arange(carried.shape[1]),
            y=np.arange(carried.shape[0]),
            customdata=found.effect.T,
            zmin=-reach,
            zmax=reach,
            colorscale=diverging_scale(dark),
            colorbar={"thickness": 10, "tickformat": ".0%", "len": 1.0},
            hovertemplate=t(
                "t = {step}, unit {unit}: {share} of the difference<br>the output moves by {moved}",
                step="%{x}",
                unit="%{y}",
                share="%{z:.0%}",
                moved="%{customdata:.4g}",
            )
            + "<extra></extra>",
        )
    )
    figure.update_yaxes(title={"text": t("unit")}, autorange="reversed", tickformat="d", nticks=8)
    made = base_figure(
        figure,
        title=t(
            "Share of the difference {source} - {base} in output that one unit of {signal} carries",
            source=show(source),
            base=show(base),
            signal=found.signal,
        ),
        steps=carried.shape[1] - 1,
        height=300,
        dark=dark,
        identity=f"{found.layer}-{found.signal}-patch-map",
        cursor=cursor,
        t=t,
    )
    # The colour bar stands outside the axes.
    made.update_layout(margin={"r": 70})
    return made
