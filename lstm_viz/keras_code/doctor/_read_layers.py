"""Layers in pasted code: how they are made and called."""

from __future__ import annotations

import difflib
import functools
import inspect
from collections.abc import Mapping as Named
from collections.abc import Sequence
from typing import Any, Final

import keras

from lstm_viz.keras_code.doctor._read_arrays import int_of, shape_of, state_tensor
from lstm_viz.keras_code.doctor._states import Bare, Given, Passed, Shape, states_problems
from lstm_viz.keras_code.doctor._values import (
    RECURRENT,
    UNKNOWN,
    Const,
    Items,
    Layer,
    Mapping,
    StateOf,
    StatesOf,
    Tensor,
    items,
    role_of,
)
from lstm_viz.keras_code.doctor._world import World, setting_of

_BASE: Final = ("name", "dtype", "trainable", "activity_regularizer", "autocast", "input_shape",
                "input_dim", "zero_output_for_mask", "implementation")
_BATCH_SHAPES: Final = ("batch_input_shape", "batch_shape")
_STATE_WORDS: Final = ("state", "states", "initial_states", "init_state", "hidden", "hx")
_KEEP_MASK: Final = ("Dropout", "SpatialDropout1D", "Activation", "BatchNormalization",
                     "LayerNormalization", "GaussianNoise", "Dense")
_LATER: Final = "Building the model raises nothing; its first run does."
_BUILT_LATER: Final = (
    "one-state", "too-many-states", "states-shape", "bidirectional-states", "stacked-flat",
    "states-nested",
)  # fmt: skip


@functools.cache
def known_arguments(kind: str) -> frozenset[str]:
    """Names of the arguments that a layer of this Keras takes."""
    signature = inspect.signature(getattr(keras.layers, kind).__init__)
    return frozenset(signature.parameters) - {"self", "kwargs"} | frozenset(_BASE)


def flag(value: Any) -> bool | None:
    """Return True or False where an argument is one; None where it cannot be told."""
    return bool(value.value) if isinstance(value, Const) else None


def make_layer(
    world: World, class_name: str, args: Sequence[Any], named: Named[str, Any], node: Any
) -> Layer:
    """Return the layer that a call of its class makes, and report wrong arguments."""
    made = Layer(class_name=class_name, line=node.lineno)
    name = named.get("name")
    if isinstance(name, Const) and isinstance(name.value, str) and name.value.isidentifier():
        made.name = name.value
    if class_name in ("CuDNNLSTM", "CuDNNGRU"):
        made.kind = class_name.removeprefix("CuDNN")
        world.report(
            "cudnn-layer",
            f"{class_name} is used.",
            node,
            layer=made,
            error=f"AttributeError: module 'keras.layers' has no attribute '{class_name}'",
        )
    elif class_name in RECURRENT:
        made.kind = class_name
    elif class_name == "Bidirectional":
        inner = args[0] if args else named.get("layer")
        if isinstance(inner, Layer) and inner.kind in ("LSTM", "GRU"):
            made.kind = f"Bidirectional {inner.kind}"
            _take_over(made, inner)
    elif class_name == "RNN":
        _rnn(made, args[0] if args else named.get("cell"))
    if made.kind in RECURRENT or class_name.endswith("Cell") or class_name == "Dense":
        made.units = int_of(args[0] if args else named.get("units"))
    made.makes_mask = class_name == "Masking" or flag(named.get("mask_zero")) is True
    _input_of(made, named)
    if made.recurrent:
        for option in ("stateful", "return_sequences", "return_state"):
            if option in named or class_name != "Bidirectional":
                setattr(made, option, flag(named.get(option, Const(False))))
        made.built = False
        if made.name == "" or made not in world.layers:
            world.layers.append(made)
    _check_arguments(world, made, named, node)
    return made


def _take_over(made: Layer, inner: Layer) -> None:
    made.units = inner.units
    made.stateful = inner.stateful
    made.return_sequences = inner.return_sequences
    made.return_state = inner.return_state


def _rnn(made: Layer, cell: Any) -> None:
    cells = cell.values if isinstance(cell, Items) else None
    if cells is not None and len(cells) > 1:
        if all(isinstance(one, Layer) and one.class_name == "LSTMCell" for one in cells):
            made.kind = "stacked LSTM cells"
            units = {one.units for one in cells}
            made.units = units.pop() if len(units) == 1 else None
        return
    one = cells[0] if cells else cell
    if isinstance(one, Layer) and one.class_name.removesuffix("Cell") in RECURRENT:
        # One cell in a list is a stack of one; its states are nested as well.
        made.kind = one.class_name.removesuffix("Cell") if cells is None else None
        made.units = one.units


def _input_of(made: Layer, named: Named[str, Any]) -> None:
    for word in _BATCH_SHAPES:
        shape = shape_of(named.get(word))
        if shape is not None and len(shape) >= 2:
            made.batch = shape[0]
            made.timesteps = shape[1]
            made.features = shape[2] if len(shape) > 2 else None
            made.input_given = True
    size = named.get("batch_size")
    if size is not None:
        shape = shape_of(size)
        made.batch = shape[0] if shape else None
    shape = shape_of(named.get("input_shape"))
    if "input_shape" in named or "input_dim" in named:
        made.input_given = True
        made.dynamic_batch = "batch_size" not in named
    if shape is not None and len(shape) == 2:
        made.timesteps, made.features = shape


def _check_arguments(world: World, made: Layer, named: Named[str, Any], node: Any) -> None:
    line_of = {word.arg: word.value for word in getattr(node, "keywords", ()) if word.arg}
    recurrent = made.class_name in (*RECURRENT, "RNN", "Bidirectional")
    for word in named:
        where = line_of.get(word, node)
        told = f"Unrecognized keyword arguments passed to {made.class_name}: {{'{word}': …"
        error = f"ValueError: {told}"
        if word == "batch_size":
            code = "constructor-batch-size"
        elif word in _BATCH_SHAPES:
            code = "constructor-batch-shape"
        elif not recurrent:
            continue
        elif word == "time_major":
            code = "constructor-time-major"
        elif word == "initial_state":
            code = "constructor-initial-state"
        elif word in ("input_shape", "input_dim"):
            world.report(
                "input-shape-argument",
                f"{made.class_name} is made with {word}=.",
                where,
                layer=made,
            )
            continue
        elif made.class_name in RECURRENT and word not in known_arguments(made.class_name):
            close = difflib.get_close_matches(word, known_arguments(made.class_name), 1, 0.8)
            hint = f"; {close[0]}= is meant, it seems" if close else ""
            world.report(
                "constructor-argument",
                f"{made.class_name} is made with {word}={hint}.",
                where,
                layer=made,
                error=error,
            )
            continue
        else:
            continue
        world.report(
            code, f"{made.class_name} is made with {word}=.", where, layer=made, error=error
        )


def call_layer(
    world: World, layer: Layer, args: Sequence[Any], named: Named[str, Any], node: Any
) -> Any:
    """Return what a layer returns for its inputs, and report what is wrong with its states."""
    inputs = args[0] if args else named.get("sequences", named.get("inputs", UNKNOWN))
    if not layer.recurrent:
        return _plain_call(layer, inputs)
    if isinstance(inputs, Items) and len(inputs.values) > 1:
        world.report(
            "states-in-inputs",
            f"{layer.class_name} is called with a list of {len(inputs.values)} tensors.",
            node,
            layer=layer,
            error="ValueError: … expects 1 input(s), but it received "
            f"{len(inputs.values)} input tensors",
        )
        inputs = inputs.values[0]
    x = inputs if isinstance(inputs, Tensor) else None
    shape = x.shape if x is not None else None
    _learn_sizes(layer, shape)
    if shape is not None and len(shape) == 2 and x.via and x.via[-1].recurrent:
        world.report(
            "return-sequences-missing",
            f"{layer.class_name} gets the last output of {x.via[-1].class_name} "
            f"(line {x.via[-1].line}), not its sequence.",
            node,
            layer=layer,
        )
    if x is not None and x.form == "symbolic":
        layer.built = True
        if layer.stateful and shape is not None and shape[0] is None:
            _without_batch(world, layer, node)
    elif x is not None or layer.built is False:
        layer.built = True
    _check_call_words(world, layer, named, node)
    given = args[1] if len(args) > 1 else named.get("initial_state", UNKNOWN)
    if given is not UNKNOWN and not (isinstance(given, Const) and given.value is None):
        world.calls += 1
        passed_states(world, layer, given, node, rows=shape[0] if shape else None)
        if layer.stateful:
            world.report(
                "stateful-and-initial-state",
                f"The stateful {layer.class_name} of line {layer.line} is called with "
                "initial_state.",
                node,
                layer=layer,
            )
        if x is not None and len(args) < 3 and "mask" not in named and is_masked(x):
            world.report(
                "mask-dropped",
                f"{layer.class_name} is given initial_state and a masked sequence, but no mask=.",
                node,
                layer=layer,
            )
    return _returned(layer, x)


def is_masked(x: Tensor) -> bool:
    """Whether a tensor carries the mask of a Masking or Embedding layer that it came through."""
    for layer in reversed(x.via):
        if layer.makes_mask:
            return True
        if not (layer.return_sequences or layer.class_name in _KEEP_MASK):
            return False
    return False


def _without_batch(world: World, layer: Layer, node: Any) -> None:
    world.report(
        "stateful-without-batch",
        f"The stateful {layer.class_name} of line {layer.line} gets an input without a fixed "
        "batch size.",
        node,
        layer=layer,
    )


def _learn_sizes(layer: Layer, shape: Shape | None) -> None:
    if shape is not None and len(shape) == 3:
        layer.batch = shape[0] if shape[0] is not None else layer.batch
        layer.timesteps = shape[1] or layer.timesteps
        layer.features = shape[2] or layer.features


def _check_call_words(world: World, layer: Layer, named: Named[str, Any], node: Any) -> None:
    for word in named:
        if word not in ("initial_state", "mask", "training", "sequences", "inputs"):
            if any(part in word for part in _STATE_WORDS):
                world.report(
                    "call-argument",
                    f"{layer.class_name} is called with {word}=.",
                    node,
                    layer=layer,
                    error=f"TypeError: got an unexpected keyword argument '{word}'",
                )


def passed_states(
    world: World, layer: Layer, value: Any, node: Any, *, rows: int | None
) -> None:
    """Report what is wrong with states passed to a call of a layer."""
    given = _given(value, _state_nodes(node))
    if given is None:
        return
    setting = setting_of(layer, rows=rows)
    flat = [given.state] if isinstance(given, Bare) else _flat(given)
    symbolic = any(state.form == "symbolic" for state in flat)
    rows = rows or (layer.batch if layer.built else None)
    for mark in states_problems(given, setting, rows=rows, units=layer.units):
        world.report(
            mark.code,
            mark.problem,
            node,
            layer=layer,
            rows=rows,
            shapes=mark.shapes,
            error=mark.error,
            also=_LATER if symbolic and mark.code in _BUILT_LATER else "",
        )


def _state_nodes(node: Any) -> Any:
    for word in getattr(node, "keywords", ()):
        if word.arg == "initial_state":
            return word.value
    args = getattr(node, "args", ())
    return args[1] if len(args) > 1 else None


def _flat(given: Any) -> list[Passed]:
    flat: list[Passed] = []
    for one in given:
        flat.extend([one] if isinstance(one, Passed) else _flat(one))
    return flat


def _given(value: Any, node: Any) -> Given | None:
    """Return the states as they are passed; None if that cannot be told."""
    if isinstance(value, StatesOf):
        return None
    if isinstance(value, Mapping):
        return Bare(state=Passed(form="dict"))
    if not isinstance(value, Items):
        state = passed_state(value, _name(node))
        return None if state is None or state.form == "unknown" else Bare(state=state)
    entries: list[Any] = []
    nodes = getattr(node, "elts", None) or [None] * len(value.values)
    if len(nodes) != len(value.values):
        nodes = [None] * len(value.values)
    for one, inner in zip(value.values, nodes, strict=True):
        if isinstance(one, Items) and not _is_numbers(one):
            nested = _given(one, inner)
            if nested is None or isinstance(nested, Bare):
                return None
            entries.append(nested)
        else:
            entries.append(passed_state(one, _name(inner)) or Passed(form="unknown"))
    return entries


def _is_numbers(value: Items) -> bool:
    flat = value.values[:50]
    return bool(flat) and all(
        (isinstance(one, Const) and isinstance(one.value, (int, float)))
        or (isinstance(one, Items) and _is_numbers(one))
        for one in flat
    )


def passed_state(value: Any, name: str) -> Passed | None:
    """Return what is known of one state."""
    if isinstance(value, Tensor):
        return value.named(name)
    if isinstance(value, StateOf):
        return state_tensor(value.layer, value.index).named(name)
    if isinstance(value, Const):
        return Passed(name=name, form="none" if value.value is None else "unknown")
    if isinstance(value, Items) and _is_numbers(value):
        return Passed(name=name, form="list")
    name = name or getattr(value, "label", "")
    return Passed(name=name, role=role_of(name), form="unknown")


def _name(node: Any) -> str:
    return getattr(node, "id", "") or getattr(node, "attr", "")


def _returned(layer: Layer, x: Tensor | None) -> Any:
    form = x.form if x is not None and x.form == "symbolic" else "array"
    rows = x.shape[0] if x is not None and x.shape else None
    steps = x.shape[1] if x is not None and x.shape and len(x.shape) > 1 else None
    both = 2 if "Bidirectional" in (layer.kind or "") else 1
    width = layer.units * both if layer.units else None
    via = (*(x.via if x is not None else ()), layer)[-50:]
    if layer.return_sequences is None or layer.kind is None:
        shape = None
    else:
        shape = (rows, steps, width) if layer.return_sequences else (rows, width)
    output = Tensor(shape=shape, form=form, via=via, largest=1.0, role=None)
    if not layer.return_state:
        return output if layer.return_state is False else UNKNOWN
    names = {"LSTM": "hc", "GRU": "h", "SimpleRNN": "h", "Bidirectional LSTM": "hchc",
             "Bidirectional GRU": "hh"}.get(layer.kind or "")
    if names is None:
        return UNKNOWN
    states = [
        Tensor(
            shape=(rows, layer.units),
            form=form,
            role=role,
            via=via,
            largest=1.0 if role == "h" else None,
        )
        for role in names
    ]
    return items((output, *states))


def _plain_call(layer: Layer, inputs: Any) -> Any:
    if isinstance(inputs, Items):
        parts = [one for one in inputs.values if isinstance(one, Tensor)]
        if len(parts) != len(inputs.values) or not parts:
            return UNKNOWN
        via = tuple(dict.fromkeys(layer for one in parts for layer in one.via))
        shape = parts[0].shape
        sizes = [one.shape[-1] if one.shape else None for one in parts]
        roles = {one.role for one in parts}
        if layer.class_name == "Concatenate" and shape:
            total = None if None in sizes else sum(sizes)
            shape = (*shape[:-1], total)
        return Tensor(
            shape=shape,
            form=parts[0].form,
            via=(*via, layer)[-50:],
            role=roles.pop() if len(roles) == 1 else None,
        )
    if not isinstance(inputs, Tensor):
        return UNKNOWN
    via = (*inputs.via, layer)[-50:]
    shape = inputs.shape
    if layer.class_name == "Dense":
        shape = (*shape[:-1], layer.units) if shape else None
    elif layer.class_name == "Embedding":
        shape = (*shape, None) if shape else None
    elif layer.class_name not in ("Dropout", "Activation", "BatchNormalization", "Masking"):
        return Tensor(form=inputs.form, via=via)
    return inputs.changed(shape=shape, via=via)

