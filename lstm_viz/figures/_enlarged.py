"""A figure for a projector: large text, thick lines."""

from __future__ import annotations

import math
from typing import Any, Final

import plotly.graph_objects as go

_LINE: Final = 4
# Of a text of this many pixels, pictures need so much more room than they have for their own.
_USUAL: Final = 24
_ROOM: Final = 1.5
# Of the size of the text: a letter's width, a line's height, what stands before a name of the
# legend, and how wide a legend is at least.
_LETTER: Final = 0.55
_ROW: Final = 1.45
_SAMPLE: Final = 1.8
_WIDTH: Final = 24


def enlarged(figure: go.Figure, text: int) -> go.Figure:
    """Return a copy of a figure with text of this size, thick lines and room for both.

    Parameters
    ----------
    figure : Figure
    text : int
        Pixels.
    """
    made = go.Figure(figure)
    room = _ROOM * text / _USUAL
    line = _LINE * text / _USUAL
    for trace in made.data:
        if "mode" in trace and "lines" in (trace.mode or "lines"):
            trace.line.width = max(trace.line.width or 0, line)
        if "textfont" in trace:
            trace.textfont.size = text
        if "marker" in trace and "size" in trace.marker and not trace.marker.size:
            trace.marker.size = 12
        if getattr(trace, "colorbar", None) is not None:
            trace.colorbar.tickfont.size = text
    margin = made.layout.margin
    sides: dict[str, Any] = {
        side: int((margin[side] or 0) * (room * 4 / 3 if side in "bt" else room)) for side in "lrbt"
    }
    made.update_layout(
        font={"size": text},
        height=int((made.layout.height or 300) * room),
        margin=sides,
        legend={"font": {"size": text}, "itemwidth": max(30, int(_SAMPLE * text))},
        title={"font": {"size": text}},
        hoverlabel={"font": {"size": text}},
    )
    made.update_xaxes(tickfont={"size": text}, title_font={"size": text})
    made.update_yaxes(tickfont={"size": text}, title_font={"size": text})
    made.for_each_annotation(lambda one: one.update(font={"size": text}))
    names = _legend(made)
    if names:
        # On lines of its own: beside the title it would lie over it.
        entry = math.ceil((max(map(len, names)) * _LETTER + 1) * text)
        in_row = max(1, int(_WIDTH * text / (entry + 1.3 * _SAMPLE * text)))
        more = int(math.ceil(len(names) / in_row) * _ROW * text)
        height = made.layout.height + more
        title = _ROW * text if made.layout.title.text else 0
        made.update_layout(
            height=height,
            margin={"t": max(made.layout.margin.t, int(title)) + more},
            legend={
                "x": 0, "xanchor": "left", "yref": "container", "yanchor": "top",
                "y": 1 - title / height, "entrywidth": entry, "entrywidthmode": "pixels",
            },
        )  # fmt: skip
    return made


def _legend(figure: go.Figure) -> list[str]:
    """Names of the legend, if it is shown and lies on its side."""
    if figure.layout.showlegend is False or figure.layout.legend.orientation != "h":
        return []
    names = [one.name for one in figure.data if one.name and one.showlegend is not False]
    alone = len(names) < 2 and not any(one.showlegend for one in figure.data)
    return [] if alone else names
