"""Calls: of functions, classes, layers, models and methods, by what is known of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from lstm_viz.keras_code.doctor.reading import _members as members
from lstm_viz.keras_code.doctor.reading import _models as models
from lstm_viz.keras_code.doctor.reading import _values as v
from lstm_viz.keras_code.doctor.reading._arrays import array_call, is_array_function
from lstm_viz.keras_code.doctor.reading._attributes import attribute
from lstm_viz.keras_code.doctor.reading._builtins import builtin, compare
from lstm_viz.keras_code.doctor.reading._layers import build, call_layer, make_layer
from lstm_viz.keras_code.doctor.reading._parts import Layer, Model, StateOf, StatesOf
from lstm_viz.keras_code.doctor.reading._results import initial_states, through
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


def call(world: World, function: Any, given: v.Arguments) -> Any:
    """Return what a call gives."""
    if isinstance(function, Layer):
        return call_layer(world, function, given)
    if isinstance(function, Model):
        return models.call_model(world, function, given)
    if isinstance(function, v.Function):
        return world.execute(function, given)
    if isinstance(function, v.Partial):
        every = v.Arguments(node=given.node, args=[*function.given.args, *given.args],
                            named={**function.given.named, **given.named})
        return call(world, function.function, every)
    if isinstance(function, v.Class):
        return _instance(world, function, given)
    if isinstance(function, v.Instance):
        return _call_instance(world, function, given)
    if isinstance(function, v.Bound):
        return _method(world, function.owner, function.name, given)
    if isinstance(function, v.Path):
        if any(isinstance(one, (v.Function, v.Partial, v.Bound)) for one in given.args):
            _touch(given.args)
        elif not function.name.startswith("builtins."):
            # Stored states that are handed to a library are read.
            for one in given.args:
                if isinstance(one, (StatesOf, StateOf)):
                    one.layer.read = True
        return _known(world, function, given)
    return _unknown(world, getattr(function, "label", ""), given)


def _unknown(world: World, name: str, given: v.Arguments) -> Any:
    """Code that cannot be read may set the states of what it gets, and by its name of others."""
    _touch((*given.args, *given.named.values()))
    if any(word in name.lower() for word in _SETS):
        for layer in world.layers:
            layer.marks += 1
    return v.UNKNOWN


def _touch(values: Iterable[Any]) -> None:
    """Forget what is known of the states of models and layers that unknown code gets."""
    for value in values:
        owner = value.layer if isinstance(value, (StatesOf, StateOf)) else value
        for layer in owner.every if isinstance(owner, (Layer, Model)) else ():
            layer.marks += 1
            layer.read, layer.pending, layer.ran, layer.compiled = True, False, None, None
        if isinstance(value, v.Items):
            _touch(value.values[:20])


def _instance(world: World, made: v.Class, given: v.Arguments) -> Any:
    instance = v.Instance(made)
    start = made.find("__init__")
    if isinstance(start, v.Function):
        world.execute(start, given.behind(instance))
    elif given.args or not given.complete:
        _touch(given.args)
        return v.UNKNOWN if not made.paths() else instance
    else:
        instance.attributes.update(given.named)
    return instance


def _call_instance(world: World, function: v.Instance, given: v.Arguments) -> Any:
    for name in ("__call__", "call"):
        found = function.of.find(name)
        if isinstance(found, v.Function):
            made = world.execute(found, given.behind(function))
            x = given.args[0] if given.args else v.UNKNOWN
            return made if name == "__call__" else through(x, made)
    return v.UNKNOWN


def _known(world: World, function: v.Path, given: v.Arguments) -> Any:
    name, args = function.name, given.args
    root, _, last = name.rpartition(".")
    if root == "builtins":
        return builtin(world, last, given)
    if name in ("functools.partial", "partial") and args:
        return v.Partial(args[0], v.Arguments(node=None, args=args[1:], named=given.named))
    if name in _SEQUENTIAL:
        default = None if given.complete else v.UNKNOWN
        return models.make_sequential(world, given.get(0, "layers", default=default), given.node)
    if name in _FUNCTIONAL:
        return models.make_functional(world, given)
    if name in _INPUTS:
        return models.make_input(world, given)
    if name.startswith(("keras.backend.", "tensorflow.nn.")):
        world.tell("backend", given.node, function, name=last, args=args)
    if name.startswith("keras.backend."):
        return array_call(name, given) if is_array_function(name) else v.UNKNOWN
    if name.startswith("keras") and last in _LOADS:
        return Model(class_name="loaded", line=given.node.lineno, birth=world.uncertain)
    if name.startswith("keras") and last == "save_model" and args:
        if isinstance(args[0], Model):
            world.tell("save", given.node, args[0])
        return v.UNKNOWN
    if name.startswith("keras.layers.") and last == "concatenate":
        return call_layer(world, Layer(class_name="Concatenate"), given)
    if name.startswith("keras.layers.") and last[:1].isupper():
        return make_layer(world, last, given)
    if last in _COMPARES and len(args) > 1:
        compare(world, args[0], args[1], given.node)
        return v.UNKNOWN
    if is_array_function(name):
        return array_call(name, given)
    if root.startswith(("numpy", "tensorflow", "keras.ops")) and args:
        # Of one answer, such as np.squeeze(y).
        run = args[0].run if isinstance(args[0], v.Tensor) and len(args) == 1 else None
        return v.UNKNOWN if run is None else v.Tensor(run=run)
    return v.UNKNOWN if name.partition(".")[0] in _HARMLESS else _unknown(world, last, given)


def _method(world: World, owner: Any, name: str, given: v.Arguments) -> Any:
    if isinstance(owner, Model):
        return _model_method(world, owner, name, given)
    if isinstance(owner, Layer):
        return _layer_method(world, owner, name, given)
    if isinstance(owner, StateOf):
        if name == "assign":
            models.assign_state(world, owner, given)
        elif name in ("numpy", "read_value", "value"):
            owner.layer.read = True
            return array_call("numpy.array", v.Arguments(node=None, args=[owner]))
        return v.UNKNOWN
    if isinstance(owner, v.Tensor):
        return members.tensor_method(owner, name, given)
    if isinstance(owner, v.Items):
        return members.items_method(world, owner, name, given)
    if isinstance(owner, v.Record):
        return members.record_method(world, owner, name, given)
    if isinstance(owner, (v.Const, v.AutoName)):
        return members.text_method(owner, name, given)
    found = owner.of.find(name) if isinstance(owner, v.Instance) else None
    if isinstance(found, v.Function):
        static = "staticmethod" in found.decorators
        return world.execute(found, given if static else given.behind(owner))
    return _unknown(world, name, given)


def _layer_method(world: World, layer: Layer, name: str, given: v.Arguments) -> Any:
    if name in models.RESETS:
        if layer.runs:
            models.reset(world, layer, name, given)
    elif name == "build":
        build(world, layer)
    elif name in ("call", "__call__"):
        return call_layer(world, layer, given)
    else:
        world.tell("method", given, layer, name=name)
        if name == "get_initial_state":
            return initial_states(layer, given)
    return v.UNKNOWN


def _model_method(world: World, model: Model, name: str, given: v.Arguments) -> Any:
    if name == "add" and given.args:
        world.tell("run", given, model, name=name)
        models.add_layer(world, model, given.args[0], given.node)
    elif name in models.RUNS:
        return models.run_model(world, model, name, given)
    elif name in models.RESETS:
        models.reset(world, model, name, given)
    elif name in models.SAVES:
        world.tell("save", given.node, model)
    elif name == "get_layer":
        if given.args or "name" in given.named:
            return models.layer_named(model, given.get(0, "name"))
        return models.layer_at(world, model, given.named.get("index", v.UNKNOWN), given.node)
    elif name == "build":
        for layer in model.every:
            build(world, layer)
    elif name == "call":
        return models.call_model(world, model, given)
    elif name == "pop":
        model.layers = model.layers[:-1] if model.layers and world.certain(model) else None
    return v.UNKNOWN


def bound(world: World, owner: Any, name: str, node: Any) -> Any:
    """Return ``owner.name``, called at once where it is a property of the code's own class."""
    found = owner.of.find(name) if isinstance(owner, v.Instance) else None
    if isinstance(found, v.Function) and name not in owner.attributes:
        if "property" in found.decorators:
            return world.execute(found, v.Arguments(node=node, args=[owner]))
    return attribute(world, owner, name, node)
