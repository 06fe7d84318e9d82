"""The editor of one scenario's initial state in the chosen layer."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any, Final

import numpy as np
import streamlit as st

from lstm_viz._language import N_
from lstm_viz.errors import LstmVizError
from lstm_viz.inputs import read_list
from lstm_viz.models import LayerSpec
from lstm_viz.player import read_edit
from lstm_viz.states import Constant, InitialState, Normal, OneUnit, Own, Uniform, Values, Zeros
from lstm_viz.tracing import Trace, Traces
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.components.state_bars import state_bars
from lstm_viz.ui.explore._editor_actions import state_actions
from lstm_viz.ui.explore._editor_table import new_table, state_table
from lstm_viz.ui.explore._redraw import redraw
from lstm_viz.ui.visit import t, translate

_KINDS: Final = {
    "zeros": N_("zeros"),
    "normal": N_("random, normal"),
    "uniform": N_("random, uniform"),
    "constant": N_("constant"),
    "one_unit": N_("one unit"),
    "values": N_("paste numbers"),
    "own": N_("the model's own"),
}
_RANDOM: Final = {"normal": Normal, "uniform": Uniform}
_MOST_SEED: Final = 2**63 - 1
_ERRORS: Final = "editor_errors"
# Session key: whether the numbers that were pasted last have decimal commas.
_PASTED: Final = "editor_pasted"
_EDITED: Final = "edited_scenario"
_ALL_LAYERS: Final = "all_layers"
_SEQ: Final = "bars_seq"
# Session key of the seed that Randomize takes next.
_NEXT_SEED: Final = "next_seed"
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
    place = _Place(opened, scenario, spec, signals)
    if traces is not None:
        _bars(opened, scenario, spec, traces, _next_roll(place, state))
    _recipe(place, state)
    if len(opened.model.layers) > 1:
        st.checkbox(
            t("in all layers"),
            key=_ALL_LAYERS,
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
        if f"'{spec.name}'" in note:
            st.caption(f":material/info: {plain(note)}")
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


class _Place:
    """What the editor writes to: signals of one layer of one scenario."""

    def __init__(
        self, opened: Any, scenario: str, spec: LayerSpec, signals: tuple[str, ...]
    ) -> None:
        self.opened, self.scenario, self.spec, self.signals = opened, scenario, spec, signals
        model, version = visit.experiment().model, visit.widgets_version()
        self.key = f"editor|{model}|{spec.name}|{scenario}|{''.join(signals)}|{version}|"

    def widget(self, field: str) -> str:
        """Key of the widget of a field."""
        return self.key + field

    def now(self, field: str, shown: Any) -> Any:
        """A field of the recipe as it is by now: two quick edits come from one drawing."""
        state = visit.state_of(self.opened, self.scenario)
        return getattr(state.recipe(self.spec.name, self.signals[0]), field, shown)

    def apply(self, make: Callable[[InitialState], InitialState]) -> None:
        """Change the state, or keep the sentence that says why not."""
        try:
            self.put(make)
        except LstmVizError as error:
            st.session_state[_ERRORS] = {self.key: t.told(error)}
        redraw(self.scenario)

    def put(self, make: Callable[[InitialState], InitialState]) -> None:
        """Change the state."""
        visit.put_state(self.scenario, make(visit.state_of(self.opened, self.scenario)))
        st.session_state[_ERRORS] = {}
        new_table()

    def use(self, recipe: Any) -> None:
        """Use a recipe that was typed; the field tells why it is refused."""
        self.put(self.with_recipe(recipe))
        redraw(self.scenario)

    def recipe(self, recipe: Any) -> None:
        """Use a recipe that was chosen, or keep the sentence that says why not."""
        self.apply(self.with_recipe(recipe))

    def with_recipe(self, recipe: Any) -> Callable[[InitialState], InitialState]:
        """The recipe for the signals, in this layer or in all."""
        specs = [self.spec]
        if st.session_state.get(_ALL_LAYERS) and recipe.kind not in ("values", "one_unit"):
            specs = [spec for spec in self.opened.model.layers if spec.source != "given"]

        def make(state: InitialState) -> InitialState:
            for spec in specs:
                signals = tuple(signal for signal in self.signals if signal in spec.states)
                if signals:
                    state = state.with_recipe(spec.name, recipe, signals=signals)
            return state

        return make


def _choose_scenario() -> str:
    scenarios = visit.experiment().scenarios
    names = {scenario.id: scenario.name for scenario in scenarios}
    visit.follow(_EDITED, visit.edited_scenario())
    return st.segmented_control(
        t("Scenario"),
        list(names),
        key=_EDITED,
        on_change=_edit_scenario,
        format_func=lambda key: plain(names.get(key, key)),
        required=True,
        label_visibility="collapsed",
        width="content",
    )


def _edit_scenario() -> None:
    chosen = st.session_state[_EDITED]
    # A page that is being left tells that nothing is chosen.
    if chosen is not None:
        visit.put(visit.experiment().with_view(edited=chosen))
        redraw(chosen)


def _choose_signals(spec: LayerSpec) -> tuple[str, ...]:
    if len(spec.states) == 1:
        return spec.states
    every = " and ".join(spec.states)
    choices = {every: spec.states} | {name: (name,) for name in spec.states}
    chosen = st.segmented_control(
        t("Applies to"),
        list(choices),
        default=every,
        format_func=lambda key, t=translate(): t(" and ").join(choices.get(key, (key,))),
        key="editor_signals",
        persist_state="session",
        required=True,
        label_visibility="collapsed",
        width="content",
    )
    return choices[chosen or every]


def _recipe(place: _Place, state: InitialState) -> None:
    recipe = state.recipe(place.spec.name, place.signals[0])
    kind = recipe.kind
    chosen = st.selectbox(
        t("Recipe"),
        list(_KINDS),
        index=list(_KINDS).index(kind),
        key=place.widget("kind"),
        format_func=lambda key, t=translate(): t.known(_KINDS.get(key, key)),
        on_change=_choose_kind,
        args=(place,),
    )
    if chosen in _RANDOM:
        _random(place, recipe if kind in _RANDOM else _RANDOM[chosen](0.5, 7))
    elif chosen == "constant":
        recipe = recipe if kind == "constant" else Constant(0.5)
        _number(place, "value", t("Value"), recipe.value, lambda value: Constant(value))
    elif chosen == "one_unit":
        recipe = recipe if kind == "one_unit" else OneUnit(0, 1.0)
        left, right = st.columns(2, gap="small")
        with left:
            visit.whole_field(
                t("Unit"),
                recipe.unit,
                0,
                place.spec.units - 1,
                key=place.widget("unit"),
                write=lambda unit: place.use(OneUnit(unit, place.now("value", recipe.value))),
            )
        with right:
            _number(
                place,
                "value",
                t("Value"),
                recipe.value,
                lambda value: OneUnit(place.now("unit", recipe.unit), value),
            )
    elif chosen == "values":
        _paste(place, recipe if kind == "values" else None)
    error = st.session_state.get(_ERRORS, {}).get(place.key)
    if error:
        st.error(plain(t.told(error)))


def _random(place: _Place, recipe: Any) -> None:
    with st.container(
        horizontal=True, gap="small", vertical_alignment="bottom", key="random_fields"
    ):
        made = type(recipe)
        _number(
            place,
            "scale",
            t("Scale"),
            recipe.scale,
            lambda scale: made(scale, place.now("seed", recipe.seed)),
        )
        visit.whole_field(
            t("Seed"),
            recipe.seed,
            0,
            _MOST_SEED,
            key=place.widget("seed"),
            write=lambda seed: place.use(made(place.now("scale", recipe.scale), seed)),
        )
        st.button(
            t("Randomize"),
            icon=":material/casino:",
            key="randomize",
            on_click=_dice,
            args=(place, recipe),
            help=t("Draw again with another seed"),
        )


def _paste(place: _Place, recipe: Any) -> None:
    before = ""
    if recipe is not None and recipe.numbers.ndim == 1:
        before = " ".join(f"{value:.6g}" for value in recipe.numbers)
    st.text_area(
        t("{units} numbers, one per unit", units=place.spec.units),
        value=before,
        key=place.widget("numbers"),
        height=100,
        placeholder="0.1 -0.2 0.3 …",
    )
    st.button(t("Use these numbers"), key="use_numbers", on_click=_use_numbers, args=(place,))
    if st.session_state.get(_PASTED, {}).get(place.key):
        st.caption(t("Read with decimal commas."))


def _number(
    place: _Place, field: str, label: str, value: float, make: Callable[[float], Any]
) -> None:
    # No bounds here: a value outside them gets a sentence from the recipe that refuses it.
    visit.number_field(
        label,
        value,
        key=place.widget(field),
        write=lambda number: place.use(make(number)),
    )


def _choose_kind(place: _Place) -> None:
    made = {
        "zeros": Zeros(),
        "normal": Normal(0.5, 7),
        "uniform": Uniform(0.5, 7),
        "constant": Constant(0.5),
        "one_unit": OneUnit(0, 1.0),
        "own": Own(),
    }
    kind = st.session_state[place.widget("kind")]
    if kind in made:
        place.recipe(made[kind])


def _next_roll(place: _Place, state: InitialState) -> dict[str, np.ndarray] | None:
    """What Randomize gives next in this layer, by signal; None where that is not all it does."""
    recipe: Any = state.recipe(place.spec.name, place.signals[0])
    everywhere = st.session_state.get(_ALL_LAYERS) and len(place.opened.model.layers) > 1
    if recipe.kind not in _RANDOM or everywhere:
        return None
    seed = st.session_state.setdefault(_NEXT_SEED, random.randrange(1, 100_000))
    try:
        values = place.with_recipe(type(recipe)(recipe.scale, seed))(state).values(place.spec.name)
    except LstmVizError:
        # Its sentence comes with the draw.
        return None
    return {signal: values[signal] for signal in place.signals}


def _dice(place: _Place, recipe: Any) -> None:
    seed = st.session_state.pop(_NEXT_SEED, None) or random.randrange(1, 100_000)
    made = type(recipe)(place.now("scale", recipe.scale), seed)
    # With a new field for the seed: a browser is not told what a callback sets.
    visit.renew_widgets()
    place.recipe(made)


def _use_numbers(place: _Place) -> None:
    text = st.session_state[place.widget("numbers")] or ""
    st.session_state[_PASTED] = {}
    try:
        table = read_list(text, place.spec.units)
        recipe = Values(table.rows[0])
    except LstmVizError as error:
        st.session_state[_ERRORS] = {place.key: t.told(error)}
        redraw(place.scenario)
    st.session_state[_PASTED] = {place.key: table.dialect.decimal == ","}
    place.recipe(recipe)


def _undo_edits(place: _Place) -> None:
    place.apply(lambda s: s.without_edits(place.spec.name))


def _reset(place: _Place) -> None:
    layer = place.spec.name
    start = visit.starting_state(place.opened, place.scenario)

    def make(state: InitialState) -> InitialState:
        for signal in place.spec.states:
            state = state.with_recipe(layer, start.recipe(layer, signal), signals=(signal,))
        return state

    # The fields show the recipe again, not what was typed last.
    visit.renew_widgets()
    place.apply(make)
