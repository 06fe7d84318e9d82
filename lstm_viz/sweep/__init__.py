"""Many initial states on many sequences, in blocks, here or on a Dask cluster.

In go a model, sequences and a random recipe; out come blocks of numbers in memory or in a folder,
and a `Sweep` that reads them. A member is drawn from its seed and number where it is run, so that
its numbers are the same whatever runs it. Start with `_sweep`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_viz._lazy import lazy

if TYPE_CHECKING:
    from lstm_viz.sweep._cluster import connected as connected
    from lstm_viz.sweep._cluster import local_cluster as local_cluster
    from lstm_viz.sweep._ensemble import ensemble as ensemble
    from lstm_viz.sweep._estimate import Estimate as Estimate
    from lstm_viz.sweep._estimate import duration as duration
    from lstm_viz.sweep._estimate import estimate as estimate
    from lstm_viz.sweep._plan import KEEP as KEEP
    from lstm_viz.sweep._plan import MOST_SWEEP_MEMBERS as MOST_SWEEP_MEMBERS
    from lstm_viz.sweep._plan import Plan as Plan
    from lstm_viz.sweep._result import Sweep as Sweep
    from lstm_viz.sweep._result import open_sweep as open_sweep
    from lstm_viz.sweep._summary import read_summary as read_summary
    from lstm_viz.sweep._sweep import sweep as sweep
    from lstm_viz.sweep._watch import Stopped as Stopped

lazy(__name__)
