"""Edit the state at the cursor: bars of h_t and c_t, as those of h0 and c0."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from lstm_viz.errors import LstmVizError
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.components.state_bars import read_edit, state_bars
from lstm_viz.ui.explore.interventions._edits import with_values
from lstm_viz.ui.explore.interventions._place import Place, tell

_SEQ: Final = "state_here_seq"


def state_here(place: Place) -> None:
    """Draw the bars of the state after the step at which the cursor stands."""
    spec, t, scenario = place.spec, place.step, place.scenario
    if t == 0:
        st.info(
            "At t = 0 this is the initial state, which has its own bars beside the pictures: move "
            "the cursor to a later step."
        )
        return
    layer = place.traces[scenario.id][spec.name]
    sample = visit.experiment().view.sample
    st.markdown(f"**State of {plain(scenario.name)} after step {t}**, layer {plain(spec.name)}")
    if layer.mask is not None and not layer.mask[min(sample, len(layer.mask) - 1), t - 1]:
        st.caption("This step is masked: a change here has no effect.")

    def edited(sent: Any) -> None:
        try:
            edit = read_edit(sent, spec)
            if edit.seq <= st.session_state.get(_SEQ, 0):
                return
            st.session_state[_SEQ] = edit.seq
            if edit.command is not None:
                {"undo": visit.undo, "redo": visit.redo}[edit.command]()
            else:
                ones = visit.experiment().scenario(scenario.id).interventions
                changed = with_values(ones, spec.name, t, edit.changes)
                place.put(scenario.id, changed, group=("here", scenario.id, t, edit.group))
        except LstmVizError as error:
            tell(error)
        place.redraw()

    steps = visit.history()
    state_bars(
        key="state_here",
        at=t,
        label=f"State after step {t}, one bar per unit",
        place=(visit.experiment().model, spec.name, scenario.id, str(sample), str(t)),
        values={s: layer.signal(s)[min(sample, len(layer.h) - 1), t] for s in spec.states},
        color=scenario.color,
        undo=steps.past[-1].words if steps.past else "",
        redo=steps.future[-1].words if steps.future else "",
        seq=st.session_state.get(_SEQ, 0),
        on_edit=edited,
    )
    st.caption(
        f"What is drawn here is set after step {t}: step {t + 1} reads it. c alone leaves h of "
        f"step {t} as it was."
    )
