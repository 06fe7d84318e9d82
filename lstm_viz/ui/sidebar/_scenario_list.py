"""The list of scenarios: add, rename, recolour, remove."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import streamlit as st

from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import MOST_SCENARIOS, Scenario
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.visit import t

_ERRORS: Final = "scenario_errors"


def scenario_list(opened: Any) -> None:
    """Draw a row for each scenario, and the button that adds one."""
    st.markdown(f"**{t('Initial states')}**")
    scenarios = visit.experiment().scenarios
    full = len(scenarios) >= MOST_SCENARIOS
    with st.container(key="scenarios", gap="small"):
        for scenario in scenarios:
            _row(opened, scenario, removable=len(scenarios) > 1)
    st.button(
        t("Add scenario"),
        icon=":material/add:",
        key="add_scenario",
        on_click=_add,
        args=(opened,),
        disabled=full,
        width="stretch",
        help=t("At most {most}.", most=MOST_SCENARIOS) if full else None,
    )


def _row(opened: Any, scenario: Scenario, *, removable: bool) -> None:
    version, error = st.session_state.get(_ERRORS, {}).get(scenario.id, (None, None))
    refused = error is not None and version == visit.widgets_version()
    color, name = _keys(scenario.id)
    visit.follow(color, scenario.color)
    if not refused:
        visit.follow(name, scenario.name)
    # The defaults are what a browser shows that is asked for a second run before it has drawn the
    # first: it never gets to see the values of the session.
    with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False):
        st.color_picker(
            t("Colour of {scenario}", scenario=plain(scenario.name)),
            scenario.color,
            key=color,
            label_visibility="collapsed",
            on_change=_recolor,
            args=(scenario.id,),
            width=42,
        )
        st.text_input(
            t("Name of {scenario}", scenario=plain(scenario.name)),
            scenario.name,
            key=name,
            label_visibility="collapsed",
            on_change=_rename,
            args=(scenario.id,),
        )
        st.button(
            t("Remove {scenario}", scenario=plain(scenario.name)),
            icon=":material/close:",
            key=f"remove_{scenario.id}",
            on_click=_remove,
            args=(scenario.id,),
            disabled=not removable,
        )
    if refused:
        st.error(plain(error))
    st.fragment(_words, key=words_key(scenario.id))(opened, scenario.id)


def words_key(scenario: str) -> str:
    """Key of the fragment that says in words what a scenario starts from."""
    return f"words_of_{scenario}"


def _words(opened: Any, key: str) -> None:
    st.caption(plain(in_words(opened, visit.experiment().scenario(key))))


def _keys(scenario: str) -> tuple[str, str]:
    """Keys of a scenario's colour and name.

    What a browser tells of a field that it has not seen change since undo is no change of it.
    """
    version = visit.widgets_version()
    return f"color_{scenario}_{version}", f"name_{scenario}_{version}"


def in_words(opened: Any, scenario: Scenario) -> str:
    """The recipe of a scenario in the layer on show, as a few words."""
    spec = visit.layer_of(opened)
    state = visit.state_of(opened, scenario.id)
    words = {name: recipe_in_words(state.recipe(spec.name, name)) for name in spec.states}
    edits = sum(len(state.edits(spec.name, name)) for name in spec.states)
    parts = sorted(set(words.values()))
    text = parts[0] if len(parts) == 1 else "; ".join(f"{k}: {v}" for k, v in words.items())
    return (
        text if not edits else t("{recipe}; {edits} edited by hand", recipe=text, edits=edits)
    )


def recipe_in_words(recipe: Any) -> str:
    """A recipe as a few words."""
    if recipe.kind in ("normal", "uniform"):
        kind = t("normal") if recipe.kind == "normal" else t("uniform")
        return t(
            "{kind}, scale {scale:g}, seed {seed}",
            kind=kind,
            scale=recipe.scale,
            seed=recipe.seed,
        )
    if recipe.kind == "constant":
        return t("constant {value:g}", value=recipe.value)
    if recipe.kind == "one_unit":
        return t("unit {unit} = {value:g}", unit=recipe.unit, value=recipe.value)
    if recipe.kind == "values":
        return recipe.origin or t("pasted numbers")
    return {"zeros": t("zeros"), "own": t("the model's own")}[recipe.kind]


def _add(opened: Any) -> None:
    visit.add_scenario(opened)


def _rename(key: str) -> None:
    _change(key, name=st.session_state[_keys(key)[1]])


def _recolor(key: str) -> None:
    _change(key, color=st.session_state[_keys(key)[0]])


def _remove(key: str) -> None:
    visit.put(visit.experiment().without_scenario(key))


def _change(key: str, **fields: Any) -> None:
    current = visit.experiment()
    errors = dict(st.session_state.get(_ERRORS, {}))
    try:
        visit.put(current.with_scenario(replace(current.scenario(key), **fields)))
        errors.pop(key, None)
    except LstmVizError as error:
        errors[key] = (visit.widgets_version(), t.told(error))
    st.session_state[_ERRORS] = errors
