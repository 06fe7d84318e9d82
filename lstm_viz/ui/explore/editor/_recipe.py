"""What the values of an initial state come from: the recipe of a scenario, and its fields."""

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
from lstm_viz.states import Constant, InitialState, Normal, OneUnit, Own, Uniform, Values, Zeros
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.explore._redraw import redraw
from lstm_viz.ui.explore.editor._table import new_table
from lstm_viz.ui.visit import choices, t

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
# Session key of the seed that Randomize takes next.
_NEXT_SEED: Final = "next_seed"
ALL_LAYERS: Final = "all_layers"


class Place:
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
        if st.session_state.get(ALL_LAYERS) and recipe.kind not in ("values", "one_unit"):
            specs = [spec for spec in self.opened.model.layers if spec.source != "given"]

        def make(state: InitialState) -> InitialState:
            for spec in specs:
                signals = tuple(signal for signal in self.signals if signal in spec.states)
                if signals:
                    state = state.with_recipe(spec.name, recipe, signals=signals)
            return state

        return make


def recipe_fields(place: Place, state: InitialState) -> None:
    recipe: Any = state.recipe(place.spec.name, place.signals[0])
    kind = recipe.kind
    chosen = choices.selectbox(
        t("Recipe"),
        list(_KINDS),
        index=list(_KINDS).index(kind),
        key=place.widget("kind"),
        format_func=lambda key: t.known(_KINDS.get(key) or str(key)),
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


def _random(place: Place, recipe: Any) -> None:
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


def _paste(place: Place, recipe: Any) -> None:
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
    place: Place, field: str, label: str, value: float, make: Callable[[float], Any]
) -> None:
    # No bounds here: a value outside them gets a sentence from the recipe that refuses it.
    visit.number_field(
        label,
        value,
        key=place.widget(field),
        write=lambda number: place.use(make(number)),
    )


def _choose_kind(place: Place) -> None:
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


def next_roll(place: Place, state: InitialState) -> dict[str, np.ndarray] | None:
    """What Randomize gives next in this layer, by signal; None where that is not all it does."""
    recipe: Any = state.recipe(place.spec.name, place.signals[0])
    everywhere = st.session_state.get(ALL_LAYERS) and len(place.opened.model.layers) > 1
    if recipe.kind not in _RANDOM or everywhere:
        return None
    seed = st.session_state.setdefault(_NEXT_SEED, random.randrange(1, 100_000))
    try:
        values = place.with_recipe(type(recipe)(recipe.scale, seed))(state).values(place.spec.name)
    except LstmVizError:
        # Its sentence comes with the draw.
        return None
    return None if values is None else {signal: values[signal] for signal in place.signals}


def _dice(place: Place, recipe: Any) -> None:
    seed = st.session_state.pop(_NEXT_SEED, None) or random.randrange(1, 100_000)
    made = type(recipe)(place.now("scale", recipe.scale), seed)
    # With a new field for the seed: a browser is not told what a callback sets.
    visit.renew_widgets()
    place.recipe(made)


def _use_numbers(place: Place) -> None:
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
