"""The editor of an initial state on Explore: bars, recipe, table, and what else can be done to it.

In go the visit's experiment and its traces; out come edits of one scenario's initial state in one
layer, put into the experiment. Start with `_editor`, which draws all of it; `_recipe` holds the
fields of a recipe, `_actions` arithmetic, copies and files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_viz._lazy import lazy

if TYPE_CHECKING:
    from lstm_viz.ui.explore.editor._editor import edits_applied as edits_applied
    from lstm_viz.ui.explore.editor._editor import state_bars_alone as state_bars_alone
    from lstm_viz.ui.explore.editor._editor import state_editor as state_editor

lazy(__name__)
