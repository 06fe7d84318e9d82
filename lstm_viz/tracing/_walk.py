"""Walk a model's own graph with real tensors, recording what its recurrent layers do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import keras

from lstm_viz.models._graph import Call, calls, functional, is_model, keeping_states
from lstm_viz.tracing._at_rest import at_rest
from lstm_viz.tracing._layers import run_recurrent
from lstm_viz.tracing._recording import Recording
from lstm_viz.tracing._rows import size
from lstm_viz.tracing._value import Form, Value, rows_at

_PER_STEP_LAYERS = (
    keras.layers.Activation,
    keras.layers.ActivityRegularization,
    keras.layers.Dense,
    keras.layers.Dropout,
    keras.layers.ELU,
    keras.layers.Embedding,
    keras.layers.GaussianDropout,
    keras.layers.GaussianNoise,
    keras.layers.Identity,
    keras.layers.LeakyReLU,
    keras.layers.Masking,
    keras.layers.PReLU,
    keras.layers.ReLU,
    keras.layers.Rescaling,
    keras.layers.SpatialDropout1D,
    keras.layers.TimeDistributed,
)
_LAST_AXIS_LAYERS = (
    keras.layers.BatchNormalization,
    keras.layers.LayerNormalization,
    keras.layers.Concatenate,
    keras.layers.Softmax,
)
_MERGE_LAYERS = (
    keras.layers.Add,
    keras.layers.Average,
    keras.layers.Maximum,
    keras.layers.Minimum,
    keras.layers.Multiply,
    keras.layers.Subtract,
)


@dataclass
class Walk(Recording):
    """One run through a model's graph."""

    _seen: dict[str, int] = field(default_factory=dict)

    def run(self, model: keras.Model, inputs: list[Value], prefix: str = "") -> list[Value]:
        """Run a model and return the values of its outputs, flat."""
        graph = functional(model)
        values = {id(t): v for t, v in zip(graph.inputs, inputs, strict=True)}
        for call in calls(model, prefix, self._seen):
            tensors = call.node.arguments.keras_tensors
            if any(id(tensor) not in values for tensor in tensors):
                continue
            results = self._call(call, values)
            values.update(zip(map(id, call.node.outputs), results, strict=True))
        return [values[id(tensor)] for tensor in graph.outputs]

    def _call(self, call: Call, values: dict[int, Value]) -> list[Value]:
        if call.cells:
            return run_recurrent(self, call, values)
        arguments = [values[id(tensor)] for tensor in call.node.arguments.keras_tensors]
        if is_model(call.layer):
            return self.run(call.layer, arguments, f"{call.path}/")
        full = _apply(call, values, lambda value: value.full)
        return [Value(tensor, *how) for tensor, how in self._forms(call, arguments, values, full)]

    def _forms(
        self, call: Call, arguments: list[Value], values: dict[int, Value], full: list[Any]
    ) -> Iterable[tuple[Any, tuple[Any, ...]]]:
        forms = {value.form for value in arguments} - {Form.STATIC}
        axes = {value.axis for value in arguments} - {""}
        axis = next(iter(axes), "")
        if not forms:
            return [(tensor, (Form.STATIC,)) for tensor in full]
        if len(axes) > 1 or Form.UNKNOWN in forms:
            return [(tensor, (Form.UNKNOWN, axis)) for tensor in full]
        per_step = is_per_step(call.layer, len(full[0].shape))
        if forms == {Form.CAUSAL} and per_step:
            return [(tensor, (Form.CAUSAL, axis)) for tensor in full]
        if forms == {Form.FOLD}:
            form = Form.FOLD
        elif Form.FOLD not in forms and Form.PREFIXES in forms and per_step:
            form = Form.PREFIXES
        else:
            return [(tensor, (Form.UNKNOWN, axis)) for tensor in full]
        steps = axis_length(arguments)
        ends = _once(lambda: _apply(call, values, lambda value: rows_at(value, steps)))
        return [
            (tensor, (form, axis, lambda number=number: ends()[number]))
            for number, tensor in enumerate(full)
        ]


def is_per_step(layer: Any, rank: int) -> bool:
    """Tell whether row t of a layer's output depends on row t of its input alone."""
    if isinstance(layer, keras.layers.Activation):
        return layer.activation is not keras.activations.softmax or rank > 2
    if isinstance(layer, _LAST_AXIS_LAYERS):
        axis = layer.axis
        axes = list(axis) if isinstance(axis, (list, tuple)) else [axis]
        return axes in ([-1], [rank - 1])
    return isinstance(layer, _PER_STEP_LAYERS) or type(layer) in _MERGE_LAYERS


def axis_length(arguments: list[Value]) -> Any:
    """Return how many ends a value has for each sample of the batch."""
    for value in arguments:
        if value.form is Form.CAUSAL:
            return size(value.full, 1)
        if value.form in (Form.FOLD, Form.PREFIXES):
            return size(value.per_end, 0) // size(value.full, 0)
    raise RuntimeError("no value runs along a time axis")


def _apply(call: Call, values: dict[int, Value], pick: Callable[[Value], Any]) -> list[Any]:
    arguments = call.node.arguments
    tensors = {id(tensor): pick(values[id(tensor)]) for tensor in arguments.keras_tensors}
    args, kwargs = arguments.fill_in(tensors)
    if "training" in getattr(call.layer, "_call_context_args", {}):
        kwargs["training"] = False
    layer = call.layer
    if keeping_states(layer):
        first = arguments.keras_tensors[0]
        rows = size(values[id(first)].full, 0)
        layer = at_rest(layer, rows, size(tensors[id(first)], 0) // rows)
    return keras.tree.flatten(layer(*args, **kwargs))


def _once(make: Callable[[], list[Any]]) -> Callable[[], list[Any]]:
    made: list[list[Any]] = []

    def get() -> list[Any]:
        if not made:
            made.append(make())
        return made[0]

    return get
