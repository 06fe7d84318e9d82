"""Model, input and visited states -> why a state is remembered: fixed points and derivatives."""

from __future__ import annotations

from lstm_viz.dynamics._fixed_point_result import FixedPoints as FixedPoints
from lstm_viz.dynamics._fixed_point_run import FixedPointRun as FixedPointRun
from lstm_viz.dynamics._fixed_points import fixed_points as fixed_points
