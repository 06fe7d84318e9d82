"""Bounded caches that all sessions share; every key is exact."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Final

import plotly.graph_objects as go
import streamlit as st
from plotly.io import to_json

from lstm_viz.experiment import Experiment
from lstm_viz.states import InitialState
from lstm_viz.tracing import Traces, trace
from lstm_viz.ui._material import load_material

# Session key of a visitor's sequences, by model id.
OWN_SEQUENCES: Final = "own_sequences"
# Session key of a visitor's models, by id.
OWN_MODELS: Final = "own_models"
# Tracing uses both cores by itself; two traces at once would only slow each other down.
_LOCK = threading.Lock()


def material(key: str) -> Any:
    """The opened model of this id: one of this visitor's, else one that all visitors share.

    Raises
    ------
    LstmVizError
        If it cannot be opened.
    """
    return own_models().get(key) or _shared_material(key)


def own_models() -> dict[str, Any]:
    """Models that this visitor gave, by id; they leave memory with the visit."""
    return dict(st.session_state.get(OWN_MODELS, {}))


@st.cache_resource(max_entries=12, show_spinner="Opening the model…")
def _shared_material(key: str) -> Any:
    return load_material(key)


def traces(experiment: Experiment) -> Traces:
    """Traces of all scenarios, by scenario id.

    Raises
    ------
    LstmVizError
        If an initial state or the sequence does not fit the model.
    """
    return _traces(*_key(experiment), _experiment=experiment)


def figure_json(
    experiment: Experiment, *what: Any, build: Callable[[Traces], go.Figure]
) -> str:
    """Plotly's JSON of a figure of the experiment's traces, built once for each ``what``."""
    styles = tuple((s.name, s.color) for s in experiment.scenarios)
    return _figure_json(
        *_key(experiment), styles, what, _build=lambda: build(traces(experiment))
    )


def input_json(experiment: Experiment, *what: Any, build: Callable[[], go.Figure]) -> str:
    """Plotly's JSON of a figure of the input alone: no initial state changes it."""
    return _figure_json(experiment.model, experiment.sequence, (), (), what, _build=build)


def sequences_of(model: str) -> tuple[Any, ...]:
    """Sequences of a model: its own, then those that this visitor gave."""
    given = st.session_state.get(OWN_SEQUENCES, {}).get(model, ())
    return (*material(model).sequences, *given)


def sequence_of(experiment: Experiment) -> Any:
    """The chosen sequence of the opened model."""
    sequences = sequences_of(experiment.model)
    return next((s for s in sequences if s.name == experiment.sequence), sequences[0])


def _key(experiment: Experiment) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    states = tuple((scenario.id, scenario.digest) for scenario in experiment.scenarios)
    return experiment.model, experiment.sequence, states


@st.cache_resource(max_entries=64, show_spinner=False)
def _traces(model: str, sequence: str, states: tuple[Any, ...], _experiment: Experiment) -> Traces:
    opened = material(model)
    initial = {
        scenario.id: InitialState.from_json(opened.model, dict(scenario.state))
        for scenario in _experiment.scenarios
    }
    with _LOCK:
        return trace(opened.model, sequence_of(_experiment).x, initial)


@st.cache_resource(max_entries=256, show_spinner=False)
def _figure_json(
    model: str,
    sequence: str,
    states: tuple[Any, ...],
    styles: tuple[Any, ...],
    what: tuple[Any, ...],
    _build: Callable[[], go.Figure],
) -> str:
    return to_json(_build(), validate=False)
