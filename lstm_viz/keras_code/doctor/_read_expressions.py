"""Expressions of pasted code, told without running them."""

from __future__ import annotations

import ast
from itertools import chain, repeat
from typing import Any, Final

from lstm_viz.keras_code.doctor import _read_models as models
from lstm_viz.keras_code.doctor._read_arrays import (
    array_call,
    dtype_of,
    int_of,
    is_array_function,
    number_of,
    reshaped,
)
from lstm_viz.keras_code.doctor._read_layers import call_layer, make_layer
from lstm_viz.keras_code.doctor._values import (
    UNKNOWN,
    Const,
    Function,
    Items,
    Layer,
    LayersOf,
    Mapping,
    Method,
    Model,
    Path,
    StateOf,
    StatesOf,
    Tensor,
    Unknown,
    items,
)
from lstm_viz.keras_code.doctor._world import World

_MOST_NUMBER: Final = 10**9
_SEQUENTIAL: Final = ("keras.Sequential", "keras.models.Sequential")
_FUNCTIONAL: Final = ("keras.Model", "keras.models.Model", "keras.engine.Model")
_INPUTS: Final = ("keras.Input", "keras.layers.Input", "keras.layers.InputLayer")
_LOADS: Final = ("load_model", "model_from_json", "clone_model")


def tell(world: World, node: ast.expr | None) -> Any:
    """Return what is known of an expression."""
    world.step()
    if node is None:
        return UNKNOWN
    told = _TOLD.get(type(node))
    if told is not None:
        return told(world, node)
    for inner in ast.iter_child_nodes(node):
        if isinstance(inner, ast.expr):
            tell(world, inner)
    return UNKNOWN


def _name(world: World, node: ast.Name) -> Any:
    if node.id in world.names:
        return world.names[node.id]
    guessed = guess(node.id)
    world.names[node.id] = guessed
    return guessed


def guess(name: str) -> Any:
    """Return what a name that nothing is known of stands for, by its words."""
    low = name.lower()
    if "model" in low or low in ("net", "network", "rnn_net"):
        return Model(class_name="model", name=name)
    for word, kind in (("lstm", "LSTM"), ("gru", "GRU")):
        if word in low and "out" not in low and "state" not in low and "cell" not in low:
            bidirectional = low.startswith("bi")
            return Layer(class_name="Bidirectional" if bidirectional else kind,
                         kind=f"Bidirectional {kind}" if bidirectional else kind, name=name)
    return Unknown(name)


def _attribute(world: World, node: ast.Attribute) -> Any:
    dotted = dotted_name(node)
    if dotted in world.attributes:
        return world.attributes[dotted]
    owner = tell(world, node.value)
    if isinstance(owner, Path):
        return path_of(f"{owner.raw}.{node.attr}")
    if node.attr in ("states", "state") and isinstance(owner, (Layer, Model)):
        return models.states_of(world, owner, node) if node.attr == "states" else UNKNOWN
    if isinstance(owner, Model) and node.attr == "layers":
        return LayersOf(owner)
    if isinstance(owner, Layer):
        if node.attr in ("stateful", "return_sequences", "return_state"):
            value = getattr(owner, node.attr)
            return UNKNOWN if value is None else Const(value)
        if node.attr == "units":
            return UNKNOWN if owner.units is None else Const(owner.units)
        if node.attr in models.RESETS and not owner.recurrent:
            models.reset(world, owner, node.attr, (), {}, node)
    if isinstance(owner, Tensor) and node.attr in ("T", "shape"):
        if node.attr == "T":
            return owner.changed(shape=owner.shape[::-1] if owner.shape else None)
        return _shape_items(owner)
    if dotted and isinstance(owner, Unknown):
        guessed = guess(node.attr)
        if not isinstance(guessed, Unknown):
            world.attributes[dotted] = guessed
            return guessed
    return Method(owner, node.attr)


def _shape_items(owner: Tensor) -> Any:
    if owner.shape is None:
        return UNKNOWN
    return items(tuple(UNKNOWN if size is None else Const(size) for size in owner.shape))


def dotted_name(node: ast.expr) -> str:
    """Return ``self.lstm`` for such an expression; empty for others."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) and parts else ""


def path_of(raw: str) -> Path:
    """Return a module, class or function by the name it is imported with."""
    name = raw
    for prefix in ("tensorflow.python.keras", "tensorflow.keras", "tf_keras"):
        if raw == prefix or raw.startswith(prefix + "."):
            name = "keras" + raw[len(prefix) :]
    return Path(name, raw)


def _subscript(world: World, node: ast.Subscript) -> Any:
    owner, index = tell(world, node.value), node.slice
    if isinstance(owner, StatesOf):
        if isinstance(index, ast.Slice):
            return UNKNOWN
        return models.state_at(world, owner, tell(world, index), node)
    if isinstance(owner, LayersOf):
        return models.layer_at(world, owner.model, tell(world, index), node)
    if isinstance(owner, Items):
        return _item(world, owner, index)
    if isinstance(owner, Tensor):
        return owner.changed(shape=_sliced(world, owner.shape, index), via=owner.via)
    tell(world, index)
    return UNKNOWN


def _item(world: World, owner: Items, index: ast.expr) -> Any:
    if isinstance(index, ast.Slice):
        ends = [int_of(tell(world, end)) if end else None for end in (index.lower, index.upper)]
        if index.step is None:
            return items(owner.values[slice(*ends)])
        return UNKNOWN
    place = int_of(tell(world, index))
    if place is not None and -len(owner.values) <= place < len(owner.values):
        return owner.values[place]
    return UNKNOWN


def _sliced(world: World, shape: Any, index: ast.expr) -> Any:
    if shape is None:
        return None
    parts = list(index.elts) if isinstance(index, ast.Tuple) else [index]
    left, made = list(shape), []
    for part in parts:
        if isinstance(part, ast.Slice):
            if not left:
                return None
            size = left.pop(0)
            ends = [int_of(tell(world, end)) if end else None for end in (part.lower, part.upper)]
            told = all(end is None or found is not None
                       for end, found in zip((part.lower, part.upper), ends, strict=True))
            made.append(
                len(range(size)[slice(*ends)]) if told and size is not None and not part.step
                else None
            )
        elif isinstance(part, ast.Constant) and part.value is None:
            made.append(1)
        elif int_of(tell(world, part)) is not None and left:
            left.pop(0)
        else:
            return None
    return (*made, *left)


def _constant(world: World, node: ast.Constant) -> Any:
    return Const(node.value)


def _items(world: World, node: ast.List | ast.Tuple) -> Any:
    return items(tuple(tell(world, one) for one in node.elts))


def _mapping(world: World, node: ast.Dict) -> Any:
    for value in node.values:
        tell(world, value)
    return Mapping()


def _starred(world: World, node: ast.Starred) -> Any:
    tell(world, node.value)
    return UNKNOWN


def _unary(world: World, node: ast.UnaryOp) -> Any:
    value = tell(world, node.operand)
    number = number_of(value)
    if isinstance(node.op, ast.USub) and number is not None and isinstance(value, Const):
        return Const(-value.value)
    if isinstance(node.op, ast.Not) and isinstance(value, Const):
        return Const(not value.value)
    return value if isinstance(value, Tensor) else UNKNOWN


def _binary(world: World, node: ast.BinOp) -> Any:
    left, right = tell(world, node.left), tell(world, node.right)
    a, b = number_of(left), number_of(right)
    if a is not None and b is not None and max(abs(a), abs(b)) < _MOST_NUMBER:
        return _arithmetic(node.op, left, right)
    if isinstance(left, Items) and isinstance(right, Items) and isinstance(node.op, ast.Add):
        return items((*left.values, *right.values))
    if isinstance(left, Items) and isinstance(node.op, ast.Mult):
        times = int_of(right)
        return UNKNOWN if times is None else items(chain.from_iterable(repeat(left.values, times)))
    tensor = left if isinstance(left, Tensor) else right if isinstance(right, Tensor) else None
    if tensor is None:
        return UNKNOWN
    factor = b if tensor is left else a
    largest = None
    if factor is not None and tensor.largest is not None:
        if isinstance(node.op, ast.Mult):
            largest = tensor.largest * abs(factor)
        elif isinstance(node.op, ast.Div) and tensor is left and factor:
            largest = tensor.largest / abs(factor)
    nan = tensor.nan or (factor is not None and factor != factor)
    shape = tensor.shape if factor is not None else None
    return tensor.changed(largest=largest, nan=nan, shape=shape)


def _arithmetic(op: ast.operator, left: Any, right: Any) -> Any:
    if not (isinstance(left, Const) and isinstance(right, Const)):
        return UNKNOWN
    a, b = left.value, right.value
    if isinstance(op, ast.Add):
        return Const(a + b)
    if isinstance(op, ast.Sub):
        return Const(a - b)
    if isinstance(op, ast.Mult):
        return Const(a * b)
    if isinstance(op, ast.FloorDiv) and b:
        return Const(a // b)
    if isinstance(op, ast.Div) and b:
        return Const(a / b)
    return UNKNOWN


def _choice(world: World, node: ast.IfExp) -> Any:
    tell(world, node.test)
    tell(world, node.orelse)
    return tell(world, node.body)


def _call(world: World, node: ast.Call) -> Any:
    function = tell(world, node.func)
    args: list[Any] = []
    for one in node.args:
        if isinstance(one, ast.Starred):
            inner = tell(world, one.value)
            args.extend(inner.values if isinstance(inner, Items) else ())
        else:
            args.append(tell(world, one))
    named = {word.arg: tell(world, word.value) for word in node.keywords if word.arg}
    if isinstance(function, Layer):
        return call_layer(world, function, args, named, node)
    if isinstance(function, Model):
        return models.call_model(world, function, args, named, node)
    if isinstance(function, Function):
        return function.returned
    if isinstance(function, Method):
        return _method(world, function, args, named, node)
    if isinstance(function, Path):
        return _known(world, function, args, named, node)
    return UNKNOWN


def _known(
    world: World, function: Path, args: list[Any], named: dict[str, Any], node: ast.Call
) -> Any:
    name = function.name
    last = name.rpartition(".")[2]
    if name in _SEQUENTIAL:
        return models.make_sequential(world, args or list(named.values())[:1], node)
    if name in _FUNCTIONAL:
        return models.make_functional(world, args, named, node)
    if name in _INPUTS:
        return models.make_input(world, args, named, node)
    if name.startswith("keras.backend.") and last in ("set_value", "get_value"):
        state = args[0] if args else UNKNOWN
        layer = state.layer if isinstance(state, StateOf) else None
        if last == "set_value":
            models.set_value(world, function.raw, layer, node)
        else:
            models.get_value(world, function.raw, layer, node)
        return UNKNOWN
    if name.startswith("keras") and last in _LOADS:
        return models.load_model(world, node)
    if name.startswith("keras") and last == "save_model" and args:
        if isinstance(args[0], Model):
            models.save_model(world, args[0], node)
        return UNKNOWN
    if name.startswith("keras.layers.") and last == "concatenate":
        return call_layer(world, Layer(class_name="Concatenate"), args, named, node)
    if name.startswith("keras.layers.") and last[:1].isupper():
        return make_layer(world, last, args, named, node)
    if is_array_function(name):
        return array_call(name, args, named)
    return UNKNOWN


def _method(
    world: World, method: Method, args: list[Any], named: dict[str, Any], node: ast.Call
) -> Any:
    owner, name = method.owner, method.name
    if isinstance(owner, Model):
        return _model_method(world, owner, name, args, named, node)
    if isinstance(owner, Layer):
        if name in models.RESETS:
            if owner.recurrent:
                models.reset(world, owner, name, args, named, node)
        elif name == "build":
            owner.built = True
        elif name in ("call", "__call__"):
            return call_layer(world, owner, args, named, node)
        return UNKNOWN
    if isinstance(owner, StateOf) and name == "assign":
        given = node.args[0] if node.args else None
        called = getattr(given, "id", "") or getattr(given, "attr", "")
        models.assign_state(world, owner, args[0] if args else UNKNOWN, called, node)
        return UNKNOWN
    if isinstance(owner, StateOf) and name in ("numpy", "read_value", "value"):
        return array_call("numpy.array", [owner], {})
    if isinstance(owner, Tensor):
        return _tensor_method(owner, name, args, named)
    if isinstance(owner, Items) and name == "append":
        return UNKNOWN
    return UNKNOWN


def _model_method(
    world: World, model: Model, name: str, args: list[Any], named: dict[str, Any], node: ast.Call
) -> Any:
    if name == "add" and args:
        models.add_layer(world, model, args[0], node)
    elif name in models.RUNS:
        models.run_model(world, model, name, args, named, node)
    elif name in models.RESETS:
        models.reset(world, model, name, args, named, node)
    elif name in models.SAVES:
        models.save_model(world, model, node)
    elif name == "get_layer":
        if args or "name" in named:
            return models.layer_named(model, args[0] if args else named["name"])
        return models.layer_at(world, model, named.get("index", UNKNOWN), node)
    elif name == "build":
        for layer in model.layers or ():
            layer.built = True
    return UNKNOWN


def _tensor_method(owner: Tensor, name: str, args: list[Any], named: dict[str, Any]) -> Any:
    if name == "astype":
        return owner.changed(dtype=dtype_of(args[0] if args else named.get("dtype")))
    if name == "reshape":
        shape = args[0] if len(args) == 1 and isinstance(args[0], Items) else items(tuple(args))
        return reshaped(owner, shape)
    if name in ("copy", "numpy", "clip"):
        return owner.changed(form="symbolic" if owner.form == "symbolic" else "array")
    if name == "transpose" and not args:
        return owner.changed(shape=owner.shape[::-1] if owner.shape else None)
    if name == "tolist":
        return items((items((Const(0.0),)),))
    return UNKNOWN


_TOLD: Final = {
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.Constant: _constant,
    ast.List: _items,
    ast.Tuple: _items,
    ast.Dict: _mapping,
    ast.Starred: _starred,
    ast.UnaryOp: _unary,
    ast.BinOp: _binary,
    ast.IfExp: _choice,
    ast.Call: _call,
}
