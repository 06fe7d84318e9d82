"""A figure for a projector: large text, thick lines."""

from __future__ import annotations

from typing import Any, Final

import plotly.graph_objects as go

# Pixels; what is read from the last row.
TEXT: Final = 24
_LINE: Final = 4
_ROOM: Final = 1.5


def enlarged(figure: go.Figure) -> go.Figure:
    """Return a copy of a figure with text of at least 24 px, thick lines and room for both.

    Parameters
    ----------
    figure : Figure
    """
    made = go.Figure(figure)
    for trace in made.data:
        if "mode" in trace and "lines" in (trace.mode or "lines"):
            trace.line.width = max(trace.line.width or 0, _LINE)
        if "textfont" in trace:
            trace.textfont.size = TEXT
        if "marker" in trace and "size" in trace.marker and not trace.marker.size:
            trace.marker.size = 12
        if getattr(trace, "colorbar", None) is not None:
            trace.colorbar.tickfont.size = TEXT
    margin = made.layout.margin
    sides: dict[str, Any] = {
        side: int((margin[side] or 0) * (2 if side in "bt" else _ROOM)) for side in "lrbt"
    }
    made.update_layout(
        font={"size": TEXT},
        height=int((made.layout.height or 300) * _ROOM),
        margin=sides,
        legend={"font": {"size": TEXT}},
        title={"font": {"size": TEXT}},
        hoverlabel={"font": {"size": TEXT}},
    )
    made.update_xaxes(tickfont={"size": TEXT}, title_font={"size": TEXT})
    made.update_yaxes(tickfont={"size": TEXT}, title_font={"size": TEXT})
    made.for_each_annotation(lambda one: one.update(font={"size": TEXT}))
    return made
