"""The section Transfer lab: states or parameters of one model handed on to another.

In go two models, out come what matches, what it does and whether it helps. `_lab` is where to start
reading.
"""

from __future__ import annotations

from lstm_viz.ui.keras_code.transfer._lab import transfer_lab as transfer_lab
