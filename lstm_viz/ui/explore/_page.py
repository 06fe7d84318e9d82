"""The page Explore: edit initial states, step, see."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from lstm_viz._language import N_
from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import MOST_UNITS, ORDERS, PICTURES
from lstm_viz.models import LayerSpec
from lstm_viz.player import OnShow, board, message, preset, read_units
from lstm_viz.tracing import Traces
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.components import LIVE_ROUTE, PLOTLY_ROUTE
from lstm_viz.ui.components.messages import unanswered
from lstm_viz.ui.components.player import player
from lstm_viz.ui.explore._numbers import numbers_table
from lstm_viz.ui.explore._redraw import EXPLORE
from lstm_viz.ui.explore.editor import edits_applied, state_bars_alone, state_editor
from lstm_viz.ui.explore.interventions import LANE, interventions_lane, wants_the_step
from lstm_viz.ui.live import Start, take_seat
from lstm_viz.ui.sidebar import refresh
from lstm_viz.ui.visit import caches, t

_PLAYER: Final = "player_fragment"
_PROBLEM: Final = "player_problem"
_START: Final = "player_start"
# Session key: number of the last wish of the player that was answered.
_ASKS: Final = "player_asks"


def explore() -> None:
    """Draw the page for the session's experiment."""
    opened = visit.opened()
    st.title(plain(visit.t.known(opened.title)), anchor=False)
    _explore(opened)


@st.fragment(key=EXPLORE)
def _explore(opened: Any) -> None:
    """What an edit draws anew: the player and the editor."""
    pictures, editor = st.columns([2.4, 1], gap="medium")
    with pictures:
        _pictures(opened)
    with editor, st.container(key="state_editor"):
        if st.context.is_embedded:
            state_bars_alone(opened, _traces())
        else:
            state_editor(opened, _traces())


@st.fragment(key=_PLAYER)
def _pictures(opened: Any) -> None:
    traces = _traces(show=True)
    if traces is None:
        return
    spec = visit.layer_of(opened)
    visit.choose_first_units(spec, traces)
    seat = take_seat()
    shown = _on_show(opened, spec, traces)
    sent = message(
        board(shown, traces),
        known=seat.known,
        problem=st.session_state.get(_PROBLEM),
        edits=edits_applied(),
        asks=st.session_state.get(_ASKS, 0),
        live={"route": LIVE_ROUTE.lstrip("/"), "handle": seat.handle},
        plotly=PLOTLY_ROUTE.lstrip("/"),
    )
    states = {s.id: visit.state_of(opened, s.id) for s in shown.scenarios}
    acting = visit.acting_in(visit.experiment(), traces)
    seat.show(Start(shown, states, traces, acting), sent.digests)
    player(sent.data, on_step=_on_step, on_view=_on_view)
    if not st.context.is_embedded:
        interventions_lane(opened, _redraw)
        fold = visit.fold(t("Numbers as a table"), "numbers_fold")
        if fold.open:
            with fold:
                numbers_table(opened, traces)
    notes = dict.fromkeys(note for trace in traces.values() for note in trace.notes)
    for note in map(t.known, notes):
        st.caption(plain(note))


def _on_show(opened: Any, spec: LayerSpec, traces: Traces) -> OnShow:
    current = visit.experiment()
    view = current.view
    steps = next(iter(traces.values()))[spec.name].T
    place = f"{current.model}|{current.sequence}|{visit.arrivals()}"
    if st.session_state.get(_START, ("", 0))[0] != place:
        # The step itself is never sent back, only where a new sequence begins.
        st.session_state[_START] = (place, min(view.step, steps))
    return OnShow(
        opened=opened,
        sequence=caches.sequence_of(current),
        spec=spec,
        scenarios=current.scenarios,
        view=view,
        units=visit.chosen_units(spec, traces),
        edited=visit.edited_scenario(),
        dark=visit.is_dark(),
        place=place,
        start=st.session_state[_START][1],
        language=visit.language(),
    )


def _on_step(step: Any) -> None:
    if isinstance(step, (int, float)) and step >= 0:
        visit.put(visit.experiment().with_view(step=int(step)))
        # The step is no part of what the player shows: the link follows, and what is edited there.
        refresh(*([LANE] if wants_the_step() else []))


def _redraw() -> None:
    refresh(_PLAYER)


def _on_view(sent: Any) -> None:
    """Apply what the visitor asked the player for, each wish once."""
    done = st.session_state.get(_ASKS, 0)
    for asked in unanswered(sent, "asks", done):
        _apply(asked)
        st.session_state[_ASKS] = asked["number"]
    refresh(_PLAYER)


def _apply(asked: dict[str, Any]) -> None:
    """Apply one wish; it comes from a browser, so all is checked."""
    opened = visit.opened()
    spec, traces = visit.layer_of(opened), _traces()
    if traces is None:
        return
    if asked.get("resend"):
        # The browser misses something that was sent: all of it is sent again.
        take_seat().known = frozenset()
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
        st.session_state[_PROBLEM] = t.told(error)


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
        raise LstmVizError(
            N_("At most {count} units are drawn as lines: remove some first."), count=MOST_UNITS
        )
    focus = unit if unit in units else min(units)
    visit.put(visit.experiment().with_view(units=tuple(sorted(units)), unit=focus))


def _traces(*, show: bool = False) -> Traces | None:
    try:
        return caches.traces(visit.experiment())
    except LstmVizError as error:
        if show:
            st.error(plain(t.told(error)))
        return None
