"""`trace`: run a model from chosen initial states and record everything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, overload

from lstm_viz.errors import LstmVizError
from lstm_viz.interventions import Intervention
from lstm_viz.models import RecurrentModel
from lstm_viz.states import InitialState
from lstm_viz.tracing._changed import Interventions, given_interventions, run_changed
from lstm_viz.tracing._runner import Runner
from lstm_viz.tracing._trace import Trace, Traces


@overload
def trace(
    model: RecurrentModel,
    x: Any,
    initial_state: InitialState | None = None,
    *,
    interventions: Sequence[Intervention] | None = None,
    compile: bool | None = None,
) -> Trace: ...
@overload
def trace(
    model: RecurrentModel,
    x: Any,
    initial_state: Mapping[str, InitialState],
    *,
    interventions: Interventions | None = None,
    compile: bool | None = None,
) -> Traces: ...
def trace(
    model: RecurrentModel,
    x: Any,
    initial_state: InitialState | Mapping[str, InitialState] | None = None,
    *,
    interventions: Interventions | None = None,
    compile: bool | None = None,
) -> Trace | Traces:
    """Run a model from one or several initial states, recording every recurrent layer.

    The model is only read: its weights and stored states are the same afterwards.

    Parameters
    ----------
    model : RecurrentModel
    x : array, sequence or dict of arrays
        One array per model input, ``(batch, T, features)`` or ``(batch, T)`` token ids. A batch
        of one is repeated when the initial state has several rows.
    initial_state : InitialState, or mapping of name to InitialState, optional
        Several are run in one call. By default the model's own.
    interventions : sequence of Intervention, or mapping of name to sequence, optional
        Changes made while the model runs; a sequence is for every scenario. Scenarios without any
        run exactly as they do alone.
    compile : bool, optional
        Use XLA: True waits for it, False never does, None (default) compiles a shape in the
        background when it comes back. Results agree to float32 rounding. Scenarios with
        interventions never use it.

    Returns
    -------
    Trace, or Traces for a mapping
        Hidden and cell states, gates and outputs at every timestep, float32.

    Raises
    ------
    LstmVizError
        When the input, an initial state or an intervention does not fit the model.
    """
    several = isinstance(initial_state, Mapping)
    scenarios = (
        dict(initial_state)
        if isinstance(initial_state, Mapping)
        else {"": initial_state or InitialState.own(model)}
    )
    if not scenarios:
        raise LstmVizError("There is no initial state to trace: give at least one.")
    for name, state in scenarios.items():
        if not isinstance(state, InitialState):
            raise LstmVizError(
                "The initial state {name!r} is a {kind}: make it with "
                "InitialState.zeros(model), .normal(model, ...) or .from_values(model, ...).",
                name=name,
                kind=type(state).__name__,
            )
    inputs = model.inputs(x)
    given = given_interventions(interventions, scenarios)
    traces = run_changed(model, given, Runner(model, inputs, scenarios, compile))
    return Traces({name: traces[name] for name in scenarios}) if several else traces[""]
