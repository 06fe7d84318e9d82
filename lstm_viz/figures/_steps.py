"""The step axis that all pictures share, and the cursor on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import plotly.graph_objects as go

from lstm_viz._language import Translate, english
from lstm_viz.figures._style import (
    FONT_SIZE,
    MARGIN_BOTTOM,
    MARGIN_LEFT,
    MARGIN_RIGHT,
    MARGIN_TOP,
    ink,
    template,
)
from lstm_viz.figures._thin import thin_lines

# First and last step of stretches of a sequence.
Shades: TypeAlias = tuple[tuple[int, int], ...]


def standing_figure(
    figure: go.Figure,
    *,
    title: str,
    steps: int,
    height: int,
    dark: bool,
    identity: str,
    legend_beside_title: bool = False,
    t: Translate = english,
) -> go.Figure:
    """Finish a figure over steps that stands by itself: it names its axis and has no cursor.

    Parameters
    ----------
    legend_beside_title : bool
        By default the legend has a line of its own, below the title.
    """
    base_figure(
        figure,
        title=title,
        steps=steps,
        height=height,
        dark=dark,
        identity=identity,
        cursor=None,
        t=t,
    )
    figure.update_xaxes(title={"text": t("step t"), "standoff": 4})
    if legend_beside_title:
        return figure.update_layout(margin={"b": 42})
    return figure.update_layout(
        margin={"b": 42, "t": 52},
        legend={"x": 0, "xanchor": "left", "y": 1, "yref": "paper", "yanchor": "bottom"},
    )


def base_figure(
    figure: go.Figure,
    *,
    title: str,
    steps: int,
    height: int,
    dark: bool,
    identity: str,
    cursor: int | None,
    thinned: int = 1,
    t: Translate = english,
) -> go.Figure:
    """Give a figure the shared step axis, template, title and margins, in place.

    Long lines are thinned, and the title says so; ``thinned`` says it of lines that come later.
    """
    thinned = max(thinned, thin_lines(figure))
    if thinned > 1:
        title = t(
            "{title} (smallest and largest of every {count} steps)", title=title, count=thinned
        )
    figure.update_layout(
        template=template(dark),
        title={
            "text": escape(title),
            "x": 0,
            # Beside the axis, so that on a phone it does not run into the legend.
            "xref": "container",
            "xanchor": "left",
            "y": 1,
            "yanchor": "top",
            "pad": {"t": 6, "l": 4},
            "font": {"size": FONT_SIZE + 1},
        },
        height=height,
        margin={"l": MARGIN_LEFT, "r": MARGIN_RIGHT, "t": MARGIN_TOP, "b": MARGIN_BOTTOM},
        uirevision=identity,
        legend={
            "orientation": "h",
            "x": 1,
            "xanchor": "right",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
        },
    )
    # A zoomed step axis would leave the shared cursor behind, so steps stay in full view.
    figure.update_xaxes(
        range=[-0.5, steps + 0.5], fixedrange=True, zeroline=False, tickformat="d", tickangle=0
    )
    if steps <= 12:
        figure.update_xaxes(dtick=1)
    if cursor is not None:
        figure.add_vline(x=cursor, line={"color": ink(dark), "width": 1.5})
    return figure


def shade(
    figure: go.Figure, shades: Shades, dark: bool, title: str, t: Translate = english
) -> str:
    """Shade skipped steps, in place; returns the title, which says so."""
    for start, end in shades:
        figure.add_vrect(
            x0=start - 0.5,
            x1=end + 0.5,
            fillcolor=ink(dark),
            opacity=0.18,
            line_width=0,
            layer="above",
        )
    return t("{title}, masked steps shaded", title=title) if shades else title


def step_labels(steps: int, labels: Sequence[str] | None) -> list[str]:
    """Hover text of steps 1..T: the number, and its label where the sequence has one."""
    if not labels:
        return [f"t = {t}" for t in range(1, steps + 1)]
    return [
        f"t = {t}" if label == str(t) else f"t = {t} ({show(label)})"
        for t, label in enumerate(labels[:steps], 1)
    ]


def visible(label: str) -> str:
    """A label that can be seen: blanks and line ends get a sign."""
    return {" ": "␣", "\n": "↵", "\t": "⇥", "": "∅"}.get(label, label)


def show(label: str) -> str:
    """A label that can be seen, for Plotly: markup loses its meaning."""
    return escape(visible(label))


def escape(text: str) -> str:
    """Text for Plotly without markup, and without the placeholders of hover texts."""
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("%{", "%&#123;")):
        text = text.replace(sign, entity)
    return text


def shorten(text: str, length: int = 8) -> str:
    """``text`` cut to what fits beside an axis."""
    return text if len(text) <= length else text[: length - 1] + "…"


def step_captions(steps: int, labels: Sequence[str] | None) -> list[str] | None:
    """What stands beside the number of steps 1..T; None when that is nothing but the number."""
    if not labels or all(label == str(t) for t, label in enumerate(labels[:steps], 1)):
        return None
    return [visible(label) for label in labels[:steps]]
