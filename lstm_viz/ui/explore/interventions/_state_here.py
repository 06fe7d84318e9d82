"""Edit the state at the cursor: bars of h_t and c_t, as those of h0 and c0."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from lstm_viz.errors import LstmVizError
from lstm_viz.player import read_edit
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.components.state_bars import state_bars
from lstm_viz.ui.explore.interventions._edits import with_values
from lstm_viz.ui.explore.interventions._place import Place, tell
from lstm_viz.ui.visit import t

_SEQ: Final = "state_here_seq"


def state_here(place: Place) -> None:
    """Draw the bars of the state after the step at which the cursor stands."""
    spec, step, scenario = place.spec, place.step, place.scenario
    if step == 0:
        st.info(
            t(
                "At t = 0 this is the initial state, which has its own bars beside the pictures: "
                "move the cursor to a later step."
            )
        )
        return
    layer = place.traces[scenario.id][spec.name]
    sample = visit.experiment().view.sample
    st.markdown(
        t(
            "**State of {scenario} after step {step}**, layer {layer}",
            scenario=plain(scenario.name),
            step=step,
            layer=plain(spec.name),
        )
    )
    if layer.mask is not None and not layer.mask[min(sample, len(layer.mask) - 1), step - 1]:
        st.caption(t("This step is masked: a change here has no effect."))

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
                changed = with_values(ones, spec.name, step, edit.changes)
                place.put(scenario.id, changed, group=("here", scenario.id, step, edit.group))
        except LstmVizError as error:
            tell(error)
        place.redraw()

    steps = visit.history()
    state_bars(
        key="state_here",
        at=step,
        label=t("State after step {step}, one bar per unit", step=step),
        place=(visit.experiment().model, spec.name, scenario.id, str(sample), str(step)),
        values={s: layer.signal(s)[min(sample, len(layer.h) - 1), step] for s in spec.states},
        color=scenario.color,
        undo=steps.past[-1].words if steps.past else "",
        redo=steps.future[-1].words if steps.future else "",
        seq=st.session_state.get(_SEQ, 0),
        on_edit=edited,
        t=t,
    )
    st.caption(
        t(
            "What is drawn here is set after step {step}: step {following} reads it. c alone "
            "leaves h of step {step} as it was.",
            step=step,
            following=step + 1,
        )
    )
