"""What arrives in a visit: a link, a file or another model becomes the experiment."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import streamlit as st

from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import COLORS, Experiment, LinkReading, Scenario, View
from lstm_viz.states import InitialState, recipe_from_json
from lstm_viz.ui.visit import caches
from lstm_viz.ui.visit._experiment import current, put
from lstm_viz.ui.visit._fit import fitting_data, fitting_scenarios, fitting_view
from lstm_viz.ui.visit._language import t
from lstm_viz.ui.visit._place import choose_model
from lstm_viz.ui.visit._scenarios import first_state, new_scenario, remember_starts
from lstm_viz.ui.visit._sequences import keep_sequence, own_sequences
from lstm_viz.ui.visit._visitor_models import is_file_id
from lstm_viz.ui.visit._widgets import renew_widgets

_INCOMING: Final = "incoming"
_NOTICE: Final = "notice"
_ARRIVALS: Final = "arrivals"
_FITTED: Final = "fitted_model"
_PORTABLE: Final = ("zeros", "constant", "normal", "uniform")


def receive(reading: LinkReading) -> None:
    """Show what a link or file holds, as soon as its model is open."""
    st.session_state[_INCOMING] = reading
    if reading.model is not None:
        choose_model(reading.model)


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
    remember_starts()


def arrivals() -> int:
    """How many links and files were shown: each begins at its own step."""
    return st.session_state.get(_ARRIVALS, 0)


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


def _show(opened: Any, reading: LinkReading) -> None:
    """Make what was read the experiment, as far as it fits the model."""
    st.session_state[_ARRIVALS] = arrivals() + 1
    wrong: list[str] = []
    data = reading.data
    names = [sequence.name for sequence in caches.sequences_of(opened.id)]
    if data is not None:
        try:
            keep_sequence(opened.id, fitting_data(opened, data))
        except LstmVizError as error:
            wrong.append(t.told(error))
            data = None
    elif reading.sequence is not None and reading.sequence not in names:
        if reading.problem is None:
            wrong.append(
                t("This model has no sequence “{sequence}”.", sequence=reading.sequence)
            )
    if data is None:
        linked = reading.sequence
        sequence = linked if linked is not None and linked in names else names[0]
        data = own_sequences(opened.id).get(sequence)
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
    x = caches.sequence_of(made).x
    view = fitting_view(opened, x, reading.view, [scenario.id for scenario in scenarios])
    if view.unit != reading.view.unit:
        wrong.append(
            t("There is no unit {unit} in this layer: unit 0 is shown.", unit=reading.view.unit)
        )
    if old is not None:
        view = replace(view, page=old.view.page)
    put(replace(made, view=view))
    renew_widgets()
    if reading.problem is not None or wrong:
        more = t("Not all of it fits this model. {why}", why=wrong[0]) if wrong else ""
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
        scenarios = tuple(new_scenario(opened, position) for position in range(2))
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
    return first_state(opened, position).to_json()
