"""The page Explore: edit initial states, step, see.

In goes the visit's experiment; out come the player's pictures and the edits that a visitor makes in
the editor. `_page` is where to start reading.
"""

from __future__ import annotations

from lstm_viz.ui.explore._page import explore as explore
