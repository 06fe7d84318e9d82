"""The page Compare: what the initial state changes, and for how long.

In goes the visit's experiment; out come distances, horizons, ensembles and continued text. `_page`
is where to start reading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_viz._lazy import lazy

if TYPE_CHECKING:
    from lstm_viz.ui.compare._page import compare_page as compare_page

lazy(__name__)
