"""The button that makes transferred states a scenario."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from lstm_viz.errors import LstmVizError
from lstm_viz.states import InitialState
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.visit import t

_TOLD: Final = "transfer_told"


def scenario_button(source: Any, target: Any, state: InitialState) -> None:
    """Draw the button; the target becomes the model on show if it is not yet."""
    name = t("from {title}", title=t.known(source.opened.title))[:40]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            t("Add scenario “{name}”", name=plain(name)),
            icon=":material/add:",
            key="transfer_add_scenario",
            on_click=_add,
            args=(target, name, state),
            help=t("The states become an initial state of the target, on every page."),
        )
        told = st.session_state.pop(_TOLD, None)
        if told is not None:
            kind, text = told
            (st.success if kind == "added" else st.error)(plain(text))


def _add(target: Any, name: str, state: InitialState) -> None:
    opened = target.opened
    try:
        visit.choose_model(opened.id)
        with visit.one_step(t("add transferred states")):
            visit.open_model(opened)
            if visit.experiment().sequence != target.sequence.name:
                visit.choose_sequence(target.sequence.name)
            if target.batch > 1:
                visit.put(visit.experiment().with_view(sample=target.row))
            added = visit.add_scenario(opened, name=name, state=state)
    except LstmVizError as error:
        st.session_state[_TOLD] = ("refused", t.told(error))
        return
    shown = visit.experiment().scenario(added).name
    st.session_state[_TOLD] = (
        "added",
        t(
            "“{scenario}” is a scenario of {model} now: see it on Explore and Compare.",
            scenario=shown,
            model=t.known(opened.title),
        ),
    )
