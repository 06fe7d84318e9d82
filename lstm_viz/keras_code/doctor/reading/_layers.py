"""Layers in code: what making one and calling one gives."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import keras

from lstm_viz.keras_code.doctor.reading import _values as v
from lstm_viz.keras_code.doctor.reading._arrays import int_of, shape_of
from lstm_viz.keras_code.doctor.reading._parts import CELLS, RECURRENT, Layer, Model, Run
from lstm_viz.keras_code.doctor.reading._results import cell_result, plain_call, returned
from lstm_viz.keras_code.doctor.reading._world import World

BATCH_SHAPES: Final = ("batch_input_shape", "batch_shape")
_FLAGS: Final = ("stateful", "return_sequences", "return_state")


def keras_class(class_name: str) -> type | None:
    """Return a layer's class of this Keras; None where it has none of this name."""
    found = getattr(keras.layers, class_name, getattr(keras, class_name, None))
    return found if isinstance(found, type) else None


def flag(value: Any) -> bool | None:
    """Return True or False where an argument is one; None where it cannot be told."""
    return bool(value.value) if isinstance(value, v.Const) else None


def make_layer(world: World, class_name: str, given: v.Arguments) -> Layer:
    """Return the layer that a call of its class makes."""
    named = {name: value for name, value in given.named.items() if name is not None}
    made = Layer(class_name=class_name, line=given.node.lineno, birth=world.uncertain)
    name = named.get("name")
    if isinstance(name, v.Const) and isinstance(name.value, str):
        made.known_as = name
    elif name is None and given.complete:
        parts = re.sub(r"([A-Z][a-z]+)", r"_\1", class_name).strip("_")
        made.known_as = v.AutoName(re.sub(r"_+", "_", parts).lower())
    if class_name in ("CuDNNLSTM", "CuDNNGRU"):
        made.kind = class_name.removeprefix("CuDNN")
    elif class_name in RECURRENT:
        made.kind = class_name
    elif class_name == "Bidirectional":
        _bidirectional(made, given.get(0, "layer"))
        said = given.complete and len(given.args) < 2
        mode = named.get("merge_mode", v.Const("concat") if said else v.UNKNOWN)
        made.merge = mode.value if isinstance(mode, v.Const) and mode.value else "?"
    elif class_name == "RNN":
        _rnn(made, given.get(0, "cell"))
    elif class_name == "StackedRNNCells":
        made.cells = v.closed(given.get(0, "cells"))
    elif class_name == "TimeDistributed":
        made.inner = given.get(0, "layer")
    if class_name in (*RECURRENT, *CELLS, "Dense"):
        made.units = int_of(given.get(0, "units"))
    elif class_name == "Embedding":
        made.units = int_of(given.get(1, "output_dim"))
    made.makes_mask = class_name == "Masking" or flag(named.get("mask_zero")) is True
    _input_of(made, named)
    if made.runs:
        # Another word of this kind is meant to be one of the three.
        odd = any(str(word).startswith("return_") and word not in _FLAGS for word in named)
        default = v.Const(False) if given.complete and not odd else v.UNKNOWN
        for option in _FLAGS:
            if option in named or class_name != "Bidirectional":
                setattr(made, option, flag(named.get(option, default)))
        made.built = False
        world.layers.append(made)
    world.tell("make", given, made)
    return made


def _bidirectional(made: Layer, inner: Any) -> None:
    if not isinstance(inner, Layer):
        return
    made.inner = inner
    if inner.kind in RECURRENT:
        made.kind = f"Bidirectional {inner.kind}"
    made.units, made.cells = inner.units, inner.cells
    made.stateful = inner.stateful
    made.return_sequences, made.return_state = inner.return_sequences, inner.return_state


def _rnn(made: Layer, cell: Any) -> None:
    cells = v.closed(cell)
    if isinstance(cell, Layer) and cell.class_name == "StackedRNNCells":
        cells = cell.cells
    if cells is not None:
        # One cell in a list is a stack of one; its states are nested as well.
        made.cells = cells
        known = [one for one in cells if isinstance(one, Layer)]
        if len(known) > 1 and all(one.class_name == "LSTMCell" for one in known):
            made.kind = "stacked LSTM cells"
            units = {one.units for one in known}
            made.units = units.pop() if len(units) == 1 else None
    elif isinstance(cell, Layer) and cell.cell:
        made.kind, made.units = cell.class_name.removesuffix("Cell"), cell.units


def _input_of(made: Layer, named: Mapping[str, Any]) -> None:
    for word in BATCH_SHAPES:
        shape = shape_of(named.get(word))
        if shape is not None and len(shape) >= 2:
            made.batch, made.timesteps = shape[0], shape[1]
            made.features = shape[2] if len(shape) > 2 else None
            made.input_given = True
    size = named.get("batch_size")
    if size is not None:
        made.batch = int_of(size)
    shape = shape_of(named.get("input_shape"))
    if "input_shape" in named or "input_dim" in named:
        made.input_given = True
        made.dynamic_batch = "batch_size" not in named and shape is not None
    if shape is not None and len(shape) == 2:
        made.timesteps, made.features = shape


def call_layer(world: World, layer: Layer, given: v.Arguments) -> Any:
    """Return what a layer returns for its inputs."""
    first = "inputs" if layer.cell else "sequences"
    inputs = given.get(0, first, "inputs", default=v.UNKNOWN)
    states = given.get(1, "states" if layer.cell else "initial_state")
    if states == v.Const(None):
        states = None
    shape = inputs.shape if isinstance(inputs, v.Tensor) else None
    sized = layer.recurrent or layer.class_name == "RNN" or layer.cells is not None
    if sized and shape is not None and len(shape) == 3:
        layer.batch = shape[0] if shape[0] is not None else layer.batch
        layer.timesteps = shape[1] or layer.timesteps
        layer.features = shape[2] or layer.features
    world.tell("call", given, layer, value=(inputs, states))
    if layer.cell:
        return cell_result(layer, inputs, states)
    if not layer.runs:
        return plain_call(layer, inputs)
    if states is not None:
        world.calls += 1
        layer.given_states = True
    many = v.closed(inputs)
    if many and len(many) > 1:
        inputs = many[0]
    layer.goes_on |= states is None
    x = inputs if isinstance(inputs, v.Tensor) else None
    build(world, layer)
    run = None
    if x is not None and x.form not in ("symbolic", "unknown"):
        if layer.stateful:
            run = run_of(layer, (v.content_of(x), v.content_of(states)), given.node)
        world.change(layer, ran=True)
        layer.pending = False
    return returned(layer, x, run)


def build(world: World, layer: Layer) -> None:
    """Remember that a layer has been built, and what it wraps."""
    world.change(layer, built=True)
    if isinstance(layer.inner, Layer):
        world.change(layer.inner, built=True)


def run_of(of: Layer | Model, content: Any, node: Any) -> Run | None:
    """Return the run of a model or of a layer that goes on from its own stored states."""
    layers = of.stateful if isinstance(of, Model) else [of]
    if not layers or any(layer.given_states for layer in layers):
        return None
    return Run(of, content, tuple(layer.marks for layer in layers), node)
