"""What is known becomes findings: events of code, or states themselves, go in; findings come out.

A rule has two halves of one name. Its words and its examples are data, in the files of ``written``
(`_catalogue` holds them all); what it looks for is a function in one of the modules ``_on_…``,
which hears of the events that concern it. `_states` judges states, wherever they come from. Start
with `_catalogue` and `_told`.
"""

from __future__ import annotations

from lstm_viz.keras_code.doctor.rules import _on_calls as _on_calls
from lstm_viz.keras_code.doctor.rules import _on_making as _on_making
from lstm_viz.keras_code.doctor.rules import _on_running as _on_running
from lstm_viz.keras_code.doctor.rules import _on_states as _on_states
from lstm_viz.keras_code.doctor.rules._catalogue import RULES as RULES
from lstm_viz.keras_code.doctor.rules._examples import tables as tables
from lstm_viz.keras_code.doctor.rules._told import Told as Told
