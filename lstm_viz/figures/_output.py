"""Picture of what the model answers at every step, in each scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from lstm_viz._language import Translate, english
from lstm_viz.errors import LstmVizError
from lstm_viz.figures._drawing import Drawing, Frame
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
from lstm_viz.figures._thin import line_width, thin_line

Styles: TypeAlias = tuple[tuple[str, ScenarioStyle], ...]

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
    t: Translate = english,
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
    return output_drawing(
        outputs,
        styles,
        target=target,
        names=names,
        labels=labels,
        classes=classes,
        title=title,
        dark=dark,
        cursor=cursor,
        t=t,
    ).figure()


def output_drawing(
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
    t: Translate = english,
) -> Drawing:
    """The picture of `output_figure` as frame and numbers."""
    shapes = {values.shape for values in outputs.values()}
    if len(shapes) != 1 or len(next(iter(shapes))) != 2:
        raise LstmVizError(
            "The outputs have the shapes {shapes}; a picture needs one shape (T, K).",
            shapes=sorted(shapes),
        )
    steps, width = next(iter(shapes))
    all_names = tuple(names[k] if k < len(names) else f"y{k}" for k in range(width))
    if target is not None and target.shape != (steps, width):
        target = None
    common = {
        "labels": None if labels is None else tuple(labels[:steps]),
        "steps": steps,
        "title": title,
        "dark": dark,
        "cursor": cursor,
        "t": t,
    }
    drawn = tuple((key, styles[key]) for key in outputs)
    if (classes and width > 2) or width > _MOST_LINES:
        return _heatmaps(outputs, drawn, target, all_names, classes, common)
    return _lines(outputs, drawn, target, all_names, common)


def _lines(
    outputs: Mapping[str, np.ndarray],
    styles: Styles,
    target: np.ndarray | None,
    names: tuple[str, ...],
    common: dict[str, Any],
) -> Drawing:
    # Finite numbers of the target, by output.
    known = tuple(
        0 if target is None else int(np.isfinite(target[:, k]).sum()) for k in range(len(names))
    )
    frame = _lines_frame(styles, names=names, known=tuple(min(n, 3) for n in known), **common)
    numbers: dict[str, Any] = {}
    trace = 0
    for k in range(len(names)):
        lines = list(outputs.values())
        if target is not None and known[k]:
            lines.insert(0, target)
        for values in lines:
            y, kept = values[:, k], thin_line(values[:, k])
            if kept is not None:
                hover = step_labels(common["steps"], common["labels"])
                numbers[f"data/{trace}/x"] = kept + 1
                numbers[f"data/{trace}/customdata"] = [hover[place] for place in kept]
                y = y[kept]
            numbers[f"data/{trace}/y"] = np.ascontiguousarray(y)
            trace += 1
    return Drawing(frame, numbers)


@lru_cache(maxsize=64)
def _lines_frame(
    styles: Styles,
    *,
    names: tuple[str, ...],
    known: tuple[int, ...],
    labels: tuple[str, ...] | None,
    steps: int,
    title: str,
    dark: bool,
    cursor: int | None,
    t: Translate,
) -> Frame:
    rows, hover = len(names), step_labels(steps, labels)
    figure = make_subplots(rows=rows, cols=1, shared_xaxes=True, vertical_spacing=0.06)
    x = np.arange(1, steps + 1)
    for k, name in enumerate(names):
        place = {"row": k + 1, "col": 1}
        if known[k]:
            figure.add_scatter(
                x=x,
                name=t("target"),
                legendgroup="target",
                showlegend=k == 0,
                mode="lines+markers" if known[k] < 3 else "lines",
                line={"color": TARGET_COLORS[dark], "width": 1.8, "dash": "dash"},
                customdata=hover,
                hovertemplate="%{customdata}<br>"
                + t("target {name}", name=show(name))
                + " = %{y:.4g}<extra></extra>",
                **place,
            )
        for key, style in styles:
            figure.add_scatter(
                x=x,
                name=show(style.name),
                legendgroup=key,
                showlegend=k == 0,
                mode="lines",
                line={"color": style.color, "width": 2, "dash": style.dash},
                meta={"scenario": key},
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
    return Frame(
        base_figure(
            figure,
            title=title,
            steps=steps,
            height=150 if rows == 1 else MARGIN_TOP + MARGIN_BOTTOM + 62 * rows,
            dark=dark,
            identity=f"output-{steps}-{rows}",
            cursor=cursor,
            thinned=line_width(steps),
            t=t,
        )
    )


def _heatmaps(
    outputs: Mapping[str, np.ndarray],
    styles: Styles,
    target: np.ndarray | None,
    names: tuple[str, ...],
    classes: bool,
    common: dict[str, Any],
) -> Drawing:
    stack = np.stack(list(outputs.values()))
    chosen = np.arange(stack.shape[-1])
    if classes and len(chosen) > _MOST_CLASSES:
        best = np.argsort(-np.nanmax(stack, axis=(0, 1)), kind="stable")[:_MOST_CLASSES]
        chosen = np.sort(best)
    truth = _true_classes(target) if classes and target is not None else None
    frame = _heatmaps_frame(
        styles,
        names=names,
        chosen=tuple(chosen.tolist()),
        truth=None if truth is None else tuple(truth),
        **common,
    )
    low, high = (0.0, 1.0) if classes else (float(stack.min()), float(stack.max()))
    numbers: dict[str, Any] = {"layout/coloraxis/cmin": low, "layout/coloraxis/cmax": high}
    each = 1 if truth is None else 2
    for k, values in enumerate(outputs.values()):
        numbers[f"data/{k * each}/z"] = np.ascontiguousarray(values[:, chosen].T)
    return Drawing(frame, numbers)


@lru_cache(maxsize=64)
def _heatmaps_frame(
    styles: Styles,
    *,
    names: tuple[str, ...],
    chosen: tuple[int, ...],
    truth: tuple[int | None, ...] | None,
    labels: tuple[str, ...] | None,
    steps: int,
    title: str,
    dark: bool,
    cursor: int | None,
    t: Translate,
) -> Frame:
    hover = step_labels(steps, labels)
    rows = [show(shorten(names[k])) for k in chosen]
    figure = make_subplots(rows=len(styles), cols=1, shared_xaxes=True, vertical_spacing=0.08)
    x = np.arange(1, steps + 1)
    for row, (key, style) in enumerate(styles, start=1):
        place = {"row": row, "col": 1}
        figure.add_heatmap(
            x=x,
            y=np.arange(len(chosen)),
            name=show(style.name),
            coloraxis="coloraxis",
            meta={"scenario": key},
            customdata=[[[show(names[k]), text] for text in hover] for k in chosen],
            hovertemplate=(
                "%{customdata[1]}<br>%{customdata[0]}: %{z:.4f}"
                f"<extra>{show(style.name)}</extra>"
            ),
            **place,
        )
        if truth is not None:
            at = [chosen.index(k) if k in chosen else None for k in truth]
            figure.add_scatter(
                x=x,
                y=at,
                name=t("target"),
                legendgroup="target",
                showlegend=row == 1,
                mode="markers",
                marker={
                    "symbol": "circle-open",
                    "size": 7,
                    "color": ink(dark),
                    "line": {"width": 1.4},
                },
                hovertemplate="%{x}: " + t("target") + "<extra></extra>",
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
    figure.update_layout(
        coloraxis={"colorscale": sequential_scale(dark), "showscale": False}
    )
    height = MARGIN_TOP + MARGIN_BOTTOM + len(styles) * min(160, max(70, 11 * len(rows)))
    return Frame(
        base_figure(
            figure,
            title=title,
            steps=steps,
            height=height,
            dark=dark,
            identity=f"output-{steps}-{len(names)}",
            cursor=cursor,
            t=t,
        )
    )


def scenario_axis_title(style: ScenarioStyle) -> dict[str, object]:
    """Title of a row's value axis: the scenario's name in its colour."""
    return {
        "text": f"<b>{show(shorten(style.name, 10))}</b>",
        "font": {"color": style.color, "size": FONT_SIZE},
        "standoff": 2,
    }


def _true_classes(target: np.ndarray) -> list[int | None]:
    return [int(np.argmax(row)) if np.isfinite(row).all() else None for row in target]
