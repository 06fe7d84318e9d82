"""One session's experiment: read it, replace it, start it anew for another model."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

import streamlit as st

from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import COLORS, PAGES, Experiment, InputData, LinkReading, Scenario, View
from lstm_viz.models import LayerSpec
from lstm_viz.states import InitialState, recipe_from_json
from lstm_viz.ui import _caches
from lstm_viz.ui._fit import fitting_data, fitting_scenarios, fitting_view
from lstm_viz.ui._history import History
from lstm_viz.ui._visitor_models import is_file_id

_EXPERIMENT: Final = "experiment"
_HISTORY: Final = "history"
_INCOMING: Final = "incoming"
_NOTICE: Final = "notice"
_STARTS: Final = "starting_states"
_VERSION: Final = "widgets_version"
_ARRIVALS: Final = "arrivals"
_FITTED: Final = "fitted_model"
# Key of the widget that chooses the model.
_MODEL: Final = "model"
_PAGE: Final = "wanted_page"
_MOST_OWN_SEQUENCES: Final = 5
_PORTABLE: Final = ("zeros", "constant", "normal", "uniform")


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
        st.session_state[_HISTORY] = history().record(old, new, group=group)
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
            st.session_state[_HISTORY] = steps.record(old, new, words=words)


def settle(new: Experiment) -> None:
    """Replace the session's experiment by one in which the page itself filled in a choice."""
    st.session_state[_EXPERIMENT] = new


def go_to(page: str) -> None:
    """Say which page is on show."""
    if page in PAGES and experiment().view.page != page:
        settle(experiment().with_view(page=page))


def choose_place(**place: str) -> None:
    """Say which section of the page Keras code, or purpose in it, is on show."""
    settle(experiment().with_view(**place))


def want_page(page: str) -> None:
    """Have another page shown at the next run."""
    st.session_state[_PAGE] = page


def wanted_page() -> str | None:
    """The page to go to, once; None to stay."""
    return st.session_state.pop(_PAGE, None)


def history() -> History:
    """What can be undone and redone."""
    return st.session_state.get(_HISTORY, History())


def undo() -> None:
    """Take the last change back."""
    if history().past:
        _travel(*history().undo(experiment()))


def redo() -> None:
    """Make the change again that was taken back last."""
    if history().future:
        _travel(*history().redo(experiment()))


def _travel(steps: History, there: Experiment) -> None:
    st.session_state[_HISTORY] = steps
    settle(there)
    # The widget would choose the model that it showed last.
    st.session_state[_MODEL] = there.model
    if there.data is not None:
        _keep_sequence(there.model, there.data)
    renew_widgets()


def widgets_version() -> int:
    """Part of the key of every widget that shows the experiment: with another one, it is new."""
    return st.session_state.get(_VERSION, 0)


def renew_widgets() -> None:
    """Have the widgets show the experiment, and not what was entered into them."""
    st.session_state[_VERSION] = widgets_version() + 1


def follow(widget: str, value: Any) -> None:
    """Have a widget that is about to be drawn show a value of the experiment."""
    # Setting what is there already would take away what a visitor is typing.
    if widget not in st.session_state or st.session_state[widget] != value:
        st.session_state[widget] = value


def fold(label: str, key: str) -> Any:
    """A fold that is as it was left when its page is shown again; see its ``open``."""
    kept = f"{key}_kept"
    if key not in st.session_state:
        st.session_state[key] = st.session_state.get(kept, False)
    made = st.expander(label, key=key, on_change="rerun")
    st.session_state[kept] = bool(made.open)
    return made


def opened() -> Any:
    """The model of the session's experiment, with its sequences."""
    return _caches.material(experiment().model)


def receive(reading: LinkReading) -> None:
    """Show what a link or file holds, as soon as its model is open."""
    st.session_state[_INCOMING] = reading
    if reading.model is not None:
        st.session_state[_MODEL] = reading.model


def incoming() -> LinkReading | None:
    """What a link or file holds whose model is not open yet."""
    return st.session_state.get(_INCOMING)


def told_name(model: str) -> str:
    """Name of a model's file, as a link or the experiment tells it; empty when neither does."""
    told = [made for made in (incoming(), current()) if made is not None and made.model == model]
    return told[0].model_name if told else ""


def notice() -> str | None:
    """The sentence about what could not be shown of a link or file."""
    return st.session_state.get(_NOTICE)


def set_notice(sentence: str | None) -> None:
    """Say, or stop saying, what could not be shown."""
    st.session_state[_NOTICE] = sentence


def open_model(opened: Any) -> None:
    """Make the experiment one of this model: names and colours stay, what does not fit goes."""
    old, awaited = current(), incoming()
    if awaited is not None and awaited.model in (None, opened.id):
        st.session_state[_INCOMING] = None
        _show(opened, awaited)
    elif old is None or old.model != opened.id:
        put(_begin(opened, old))
        renew_widgets()
    elif st.session_state.get(_FITTED) != opened.id:
        _show(opened, reading_of(old))
    else:
        return
    st.session_state[_FITTED] = opened.id
    _remember_starts()


def arrivals() -> int:
    """How many links and files were shown: each begins at its own step."""
    return st.session_state.get(_ARRIVALS, 0)


def _show(opened: Any, reading: LinkReading) -> None:
    """Make what was read the experiment, as far as it fits the model."""
    st.session_state[_ARRIVALS] = arrivals() + 1
    wrong: list[str] = []
    data = reading.data
    names = [sequence.name for sequence in _caches.sequences_of(opened.id)]
    if data is not None:
        try:
            _keep_sequence(opened.id, fitting_data(opened, data))
        except LstmVizError as error:
            wrong.append(str(error))
            data = None
    elif reading.sequence is not None and reading.sequence not in names:
        if reading.problem is None:
            wrong.append(f"This model has no sequence “{reading.sequence}”.")
    if data is None:
        sequence = reading.sequence if reading.sequence in names else names[0]
        data = _own_sequences(opened.id).get(sequence)
    else:
        sequence = data.name
    scenarios = fitting_scenarios(opened, reading.scenarios, wrong)
    old = current()
    scenarios = scenarios or _begin(opened, None).scenarios
    made = Experiment(
        model=opened.id,
        model_name=_file_name(opened),
        sequence=sequence,
        data=data,
        scenarios=scenarios,
    )
    x = _caches.sequence_of(made).x
    view = fitting_view(opened, x, reading.view, [scenario.id for scenario in scenarios])
    if old is not None:
        view = replace(view, page=old.view.page)
    put(replace(made, view=view))
    renew_widgets()
    if reading.problem is not None or wrong:
        more = f"Not all of it fits this model. {wrong[0]}" if wrong else ""
        set_notice(reading.problem or more)


def _begin(opened: Any, old: Experiment | None) -> Experiment:
    """The experiment that a model begins with; what fits of the old one is carried over."""
    given = getattr(opened, "initial_states", ())
    if given:
        scenarios = tuple(
            Scenario(
                id=f"s{position}",
                name=name,
                color=COLORS[position % len(COLORS)],
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
    view = View(step=1)
    if old is not None:
        kept = ("pictures", "order", "gates", "page", "compare", "section", "purpose")
        view = replace(view, **{name: getattr(old.view, name) for name in kept})
    return Experiment(
        model=opened.id,
        model_name=_file_name(opened),
        sequence=opened.sequences[0].name,
        scenarios=scenarios,
        view=view,
    )


def _file_name(opened: Any) -> str:
    shown = "".join(letter for letter in opened.title if letter.isprintable())
    return shown[:200] if is_file_id(opened.id) else ""


def reading_of(made: Experiment) -> LinkReading:
    """A whole experiment as what was read."""
    return LinkReading(
        model=made.model,
        model_name=made.model_name,
        sequence=made.sequence,
        data=made.data,
        scenarios=made.scenarios,
        view=made.view,
    )


def _remember_starts() -> None:
    model = experiment().model
    found = {(model, s.id): s.state for s in experiment().scenarios}
    st.session_state[_STARTS] = {**found, **st.session_state.get(_STARTS, {})}


def _own_sequences(model: str) -> dict[str, InputData]:
    given = st.session_state.get(_caches.OWN_SEQUENCES, {}).get(model, ())
    return {sequence.name: sequence for sequence in given}


def _keep_sequence(model: str, data: InputData) -> None:
    kept = [own for own in _own_sequences(model).values() if own.name != data.name]
    every = st.session_state.get(_caches.OWN_SEQUENCES, {})
    kept = (*kept[1 - _MOST_OWN_SEQUENCES :], data)
    st.session_state[_caches.OWN_SEQUENCES] = {**every, model: kept}


def add_sequence(model: str, data: InputData) -> None:
    """Keep a visitor's sequence for a model, at most five, and show it."""
    _keep_sequence(model, data)
    choose_sequence(data.name)


def choose_sequence(name: str) -> None:
    """Show one of the model's sequences, its own or the visitor's."""
    data = _own_sequences(experiment().model).get(name)
    put(experiment().with_sequence(name, data).with_view(sample=0, step=1))


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
    if name is None:
        choices = map(_letter, range(position, 20_000))
    else:
        choices = (name if k == 1 else f"{name[:36]} {k}" for k in range(1, 20_000))
    name = next(choice for choice in choices if choice not in names)
    colors = [scenario.color for scenario in now.scenarios]
    free = [color for color in COLORS if color not in colors]
    scenario = _new_scenario(opened, position, name, (free or COLORS)[0], state)
    put(now.with_scenario(scenario).with_view(edited=scenario.id))
    _remember_starts()
    return scenario.id


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


def edited_scenario() -> str:
    """Id of the scenario in the editor: the second, unless another was chosen."""
    keys = [scenario.id for scenario in experiment().scenarios]
    chosen = experiment().view.edited
    return chosen if chosen in keys else keys[min(1, len(keys) - 1)]


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
        color=color or COLORS[position % len(COLORS)],
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
