"""What is known becomes findings: events of code, or states themselves, go in; findings come out.

A rule has two halves of one name. Its words and its examples are data (`_catalogue` holds them
all); what it looks for is a function in one of the modules ``_on_…``, which hears of the events
that concern it. `_states` judges states, wherever they come from. Start with `_rule` and `_told`.
"""

from __future__ import annotations

from lstm_viz.keras_code.doctor.reading import Event, Reading
from lstm_viz.keras_code.doctor.rules import (
    _on_calls,
    _on_making,
    _on_results,
    _on_running,
    _on_states,
)
from lstm_viz.keras_code.doctor.rules._catalogue import RULES as RULES
from lstm_viz.keras_code.doctor.rules._catalogue import finding as finding
from lstm_viz.keras_code.doctor.rules._examples import tables as tables
from lstm_viz.keras_code.doctor.rules._states import states_problems as states_problems
from lstm_viz.keras_code.doctor.rules._states import value_problems as value_problems
from lstm_viz.keras_code.doctor.rules._told import CHECKS, Told

__all__ = ["RULES", "Told", "at_the_end", "finding", "hear", "states_problems",
           "tables", "value_problems"]
_LISTENING = (_on_calls, _on_making, _on_results, _on_running, _on_states)


def hear(event: Event, told: Told) -> None:
    """Let every rule that an event concerns look at it."""
    for check in CHECKS.get(event.what, ()):
        check(event, told)


def at_the_end(reading: Reading, told: Told) -> None:
    """Let the rules look that need the whole program."""
    _on_making.states_at_the_end(reading.models, told)
    _on_running.at_the_end(told)
