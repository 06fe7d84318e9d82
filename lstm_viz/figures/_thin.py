"""Fewer points for long lines, without losing a peak."""

from __future__ import annotations

from typing import Final

import numpy as np
import plotly.graph_objects as go

# About one for each pixel of a wide picture.
MOST_COLUMNS: Final = 1000


def thin_lines(figure: go.Figure, columns: int = MOST_COLUMNS) -> int:
    """Keep the smallest and the largest value of each column of steps, in place.

    Returns
    -------
    int
        Steps a column; 1 when nothing was left out.
    """
    steps = 1
    for line in figure.data:
        if line.type != "scatter" or "lines" not in (line.mode or ""):
            continue
        values = np.asarray(line.y, np.float64)
        if len(values) <= 2 * columns:
            continue
        width = -(-len(values) // columns)
        steps = max(steps, width)
        kept = extremes(values, width)
        line.x, line.y = np.asarray(line.x)[kept], np.asarray(line.y)[kept]
        if line.customdata is not None:
            line.customdata = [line.customdata[k] for k in kept]
        if isinstance(line.marker.size, (tuple, list, np.ndarray)):
            line.marker.size = [line.marker.size[k] for k in kept]
    return steps


def extremes(values: np.ndarray, width: int) -> np.ndarray:
    """Places of the smallest and the largest of every ``width`` values, and of both ends.

    A column that misses a value also keeps the place of the first missing one, so that a gap
    stays a gap.
    """
    kept = {0, len(values) - 1}
    for start in range(0, len(values), width):
        part = values[start : start + width]
        missing = np.isnan(part)
        if missing.any():
            kept.add(start + int(np.argmax(missing)))
        if not missing.all():
            kept |= {start + int(np.nanargmin(part)), start + int(np.nanargmax(part))}
    return np.array(sorted(kept))
