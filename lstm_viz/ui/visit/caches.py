"""Bounded caches; every key is exact.

All visits share them, but for what belongs to a visitor's own model: that leaves with the visit.
"""

from __future__ import annotations

import functools
import hashlib
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final, TypeVar, cast
from weakref import WeakKeyDictionary

import streamlit as st

from lstm_viz._language import N_
from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import Experiment, Scenario
from lstm_viz.models import RecurrentModel
from lstm_viz.states import InitialState
from lstm_viz.tracing import Cost, Trace, Traces, cost_of
from lstm_viz.ui.visit._interventions import acting_interventions
from lstm_viz.ui.visit._last_run import LastRun
from lstm_viz.ui.visit._material import load_material
from lstm_viz.ui.visit._shared_models import SHARED_MODELS
from lstm_viz.ui.visit._visitor_models import is_file_id

_LOGGER: Final = logging.getLogger(__name__)

Function = TypeVar("Function", bound=Callable[..., Any])

# Session key of a visitor's sequences, by model id.
OWN_SEQUENCES: Final = "own_sequences"
# Session key of a visitor's models, by id.
OWN_MODELS: Final = "own_models"
# Session key of what was traced last.
_LAST: Final = "traced_last"
_LAST_RUN: Final = "last_run"
# Numbers that one trace may record, 240 MB as float32, and products it may compute: both cores
# are busy with them for some seconds, and other visitors wait.
MOST_NUMBERS: Final = 60_000_000
MOST_PRODUCTS: Final = 50_000_000_000
# Tracing uses both cores by itself; two traces at once would only slow each other down.
TRACING: Final = threading.Lock()
# By what goes in: a model that is on a page does not change.
_COSTS: Final[WeakKeyDictionary[RecurrentModel, dict[tuple[Any, ...], Cost]]] = (
    WeakKeyDictionary()
)
_MOST_COSTS: Final = 16


def by_model(*, most: int, most_own: int) -> Callable[[Function], Function]:
    """Cache what a function makes of a model: for all visits, or for one if it is the visitor's.

    Parameters
    ----------
    most, most_own : int
        Results kept for all visits together, and for a visitor's own models in each visit.

    Returns
    -------
    callable
        Decorator of a function whose first argument is the id of the model; its other arguments
        must name the result exactly, or begin with an underscore.
    """

    def decorate(function: Function) -> Function:
        shared = st.cache_resource(max_entries=most, show_spinner=False)(function)
        own = st.cache_resource(
            max_entries=most_own, show_spinner=False, scope="session"
        )(function)

        @functools.wraps(function)
        def cached(model: str, *rest: Any, **named: Any) -> Any:
            return (own if is_file_id(model) else shared)(model, *rest, **named)

        return cast(Function, cached)

    return decorate


def material(key: str) -> Any:
    """The opened model of this id: one of this visitor's, else one that all visitors share.

    Raises
    ------
    LstmVizError
        If it cannot be opened.
    """
    own = own_models()
    if is_file_id(key) and key not in own:
        raise LstmVizError(
            N_("This model came from a file that is not here: give the file again.")
        )
    return own.get(key) or _shared_material(key)


def own_models() -> dict[str, Any]:
    """Models that this visitor gave, by id; they leave memory with the visit."""
    return dict(st.session_state.get(OWN_MODELS, {}))


@st.cache_resource(max_entries=12, show_spinner="Opening the model…")
def _shared_material(key: str) -> Any:
    opened = load_material(key)
    SHARED_MODELS.add(key)
    return opened


def traces(experiment: Experiment) -> Traces:
    """Traces of all scenarios, by scenario id; only those that nobody has traced yet are run.

    What a moving hand has just asked for is not run again.

    Raises
    ------
    LstmVizError
        If an initial state or the sequence does not fit the model.
    """
    last = st.session_state.get(_LAST, frozenset())
    keys = {scenario.id: trace_key(experiment, scenario) for scenario in experiment.scenarios}
    new = [scenario for scenario in experiment.scenarios if keys[scenario.id] not in last]
    made: dict[str, Trace] = {}

    def run(scenario: Scenario) -> Trace:
        # Together: a second scenario costs less than a second run.
        if experiment.interventions():
            together: Sequence[Scenario] = experiment.scenarios
        else:
            together = new if scenario in new else [scenario]
        if scenario.id not in made:
            made.update(_run(experiment, together))
        return made[scenario.id]

    found = {
        scenario.id: _trace(*keys[scenario.id], _make=functools.partial(run, scenario))
        for scenario in experiment.scenarios
    }
    st.session_state[_LAST] = frozenset(keys.values())
    return Traces({key: replace(trace, scenario=key) for key, trace in found.items()})


def trace_key(experiment: Experiment, scenario: Scenario) -> tuple[str, str, str]:
    """What a trace depends on: model, sequence, and the states and interventions that act."""
    state = scenario.digest
    if experiment.interventions():
        # A splice takes its state from the run of another scenario.
        every = [(s.id, s.digest, repr(s.interventions)) for s in experiment.scenarios]
        state = hashlib.sha256(repr((scenario.id, every)).encode()).hexdigest()
    return experiment.model, experiment.sequence, state


def sequences_of(model: str) -> tuple[Any, ...]:
    """Sequences of a model: its own, then those that this visitor gave."""
    given = st.session_state.get(OWN_SEQUENCES, {}).get(model, ())
    return (*material(model).sequences, *given)


def sequence_of(experiment: Experiment) -> Any:
    """The chosen sequence of the opened model."""
    sequences = sequences_of(experiment.model)
    return next((s for s in sequences if s.name == experiment.sequence), sequences[0])


def _run(experiment: Experiment, scenarios: Sequence[Scenario]) -> Traces:
    opened = material(experiment.model)
    initial = {
        scenario.id: InitialState.from_json(opened.model, dict(scenario.state))
        for scenario in scenarios
    }
    x = sequence_of(experiment).x
    # All of them: what the page has on show is what there is room for.
    cost = check_size(opened.model, x, len(experiment.scenarios))
    acting = acting_interventions(experiment, cost.steps)
    acting = {key: ones for key, ones in acting.items() if key in initial}
    with running(opened):
        return last_run().of(opened.model, x, initial, acting)


def last_run() -> LastRun:
    """What this visit ran last, on a page or beside it."""
    return st.session_state.setdefault(_LAST_RUN, LastRun())


@contextmanager
def running(opened: Any) -> Iterator[None]:
    """Hold the lock of all tracing, and answer what Keras raises with a sentence.

    Raises
    ------
    LstmVizError
        If Keras cannot run the model on what it is given.
    """
    with TRACING, told_by_keras(opened):
        yield


@contextmanager
def told_by_keras(opened: Any) -> Iterator[None]:
    """Answer what Keras raises with a sentence; for a job, which holds the lock of all tracing.

    Raises
    ------
    LstmVizError
        If Keras cannot run the model on what it is given.
    """
    try:
        yield
    except LstmVizError:
        raise
    except Exception as error:
        # A model from a file may ask for what Keras cannot do with this input.
        _LOGGER.exception("model %s could not be traced", opened.id)
        reason = str(error).strip().splitlines() or [type(error).__name__]
        raise LstmVizError(
            N_("Keras cannot run this model on this input: {reason}"), reason=reason[0][:200]
        ) from error


def check_size(model: RecurrentModel, x: Any, scenarios: int) -> Cost:
    """See whether the page may trace this, before it is run, and return what it takes.

    Raises
    ------
    LstmVizError
        When tracing would record more numbers, or compute for longer, than the page does.
    """
    arrays = x if isinstance(x, list) else [x]
    try:
        cost = _cost(model, tuple(array.shape for array in arrays), scenarios)
    except Exception as error:
        # Layers of a file that do not go together for this input raise whatever they like.
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise LstmVizError(
            N_("Keras cannot run this model on this input: {reason}"), reason=reason[:200]
        ) from error
    if cost.numbers > MOST_NUMBERS:
        raise LstmVizError(
            N_(
                "This would record {numbers:,.0f} million numbers, the page records at most "
                "{most:,.0f} million: use a shorter sequence, fewer samples or fewer scenarios."
            ),
            numbers=cost.numbers / 1e6,
            most=MOST_NUMBERS / 1e6,
        )
    if cost.products > MOST_PRODUCTS:
        raise LstmVizError(
            N_(
                "This would compute {products:,.0f} billion products, the page computes at most "
                "{most:,.0f} billion at once: use a shorter sequence, fewer samples or fewer "
                "scenarios."
            ),
            products=cost.products / 1e9,
            most=MOST_PRODUCTS / 1e9,
        )
    return cost


def _cost(model: RecurrentModel, shapes: tuple[tuple[int, ...], ...], scenarios: int) -> Cost:
    known = _COSTS.setdefault(model, {})
    cost = known.get((shapes, scenarios))
    if cost is None:
        if len(known) >= _MOST_COSTS:
            known.clear()
        cost = known[shapes, scenarios] = cost_of(model, shapes, scenarios)
    return cost


@by_model(most=192, most_own=24)
def _trace(model: str, sequence: str, state: str, _make: Callable[[], Trace]) -> Trace:
    return _make()
