"""A visitor's own sequences, some for each model."""

from __future__ import annotations

from typing import Final

import streamlit as st

from lstm_viz.experiment import InputData
from lstm_viz.ui.visit._experiment import experiment, put
from lstm_viz.ui.visit.caches import OWN_SEQUENCES

_MOST_OWN_SEQUENCES: Final = 5


def own_sequences(model: str) -> dict[str, InputData]:
    given = st.session_state.get(OWN_SEQUENCES, {}).get(model, ())
    return {sequence.name: sequence for sequence in given}


def keep_sequence(model: str, data: InputData) -> None:
    kept = [own for own in own_sequences(model).values() if own.name != data.name]
    every = st.session_state.get(OWN_SEQUENCES, {})
    st.session_state[OWN_SEQUENCES] = {
        **every,
        model: (*kept[1 - _MOST_OWN_SEQUENCES :], data),
    }


def add_sequence(model: str, data: InputData) -> None:
    """Keep a visitor's sequence for a model, at most five, and show it."""
    keep_sequence(model, data)
    choose_sequence(data.name)


def choose_sequence(name: str) -> None:
    """Show one of the model's sequences, its own or the visitor's."""
    data = own_sequences(experiment().model).get(name)
    put(experiment().with_sequence(name, data).with_view(sample=0, step=1))
