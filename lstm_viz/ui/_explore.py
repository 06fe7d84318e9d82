"""The page Explore: edit initial states, step, see."""

from __future__ import annotations

from typing import Any

import streamlit as st

from lstm_viz.errors import LstmVizError
from lstm_viz.tracing import Traces
from lstm_viz.ui import _caches, _session
from lstm_viz.ui._numbers import numbers_table
from lstm_viz.ui._pictures import (
    choose_first_units,
    sequence_pictures,
    signal_pictures,
    state_controls,
)
from lstm_viz.ui._state_editor import state_editor
from lstm_viz.ui._step import cursor, numbers_at_step, step_control


def explore() -> None:
    """Draw the page for the session's experiment."""
    opened = _session.opened()
    st.title(opened.title, anchor=False)
    pictures, editor = st.columns([2.4, 1], gap="medium")
    with pictures:
        _explore(opened)
    with editor:
        state_editor(opened, _traces())


@st.fragment
def _explore(opened: Any) -> None:
    traces = _traces(show=True)
    if traces is None:
        return
    sequence = _caches.sequence_of(_session.experiment())
    spec = _session.layer_of(opened)
    choose_first_units(spec, traces)
    steps = next(iter(traces.values()))[spec.name].T
    step = step_control(steps, sequence.labels)
    cursor(step, steps)
    with st.container(key="pictures"):
        sequence_pictures(opened, sequence, traces)
        state_controls(spec, traces)
        signal_pictures(spec, traces, spec.states)
    gates = tuple(signal for signal in spec.signals if signal not in spec.states)
    if gates:
        fold = st.expander(f"Gates {' '.join(gates)}", key="gates_fold", on_change="rerun")
        if fold.open:
            with fold, st.container(key="gates"):
                signal_pictures(spec, traces, gates)
    numbers_at_step(traces, spec, step=step)
    fold = st.expander("Numbers as a table", key="numbers_fold", on_change="rerun")
    if fold.open:
        with fold:
            numbers_table(opened, traces)
    notes = dict.fromkeys(note for trace in traces.values() for note in trace.notes)
    for note in notes:
        st.caption(note)


def _traces(*, show: bool = False) -> Traces | None:
    try:
        return _caches.traces(_session.experiment())
    except LstmVizError as error:
        if show:
            st.error(str(error))
        return None
