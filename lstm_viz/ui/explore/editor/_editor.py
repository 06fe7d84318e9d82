"""The editor of one scenario's initial state in the chosen layer."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import streamlit as st

from lstm_viz.errors import LstmVizError
from lstm_viz.models import LayerSpec
from lstm_viz.player import read_edit
from lstm_viz.states import InitialState
from lstm_viz.tracing import Trace, Traces
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.components.state_bars import state_bars
from lstm_viz.ui.explore._redraw import redraw
from lstm_viz.ui.explore.editor._actions import state_actions
from lstm_viz.ui.explore.editor._recipe import ALL_LAYERS, Place, next_roll, recipe_fields
from lstm_viz.ui.explore.editor._table import new_table, state_table
from lstm_viz.ui.visit import choices, t

_EDITED: Final = "edited_scenario"
_SEQ: Final = "bars_seq"
_BARS_ERROR: Final = "bars_error"


def edits_applied() -> int:
    """Number of the last edit of the bars that the experiment has."""
    return st.session_state.get(_SEQ, 0)


def state_editor(opened: Any, traces: Traces | None) -> None:
    """Draw the editor; every change is applied at once, a wrong one is answered in place."""
    st.header(t("Initial state"), anchor=False)
    spec = visit.layer_of(opened)
    with st.container(horizontal=True, gap="small", key="editor_choice"):
        scenario = _choose_scenario()
        signals = _choose_signals(spec)
    state = visit.state_of(opened, scenario)
    place = Place(opened, scenario, spec, signals)
    if traces is not None:
        _bars(opened, scenario, spec, traces, next_roll(place, state))
    recipe_fields(place, state)
    if len(opened.model.layers) > 1:
        st.checkbox(
            t("in all layers"),
            key=ALL_LAYERS,
            persist_state="session",
            help=t("A recipe chosen now applies to every recurrent layer, in both directions."),
        )
    with st.container(horizontal=True, gap="small"):
        edited = any(state.edits(spec.name, signal) for signal in spec.states)
        st.button(
            t("Drop edits"),
            key="undo_edits",
            on_click=_undo_edits,
            args=(place,),
            disabled=not edited,
            help=t("Back to what the recipe gives, without the units set by hand."),
        )
        st.button(
            t("Reset"),
            key="reset_state",
            on_click=_reset,
            args=(place,),
            help=t("Back to what this scenario began with, in this layer."),
        )
        if traces is not None:
            state_actions(opened, scenario, spec, signals, traces)
    for note in state.notes():
        # In English, whatever the visitor reads.
        if f"'{spec.name}'" in note:
            st.caption(f":material/info: {plain(t.known(note))}")
    if traces is not None:
        fold = visit.fold(t("As a table"), "table_fold")
        if fold.open:
            with fold:
                state_table(opened, scenario, spec, traces[scenario][spec.name])


def state_bars_alone(opened: Any, traces: Traces | None) -> None:
    """Draw the bars and the choice of a scenario, nothing else."""
    scenario = _choose_scenario()
    if traces is not None:
        _bars(opened, scenario, visit.layer_of(opened), traces)


def _bars(
    opened: Any,
    scenario: str,
    spec: LayerSpec,
    traces: Traces,
    roll: dict[str, np.ndarray] | None = None,
) -> None:
    current = visit.experiment()
    steps = visit.history()

    def edited(sent: Any) -> None:
        st.session_state[_BARS_ERROR] = None
        changed: tuple[str, ...] | None = (scenario,)
        try:
            edit = read_edit(sent, spec)
            if edit.seq <= edits_applied():
                return
            st.session_state[_SEQ] = edit.seq
            if edit.command is not None:
                before = visit.experiment()
                {"undo": visit.undo, "redo": visit.redo}[edit.command]()
                changed = visit.states_changed(before, visit.experiment())
            else:
                state = visit.state_of(opened, scenario).with_units(spec.name, edit.changes)
                visit.put_state(scenario, state, group=edit.group)
            new_table()
        except LstmVizError as error:
            st.session_state[_BARS_ERROR] = t.told(error)
        if changed is None:
            # Names, colours or the model are in the sidebar too.
            st.rerun()
        redraw(*changed)

    state_bars(
        place=(current.model, spec.name, scenario, str(current.view.sample)),
        values=_first_values(spec, traces[scenario], current.view.sample),
        others={
            (other.id, other.name): _first_values(spec, traces[other.id], current.view.sample)
            for other in current.scenarios
            if other.id != scenario
        },
        roll=roll,
        color=current.scenario(scenario).color,
        undo=steps.past[-1].words if steps.past else "",
        redo=steps.future[-1].words if steps.future else "",
        seq=edits_applied(),
        on_edit=edited,
        t=t,
    )
    if st.session_state.get(_BARS_ERROR):
        st.error(plain(st.session_state[_BARS_ERROR]))


def _first_values(spec: LayerSpec, run: Trace, sample: int) -> dict[str, np.ndarray]:
    return {signal: run[spec.name].signal(signal)[sample, 0] for signal in spec.states}


def _choose_scenario() -> str:
    scenarios = visit.experiment().scenarios
    names = {scenario.id: scenario.name for scenario in scenarios}
    chosen: str = choices.segmented_control(
        t("Scenario"),
        list(names),
        format_func=lambda key: plain(names.get(key, key)),
        required=True,
        label_visibility="collapsed",
        width="content",
        **visit.tied(_EDITED, visit.edited_scenario(), _edit_scenario, begins="default"),
    )
    return chosen


def _edit_scenario(chosen: str) -> None:
    visit.put(visit.experiment().with_view(edited=chosen))
    redraw(chosen)


def _choose_signals(spec: LayerSpec) -> tuple[str, ...]:
    if len(spec.states) == 1:
        return spec.states
    every = " and ".join(spec.states)
    halves = {every: spec.states} | {name: (name,) for name in spec.states}
    chosen = choices.segmented_control(
        t("Applies to"),
        list(halves),
        default=every,
        format_func=lambda key: t(" and ").join(halves.get(key, (key,))),
        key="editor_signals",
        persist_state="session",
        required=True,
        label_visibility="collapsed",
        width="content",
    )
    return halves[chosen or every]


def _undo_edits(place: Place) -> None:
    place.apply(lambda s: s.without_edits(place.spec.name))


def _reset(place: Place) -> None:
    layer = place.spec.name
    start = visit.starting_state(place.opened, place.scenario)

    def make(state: InitialState) -> InitialState:
        for signal in place.spec.states:
            state = state.with_recipe(layer, start.recipe(layer, signal), signals=(signal,))
        return state

    # The fields show the recipe again, not what was typed last.
    visit.renew_widgets()
    place.apply(make)
