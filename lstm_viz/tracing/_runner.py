"""The runs behind one `trace`: scenarios in, what each recorded out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lstm_viz.errors import LstmVizError
from lstm_viz.interventions import Change, arrays_of
from lstm_viz.models import LayerSpec, RecurrentModel
from lstm_viz.models._graph import (
    all_calls,
    directions_of,
    keeping_states,
    read_variable,
    stored_states,
)
from lstm_viz.models._told import told
from lstm_viz.states import InitialState
from lstm_viz.tracing._trace import LayerTrace, Trace
from lstm_viz.tracing._tracer import Tracer


class Runner:
    """Runs scenarios of one model on one input.

    Parameters
    ----------
    model : RecurrentModel
    inputs : list of ndarray
        Checked, one per model input.
    scenarios : mapping of name to InitialState
    compile : bool, optional
        As for `trace`.

    Attributes
    ----------
    rows : dict of str to int
        Samples of each scenario.

    Raises
    ------
    LstmVizError
        When an initial state does not fit the input.
    """

    def __init__(
        self,
        model: RecurrentModel,
        inputs: list[np.ndarray],
        scenarios: Mapping[str, InitialState],
        compile: bool | None = None,
    ) -> None:
        self._model, self._inputs, self._compile = model, inputs, compile
        self._values = {
            name: {spec.name: state.values(spec.name) for spec in model.layers}
            for name, state in scenarios.items()
        }
        self.rows = {
            name: _rows(name, inputs[0].shape[0], layers) for name, layers in self._values.items()
        }

    def run(
        self, names: Sequence[str], changes: Mapping[str, Sequence[Change]] | None = None
    ) -> dict[str, Trace]:
        """Run scenarios together: as they are, or with the changes of each of them."""
        rows = {name: self.rows[name] for name in names}
        _check_rows(self._model, rows)
        stored = _stored(self._model)
        states = {
            spec.name: [
                np.concatenate(
                    [
                        _start(spec, n, self._values[s][spec.name], rows[s], stored)
                        for s in names
                    ]
                )
                for n in range(len(spec.states))
            ]
            for spec in self._model.layers
        }
        chosen = {
            spec.name: np.concatenate(
                [np.full(rows[s], self._values[s][spec.name] is not None) for s in names]
            )
            for spec in self._model.layers
            if spec.source == "given"
        }
        batches = [
            np.concatenate([np.repeat(a, rows[s] // a.shape[0], axis=0) for s in names])
            for a in self._inputs
        ]
        arrays = None
        if changes is not None:
            runs = [(changes[name], rows[name]) for name in names]
            arrays = {spec.name: arrays_of(runs, spec) for spec in self._model.layers}
        with told(self._model.name):
            recorded = _tracer(self._model).run(
                (batches, states, chosen), compile=self._compile, changes=arrays
            )
        return _split(self._model, recorded, batches, rows)


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
                    "The {signal} of layer '{layer}'{where} has {shape} rows, the input has "
                    "{batch}: give one row for all samples or one per sample.",
                    signal=signal,
                    layer=layer,
                    where=where,
                    shape=array.shape[0],
                    batch=batch,
                )
            rows = array.shape[0]
    return rows


def _check_rows(model: RecurrentModel, rows: dict[str, int]) -> None:
    """Layers that run as they are start from their stored states, whatever is chosen."""
    for call in all_calls(model.keras):
        for rnn in () if call.cells else keeping_states(call.layer):
            kept = stored_states(rnn)[0].shape[0]
            wrong = next((count for count in rows.values() if count != kept), None)
            if wrong is not None:
                raise LstmVizError(
                    "Layer '{path}' stores the state of {kept} rows, the input has {wrong}: "
                    "give {kept} rows.", path=call.path, kept=kept, wrong=wrong
                )


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
            "Layer '{layer}' stores the state of {shape} rows, the input has {rows}: give "
            "{shape} rows or choose an initial state.",
            layer=spec.name,
            shape=array.shape[0],
            rows=rows,
        )
    return np.broadcast_to(array, (rows, spec.units))


def _split(
    model: RecurrentModel,
    recorded: dict[str, Any],
    batches: list[np.ndarray],
    rows: dict[str, int],
) -> dict[str, Trace]:
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
    return traces


def output_names(model: RecurrentModel, count: int) -> list[str]:
    """Names of a model's outputs as a `Trace` keeps them, each once."""
    names = list(getattr(model.keras, "output_names", []))[:count]
    names += [f"output_{n}" for n in range(len(names), count)]
    return [n if names.index(n) == k else f"{n}_{k}" for k, n in enumerate(names)]


def _float32(tensor: Any) -> np.ndarray:
    array = tensor.numpy()
    return array if array.dtype == np.float32 else array.astype(np.float32)
