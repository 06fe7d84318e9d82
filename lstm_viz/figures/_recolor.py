"""A figure drawn for one theme, in the colours of the other."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from lstm_viz.figures._style import (
    TARGET_COLORS,
    diverging_scale,
    ink,
    sequential_scale,
    template,
)


def recolored(figure: go.Figure, *, dark: bool) -> go.Figure:
    """Return a copy of a light or dark figure of this package in the colours of ``dark``."""
    text = {ink(not dark): ink(dark), TARGET_COLORS[not dark]: TARGET_COLORS[dark]}
    scales = [(make(not dark), make(dark)) for make in (diverging_scale, sequential_scale)]
    found = figure.to_dict()
    found["layout"].pop("template", None)
    made = go.Figure(_mapped(found, text, scales))
    return made.update_layout(template=template(dark))


def _mapped(value: Any, text: dict[str, str], scales: list[tuple[Any, Any]]) -> Any:
    if isinstance(value, dict):
        return {key: _mapped(part, text, scales) for key, part in value.items()}
    if isinstance(value, str):
        return text.get(value, value)
    if isinstance(value, (list, tuple)):
        for old, new in scales:
            if len(value) == len(old) and [list(stop) for stop in value if _is_stop(stop)] == old:
                return new
        if value and isinstance(value[0], dict):
            return [_mapped(part, text, scales) for part in value]
    return value


def _is_stop(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and len(value) == 2
