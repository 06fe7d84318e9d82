"""A curve that is drawn by hand over an empty picture, or typed point by point.

In go the steps at which it has points, and its range; out come the points' values.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from lstm_viz.ui.components._part import part

ASSETS: Final = Path(__file__).parent / "assets"


def sketch(
    points: Sequence[int],
    low: float,
    high: float,
    *,
    label: str,
    words: Mapping[str, str],
    kept: Sequence[float] | None,
    key: str,
) -> list[float] | None:
    """Mount the picture to draw on.

    Parameters
    ----------
    points : sequence of int
        Steps, on the horizontal axis.
    low, high : float
        Ends of the vertical axis.
    label : str
        What is to be drawn.
    words : mapping
        ``hint``, and ``at`` with ``{step}`` in it: what a field is called.
    kept : sequence of float or None
        A curve to begin with.
    key : str

    Returns
    -------
    list of float or None
        A value for each point; None until all of them have one.
    """
    component = part("sketch", js="sketch.js", css="sketch.css")
    made = component(
        key=key,
        data={
            "points": list(points),
            "low": low,
            "high": high,
            "label": label,
            "kept": None if kept is None else list(kept),
            "words": dict(words),
        },
        on_drawn_change=lambda: None,
    )
    return read_drawn(made.get("drawn"), len(points), low, high) or (
        None if kept is None else list(kept)
    )


def read_drawn(sent: Any, count: int, low: float, high: float) -> list[float] | None:
    """What a browser sent of a drawn curve; None when it is not well formed or not whole."""
    if not isinstance(sent, list) or len(sent) != count:
        return None
    values = []
    for one in sent:
        if isinstance(one, bool) or not isinstance(one, (int, float)) or not math.isfinite(one):
            return None
        values.append(min(max(float(one), low), high))
    return values
