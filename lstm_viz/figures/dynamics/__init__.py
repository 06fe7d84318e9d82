"""Pictures of the page Dynamics.

In go planes, trajectories, fixed points, derivatives and found states; out come Plotly figures.
Start with `_space`, then `_sensitivity` and `_found`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_viz._lazy import lazy

if TYPE_CHECKING:
    from lstm_viz.figures.dynamics._eigenvalues import eigenvalue_figure as eigenvalue_figure
    from lstm_viz.figures.dynamics._found import answers_figure as answers_figure
    from lstm_viz.figures.dynamics._found import trade_off_figure as trade_off_figure
    from lstm_viz.figures.dynamics._sensitivity import exponents_figure as exponents_figure
    from lstm_viz.figures.dynamics._sensitivity import norm_figure as norm_figure
    from lstm_viz.figures.dynamics._sensitivity import sensitivity_heatmap as sensitivity_heatmap
    from lstm_viz.figures.dynamics._space import KIND_MARKS as KIND_MARKS
    from lstm_viz.figures.dynamics._space import Trajectory as Trajectory
    from lstm_viz.figures.dynamics._space import space_figure as space_figure
    from lstm_viz.figures.dynamics._space import space_limits as space_limits
    from lstm_viz.figures.dynamics._space3 import space3_figure as space3_figure

lazy(__name__)
