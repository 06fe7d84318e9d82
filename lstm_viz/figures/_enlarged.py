"""A figure for a projector: large text, thick lines."""

from __future__ import annotations

from typing import Any, Final

import plotly.graph_objects as go

_LINE: Final = 4
# Of a text of this many pixels, pictures need so much more room than they have for their own.
_USUAL: Final = 24
_ROOM: Final = 1.5


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
        legend={"font": {"size": text}},
        title={"font": {"size": text}},
        hoverlabel={"font": {"size": text}},
    )
    made.update_xaxes(tickfont={"size": text}, title_font={"size": text})
    made.update_yaxes(tickfont={"size": text}, title_font={"size": text})
    made.for_each_annotation(lambda one: one.update(font={"size": text}))
    return made
