"""Take away: pictures, numbers, a report and a script of the experiment, each made on demand.

In goes the visit's experiment, out come files. `_dialog` is where to start reading.
"""

from __future__ import annotations

from lstm_viz.ui.sidebar.take_away._dialog import take_away_button as take_away_button
