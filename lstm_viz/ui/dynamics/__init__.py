"""The page Dynamics: where states go, why some are remembered, and which one to choose.

In goes the visit's experiment; out come planes, fixed points, derivatives and found states. `_page`
is where to start reading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_viz._lazy import lazy

if TYPE_CHECKING:
    from lstm_viz.ui.dynamics._page import dynamics_page as dynamics_page

lazy(__name__)
