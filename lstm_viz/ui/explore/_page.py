"""The page Explore: edit initial states, step, see."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import MOST_UNITS, ORDERS, PICTURES
from lstm_viz.figures import step_captions
from lstm_viz.models import LayerSpec
from lstm_viz.tracing import Traces
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.components import PLOTLY_ROUTE
from lstm_viz.ui.components.player import (
    output_numbers,
    payload,
    player,
    preset,
    read_units,
    unit_numbers,
    write_units,
)
from lstm_viz.ui.explore._editor import state_editor
from lstm_viz.ui.explore._numbers import numbers_table
from lstm_viz.ui.explore._pictures import sequence_pictures, signal_pictures
from lstm_viz.ui.explore.interventions import LANE, interventions_lane, wants_the_step
from lstm_viz.ui.sidebar import refresh
from lstm_viz.ui.visit import caches

_PLAYER: Final = "player_fragment"
_PROBLEM: Final = "player_problem"
_START: Final = "player_start"


def explore() -> None:
    """Draw the page for the session's experiment."""
    opened = visit.opened()
    st.title(plain(opened.title), anchor=False)
    pictures, editor = st.columns([2.4, 1], gap="medium")
    with pictures:
        _explore(opened)
    with editor:
        state_editor(opened, _traces())


@st.fragment(key=_PLAYER)
def _explore(opened: Any) -> None:
    traces = _traces(show=True)
    if traces is None:
        return
    spec = visit.layer_of(opened)
    visit.choose_first_units(spec, traces)
    player(_data(opened, spec, traces), on_step=_on_step, on_view=_on_view)
    interventions_lane(opened, _redraw)
    fold = visit.fold("Numbers as a table", "numbers_fold")
    if fold.open:
        with fold:
            numbers_table(opened, traces)
    notes = dict.fromkeys(note for trace in traces.values() for note in trace.notes)
    for note in notes:
        st.caption(plain(note))


def _data(opened: Any, spec: LayerSpec, traces: Traces) -> dict[str, Any]:
    current = visit.experiment()
    view, sequence = current.view, caches.sequence_of(current)
    steps = next(iter(traces.values()))[spec.name].T
    gates = tuple(signal for signal in spec.signals if signal not in spec.states)
    gates_open = bool(gates) and view.gates
    row_order = view.order
    pictures = [
        *sequence_pictures(opened, sequence, traces),
        *signal_pictures(spec, traces, spec.states, area="states", row_order=row_order),
    ]
    if gates_open:
        pictures += signal_pictures(spec, traces, gates, area="gates", row_order=row_order)
    place = f"{current.model}|{current.sequence}|{visit.arrivals()}"
    if st.session_state.get(_START, ("", 0))[0] != place:
        # The step itself is never sent back, only where a new sequence begins.
        st.session_state[_START] = (place, min(view.step, steps))
    direction = ""
    if spec.direction == "backward":
        direction = f" This layer reads backwards: at its step t it reads x at {steps + 1} - t."
    return payload(
        pictures,
        plotly=PLOTLY_ROUTE.lstrip("/"),
        place=place,
        start=st.session_state[_START][1],
        steps=steps,
        labels=step_captions(steps, sequence.labels),
        dark=visit.is_dark(),
        edited=visit.edited_scenario(),
        unit=unit_numbers(
            traces,
            current.scenarios,
            spec,
            unit=min(view.unit, spec.units - 1),
            sample=view.sample,
        ),
        outputs=output_numbers(
            traces,
            current.scenarios,
            sample=view.sample,
            names=opened.output_names,
            classes=opened.output_kind == "class",
        ),
        choices={
            "pictures": view.pictures,
            "units": write_units(visit.chosen_units(spec, traces)),
            "order": row_order,
        },
        gates_title=f"Gates {' '.join(gates)}" if gates else "",
        gates_open=gates_open,
        direction=direction,
        problem=st.session_state.get(_PROBLEM),
    )


def _on_step(step: Any) -> None:
    if isinstance(step, (int, float)) and step >= 0:
        visit.put(visit.experiment().with_view(step=int(step)))
        # The step is no part of what the player shows: the link follows, and what is edited there.
        refresh(*([LANE] if wants_the_step() else []))


def _redraw() -> None:
    refresh(_PLAYER)


def _on_view(asked: Any) -> None:
    """Apply what the visitor asked the player for; it comes from a browser, so all is checked."""
    if not isinstance(asked, dict):
        return
    opened = visit.opened()
    spec, traces = visit.layer_of(opened), _traces()
    if traces is None:
        return
    if {"units", "preset", "unit"} & asked.keys():
        # What is wrong with an entry is said until another one is right.
        st.session_state[_PROBLEM] = None
    try:
        if "units" in asked:
            _choose(spec, read_units(str(asked["units"]), spec.units))
        elif "preset" in asked:
            sample = visit.experiment().view.sample
            _choose(spec, preset(str(asked["preset"]), traces, spec, sample=sample))
        elif isinstance(asked.get("unit"), int):
            _click(spec, traces, asked)
        elif asked.get("pictures") in PICTURES:
            visit.put(visit.experiment().with_view(pictures=asked["pictures"]))
        elif asked.get("order") in ORDERS:
            visit.put(visit.experiment().with_view(order=asked["order"]))
        elif isinstance(asked.get("gates"), bool):
            visit.put(visit.experiment().with_view(gates=asked["gates"]))
    except LstmVizError as error:
        st.session_state[_PROBLEM] = str(error)
    refresh(_PLAYER)


def _choose(spec: LayerSpec, units: tuple[int, ...]) -> None:
    view = visit.experiment().view
    focus = view.unit if view.unit in units else units[0]
    visit.put(visit.experiment().with_view(units=units, unit=focus))


def _click(spec: LayerSpec, traces: Traces, asked: dict[str, Any]) -> None:
    """A clicked unit joins the lines and is spelled out; with shift, a range; with ctrl it goes."""
    unit, view = asked["unit"], visit.experiment().view
    if not 0 <= unit < spec.units:
        return
    units = set(visit.chosen_units(spec, traces))
    if asked.get("remove"):
        units -= {unit} if len(units) > 1 else set()
    elif asked.get("range"):
        units |= set(range(min(unit, view.unit), max(unit, view.unit) + 1))
    else:
        units |= {unit}
    if len(units) > MOST_UNITS:
        raise LstmVizError(f"At most {MOST_UNITS} units are drawn as lines: remove some first.")
    focus = unit if unit in units else min(units)
    visit.put(visit.experiment().with_view(units=tuple(sorted(units)), unit=focus))


def _traces(*, show: bool = False) -> Traces | None:
    try:
        return caches.traces(visit.experiment())
    except LstmVizError as error:
        if show:
            st.error(plain(error))
        return None
