"""What the programs on the page are given of an experiment: one layer, its weights and numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

import keras
import numpy as np

from lstm_viz._language import N_, Text
from lstm_viz.errors import LstmVizError
from lstm_viz.keras_code._arguments import layer_arguments
from lstm_viz.keras_code._run import npz
from lstm_viz.models import LayerSpec, RecurrentModel
from lstm_viz.models._graph import Call, all_calls, cells_of, directions_of
from lstm_viz.tracing import Trace, layer_inputs

MOST_STEPS: Final = 200
MOST_ROWS: Final = 32
# Of h in one answer; every program hands back one or two of its size.
_MOST_NUMBERS: Final = 400_000


@dataclass(frozen=True, kw_only=True)
class LayerCase:
    """One recurrent layer of an experiment, apart from its model.

    Attributes
    ----------
    spec : LayerSpec
    arguments : dict of str to value
        What the layer is constructed with beside its units, where it differs from the defaults.
    weights : dict of str to float32 ndarray
        ``kernel``, ``recurrent_kernel`` and, where the layer has one, ``bias``.
    x : float32 ndarray of shape ``(batch, T, features)``
        What the layer reads, in the order in which it comes.
    mask : boolean ndarray of shape ``(batch, T)`` or None
        In the order of ``x``.
    states : dict of str to float32 ndarray of shape ``(batch, units)``
        ``h0`` and, for an LSTM, ``c0``.
    h, c : float32 ndarray of shape ``(batch, T, units)``
        The trace at t = 1..T, in the order in which the layer reads; ``c`` is None without one.
    notes : tuple of str
        Sentences about what was left out.
    directions : tuple of two LayerCase, or None
        Forward and backward, where the layer is one direction of a Bidirectional and the whole
        sequence is used.
    merge_mode : {"concat", "sum", "ave", "mul"} or None
        Of that Bidirectional.
    """

    spec: LayerSpec
    arguments: dict[str, Any]
    weights: dict[str, np.ndarray]
    x: np.ndarray
    mask: np.ndarray | None
    states: dict[str, np.ndarray]
    h: np.ndarray
    c: np.ndarray | None
    notes: tuple[str, ...] = ()
    directions: tuple[LayerCase, LayerCase] | None = None
    merge_mode: str | None = None

    @property
    def kind(self) -> str:
        """``"LSTM"``, ``"GRU"`` or ``"SimpleRNN"``."""
        return self.spec.kind

    @property
    def batch(self) -> int:
        """Rows of ``x``."""
        return self.x.shape[0]

    @property
    def steps(self) -> int:
        """Timesteps of ``x``."""
        return self.x.shape[1]

    @property
    def backward(self) -> bool:
        """Whether the layer reads ``x`` from its end."""
        return bool(self.arguments.get("go_backwards"))

    @property
    def tolerance(self) -> float:
        """Largest difference that is float rounding and no other result."""
        size = max(1.0, float(np.nanmax(np.abs(self.h), initial=0.0)))
        half = "16" in self.arguments.get("dtype", "")
        return size * (2e-2 if half else 1e-5)

    @property
    def output(self) -> np.ndarray:
        """What the layer gives with ``return_sequences=True``: h, zero before the first input."""
        if self.mask is None:
            return self.h
        mask = self.mask[:, ::-1] if self.backward else self.mask
        return np.where(np.cumsum(mask, axis=1)[:, :, None] > 0, self.h, np.float32(0))

    @property
    def both(self) -> np.ndarray:
        """What the Bidirectional gives: both directions in the order of ``x``, merged."""
        assert self.directions is not None
        forward, backward = self.directions
        pair = forward.output, backward.output[:, ::-1]
        if self.mask is not None:
            # Keras sets the outputs of masked timesteps to zero in a Bidirectional layer.
            seen = self.mask[:, :, None]
            pair = np.where(seen, pair[0], np.float32(0)), np.where(seen, pair[1], np.float32(0))
        if self.merge_mode == "concat":
            return np.concatenate(pair, axis=-1)
        if self.merge_mode == "mul":
            return pair[0] * pair[1]
        return (pair[0] + pair[1]) / (2 if self.merge_mode == "ave" else 1)

    @property
    def is_zero(self) -> bool:
        """Whether the initial state is all zeros, so that forgetting it changes nothing."""
        return not any(np.any(value) for value in self.states.values())

    @cached_property
    def state_file(self) -> bytes:
        """Everything a program reads, as the bytes of ``state.npz``."""
        arrays = {"x": self.x, **self.states, **self.weights}
        if self.mask is not None:
            arrays["mask"] = self.mask
        for one in self.directions or ():
            own = {**one.states, **one.weights}
            arrays |= {f"{one.spec.direction}_{name}": value for name, value in own.items()}
        return npz(**arrays)


def layer_case(model: RecurrentModel, trace: Trace, layer: str, *, sample: int = 0) -> LayerCase:
    """Take one layer, with its weights, input and initial state, out of a traced experiment.

    Parameters
    ----------
    model : RecurrentModel
    trace : Trace
        Of this model.
    layer : str
        Name of one of its recurrent layers.
    sample : int, optional
        Row of the batch that is kept when there are more than 32.

    Raises
    ------
    LstmVizError
        When there is no such layer, or no Keras code for it.
    """
    call, number, position = _find(model, layer)
    inputs = layer_inputs(model, trace)
    case = _direction(trace, inputs, call, number, position, sample)
    if len(call.cells) == 1 or len(call.cells[0]) > 1 or case.steps < trace[layer].T:
        return case
    forward, backward = (_direction(trace, inputs, call, n, 0, sample) for n in range(2))
    same = {**forward.arguments, "go_backwards": True} == backward.arguments
    mode = call.layer.merge_mode
    if mode is None or not same:
        return case
    return replace(case, directions=(forward, backward), merge_mode=mode)


def _direction(
    trace: Trace, inputs: dict[str, np.ndarray], call: Call, number: int, position: int, sample: int
) -> LayerCase:
    """One cell of one direction of a call."""
    rnn, spec = directions_of(call.layer)[number], call.cells[number][position]
    cell, recorded, x = cells_of(rnn)[position], trace[spec.name], inputs[spec.name]
    backward = bool(rnn.go_backwards) and position == 0
    rows, steps, notes = _part(spec, x, sample, backward)
    x = np.ascontiguousarray(x[rows, steps], np.float32)
    mask = recorded.mask
    if mask is not None:
        mask = (mask[:, ::-1] if backward else mask)[rows, steps]
        mask = None if mask.all() else np.ascontiguousarray(mask)
    weights = [np.asarray(keras.ops.convert_to_numpy(w), np.float32) for w in cell.weights]
    read = slice(1, 1 + x.shape[1])
    return LayerCase(
        spec=spec,
        arguments=layer_arguments(cell, spec, backward),
        weights=dict(zip(("kernel", "recurrent_kernel", "bias"), weights, strict=False)),
        x=x,
        mask=mask,
        states={f"{s}0": recorded.signal(s)[rows, 0] for s in spec.states},
        h=recorded.h[rows, read],
        c=recorded.c[rows, read] if spec.kind == "LSTM" else None,
        notes=notes,
    )


def _part(
    spec: LayerSpec, x: np.ndarray, sample: int, backward: bool
) -> tuple[slice, slice, tuple[str, ...]]:
    notes: list[str] = []
    batch, length = x.shape[:2]
    steps = slice(0, length)
    if length > MOST_STEPS:
        steps = slice(length - MOST_STEPS, length) if backward else slice(0, MOST_STEPS)
        which = (
            N_("The last {most} of {length} timesteps are used here.")
            if backward
            else N_("The first {most} of {length} timesteps are used here.")
        )
        notes.append(Text.filled(which, most=MOST_STEPS, length=length))
    most = max(1, min(MOST_ROWS, _MOST_NUMBERS // (min(length, MOST_STEPS) * spec.units)))
    first = max(0, min(sample, batch - 1) - most + 1)
    rows = slice(first, min(batch, first + most))
    if batch > most:
        notes.append(
            Text(
                "Rows {first} to {last} of {batch} are used here.",
                first=rows.start,
                last=rows.stop - 1,
                batch=batch,
            )
        )
    return rows, steps, tuple(notes)


def _find(model: RecurrentModel, layer: str) -> tuple[Call, int, int]:
    """The call of a layer, which of its directions, and which of the stacked cells."""
    for call in all_calls(model.keras):
        for number, specs in enumerate(call.cells):
            for position, spec in enumerate(specs):
                if spec.name == layer:
                    return call, number, position
    raise LstmVizError(
        "Model '{model}' has no recurrent layer '{layer}'.",
        model=model.name,
        layer=layer,
    )
