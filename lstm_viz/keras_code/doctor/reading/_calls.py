"""Calls: of functions, classes, layers, models and methods, by what is known of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from lstm_viz.keras_code.doctor.reading import _methods as methods
from lstm_viz.keras_code.doctor.reading import _models as models
from lstm_viz.keras_code.doctor.reading import _values as v
from lstm_viz.keras_code.doctor.reading._arrays import array_call, is_array_function
from lstm_viz.keras_code.doctor.reading._attributes import attribute
from lstm_viz.keras_code.doctor.reading._builtins import builtin
from lstm_viz.keras_code.doctor.reading._layers import build, call_layer, make_layer
from lstm_viz.keras_code.doctor.reading._operators import compare
from lstm_viz.keras_code.doctor.reading._parts import Layer, Model, StateOf, StatesOf
from lstm_viz.keras_code.doctor.reading._results import through
from lstm_viz.keras_code.doctor.reading._world import World

_SEQUENTIAL: Final = ("keras.Sequential", "keras.models.Sequential", "keras.engine.Sequential")
_FUNCTIONAL: Final = ("keras.Model", "keras.models.Model", "keras.engine.Model",
                      "keras.engine.training.Model")
_INPUTS: Final = ("keras.Input", "keras.layers.Input", "keras.layers.InputLayer",
                  "keras.engine.Input", "keras.engine.topology.Input")
_LOADS: Final = ("load_model", "model_from_json", "clone_model", "model_from_config")
_COMPARES: Final = ("allclose", "isclose", "array_equal", "assert_allclose", "array_equiv",
                    "assert_array_equal", "assert_almost_equal", "assert_array_almost_equal",
                    "assertAllClose", "assertAllEqual", "subtract")
_SETS: Final = ("assign", "reset", "state", "restore", "clear", "load")
_HARMLESS: Final = ("numpy", "keras", "tensorflow", "builtins", "matplotlib", "os", "time",
                    "math", "json", "pandas", "random", "sklearn", "sys", "pickle")


def call(
    world: World, function: Any, args: list[Any], named: dict[Any, Any], node: Any
) -> Any:
    """Return what a call gives; ``None`` among the names stands for arguments not known."""
    if isinstance(function, Layer):
        return call_layer(world, function, args, named, node)
    if isinstance(function, Model):
        return models.call_model(world, function, args, named, node)
    if isinstance(function, v.Function):
        return world.execute(function, args, named, node)
    if isinstance(function, v.Partial):
        given = {**function.named, **named}
        return call(world, function.function, [*function.args, *args], given, node)
    if isinstance(function, v.Class):
        return _instance(world, function, args, named, node)
    if isinstance(function, v.Instance):
        return _call_instance(world, function, args, named, node)
    if isinstance(function, v.Bound):
        return _method(world, function, args, named, node)
    if isinstance(function, v.Path):
        if any(isinstance(one, (v.Function, v.Partial, v.Bound)) for one in args):
            _touch(args)
        elif not function.name.startswith("builtins."):
            _read(args)
        return _known(world, function, args, named, node)
    return _unknown(world, getattr(function, "label", ""), args, named)


def _unknown(world: World, name: str, args: Sequence[Any], named: dict[Any, Any]) -> Any:
    """Code that cannot be read may set the states of what it gets, and by its name of others."""
    _touch((*args, *named.values()))
    if any(word in name.lower() for word in _SETS):
        world.doubt_states()
    return v.UNKNOWN


def _read(values: Sequence[Any]) -> None:
    """Stored states that are handed to a library are read."""
    for value in values:
        if isinstance(value, (StatesOf, StateOf)):
            models.read_states(value.layer)


def _touch(values: Sequence[Any]) -> None:
    for value in values:
        if isinstance(value, (Layer, Model)):
            models.touched(value)
        elif isinstance(value, (StatesOf, StateOf)):
            models.touched(value.layer)
        elif isinstance(value, v.Items):
            _touch(value.values[:20])


def _instance(
    world: World, made: v.Class, args: list[Any], named: dict[Any, Any], node: Any
) -> Any:
    made.instances += 1
    instance = v.Instance(made)
    start = made.find("__init__")
    if isinstance(start, v.Function):
        world.execute(start, [instance, *args], named, node)
    elif args or None in named:
        _touch(args)
        return v.UNKNOWN if not made.paths() else instance
    else:
        instance.attributes.update({str(name): value for name, value in named.items()})
    return instance


def _call_instance(
    world: World, function: v.Instance, args: list[Any], named: dict[Any, Any], node: Any
) -> Any:
    for name in ("__call__", "call"):
        found = function.of.find(name)
        if isinstance(found, v.Function):
            made = world.execute(found, [function, *args], named, node)
            return made if name == "__call__" else through(
                world, function, args[0] if args else v.UNKNOWN, made
            )
    return v.UNKNOWN


def _known(
    world: World, function: v.Path, args: list[Any], named: dict[Any, Any], node: Any
) -> Any:
    name = function.name
    root, _, last = name.rpartition(".")
    if root == "builtins":
        return builtin(world, last, args, named, node)
    if name in ("functools.partial", "partial") and args:
        return v.Partial(args[0], tuple(args[1:]), dict(named))
    if name in _SEQUENTIAL:
        unknown = None in named and not args
        return models.make_sequential(
            world, v.UNKNOWN if unknown else args[0] if args else named.get("layers"), node
        )
    if name in _FUNCTIONAL:
        return models.make_functional(world, args, named, node)
    if name in _INPUTS:
        return models.make_input(world, args, named, node)
    if name.startswith("keras.backend."):
        world.tell("backend", node, function, name=last, args=args)
        return array_call(name, args, named) if is_array_function(name) else v.UNKNOWN
    if name.startswith("keras") and last in _LOADS:
        return Model(class_name="loaded", line=node.lineno, birth=world.uncertain)
    if name.startswith("keras") and last == "save_model" and args:
        if isinstance(args[0], Model):
            world.tell("save", node, args[0])
        return v.UNKNOWN
    if name.startswith("keras.layers.") and last == "concatenate":
        return call_layer(world, Layer(class_name="Concatenate"), args, named, node)
    if name.startswith("keras.layers.") and last[:1].isupper():
        complete = None not in named
        given = {key: value for key, value in named.items() if key is not None}
        return make_layer(world, last, args, given, node, complete=complete)
    if last in _COMPARES and len(args) > 1:
        compare(world, args[0], args[1], node)
        return v.UNKNOWN
    if is_array_function(name):
        return array_call(name, args, named)
    if root.startswith(("numpy", "tensorflow", "keras.ops")) and args:
        return _of_tensors(args)
    return v.UNKNOWN if name.partition(".")[0] in _HARMLESS else _unknown(world, last, args, named)


def _of_tensors(args: list[Any]) -> Any:
    """What an operation that is not known makes of one answer, such as ``np.squeeze(y)``."""
    first = args[0]
    if isinstance(first, v.Tensor) and first.run is not None and len(args) == 1:
        return v.Tensor(run=first.run)
    return v.UNKNOWN


def _method(
    world: World, method: v.Bound, args: list[Any], named: dict[Any, Any], node: Any
) -> Any:
    owner, name = method.owner, method.name
    if isinstance(owner, Model):
        return _model_method(world, owner, name, args, named, node)
    if isinstance(owner, Layer):
        return _layer_method(world, owner, name, args, named, node)
    if isinstance(owner, v.Instance):
        return _instance_method(world, owner, name, args, named, node)
    if isinstance(owner, StateOf):
        if name == "assign":
            given = node.args[0] if getattr(node, "args", None) else None
            called = getattr(given, "id", "") or getattr(given, "attr", "")
            models.assign_state(world, owner, args[0] if args else v.UNKNOWN, called, node)
        elif name in ("numpy", "read_value", "value"):
            models.read_states(owner.layer)
            return array_call("numpy.array", [owner], {})
        return v.UNKNOWN
    if isinstance(owner, v.Tensor):
        return methods.tensor_method(owner, name, args, named)
    if isinstance(owner, v.Items):
        return methods.items_method(world, owner, name, args)
    if isinstance(owner, v.Record):
        return methods.record_method(world, owner, name, args, named)
    if isinstance(owner, (v.Const, v.AutoName)):
        return methods.text_method(owner, name, args)
    return _unknown(world, name, args, named)


def _layer_method(
    world: World, layer: Layer, name: str, args: list[Any], named: dict[Any, Any], node: Any
) -> Any:
    if name in models.RESETS:
        if layer.recurrent or layer.class_name in ("RNN", "Bidirectional"):
            models.reset(world, layer, name, args, named, node)
    elif name == "build":
        build(world, layer)
    elif name in ("call", "__call__"):
        return call_layer(world, layer, args, named, node)
    else:
        world.tell("method", node, layer, name=name, args=args, named=named)
    return v.UNKNOWN


def _instance_method(
    world: World, owner: v.Instance, name: str, args: list[Any], named: dict[Any, Any], node: Any
) -> Any:
    found = owner.of.find(name)
    if isinstance(found, v.Function):
        kind = {getattr(one, "id", "") for one in getattr(found.node, "decorator_list", ())}
        start = [] if "staticmethod" in kind else [owner]
        return world.execute(found, [*start, *args], named, node)
    return _unknown(world, name, args, named)


def _model_method(
    world: World, model: Model, name: str, args: list[Any], named: dict[Any, Any], node: Any
) -> Any:
    if name == "add" and args:
        world.tell("run", node, model, name=name, args=args, named=named)
        models.add_layer(world, model, args[0], node)
    elif name in models.RUNS:
        return models.run_model(world, model, name, args, named, node)
    elif name in models.RESETS:
        models.reset(world, model, name, args, named, node)
    elif name in models.SAVES:
        world.tell("save", node, model)
    elif name == "get_layer":
        if args or "name" in named:
            return models.layer_named(model, args[0] if args else named["name"])
        return models.layer_at(world, model, named.get("index", v.UNKNOWN), node)
    elif name == "build":
        for layer in model.every:
            build(world, layer)
    elif name == "call":
        return models.call_model(world, model, args, named, node)
    elif name == "pop":
        model.layers = model.layers[:-1] if model.layers and world.certain(model) else None
    return v.UNKNOWN


def bound(world: World, owner: Any, name: str, node: Any) -> Any:
    """Return ``owner.name``, called at once where it is a property of the code's own class."""
    found = owner.of.find(name) if isinstance(owner, v.Instance) else None
    if isinstance(found, v.Function) and name not in owner.attributes:
        words = {getattr(one, "id", "") for one in getattr(found.node, "decorator_list", ())}
        if "property" in words:
            return world.execute(found, [owner], {}, node)
    return attribute(world, owner, name, node)
