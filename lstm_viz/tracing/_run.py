"""`trace`: run a model from chosen initial states and record everything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, overload

import numpy as np

from lstm_viz.errors import LstmVizError
from lstm_viz.models import LayerSpec, RecurrentModel
from lstm_viz.models._graph import directions_of, read_variable, stored_states
from lstm_viz.models._recurrent_model import all_calls
from lstm_viz.states import InitialState
from lstm_viz.tracing._trace import LayerTrace, Trace, Traces
from lstm_viz.tracing._tracer import Tracer


@overload
def trace(
    model: RecurrentModel,
    x: Any,
    initial_state: InitialState | None = None,
    *,
    compile: bool | None = None,
) -> Trace: ...
@overload
def trace(
    model: RecurrentModel,
    x: Any,
    initial_state: Mapping[str, InitialState],
    *,
    compile: bool | None = None,
) -> Traces: ...
def trace(
    model: RecurrentModel,
    x: Any,
    initial_state: InitialState | Mapping[str, InitialState] | None = None,
    *,
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
    compile : bool, optional
        Use XLA: True waits for it, False never does, None (default) compiles a shape in the
        background when it comes back. Results agree to float32 rounding.

    Returns
    -------
    Trace, or Traces for a mapping
        Hidden and cell states, gates and outputs at every timestep, float32.

    Raises
    ------
    LstmVizError
        When the input or an initial state does not fit the model.
    """
    several = isinstance(initial_state, Mapping)
    scenarios = dict(initial_state) if several else {"": initial_state or InitialState.own(model)}
    if not scenarios:
        raise LstmVizError("There is no initial state to trace: give at least one.")
    for name, state in scenarios.items():
        if not isinstance(state, InitialState):
            raise LstmVizError(
                f"The initial state {name!r} is a {type(state).__name__}: make it with "
                "InitialState.zeros(model), .normal(model, ...) or .from_values(model, ...)."
            )
    inputs = model.inputs(x)
    values = {
        name: {spec.name: state.values(spec.name) for spec in model.layers}
        for name, state in scenarios.items()
    }
    rows = {name: _rows(name, inputs[0].shape[0], layers) for name, layers in values.items()}
    stored = _stored(model)
    states = {
        spec.name: [
            np.concatenate(
                [_start(spec, n, values[s][spec.name], rows[s], stored) for s in scenarios]
            )
            for n in range(len(spec.states))
        ]
        for spec in model.layers
    }
    chosen = {
        spec.name: np.concatenate(
            [np.full(rows[s], values[s][spec.name] is not None) for s in scenarios]
        )
        for spec in model.layers
        if spec.source == "given"
    }
    batches = [
        np.concatenate(
            [np.repeat(a, rows[s] // a.shape[0], axis=0) for s in scenarios]
        )
        for a in inputs
    ]
    recorded = _tracer(model).run((batches, states, chosen), compile=compile)
    return _split(model, recorded, batches, rows, several)


def _tracer(model: RecurrentModel) -> Tracer:
    tracer: Tracer = vars(model).setdefault("_tracer", Tracer(model))
    return tracer


def _rows(name: str, batch: int, layers: dict[str, dict[str, np.ndarray] | None]) -> int:
    where = f" of scenario '{name}'" if name else ""
    rows = batch
    for layer, signals in layers.items():
        for signal, array in (signals or {}).items():
            if array.ndim == 1 or array.shape[0] == rows:
                continue
            if rows != 1 or batch != 1:
                raise LstmVizError(
                    f"The {signal} of layer '{layer}'{where} has {array.shape[0]} rows, the input "
                    f"has {batch}: give one row for all samples or one per sample."
                )
            rows = array.shape[0]
    return rows


def _stored(model: RecurrentModel) -> dict[str, list[np.ndarray]]:
    stored: dict[str, list[np.ndarray]] = {}
    for call in all_calls(model.keras):
        for rnn, specs in zip(directions_of(call.layer), call.cells, strict=False):
            variables = iter(stored_states(rnn) if rnn.stateful else ())
            for spec in specs:
                if spec.source == "stored":
                    stored[spec.name] = [
                        read_variable(next(variables)).astype(np.float32)
                        for _ in spec.states
                    ]
    return stored


def _start(
    spec: LayerSpec,
    number: int,
    values: dict[str, np.ndarray] | None,
    rows: int,
    stored: dict[str, list[np.ndarray]],
) -> np.ndarray:
    if values is not None:
        array = np.atleast_2d(values[spec.states[number]])
    elif spec.name in stored:
        array = stored[spec.name][number]
    else:
        array = np.zeros((1, spec.units), np.float32)
    if array.shape[0] not in (1, rows):
        raise LstmVizError(
            f"Layer '{spec.name}' stores the state of {array.shape[0]} rows, the input has "
            f"{rows}: give {array.shape[0]} rows or choose an initial state."
        )
    return np.broadcast_to(array, (rows, spec.units))


def _split(
    model: RecurrentModel,
    recorded: dict[str, Any],
    batches: list[np.ndarray],
    rows: dict[str, int],
    several: bool,
) -> Trace | Traces:
    arrays = {
        spec.name: {s: _float32(t) for s, t in recorded["signals"][spec.name].items()}
        for spec in model.layers
    }
    masks = {name: mask.numpy() for name, mask in recorded["masks"].items()}
    names = output_names(model, len(recorded["outputs"]))
    outputs = dict(zip(names, map(_float32, recorded["outputs"]), strict=True))
    predictions = dict(zip(names, map(_float32, recorded["predictions"]), strict=True))
    traces, start = {}, 0
    for scenario, count in rows.items():
        part = slice(start, start + count)
        traces[scenario] = Trace(
            scenario=scenario,
            x=[array[part] for array in batches],
            layers={
                spec.name: LayerTrace(
                    spec=spec,
                    signals={s: a[part] for s, a in arrays[spec.name].items()},
                    mask=masks[spec.name][part] if spec.name in masks else None,
                )
                for spec in model.layers
            },
            all_outputs={name: array[part] for name, array in outputs.items()},
            all_predictions={name: array[part] for name, array in predictions.items()},
            notes=recorded["notes"],
        )
        start += count
    return Traces(traces) if several else traces[""]


def output_names(model: RecurrentModel, count: int) -> list[str]:
    """Names of a model's outputs as a `Trace` keeps them, each once."""
    names = list(getattr(model.keras, "output_names", []))[:count]
    names += [f"output_{n}" for n in range(len(names), count)]
    return [n if names.index(n) == k else f"{n}_{k}" for k, n in enumerate(names)]


def _float32(tensor: Any) -> np.ndarray:
    array = tensor.numpy()
    return array if array.dtype == np.float32 else array.astype(np.float32)
