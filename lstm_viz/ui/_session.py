"""One session's experiment: read it, replace it, start it anew for another model."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import streamlit as st

from lstm_viz.experiment import CompareView, Experiment, Scenario, View
from lstm_viz.figures import SCENARIO_COLORS
from lstm_viz.models import LayerSpec
from lstm_viz.states import InitialState, recipe_from_json
from lstm_viz.ui import _caches

_EXPERIMENT: Final = "experiment"
_STARTS: Final = "starting_states"
_UNDO: Final = "undo_history"
_GROUP: Final = "undo_group"
_MOST_UNDO: Final = 100
_PORTABLE: Final = ("zeros", "constant", "normal", "uniform")


def experiment() -> Experiment:
    """The session's experiment; there is one from `open_model` on."""
    return st.session_state[_EXPERIMENT]


def current() -> Experiment | None:
    """The session's experiment; None before the first model is opened."""
    return st.session_state.get(_EXPERIMENT)


def put(new: Experiment) -> None:
    """Replace the session's experiment."""
    st.session_state[_EXPERIMENT] = new


def opened() -> Any:
    """The model of the session's experiment, with its sequences."""
    return _caches.material(experiment().model)


def open_model(opened: Any) -> None:
    """Make the experiment one of this model: names and colours stay, what does not fit goes."""
    old: Experiment | None = st.session_state.get(_EXPERIMENT)
    if old is not None and old.model == opened.id:
        return
    given = getattr(opened, "initial_states", ())
    if given:
        scenarios = tuple(
            Scenario(
                id=f"s{position}",
                name=name,
                color=SCENARIO_COLORS[position % len(SCENARIO_COLORS)],
                state=state.to_json(),
            )
            for position, (name, state) in enumerate(given)
        )
    elif old is None:
        scenarios = tuple(_new_scenario(opened, position) for position in range(2))
    else:
        scenarios = tuple(
            replace(scenario, state=_carried(opened, scenario.state, position))
            for position, scenario in enumerate(old.scenarios)
        )
    st.session_state[_STARTS] = {scenario.id: scenario.state for scenario in scenarios}
    pictures = old.view.pictures if old is not None else "lines"
    settings = old.view.compare if old is not None else CompareView()
    put(
        Experiment(
            model=opened.id,
            sequence=opened.sequences[0].name,
            scenarios=scenarios,
            view=View(pictures=pictures, step=1, compare=settings),
        )
    )


def add_sequence(model: str, sequence: Any) -> None:
    """Keep a visitor's sequence for a model, at most five, and show it."""
    every = st.session_state.get(_caches.OWN_SEQUENCES, {})
    kept = [own for own in every.get(model, ()) if own.name != sequence.name]
    st.session_state[_caches.OWN_SEQUENCES] = {**every, model: (*kept[-4:], sequence)}
    put(replace(experiment(), sequence=sequence.name).with_view(sample=0, step=1))


def choose_sequence(name: str) -> None:
    """Show one of the model's sequences, its own or the visitor's."""
    put(experiment().with_sequence(name).with_view(sample=0, step=1))


def add_scenario(
    opened: Any, *, name: str | None = None, state: InitialState | None = None
) -> str:
    """Add a scenario, with draws of its own unless a state is given; returns its id.

    Raises
    ------
    LstmVizError
        If there are as many scenarios as there may be.
    """
    current = experiment()
    taken = set(st.session_state[_STARTS])
    position = next(k for k in range(10_000) if f"s{k}" not in taken)
    names = {scenario.name for scenario in current.scenarios}
    if name is None:
        choices = map(_letter, range(position, 20_000))
    else:
        choices = (name if k == 1 else f"{name[:36]} {k}" for k in range(1, 20_000))
    name = next(choice for choice in choices if choice not in names)
    colors = [scenario.color for scenario in current.scenarios]
    free = [color for color in SCENARIO_COLORS if color not in colors]
    scenario = _new_scenario(opened, position, name, (free or SCENARIO_COLORS)[0], state)
    put(current.with_scenario(scenario))
    st.session_state[_STARTS] = {**st.session_state[_STARTS], scenario.id: scenario.state}
    return scenario.id


def state_of(opened: Any, key: str) -> InitialState:
    """Initial state of a scenario."""
    return InitialState.from_json(opened.model, dict(experiment().scenario(key).state))


def starting_state(opened: Any, key: str) -> InitialState:
    """Initial state that a scenario began with, for a reset."""
    return InitialState.from_json(opened.model, dict(st.session_state[_STARTS][key]))


def put_state(key: str, state: InitialState, *, group: object = None) -> None:
    """Replace the initial state of a scenario; what it was can be undone.

    Changes that follow each other with the same ``group`` are one step for undo.
    """
    current = experiment()
    scenario = current.scenario(key)
    new = state.to_json()
    if new == scenario.state:
        return
    past, future = _history(key)
    same = group is not None and st.session_state.get(_GROUP) == (key, group)
    st.session_state[_GROUP] = (key, group)
    _keep_history(key, past if same and past else [*past, dict(scenario.state)][-_MOST_UNDO:], [])
    put(current.with_scenario(replace(scenario, state=new)))


def can_undo(key: str) -> tuple[bool, bool]:
    """Whether there is something to undo, and to redo, in a scenario."""
    past, future = _history(key)
    return bool(past), bool(future)


def undo(key: str) -> None:
    """Take the last change of a scenario's initial state back."""
    past, future = _history(key)
    if past:
        _travel(key, past[-1], past[:-1], [*future, dict(experiment().scenario(key).state)])


def redo(key: str) -> None:
    """Make a change of a scenario's initial state again."""
    past, future = _history(key)
    if future:
        now = dict(experiment().scenario(key).state)
        _travel(key, future[-1], [*past, now], future[:-1])


def _travel(key: str, state: Any, past: list[Any], future: list[Any]) -> None:
    current = experiment()
    put(current.with_scenario(replace(current.scenario(key), state=state)))
    _keep_history(key, past, future)
    st.session_state[_GROUP] = None


def _history(key: str) -> tuple[list[Any], list[Any]]:
    kept = st.session_state.get(_UNDO, {})
    return kept.get((experiment().model, key), ([], []))


def _keep_history(key: str, past: list[Any], future: list[Any]) -> None:
    kept = st.session_state.get(_UNDO, {})
    st.session_state[_UNDO] = {**kept, (experiment().model, key): (past, future)}


def layer_of(opened: Any) -> LayerSpec:
    """The chosen recurrent layer."""
    specs = opened.model.layers
    return next((spec for spec in specs if spec.name == experiment().view.layer), specs[0])


def is_dark() -> bool:
    """Whether the visitor's theme is dark."""
    return st.context.theme.type == "dark"


def _new_scenario(
    opened: Any,
    position: int,
    name: str | None = None,
    color: str | None = None,
    state: InitialState | None = None,
) -> Scenario:
    return Scenario(
        id=f"s{position}",
        name=name or _letter(position),
        color=color or SCENARIO_COLORS[position % len(SCENARIO_COLORS)],
        state=(state or _start(opened, position)).to_json(),
    )


def _start(opened: Any, position: int) -> InitialState:
    if position == 0:
        return InitialState.zeros(opened.model)
    return InitialState.normal(opened.model, scale=0.5, seed=6 + position)


def _carried(opened: Any, state: Any, position: int) -> dict[str, Any]:
    """The same kind of state for another model, where its recipe does not depend on the layer."""
    for signals in state.get("layers", {}).values():
        entry = signals.get("h", {})
        if entry.get("recipe", {}).get("kind") in _PORTABLE:
            recipe = recipe_from_json(entry["recipe"])
            carried = InitialState.own(opened.model)
            for spec in opened.model.layers:
                if spec.source != "given":
                    carried = carried.with_recipe(spec.name, recipe)
            return carried.to_json()
    return _start(opened, position).to_json()


def _letter(position: int) -> str:
    letter, round_ = chr(ord("A") + position % 26), position // 26
    return letter if round_ == 0 else f"{letter}{round_ + 1}"
