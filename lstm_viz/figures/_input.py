"""Picture of the input sequence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from lstm_viz._language import Translate, english
from lstm_viz.errors import LstmVizError
from lstm_viz.figures._steps import base_figure, shorten, show, step_labels
from lstm_viz.figures._style import DASHES, diverging_scale, ink, sequential_scale

_MOST_LINES = 4
_MOST_LETTERS_IN_A_ROW = 72


def input_figure(
    x: np.ndarray,
    *,
    names: Sequence[str] = (),
    labels: Sequence[str] | None = None,
    vocabulary: Sequence[str] | None = None,
    dark: bool = False,
    cursor: int | None = None,
    t: Translate = english,
) -> go.Figure:
    """Input at steps 1..T: lines, a heatmap when there are many features, or token labels.

    Parameters
    ----------
    x : ndarray of shape (T, features), or (T,) of token ids
        One-hot features that have names are shown as tokens.
    names : sequence of str
        Feature names.
    labels : sequence of str, optional
        One label a step.
    vocabulary : sequence of str, optional
        Token names, for token ids.

    Raises
    ------
    LstmVizError
        If ``x`` has neither of the two shapes.
    """
    if x.ndim == 2 and _is_one_hot(x) and len(names) == x.shape[1]:
        x, vocabulary = x.argmax(axis=1), names
    if x.ndim == 1:
        figure = _tokens(x, labels=labels, vocabulary=vocabulary, dark=dark, t=t)
        height = 72 if figure.layout.meta == "in a row" else 150
    elif x.ndim == 2 and x.shape[1] <= _MOST_LINES:
        figure, height = _lines(x, names=names, labels=labels, dark=dark), 110
    elif x.ndim == 2:
        figure, height = _heatmap(x, names=names, labels=labels, dark=dark, t=t), 150
    else:
        raise LstmVizError(
            "The input has the shape {shape}; a picture needs (T, features) or (T,).",
            shape=x.shape,
        )
    return base_figure(
        figure,
        title=t("Input x"),
        steps=len(x),
        height=height,
        dark=dark,
        identity=f"input-{len(x)}",
        cursor=cursor,
        t=t,
    )


def _is_one_hot(x: np.ndarray) -> bool:
    return x.shape[1] > 1 and bool(np.isin(x, (0, 1)).all() and (x.sum(axis=1) == 1).all())


def _lines(
    x: np.ndarray, *, names: Sequence[str], labels: Sequence[str] | None, dark: bool
) -> go.Figure:
    figure = go.Figure()
    steps = np.arange(1, len(x) + 1)
    for k in range(x.shape[1]):
        name = names[k] if k < len(names) else f"x{k}"
        figure.add_scatter(
            x=steps,
            y=x[:, k],
            name=show(name),
            mode="lines",
            line={"color": ink(dark), "width": 1.6, "dash": DASHES[k % len(DASHES)]},
            customdata=step_labels(len(x), labels),
            hovertemplate="%{customdata}<br>%{fullData.name} = %{y:.4g}<extra></extra>",
            showlegend=True,
        )
    return figure.update_yaxes(nticks=4)


def _heatmap(
    x: np.ndarray,
    *,
    names: Sequence[str],
    labels: Sequence[str] | None,
    dark: bool,
    t: Translate,
) -> go.Figure:
    rows = [show(shorten(names[k] if k < len(names) else f"x{k}")) for k in range(x.shape[1])]
    finite = x[np.isfinite(x)]
    limit = float(np.abs(finite).max(initial=0.0)) or 1.0
    signed = bool((finite < 0).any())
    figure = go.Figure(
        go.Heatmap(
            x=np.arange(1, len(x) + 1),
            y=np.arange(x.shape[1]),
            z=x.T,
            zmin=-limit if signed else 0.0,
            zmax=limit,
            colorscale=diverging_scale(dark) if signed else sequential_scale(dark),
            showscale=False,
            text=[step_labels(len(x), labels)] * x.shape[1],
            hovertemplate="%{text}<br>"
            + t("feature {feature}", feature="%{y}")
            + " = %{z:.4g}<extra></extra>",
        )
    )
    every = -(-len(rows) // 6)
    return figure.update_yaxes(
        autorange="reversed",
        showgrid=False,
        zeroline=False,
        tickvals=list(range(0, len(rows), every)),
        ticktext=rows[::every],
    )


def _tokens(
    x: np.ndarray,
    *,
    labels: Sequence[str] | None,
    vocabulary: Sequence[str] | None,
    dark: bool,
    t: Translate,
) -> go.Figure:
    if vocabulary:
        words = [show(vocabulary[k]) if 0 <= k < len(vocabulary) else str(k) for k in x]
    elif labels and len(labels) == len(x):
        words = [show(label) for label in labels]
    else:
        words = [str(k) for k in x]
    in_a_row = max(map(len, words), default=1) * len(x) <= _MOST_LETTERS_IN_A_ROW
    figure = go.Figure(
        go.Scatter(
            x=np.arange(1, len(x) + 1),
            y=np.zeros(len(x)) if in_a_row else x,
            mode="text",
            text=words,
            textfont={"size": 15, "color": ink(dark)},
            customdata=[int(k) for k in x],
            hovertemplate="t = %{x}<br>%{text} ("
            + t("token {token}", token="%{customdata}")
            + ")<extra></extra>",
            showlegend=False,
        )
    )
    if in_a_row:
        figure.update_layout(meta="in a row")
        return figure.update_yaxes(visible=False, range=[-1, 1])
    return figure.update_yaxes(
        title=t("token id"), nticks=4, range=[float(np.max(x)) + 1.5, float(np.min(x)) - 1.5]
    )
