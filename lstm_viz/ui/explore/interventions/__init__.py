"""Interventions on Explore: marks on the time axis, a form, the state at the cursor, the map.

In goes the visit's experiment; out come the interventions that a visitor makes, put into it. Start
with `_form`; `_lane` draws the marks, `_map` the map of splices.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_viz._lazy import lazy

if TYPE_CHECKING:
    from lstm_viz.ui.explore.interventions._lane import LANE as LANE
    from lstm_viz.ui.explore.interventions._lane import interventions_lane as interventions_lane
    from lstm_viz.ui.explore.interventions._lane import wants_the_step as wants_the_step

lazy(__name__)
