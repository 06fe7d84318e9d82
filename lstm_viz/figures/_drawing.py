"""A picture in two parts: its frame, which rarely changes, and the numbers in it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import plotly.graph_objects as go
from plotly.io import to_json


@dataclass(frozen=True, eq=False)
class Frame:
    """Layout, axes, styles and traces of a figure without the numbers that edits change.

    Building one takes Plotly some 20 ms, so that the functions that make frames keep them.

    Parameters
    ----------
    figure : go.Figure
        It is not changed any more.
    """

    figure: go.Figure

    @cached_property
    def text(self) -> str:
        """Plotly's JSON."""
        return to_json(self.figure, validate=False)

    @cached_property
    def digest(self) -> str:
        """16 hexadecimal digits that tell this frame from others."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]

    def filled(self, numbers: Mapping[str, Any]) -> go.Figure:
        """The figure with numbers in their places, checked by Plotly."""
        made = go.Figure(self.figure)
        for place, value in numbers.items():
            part, *path, last = place.split("/")
            inside = made.layout if part == "layout" else made.data[int(path.pop(0))]
            for key in path:
                inside = inside[key]
            inside[last] = value
        return made


@dataclass(frozen=True, eq=False)
class Drawing:
    """A picture: what the page is sent apart, and a report or a saved file as one figure.

    Parameters
    ----------
    frame : Frame
    numbers : mapping of str to value
        Arrays, numbers or lists by their place in the figure, such as ``data/0/y``.
    """

    frame: Frame
    numbers: Mapping[str, Any] = field(default_factory=dict)

    def figure(self) -> go.Figure:
        """The whole figure."""
        return self.frame.filled(self.numbers)
