"""Runs from initial states that the page does not know yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lstm_viz.errors import LstmVizError
from lstm_viz.interventions import Intervention
from lstm_viz.states import InitialState
from lstm_viz.tracing import Traces
from lstm_viz.ui.visit import LastRun
from lstm_viz.ui.visit.caches import running


def runs_from(
    last_run: LastRun,
    opened: Any,
    x: Any,
    edited: Mapping[str, InitialState],
    states: Mapping[str, InitialState],
    acting: Mapping[str, Sequence[Intervention]],
) -> Traces:
    """Run the model from edited states, by scenario id.

    Parameters
    ----------
    last_run : LastRun
        Of the visit: the page takes from it what the hand has seen.
    opened : object
        The model and what belongs to it.
    x : input
    edited, states : mapping of scenario id to InitialState
        The states under the hand, and those of all scenarios as the page knows them.
    acting : mapping of scenario id to sequence of Intervention

    Raises
    ------
    LstmVizError
        When the model has left the visit, or cannot be run.
    """
    if opened.model is None:
        raise LstmVizError("This model has left the visit: open it again.")
    # A splice may take its state from the run of any other scenario.
    begun = {**states, **edited} if acting else dict(edited)
    with running(opened):
        return last_run.of(opened.model, x, begun, acting)
