"""The section Statefulness: what each row of a batch remembers from call to call.

In goes what a person wants to run, out come a picture of what each row remembers and the evidence
for it. `_section` is where to start reading.
"""

from __future__ import annotations

from lstm_viz.ui.keras_code.statefulness._section import statefulness as statefulness
