"""Model, input and visited states -> why a state is remembered: fixed points and derivatives.

In go a model, an input and states; out come fixed points with their stability, sensitivities,
exponents, and initial states that give a wanted output. Start with `_fixed_points`, then
`_sensitivity` and `_find_state`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_viz._lazy import lazy

if TYPE_CHECKING:
    from lstm_viz.dynamics._activations import Activation as Activation
    from lstm_viz.dynamics._answers import answers_of as answers_of
    from lstm_viz.dynamics._below import reads_of as reads_of
    from lstm_viz.dynamics._cell import Cell as Cell
    from lstm_viz.dynamics._cell import cell_of as cell_of
    from lstm_viz.dynamics._exponents import Exponents as Exponents
    from lstm_viz.dynamics._exponents import lyapunov_exponents as lyapunov_exponents
    from lstm_viz.dynamics._find_state import WEIGHTS as WEIGHTS
    from lstm_viz.dynamics._find_state import find_state as find_state
    from lstm_viz.dynamics._find_state import trade_off as trade_off
    from lstm_viz.dynamics._fixed_point_result import FixedPoints as FixedPoints
    from lstm_viz.dynamics._fixed_point_result import Under as Under
    from lstm_viz.dynamics._fixed_point_run import FixedPointRun as FixedPointRun
    from lstm_viz.dynamics._fixed_points import fixed_points as fixed_points
    from lstm_viz.dynamics._flow import BasinRun as BasinRun
    from lstm_viz.dynamics._flow import Basins as Basins
    from lstm_viz.dynamics._flow import Flow as Flow
    from lstm_viz.dynamics._flow import flow_in as flow_in
    from lstm_viz.dynamics._flow import grid as grid
    from lstm_viz.dynamics._found_state import FoundState as FoundState
    from lstm_viz.dynamics._near import Near as Near
    from lstm_viz.dynamics._near import near_states as near_states
    from lstm_viz.dynamics._plane import Plane as Plane
    from lstm_viz.dynamics._plane import plane_through as plane_through
    from lstm_viz.dynamics._plane import principal_plane as principal_plane
    from lstm_viz.dynamics._plane import state_names as state_names
    from lstm_viz.dynamics._plane import units_plane as units_plane
    from lstm_viz.dynamics._points import Slow as Slow
    from lstm_viz.dynamics._sensitivity import Sensitivity as Sensitivity
    from lstm_viz.dynamics._sensitivity import sensitivity as sensitivity

lazy(__name__)
