"""Picture of what the model answers at every step, in each scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from lstm_viz.errors import LstmVizError
from lstm_viz.figures._steps import base_figure, shorten, show, step_labels
from lstm_viz.figures._style import (
    FONT_SIZE,
    MARGIN_BOTTOM,
    MARGIN_TOP,
    TARGET_COLORS,
    ScenarioStyle,
    ink,
    sequential_scale,
)

_MOST_LINES = 4
_MOST_CLASSES = 10


def output_figure(
    outputs: Mapping[str, np.ndarray],
    styles: Mapping[str, ScenarioStyle],
    *,
    target: np.ndarray | None = None,
    names: Sequence[str] = (),
    labels: Sequence[str] | None = None,
    classes: bool = False,
    title: str = "Output y",
    dark: bool = False,
    cursor: int | None = None,
) -> go.Figure:
    """Outputs of all scenarios at steps 1..T, with the target dashed where it is known.

    Parameters
    ----------
    outputs : mapping of str to ndarray of shape (T, K)
        Scenario id to what it answers at every step.
    target : ndarray of shape (T, K), optional
        NaN where unknown.
    names : sequence of str
        Names of the K outputs.
    classes : bool, optional
        The outputs are probabilities of classes: a heatmap a scenario, of the likeliest ten.

    Raises
    ------
    LstmVizError
        If the outputs are not of one shape (T, K).
    """
    shapes = {values.shape for values in outputs.values()}
    if len(shapes) != 1 or len(next(iter(shapes))) != 2:
        raise LstmVizError(
            f"The outputs have the shapes {sorted(shapes)}; a picture needs one shape (T, K)."
        )
    steps, width = next(iter(shapes))
    all_names = [names[k] if k < len(names) else f"y{k}" for k in range(width)]
    if target is not None and target.shape != (steps, width):
        target = None
    hover = step_labels(steps, labels)
    if (classes and width > 2) or width > _MOST_LINES:
        figure, height = _heatmaps(outputs, styles, target, all_names, hover, classes, dark)
    else:
        figure, height = _lines(outputs, styles, target, all_names, hover, dark)
    return base_figure(
        figure,
        title=title,
        steps=steps,
        height=height,
        dark=dark,
        identity=f"output-{steps}-{width}",
        cursor=cursor,
    )


def _lines(
    outputs: Mapping[str, np.ndarray],
    styles: Mapping[str, ScenarioStyle],
    target: np.ndarray | None,
    names: list[str],
    hover: list[str],
    dark: bool,
) -> tuple[go.Figure, int]:
    rows = len(names)
    figure = make_subplots(rows=rows, cols=1, shared_xaxes=True, vertical_spacing=0.06)
    steps = np.arange(1, len(hover) + 1)
    for k, name in enumerate(names):
        place = {"row": k + 1, "col": 1}
        if target is not None and np.isfinite(target[:, k]).any():
            figure.add_scatter(
                x=steps,
                y=target[:, k],
                name="target",
                legendgroup="target",
                showlegend=k == 0,
                mode="lines+markers" if np.isfinite(target[:, k]).sum() < 3 else "lines",
                line={"color": TARGET_COLORS[dark], "width": 1.8, "dash": "dash"},
                customdata=hover,
                hovertemplate=f"%{{customdata}}<br>target {show(name)} = %{{y:.4g}}<extra></extra>",
                **place,
            )
        for key, values in outputs.items():
            style = styles[key]
            figure.add_scatter(
                x=steps,
                y=values[:, k],
                name=show(style.name),
                legendgroup=key,
                showlegend=k == 0,
                mode="lines",
                line={"color": style.color, "width": 2, "dash": style.dash},
                customdata=hover,
                hovertemplate=(
                    f"%{{customdata}}<br>%{{fullData.name}}: {show(name)} = %{{y:.4g}}"
                    "<extra></extra>"
                ),
                **place,
            )
        if rows > 1:
            figure.update_yaxes(title={"text": show(shorten(name, 9)), "standoff": 4}, **place)
    figure.update_yaxes(nticks=4 if rows == 1 else 3)
    return figure, (150 if rows == 1 else MARGIN_TOP + MARGIN_BOTTOM + 62 * rows)


def _heatmaps(
    outputs: Mapping[str, np.ndarray],
    styles: Mapping[str, ScenarioStyle],
    target: np.ndarray | None,
    names: list[str],
    hover: list[str],
    classes: bool,
    dark: bool,
) -> tuple[go.Figure, int]:
    stack = np.stack(list(outputs.values()))
    chosen = np.arange(stack.shape[-1])
    if classes and len(chosen) > _MOST_CLASSES:
        best = np.argsort(-np.nanmax(stack, axis=(0, 1)), kind="stable")[:_MOST_CLASSES]
        chosen = np.sort(best)
    rows = [show(shorten(names[k])) for k in chosen]
    figure = make_subplots(rows=len(outputs), cols=1, shared_xaxes=True, vertical_spacing=0.08)
    steps = np.arange(1, len(hover) + 1)
    truth = _true_classes(target) if classes and target is not None else None
    for row, (key, values) in enumerate(outputs.items(), start=1):
        style = styles[key]
        place = {"row": row, "col": 1}
        figure.add_heatmap(
            x=steps,
            y=np.arange(len(chosen)),
            z=values[:, chosen].T,
            name=show(style.name),
            coloraxis="coloraxis",
            customdata=[[[show(names[k]), text] for text in hover] for k in chosen],
            hovertemplate=(
                "%{customdata[1]}<br>%{customdata[0]}: %{z:.4f}"
                f"<extra>{show(style.name)}</extra>"
            ),
            **place,
        )
        if truth is not None:
            at = [int(np.flatnonzero(chosen == k)[0]) if k in chosen else None for k in truth]
            figure.add_scatter(
                x=steps,
                y=at,
                name="target",
                legendgroup="target",
                showlegend=row == 1,
                mode="markers",
                marker={
                    "symbol": "circle-open",
                    "size": 7,
                    "color": ink(dark),
                    "line": {"width": 1.4},
                },
                hovertemplate="%{x}: target<extra></extra>",
                **place,
            )
        every = 1 if len(rows) <= 6 else -(-len(rows) // 5)
        figure.update_yaxes(
            autorange="reversed",
            showgrid=False,
            zeroline=False,
            tickvals=list(range(0, len(rows), every)),
            ticktext=rows[::every],
            title=scenario_axis_title(style),
            **place,
        )
    low, high = (0.0, 1.0) if classes else (float(stack.min()), float(stack.max()))
    figure.update_layout(
        coloraxis={
            "cmin": low,
            "cmax": high,
            "colorscale": sequential_scale(dark),
            "showscale": False,
        }
    )
    return figure, MARGIN_TOP + MARGIN_BOTTOM + len(outputs) * min(160, max(70, 11 * len(rows)))


def scenario_axis_title(style: ScenarioStyle) -> dict[str, object]:
    """Title of a row's value axis: the scenario's name in its colour."""
    return {
        "text": f"<b>{show(shorten(style.name, 10))}</b>",
        "font": {"color": style.color, "size": FONT_SIZE},
        "standoff": 2,
    }


def _true_classes(target: np.ndarray) -> list[int | None]:
    return [int(np.argmax(row)) if np.isfinite(row).all() else None for row in target]
