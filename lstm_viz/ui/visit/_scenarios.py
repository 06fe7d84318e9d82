"""Scenarios of the experiment: new ones, and their initial states."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

import streamlit as st

from lstm_viz.experiment import COLORS, Experiment, Scenario
from lstm_viz.states import InitialState
from lstm_viz.ui.visit._experiment import experiment, put

_STARTS: Final = "starting_states"


def add_scenario(
    opened: Any, *, name: str | None = None, state: InitialState | None = None
) -> str:
    """Add a scenario, with draws of its own unless a state is given; returns its id.

    Raises
    ------
    LstmVizError
        If there are as many scenarios as there may be.
    """
    now = experiment()
    taken = {key for model, key in st.session_state[_STARTS] if model == now.model}
    taken |= {scenario.id for scenario in now.scenarios}
    position = next(k for k in range(10_000) if f"s{k}" not in taken)
    names = {scenario.name for scenario in now.scenarios}
    choices: Iterable[str]
    if name is None:
        choices = map(_letter, range(position, 20_000))
    else:
        choices = (name if k == 1 else f"{name[:36]} {k}" for k in range(1, 20_000))
    name = next(choice for choice in choices if choice not in names)
    colors = [scenario.color for scenario in now.scenarios]
    free = [color for color in COLORS if color not in colors]
    scenario = new_scenario(opened, position, name, (free or COLORS)[0], state)
    put(now.with_scenario(scenario).with_view(edited=scenario.id))
    remember_starts()
    return scenario.id


def remember_starts() -> None:
    model = experiment().model
    found = {(model, s.id): s.state for s in experiment().scenarios}
    st.session_state[_STARTS] = {**found, **st.session_state.get(_STARTS, {})}


def state_of(opened: Any, key: str) -> InitialState:
    """Initial state of a scenario."""
    return InitialState.from_json(opened.model, dict(experiment().scenario(key).state))


def starting_state(opened: Any, key: str) -> InitialState:
    """Initial state that a scenario began with, for a reset."""
    state = st.session_state[_STARTS][experiment().model, key]
    return InitialState.from_json(opened.model, dict(state))


def put_state(key: str, state: InitialState, *, group: object = None) -> None:
    """Replace the initial state of a scenario; see `put`."""
    scenario = experiment().scenario(key)
    new = replace(scenario, state=state.to_json())
    put(experiment().with_scenario(new), group=None if group is None else (key, group))


def states_changed(one: Experiment, other: Experiment) -> tuple[str, ...] | None:
    """Ids of the scenarios whose states differ; None when anything else does too."""
    pairs = list(zip(one.scenarios, other.scenarios, strict=False))
    alike = tuple(replace(new, state=old.state) for old, new in pairs)
    if replace(other, scenarios=alike or other.scenarios) != one:
        return None
    return tuple(old.id for old, new in pairs if old.state != new.state)


def edited_scenario() -> str:
    """Id of the scenario in the editor: the second, unless another was chosen."""
    keys = [scenario.id for scenario in experiment().scenarios]
    chosen = experiment().view.edited
    return chosen if chosen in keys else keys[min(1, len(keys) - 1)]


def new_scenario(
    opened: Any,
    position: int,
    name: str | None = None,
    color: str | None = None,
    state: InitialState | None = None,
) -> Scenario:
    return Scenario(
        id=f"s{position}",
        name=name or _letter(position),
        color=color or COLORS[position % len(COLORS)],
        state=(state or first_state(opened, position)).to_json(),
    )


def first_state(opened: Any, position: int) -> InitialState:
    if position == 0:
        return InitialState.zeros(opened.model)
    return InitialState.normal(opened.model, scale=0.5, seed=6 + position)


def _letter(position: int) -> str:
    letter, round_ = chr(ord("A") + position % 26), position // 26
    return letter if round_ == 0 else f"{letter}{round_ + 1}"
