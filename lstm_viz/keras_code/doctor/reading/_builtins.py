"""Python's own functions, as far as they tell something about layers and states."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from lstm_viz.keras_code.doctor.reading import _values as v
from lstm_viz.keras_code.doctor.reading._arrays import int_of
from lstm_viz.keras_code.doctor.reading._attributes import (
    attribute,
    class_of,
    has_attribute,
    set_attribute,
)
from lstm_viz.keras_code.doctor.reading._layers import keras_class
from lstm_viz.keras_code.doctor.reading._models import each_layer
from lstm_viz.keras_code.doctor.reading._operators import truth
from lstm_viz.keras_code.doctor.reading._parts import Layer, Model, StateOf, StatesOf
from lstm_viz.keras_code.doctor.reading._world import World

NAMES: Final = (
    "all", "any", "callable", "dict", "enumerate", "getattr", "hasattr", "isinstance", "len",
    "list", "max", "min", "print", "range", "reversed", "setattr", "sorted", "str", "int",
    "float", "tuple", "type", "zip", "filter", "map", "object", "super", "property",
    "staticmethod", "classmethod", "sum", "abs", "set", "bool", "iter", "next", "open", "round",
)  # fmt: skip
_ITERATES: Final = ("zip", "enumerate", "list", "tuple", "len", "reversed", "iter")
_KINDS: Final = {"int": int, "float": float, "str": str, "bool": bool}
_MOST_RANGE: Final = 400


def each(value: Any) -> list[Any] | None:
    """Return what a loop over a value runs over; None where that is not known."""
    if isinstance(value, StatesOf):
        layer = value.layer
        if layer.cells is not None or layer.state_count is None:
            return None
        return [StateOf(layer, place) for place in range(layer.state_count)]
    if isinstance(value, v.Record) and not value.open:
        return [v.Const(key) for key in value.entries]
    found = each_layer(value)
    return v.closed(value) if found is None else found


def builtin(world: World, name: str, given: v.Arguments) -> Any:
    """Return what a call of one of Python's own functions gives."""
    args, node = given.args, given.node
    first = args[0] if args else v.UNKNOWN
    if name in ("hasattr", "getattr", "setattr") and len(args) > 1:
        return _reflect(world, name, args, node)
    if name == "isinstance" and len(args) == 2:
        return v.told(is_instance(first, args[1]))
    if name == "callable":
        known = isinstance(first, (v.Const, v.Function, v.Class, v.Bound, v.Path, Layer, Model))
        return v.Const(not isinstance(first, v.Const)) if known else v.UNKNOWN
    if name == "type" and len(args) == 1:
        return class_of(first)
    if name == "dict":
        inner = first if isinstance(first, v.Record) else v.Record(open=bool(args))
        more = {key: value for key, value in given.named.items() if key is not None}
        return v.Record(inner.entries | more, inner.open or not given.complete,
                        birth=world.uncertain)
    if name == "print":
        _print(world, args, node)
        return v.Const(None)
    if name == "range":
        ends = [end for one in args if (end := int_of(one)) is not None]
        if not ends or len(ends) < len(args) or (len(ends) > 2 and ends[2] == 0):
            return v.Many(v.UNKNOWN)
        return v.items([v.Const(k) for k in range(*ends)[:_MOST_RANGE]])
    if name in ("int", "float", "str", "bool") and isinstance(first, v.Const):
        try:
            return v.Const(_KINDS[name](first.value))
        except (ValueError, TypeError, OverflowError):
            return v.UNKNOWN
    if name == "abs" and isinstance(first, v.Tensor):
        return first
    if name == "len" and isinstance(first, v.Tensor):
        return v.Const(first.shape[0]) if first.shape and first.shape[0] else v.UNKNOWN
    if name in _ITERATES:
        for one in args:
            world.loop_over(one, node)
    return _sequence(world, name, args)


def _sequence(world: World, name: str, args: Sequence[Any]) -> Any:
    first = args[0] if args else v.items([])
    inner = each(first)
    if name == "zip":
        lists = [each(one) for one in args]
        if any(one is None for one in lists):
            return v.Many(v.items([_like(one) for one in args]))
        return v.items(v.items(row) for row in zip(*lists, strict=False))
    if inner is None:
        kept = name in ("list", "tuple", "iter") and isinstance(first, (v.Many, StatesOf))
        many = {"reversed": v.UNKNOWN, "enumerate": v.items([v.UNKNOWN, _like(first)])}
        return first if kept else v.Many(many[name]) if name in many else v.UNKNOWN
    if name == "len" and args:
        return v.Const(len(inner))
    if name in ("list", "tuple", "iter"):
        origin = first.origin if isinstance(first, v.Items) else None
        return v.items(inner, birth=world.uncertain, origin=origin)
    if name == "reversed":
        return v.items(inner[::-1], birth=world.uncertain)
    if name == "enumerate":
        return v.items(v.items([v.Const(k), one]) for k, one in enumerate(inner))
    if name in ("any", "all"):
        truths = [truth(one) for one in inner]
        if name == "any" and True in truths or name == "all" and False in truths:
            return v.Const(name == "any")
        return v.UNKNOWN if None in truths else v.Const(name == "all")
    return v.UNKNOWN


def _like(value: Any) -> Any:
    if isinstance(value, StatesOf):
        return StateOf(value.layer, None)
    return value.item if isinstance(value, v.Many) else v.UNKNOWN


def _reflect(world: World, name: str, args: Sequence[Any], node: Any) -> Any:
    owner, word = args[0], args[1]
    if not (isinstance(word, v.Const) and isinstance(word.value, str)):
        return v.UNKNOWN
    if name == "setattr":
        set_attribute(world, owner, word.value, args[2] if len(args) > 2 else v.UNKNOWN, node)
        return v.Const(None)
    found = has_attribute(owner, word.value)
    if name == "hasattr":
        return v.UNKNOWN if found is None else v.Const(found)
    if len(args) > 2 and found is not True:
        return args[2] if found is False else v.UNKNOWN
    return attribute(world, owner, word.value, node)


def is_instance(value: Any, asked: Any) -> bool | None:
    """Tell whether a value is of a class; None where that is not known."""
    many = v.closed(asked)
    if many is not None:
        told = [is_instance(value, one) for one in many]
        return True if True in told else None if None in told else False
    if isinstance(value, v.Instance):
        if value.of is asked:
            return True
        return None
    if not isinstance(asked, v.Path):
        return None
    word = asked.name.rpartition(".")[2]
    if isinstance(value, Layer) and not value.own and value.class_name != "?":
        one, other = keras_class(value.class_name), keras_class(word)
        if one is None or other is None:
            return value.class_name == word if one is None and other is None else None
        return issubclass(one, other)
    if isinstance(value, Layer) or not isinstance(value, (v.Items, v.Record, v.Const, Model)):
        return None
    kinds = {"list": v.Items, "tuple": v.Items, "dict": v.Record, "Model": Model, "Layer": Model}
    if word in kinds and (isinstance(value, Model) or not isinstance(value, v.Items)):
        return isinstance(value, kinds[word])
    return None


def _print(world: World, args: Sequence[Any], node: Any) -> None:
    for value in args:
        if isinstance(value, v.Items):
            _print(world, value.values[:20], node)
        run = getattr(value, "run", None)
        if run is None or run.content is None:
            continue
        for other, where in world.printed[-50:]:
            same = other.of is run.of and other.content == run.content
            if other is not run and where is not node and same and other.marks == run.marks:
                world.tell("compare", node, run.of, value=(other, run))
                break
        world.printed.append((run, node))
