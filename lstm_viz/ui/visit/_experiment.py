"""The experiment of one visit: read it, replace it, and what can be undone of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import streamlit as st

from lstm_viz.experiment import Experiment
from lstm_viz.models import LayerSpec
from lstm_viz.ui.visit import caches
from lstm_viz.ui.visit._history import History
from lstm_viz.ui.visit._language import translate

_EXPERIMENT: Final = "experiment"
_HISTORY: Final = "history"


def experiment() -> Experiment:
    """The session's experiment; there is one from `open_model` on."""
    return st.session_state[_EXPERIMENT]


def current() -> Experiment | None:
    """The session's experiment; None before the first model is opened."""
    return st.session_state.get(_EXPERIMENT)


def put(new: Experiment, *, group: object = None) -> None:
    """Replace the session's experiment; what was done can be undone.

    Changes that follow each other with the same ``group`` are one step for undo. Moving in time or
    to another page is none.
    """
    old = current()
    if old is not None:
        remember(history().record(old, new, group=group, t=translate()))
    settle(new)


@contextmanager
def one_step(words: str) -> Iterator[None]:
    """What is put inside is one step for undo, called ``words``; nothing, if nothing changed."""
    old, steps = current(), history()
    try:
        yield
    finally:
        new = current()
        if old is not None and new is not None:
            remember(steps.record(old, new, words=words))


def settle(new: Experiment) -> None:
    """Replace the session's experiment by one in which the page itself filled in a choice."""
    st.session_state[_EXPERIMENT] = new


def history() -> History:
    """What can be undone and redone."""
    return st.session_state.get(_HISTORY, History())


def remember(steps: History) -> None:
    """Replace what can be undone and redone."""
    st.session_state[_HISTORY] = steps


def opened() -> Any:
    """The model of the session's experiment, with its sequences."""
    return caches.material(experiment().model)


def layer_of(opened: Any) -> LayerSpec:
    """The chosen recurrent layer."""
    specs = opened.model.layers
    return next((spec for spec in specs if spec.name == experiment().view.layer), specs[0])
