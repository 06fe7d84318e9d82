"""Going back and forth in what was done to the experiment."""

from __future__ import annotations

from lstm_viz.experiment import Experiment
from lstm_viz.ui.visit._experiment import experiment, history, remember, settle
from lstm_viz.ui.visit._history import History
from lstm_viz.ui.visit._place import choose_model
from lstm_viz.ui.visit._sequences import keep_sequence
from lstm_viz.ui.visit._widgets import renew_widgets


def undo() -> None:
    """Take the last change back."""
    if history().past:
        _travel(*history().undo(experiment()))


def redo() -> None:
    """Make the change again that was taken back last."""
    if history().future:
        _travel(*history().redo(experiment()))


def _travel(steps: History, there: Experiment) -> None:
    remember(steps)
    settle(there)
    choose_model(there.model)
    if there.data is not None:
        keep_sequence(there.model, there.data)
    renew_widgets()
