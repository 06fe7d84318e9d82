"""Trajectories and fixed points in three dimensions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import plotly.graph_objects as go

from lstm_viz._language import Translate, english
from lstm_viz.dynamics import FixedPoints, Plane
from lstm_viz.figures._steps import show
from lstm_viz.figures._style import FONT_SIZE, ink, template
from lstm_viz.figures.dynamics._space import KIND_MARKS, Trajectory

# Plotly has fewer shapes in three dimensions.
_SYMBOLS: Final = {
    "stable": "circle", "saddle": "x", "unstable": "cross", "marginal": "diamond",
}  # fmt: skip


def space3_figure(
    space: Plane,
    trajectories: Sequence[Trajectory],
    points: FixedPoints | None,
    *,
    title: str,
    step: int,
    height: int = 560,
    dark: bool = False,
    t: Translate = english,
) -> go.Figure:
    """Draw three axes of state space, from `principal_plane` with three dimensions."""
    figure = go.Figure()
    for trajectory in trajectories:
        style, at = trajectory.style, space.project(trajectory.states)
        now = min(step, len(at) - 1)
        figure.add_scatter3d(
            x=at[:, 0], y=at[:, 1], z=at[:, 2],
            mode="lines",
            line={"color": style.color, "width": 4},
            name=show(style.name),
            legendgroup=trajectory.key,
            meta={"scenario": trajectory.key, "what": "trajectory"},
            hovertemplate="%{fullData.name}<extra></extra>",
        )  # fmt: skip
        figure.add_scatter3d(
            x=at[now : now + 1, 0], y=at[now : now + 1, 1], z=at[now : now + 1, 2],
            mode="markers+text",
            text=[show(style.name)],
            marker={"color": style.color, "size": 6},
            showlegend=False,
            legendgroup=trajectory.key,
            meta={"scenario": trajectory.key, "what": "t"},
            hovertemplate=f"{show(style.name)}, t = {now}<extra></extra>",
        )  # fmt: skip
    kinds = np.array(points.kinds) if points is not None else np.zeros(0)
    for kind, symbol in _SYMBOLS.items():
        rows = np.flatnonzero(kinds == kind)
        if points is None or not len(rows):
            continue
        at = space.project(points.states[rows])
        figure.add_scatter3d(
            x=at[:, 0], y=at[:, 1], z=at[:, 2],
            mode="markers",
            name=t.known(KIND_MARKS[kind][2]),
            customdata=rows + 1,
            marker={"symbol": symbol, "color": KIND_MARKS[kind][1], "size": 5},
            meta={"what": "fixed points", "kind": kind},
            hovertemplate=t("point {point}", point="%{customdata}")
            + ": %{fullData.name}<extra></extra>",
        )  # fmt: skip
    axis = {"color": ink(dark), "backgroundcolor": "rgba(0,0,0,0)", "gridcolor": "#8a8f99"}
    return figure.update_layout(
        template=template(dark),
        title={"text": title, "font": {"size": FONT_SIZE + 1}, "x": 0, "xanchor": "left"},
        height=height,
        margin={"l": 0, "r": 0, "t": 76, "b": 0},
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom"},
        scene={
            f"{name}axis": {**axis, "title": {"text": t.known(label)}}
            for name, label in zip("xyz", space.names, strict=True)
        },
        uirevision="space3",
    )
