"""Trajectories, fixed points, steps and basins in a plane of state space."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import plotly.graph_objects as go

from lstm_viz._language import N_, Translate, english
from lstm_viz.dynamics import Basins, FixedPoints, Flow, Plane
from lstm_viz.figures._steps import show
from lstm_viz.figures._style import FONT_SIZE, ScenarioStyle, ink, sequential_scale, template

# Marker and words of each kind of point: told by shape, then by colour.
KIND_MARKS: Final = {
    "stable": ("circle", "#009E73", N_("stable")),
    "saddle": ("x", "#D55E00", N_("saddle")),
    "unstable": ("cross", "#CC79A7", N_("unstable in every direction")),
    "marginal": ("diamond", "#E69F00", N_("marginal")),
    "slow": ("square-open", "#767b85", N_("slow, not fixed")),
}
# Found by a search for the least difference, with every kind of colour vision, to be largest.
BASIN_COLORS: Final = (
    "#a1c9f4", "#a58b28", "#d6dfaa", "#ce7365", "#88faea", "#f7cb71", "#9980e0", "#43989d",
)  # fmt: skip
_ARROW: Final = 0.75
_MARGIN: Final = 0.12
_SADDLE_LINE: Final = 0.1


@dataclass(frozen=True, kw_only=True)
class Trajectory:
    """One scenario's states of a layer, float64 ``(T + 1, size)``, and how it is drawn."""

    key: str
    states: np.ndarray
    style: ScenarioStyle


def space_limits(
    plane: Plane, trajectories: Sequence[Trajectory], points: FixedPoints | None
) -> tuple[np.ndarray, np.ndarray]:
    """Lowest and highest coordinates that a picture shows, ``(2,)`` each."""
    shown = [plane.project(trajectory.states)[:, :2] for trajectory in trajectories]
    if points is not None and len(points):
        shown.append(plane.project(points.states)[:, :2])
    every = np.concatenate(shown)
    low, high = every.min(axis=0), every.max(axis=0)
    room = np.maximum(high - low, 0.1) * _MARGIN
    return low - room, high + room


def space_figure(
    plane: Plane,
    trajectories: Sequence[Trajectory],
    points: FixedPoints | None,
    *,
    title: str,
    step: int,
    limits: tuple[np.ndarray, np.ndarray],
    flow: Flow | None = None,
    basins: Basins | None = None,
    basin_grid: np.ndarray | None = None,
    clicks: np.ndarray | None = None,
    height: int = 480,
    dark: bool = False,
    t: Translate = english,
) -> go.Figure:
    """Draw a plane of state space.

    Parameters
    ----------
    plane : Plane
    trajectories : sequence of Trajectory
    points : FixedPoints or None
    step : int
        Timestep whose state is marked.
    limits : tuple of ndarray
        From `space_limits`.
    flow : Flow, optional
        One step from a grid, as arrows coloured by how much of it lies in the plane.
    basins, basin_grid : optional
        Where runs from a square grid end.
    clicks : ndarray of shape ``(n, 2)``, optional
        Invisible places that a click chooses.
    """
    figure = go.Figure()
    if basins is not None and basin_grid is not None:
        _add_basins(figure, basins, basin_grid, t)
    if flow is not None:
        _add_flow(figure, flow, dark, t)
    if clicks is not None:
        figure.add_scatter(
            x=clicks[:, 0],
            y=clicks[:, 1],
            mode="markers",
            marker={"size": 16, "color": "rgba(0,0,0,0.005)"},
            name=t("start here"),
            showlegend=False,
            meta={"what": "clicks"},
            hovertemplate="%{fullData.name}: (%{x:.3g}, %{y:.3g})<extra></extra>",
        )
    for trajectory in trajectories:
        _add_trajectory(figure, plane, trajectory, step, t)
    if points is not None:
        _add_points(figure, plane, points, dark, t)
    low, high = limits
    return figure.update_layout(
        template=template(dark),
        title={
            "text": title, "font": {"size": FONT_SIZE + 1}, "x": 0, "xanchor": "left",
            "y": 1, "yanchor": "top", "pad": {"t": 6},
        },
        height=height,
        margin={"l": 64, "r": 12, "t": 36, "b": 48},
        xaxis={
            "title": {"text": t.known(plane.names[0]), "standoff": 6},
            "range": [low[0], high[0]],
            # Room for its title beside the legend's.
            "automargin": True,
        },
        yaxis={"title": {"text": t.known(plane.names[1])}, "range": [low[1], high[1]]},
        # At the lower edge, above which Plotly makes room for as many rows as it takes.
        legend={"orientation": "h", "x": 0, "y": 0, "yref": "container", "yanchor": "bottom"},
        uirevision=f"{plane.names}",
        clickmode="event+select",
        dragmode="pan",
    )


def _add_trajectory(
    figure: go.Figure, plane: Plane, trajectory: Trajectory, step: int, t: Translate
) -> None:
    style, at = trajectory.style, plane.project(trajectory.states)
    steps = np.arange(len(at))
    figure.add_scatter(
        x=at[:, 0],
        y=at[:, 1],
        customdata=steps,
        mode="lines",
        name=show(style.name),
        legendgroup=trajectory.key,
        line={"color": style.color, "dash": style.dash, "width": 1.6},
        meta={"scenario": trajectory.key, "what": "trajectory"},
        hovertemplate="%{fullData.name}, t = %{customdata}<extra></extra>",
    )
    now = min(step, len(at) - 1)
    for where, size, name in ((0, 9, "start"), (now, 14, f"t = {now}")):
        figure.add_scatter(
            x=[at[where, 0]],
            y=[at[where, 1]],
            mode="markers+text" if name != "start" else "markers",
            text=[show(style.name)],
            textposition="top center",
            marker={
                "symbol": style.symbol if where == now else f"{style.symbol}-open",
                "size": size,
                "color": style.color,
                "line": {"width": 1.5, "color": style.color},
            },
            name=name,
            legendgroup=trajectory.key,
            showlegend=False,
            meta={"scenario": trajectory.key, "what": name.split(" ")[0]},
            hovertemplate=f"{show(style.name)}, "
            + (t("start") if name == "start" else name)
            + "<extra></extra>",
        )


def _add_points(
    figure: go.Figure, plane: Plane, points: FixedPoints, dark: bool, t: Translate
) -> None:
    at = plane.project(points.states)
    beside = plane.beside(points.states) if len(points) else np.zeros(0)
    kinds = np.array(points.kinds)
    length = _SADDLE_LINE * float(np.ptp(at, axis=0).max(initial=0.0)) or _SADDLE_LINE
    for number in np.flatnonzero(kinds == "saddle"):
        away = points.unstable_direction(int(number)) @ plane.axes[:2].T
        ends = np.stack([at[number, :2] - length * away, at[number, :2] + length * away])
        figure.add_scatter(
            x=ends[:, 0],
            y=ends[:, 1],
            mode="lines",
            line={"color": KIND_MARKS["saddle"][1], "width": 2},
            showlegend=False,
            hoverinfo="skip",
            meta={"what": "unstable direction", "point": int(number)},
        )
    for kind, (symbol, color, words) in KIND_MARKS.items():
        rows = np.flatnonzero(kinds == kind) if len(kinds) else np.zeros(0, int)
        if not len(rows):
            continue
        figure.add_scatter(
            x=at[rows, 0],
            y=at[rows, 1],
            mode="markers",
            name=t.known(words),
            customdata=np.stack([rows + 1, beside[rows]], axis=1),
            marker={
                "symbol": symbol,
                "size": 11,
                "color": color,
                "line": {"width": 1.2, "color": ink(dark)},
            },
            meta={"what": "fixed points", "kind": kind},
            hovertemplate=(
                t("point {point}", point="%{customdata[0]}")
                + ": %{fullData.name}<br>"
                + t("{distance} beside this plane", distance="%{customdata[1]:.2g}")
                + "<extra></extra>"
            ),
        )
    if len(points.slow):
        slow = points.slow
        states = slow.h if slow.c is None else np.concatenate([slow.h, slow.c], axis=1)
        symbol, color, words = KIND_MARKS["slow"]
        where = plane.project(states)
        figure.add_scatter(
            x=where[:, 0],
            y=where[:, 1],
            mode="markers",
            name=t.known(words),
            marker={"symbol": symbol, "size": 11, "color": color, "line": {"width": 2}},
            customdata=slow.speed,
            meta={"what": "slow points"},
            hovertemplate=t("slow: moves {speed} a step", speed="%{customdata:.2g}")
            + "<extra></extra>",
        )


def _add_flow(figure: go.Figure, flow: Flow, dark: bool, t: Translate) -> None:
    spacing = np.median(np.diff(np.unique(flow.coordinates[:, 0])))
    length = np.sqrt((flow.step**2).sum(axis=1))
    largest = float(np.quantile(length, 0.95)) or 1.0
    scale = _ARROW * spacing / largest
    ends = flow.coordinates + flow.step * np.minimum(scale, _ARROW * spacing / np.maximum(
        length, 1e-300
    ))[:, None]
    for low in (0.0, 0.25, 0.5, 0.75):
        rows = (flow.share >= low) & ((flow.share < low + 0.25) | (low == 0.75))
        rows &= ~flow.impossible
        if rows.any():
            _add_arrows(figure, flow.coordinates[rows], ends[rows], low, dark, t)
    grey = flow.coordinates[flow.impossible]
    if len(grey):
        figure.add_scatter(
            x=grey[:, 0],
            y=grey[:, 1],
            mode="markers",
            name=t("no step leads here"),
            marker={"symbol": "square", "size": 7, "color": "rgba(128,128,128,0.35)"},
            meta={"what": "impossible"},
            hovertemplate="|h| > 1: "
            + t("no step of this layer leads here")
            + "<extra></extra>",
        )


def _add_arrows(
    figure: go.Figure, starts: np.ndarray, ends: np.ndarray, low: float, dark: bool, t: Translate
) -> None:
    color = str(sequential_scale(dark)[1 + round(low * 4)][1]) if low < 0.75 else ink(dark)
    gap = np.full(len(starts), None)
    back, side = starts - ends, np.stack(
        [-(starts - ends)[:, 1], (starts - ends)[:, 0]], axis=1
    )
    left, right = ends + 0.35 * back + 0.2 * side, ends + 0.35 * back - 0.2 * side
    x, y = (
        np.stack([starts[:, k], ends[:, k], left[:, k], ends[:, k], right[:, k], gap], axis=1)
        for k in (0, 1)
    )
    figure.add_scatter(
        x=x.ravel(),
        y=y.ravel(),
        mode="lines",
        line={"color": color, "width": 1.2},
        name=t(
            "step, {low:.0f} to {high:.0f} % in the plane", low=100 * low, high=100 * low + 25
        ),
        hoverinfo="skip",
        meta={"what": "flow", "from": low},
    )


def _add_basins(
    figure: go.Figure, basins: Basins, places: np.ndarray, t: Translate
) -> None:
    labels = [k for k in basins.share if k >= 0]
    colors = {k: BASIN_COLORS[n % len(BASIN_COLORS)] for n, k in enumerate(labels)}
    colors[-1] = "rgba(128,128,128,0.25)"
    across, up = np.unique(places[:, 0]), np.unique(places[:, 1])
    ranks = {k: n for n, k in enumerate([*labels, -1])}
    shown = np.vectorize(ranks.get)(basins.label).reshape(len(up), len(across))
    count = len(ranks)
    scale = []
    for k, rank in ranks.items():
        scale += [[rank / count, colors[k]], [(rank + 1) / count, colors[k]]]
    words = np.vectorize(
        lambda k: t("point {point}", point=k + 1) if k >= 0 else t("nowhere in 1,500 steps")
    )
    figure.add_heatmap(
        x=across,
        y=up,
        z=shown,
        zmin=-0.5,
        zmax=count - 0.5,
        colorscale=scale,
        showscale=False,
        opacity=0.6,
        text=words(basins.label).reshape(shown.shape),
        meta={"what": "basins"},
        hovertemplate=t("ends in {point}", point="%{text}") + "<extra></extra>",
    )
