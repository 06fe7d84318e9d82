"""The diagnosis of real arrays that are to become the initial state of a real model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import keras
import numpy as np

from lstm_viz._language import Text
from lstm_viz.errors import LstmVizError
from lstm_viz.keras_code.doctor._finding import Finding, Report, Setting
from lstm_viz.keras_code.doctor._verify import number
from lstm_viz.keras_code.doctor.reading import Bare, Given, Passed
from lstm_viz.keras_code.doctor.rules._catalogue import RULES, finding
from lstm_viz.keras_code.doctor.rules._states import states_problems
from lstm_viz.models import LayerSpec, RecurrentModel, wrap
from lstm_viz.states import InitialState
from lstm_viz.tracing import trace

_SIDES: Final = ("forward", "backward")


def diagnose(
    model: RecurrentModel | keras.Model, h0: Any = None, c0: Any = None, x: Any = None
) -> Report:
    """Find what is wrong with a model's states, and with arrays that are to be its initial state.

    The model is only read.

    Parameters
    ----------
    model : RecurrentModel or keras.Model
    h0 : array of shape ``(batch, units)``, or dict, optional
        The hidden state of the model's only recurrent layer; for several, a dict from the layer's
        name to ``(h, c)``, to ``{"h": h, "c": c}`` or, for a GRU, to ``h``.
    c0 : array of shape ``(batch, units)``, optional
        The cell state that belongs to ``h0``.
    x : array, sequence or dict of arrays, optional
        Input as for `trace`: its rows are compared with those of the states, and effects on the
        outputs are measured on it.

    Returns
    -------
    Report
        True when something is found; printable; iterates over findings.

    Raises
    ------
    LstmVizError
        When the model cannot be read, the input does not fit it, or a layer is not in it.

    Examples
    --------
    >>> report = lv.diagnose(model, h0, c0)
    >>> print(report)                                # what is wrong, and what to do
    >>> report.findings[0].corrected.code            # code that does what was meant
    """
    opened = model if isinstance(model, RecurrentModel) else wrap(model)
    arrays = opened.inputs(x) if x is not None else None
    rows = len(arrays[0]) if arrays is not None else None
    found: list[Finding | None] = list(model_findings(opened, rows))
    given = _by_layer(opened, h0, c0)
    for spec in opened.layers:
        if spec.name in given:
            found += _layer_findings(opened, spec, given[spec.name], rows, x)
    for name, states in given.items():
        if name not in {spec.name for spec in opened.layers}:
            found += _both_directions(opened, name, states, rows)
    layers = ", ".join(f"{spec.kind} '{spec.name}'" for spec in opened.layers)
    looked = [f"model '{opened.name}' with {layers}"]
    looked += [f"states of {name}" for name in given]
    if x is not None:
        looked.append(f"an input of {rows} row{'' if rows == 1 else 's'}")
    return Report(
        findings=tuple(one for one in found if one is not None),
        looked_at=tuple(looked),
        notes=model_notes(opened),
    )


def model_findings(model: RecurrentModel, rows: int | None) -> Iterator[Finding | None]:
    """Yield what a model does with its own states that people do not expect."""
    for spec in model.layers:
        if not spec.stateful or spec.direction == "backward":
            continue
        batch = model.keras.inputs[0].shape[0]
        setting = _setting(spec, batch)
        told = {"layer": spec.name, "batch": batch, "rows": rows}
        codes = ["predict-changes-states", "states-not-saved"]
        if rows is not None and batch is not None and rows != batch:
            codes.append("stateful-batch")
        for code in codes:
            yield finding(code, RULES[code].told("model", **told)[0], setting)


def model_notes(model: RecurrentModel) -> tuple[str, ...]:
    """Say where the states of a model are and what shape they have."""
    notes = []
    for spec in model.layers:
        top = spec.name.partition("/")[0].partition("#")[0]
        places = [place for place, layer in enumerate(model.keras.layers) if layer.name == top]
        where = f"model.layers[{places[0]}]" if places else "a layer within a layer"
        shapes = ", ".join(f"{state} (batch, {spec.units})" for state in spec.states)
        notes.append(f"Layer '{spec.name}' is {where}; its states, in order: {shapes}.")
    return (*notes, *model.notes)


def _setting(spec: LayerSpec, rows: int | None) -> Setting:
    return Setting(
        kind=spec.kind, units=spec.units, batch=rows or 3, timesteps=10, features=spec.features
    )


def _by_layer(model: RecurrentModel, h0: Any, c0: Any) -> dict[str, Any]:
    # The two directions of a Bidirectional layer may be given as one.
    tops = [spec.name.rpartition("/")[0] if spec.name.endswith(_SIDES) else spec.name
            for spec in model.layers]
    if isinstance(h0, Mapping):
        if c0 is not None:
            raise LstmVizError("c0 is given beside a dict of layers: put it into the dict.")
        known = {*tops, *(spec.name for spec in model.layers)}
        for name in h0:
            if name not in known:
                raise LstmVizError(
                    "Model '{model}' has no recurrent layer '{name}': its layers are "
                    "{known}.", model=model.name, name=name, known=', '.join(sorted(known))
                )
        return {str(name): _pair(value) for name, value in h0.items()}
    if h0 is None and c0 is None:
        return {}
    if len(set(tops)) != 1:
        raise LstmVizError(
            "Model '{model}' has {count} recurrent layers: give a dict, such as "
            "{{'{first}': (h0, c0)}}.", model=model.name, count=len(set(tops)), first=tops[0]
        )
    return {tops[0]: (h0, c0)}


def _pair(value: Any) -> tuple[Any, ...]:
    if isinstance(value, Mapping):
        return (value.get("h"), value.get("c"))
    if isinstance(value, (list, tuple)) and all(
        one is None or hasattr(one, "shape") for one in value
    ):
        return tuple(value)
    return (value, None)


def _state(value: Any, name: str) -> Passed:
    if isinstance(value, (list, tuple)):
        return Passed(name=name, form="list")
    try:
        array = np.asarray(value)
        numbers = array.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise LstmVizError(
            "{name} is no array of numbers: {error}.", name=name, error=error
        ) from error
    finite = numbers[np.isfinite(numbers)]
    return Passed(
        name=name,
        shape=array.shape,
        dtype=str(array.dtype),
        largest=float(np.abs(finite).max()) if finite.size else None,
        nan=bool(np.isnan(numbers).any()),
    )


def _layer_findings(
    model: RecurrentModel, spec: LayerSpec, states: tuple[Any, ...], rows: int | None, x: Any
) -> Iterator[Finding | None]:
    kept = [value for value in states if value is not None]
    named = [_state(value, f"{name}0") for name, value in zip("hc", kept, strict=False)]
    if not named:
        return
    given: Given = Bare(state=named[0]) if len(named) == 1 and spec.kind != "LSTM" else named
    if rows is None:
        # The rows that most states have are the batch they are meant for.
        shapes = [one.shape for one in named if one.shape is not None and len(one.shape) == 2]
        rows = max((shape[0] or 0 for shape in shapes), default=None)
    for mark in states_problems(given, _setting(spec, rows), rows=rows, units=spec.units):
        told, also = mark.problem, ""
        if told.startswith(("A ", "An ", "The ", "One ")):
            told = f"{told[0].lower()}{told[1:]}"
        if mark.code == "h-out-of-range" and x is not None and len(kept) == 2:
            also = _other_way_round(model, spec, kept, x)
        setting = replace(_setting(spec, rows), shapes=mark.shapes)
        yield finding(mark.code, f"Layer '{spec.name}': {told}", setting, error=mark.error,
                      also=also)


def _other_way_round(model: RecurrentModel, spec: LayerSpec, states: list[Any], x: Any) -> str:
    try:
        h, c = states
        ways = {"given": {"h": h, "c": c}, "swapped": {"h": c, "c": h}}
        starts = {name: InitialState.from_values(model, {spec.name: values})
                  for name, values in ways.items()}
        runs = trace(model, x, starts)
        ends = [runs[name][spec.name].h[:, -1] for name in ("given", "swapped")]
    except LstmVizError:
        return ""
    far = number(float(f"{np.abs(ends[0] - ends[1]).max():.3g}"))
    return f"As given and with h and c exchanged, the last h of this layer differs by up to {far}."


def _both_directions(
    model: RecurrentModel, name: str, states: tuple[Any, ...], rows: int | None
) -> Iterator[Finding | None]:
    """States of a Bidirectional layer given as one tuple."""
    spec = next(spec for spec in model.layers if spec.name.startswith(f"{name}/"))
    if spec.kind not in ("LSTM", "GRU"):
        return
    setting = replace(_setting(spec, rows), kind=f"Bidirectional {spec.kind}")
    kept = [value for value in states if value is not None]
    names = [*setting.states, *["a state"] * len(kept)]
    passed = [_state(value, name) for value, name in zip(kept, names, strict=False)]
    for mark in states_problems(passed, setting, rows=rows, units=spec.units):
        told = Text("Layer '{name}': {problem}", name=name, problem=mark.problem)
        yield finding(mark.code, told, setting, error=mark.error)
