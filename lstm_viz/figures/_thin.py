"""Fewer points for long lines, without losing a peak."""

from __future__ import annotations

from typing import Final

import numpy as np
import plotly.graph_objects as go

# About one for each pixel of a wide picture.
MOST_COLUMNS: Final = 1000
_MOST_CELLS: Final = 400_000


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
        if line.y is None or len(line.y) <= 2 * columns:
            continue
        values = np.asarray(line.y, np.float64)
        width = line_width(len(values), columns)
        steps = max(steps, width)
        kept = extremes(values, width)
        line.x, line.y = np.asarray(line.x)[kept], np.asarray(line.y)[kept]
        if line.customdata is not None:
            line.customdata = [line.customdata[k] for k in kept]
        if isinstance(line.marker.size, (tuple, list, np.ndarray)):
            line.marker.size = [line.marker.size[k] for k in kept]
    return steps


def line_width(steps: int, columns: int = MOST_COLUMNS) -> int:
    """Steps a column of a line of this many steps; 1 when nothing is left out."""
    return 1 if steps <= 2 * columns else -(-steps // columns)


def thin_line(values: np.ndarray) -> np.ndarray | None:
    """Places that a long line keeps; None for one that keeps all."""
    width = line_width(len(values))
    return None if width == 1 else extremes(values.astype(np.float64), width)


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


def thin_rows(values: np.ndarray, first: int) -> tuple[np.ndarray, np.ndarray, int]:
    """Keep, of every few steps, the value that is farthest from zero.

    Parameters
    ----------
    values : ndarray of shape (steps, units)
    first : int
        Step of row 0; a row 0 that is an initial state is always kept by itself.

    Returns
    -------
    steps : ndarray of shape (columns,)
        Middle of the steps that a column stands for.
    kept : ndarray of shape (columns, units)
    width : int
        Steps a column; 1 when nothing was left out.
    """
    most = max(50, min(MOST_COLUMNS, _MOST_CELLS // max(1, values.shape[1])))
    width = -(-len(values) // most)
    numbers = np.arange(first, first + len(values))
    if width == 1:
        return numbers, values, 1
    head = 1 if first == 0 else 0
    starts = [*range(head), *range(head, len(values), width)]
    ends = [*starts[1:], len(values)]
    size = np.nan_to_num(np.abs(values))
    kept = np.empty((len(starts), values.shape[1]), values.dtype)
    for column, (start, end) in enumerate(zip(starts, ends, strict=True)):
        far = size[start:end].argmax(axis=0)
        kept[column] = values[start:end][far, np.arange(values.shape[1])]
    middles = np.array([(a + b - 1) // 2 for a, b in zip(starts, ends, strict=True)])
    return numbers[middles], kept, width
