"""Python's own operators and functions, as far as they tell something about layers and states."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Sequence
from itertools import chain, repeat
from typing import Any, Final

from lstm_viz.keras_code.doctor.reading import _values as v
from lstm_viz.keras_code.doctor.reading._arrays import int_of, number_of, state_tensor
from lstm_viz.keras_code.doctor.reading._attributes import (
    attribute,
    class_of,
    has_attribute,
    set_attribute,
)
from lstm_viz.keras_code.doctor.reading._layers import keras_class
from lstm_viz.keras_code.doctor.reading._parts import Layer, LayersOf, Model, StateOf, StatesOf
from lstm_viz.keras_code.doctor.reading._results import mixed
from lstm_viz.keras_code.doctor.reading._world import World

NAMES: Final = (
    "all", "any", "callable", "dict", "enumerate", "getattr", "hasattr", "isinstance", "len",
    "list", "max", "min", "print", "range", "reversed", "setattr", "sorted", "str", "int",
    "float", "tuple", "type", "zip", "filter", "map", "object", "super", "property",
    "staticmethod", "classmethod", "sum", "abs", "set", "bool", "iter", "next", "open", "round",
)  # fmt: skip
_ITERATES: Final = ("zip", "enumerate", "list", "tuple", "len", "reversed", "iter")
_KINDS: Final = {"int": int, "float": float, "str": str, "bool": bool}
_CLASSES: Final = {"list": v.Items, "tuple": v.Items, "dict": v.Record, "Model": Model,
                   "Layer": Model}
_MOST_RANGE: Final = 400

_MOST_NUMBER: Final = 10**9
_ARITHMETIC: Final[dict[type, Callable[[Any, Any], Any]]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv, ast.Div: operator.truediv, ast.Mod: operator.mod,
}  # fmt: skip
_ORDER: Final[dict[type, Callable[[Any, Any], bool]]] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le,
    ast.Gt: operator.gt, ast.GtE: operator.ge, ast.Is: operator.eq, ast.IsNot: operator.ne,
}  # fmt: skip
_OBJECTS: Final = (Layer, Model, StatesOf, StateOf, v.Function, v.Class, v.Instance, v.Path,
                   v.Tensor, v.Items, v.Record, v.Bound)


def each(value: Any) -> list[Any] | None:
    """Return what a loop over a value runs over; None where that is not known."""
    if isinstance(value, StatesOf):
        layer = value.layer
        if layer.cells is not None or layer.state_count is None:
            return None
        return [StateOf(layer, place) for place in range(layer.state_count)]
    if isinstance(value, v.Record) and not value.open:
        return [v.Const(key) for key in value.entries]
    if isinstance(value, LayersOf) and value.model.layers is not None:
        return [
            v.UNKNOWN if isinstance(one, Layer) and one.class_name == "?" else one
            for one in value.model.layers[:60]
        ]
    return v.closed(value)


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
        return True if value.of is asked else None
    if not isinstance(asked, v.Path):
        return None
    word = asked.name.rpartition(".")[2]
    if isinstance(value, Layer) and not value.own and value.class_name != "?":
        one, other = keras_class(value.class_name), keras_class(word)
        if one is None or other is None:
            return value.class_name == word if one is None and other is None else None
        return issubclass(one, other)
    if isinstance(value, (v.Record, v.Const, Model)) and word in _CLASSES:
        return isinstance(value, _CLASSES[word])
    return None


def _print(world: World, args: Sequence[Any], node: Any) -> None:
    for value in args:
        if isinstance(value, v.Items):
            _print(world, value.values[:20], node)
        run = getattr(value, "run", None)
        if run is None or run.content is None:
            continue
        for other, where in world.printed[-50:]:
            if where is not node and run.repeats(other):
                world.tell("compare", node, run.of, value=(other, run))
                break
        world.printed.append((run, node))


def truth(value: Any) -> bool | None:
    """Tell whether a value counts as true; None where that is not known."""
    if isinstance(value, v.Const):
        return bool(value.value)
    if v.closed(value) is not None:
        return bool(value.values)
    if isinstance(value, (Layer, Model, v.Function, v.Class, v.Path, v.Bound)):
        return True
    return None


def binary(world: World, op: ast.operator, left: Any, right: Any, node: Any) -> Any:
    """Return ``left op right``."""
    left, right = (
        state_tensor(one.layer, one.index) if isinstance(one, StateOf) else one
        for one in (left, right)
    )
    a, b = number_of(left), number_of(right)
    if a is not None and b is not None:
        do = _ARITHMETIC.get(type(op)) if max(abs(a), abs(b)) < _MOST_NUMBER else None
        if do is None or isinstance(left, v.Path) or isinstance(right, v.Path):
            return v.UNKNOWN
        try:
            return v.Const(do(left.value, right.value))
        except (ArithmeticError, TypeError, ValueError):
            return v.UNKNOWN
    if isinstance(op, ast.Add):
        one, other = v.closed(left), v.closed(right)
        if one is not None and other is not None:
            return v.items((*one, *other), birth=world.uncertain)
        texts = [x.value for x in (left, right) if isinstance(x, v.Const)]
        if len(texts) == 2 and all(isinstance(x, str) and len(x) < 1000 for x in texts):
            return v.Const(texts[0] + texts[1])
    if isinstance(op, ast.Mult) and v.closed(left) is not None:
        times = int_of(right)
        return v.UNKNOWN if times is None else v.items(
            chain.from_iterable(repeat(left.values, times)), birth=world.uncertain
        )
    if isinstance(left, v.Tensor) and isinstance(right, v.Tensor):
        if isinstance(op, ast.Sub):
            compare(world, left, right, node)
        return mixed(left, right)
    tensor, factor = (left, b) if isinstance(left, v.Tensor) else (right, a)
    if not isinstance(tensor, v.Tensor):
        return v.UNKNOWN
    return _scaled(op, tensor, factor, tensor is left)


def _scaled(op: ast.operator, tensor: v.Tensor, factor: float | None, first: bool) -> v.Tensor:
    largest = None
    if factor is not None and tensor.largest is not None:
        if isinstance(op, ast.Mult):
            largest = tensor.largest * abs(factor)
        elif isinstance(op, ast.Div) and first and factor:
            largest = tensor.largest / abs(factor)
    nan = tensor.nan or (factor is not None and factor != factor)
    shape = tensor.shape if factor is not None else None
    return mixed(tensor, shape=shape).changed(largest=largest, nan=nan, dtype=tensor.dtype,
                                              role=tensor.role, label=tensor.label)


def compare(world: World, one: Any, other: Any, node: Any) -> None:
    """Tell that two answers are compared, where they are answers to the same input."""
    a, b = getattr(one, "run", None), getattr(other, "run", None)
    if a is not None and b is not None and a.repeats(b):
        name = "differ" if world.differ else ""
        world.tell("compare", node, b.of, name=name, value=(a, b))


def compared(world: World, op: ast.cmpop, left: Any, right: Any, node: Any) -> Any:
    """Return ``left op right`` for one comparison."""
    if isinstance(left, v.Tensor) and isinstance(right, v.Tensor) and isinstance(op, ast.Eq):
        compare(world, left, right, node)
        return v.UNKNOWN
    if isinstance(op, (ast.In, ast.NotIn)):
        found = _within(left, right)
        return v.told(found if found is None else found == isinstance(op, ast.In))
    do = _ORDER.get(type(op))
    if isinstance(left, v.Const) and isinstance(right, v.Const) and do is not None:
        try:
            return v.Const(bool(do(left.value, right.value)))
        except TypeError:
            return v.UNKNOWN
    if isinstance(op, (ast.Is, ast.IsNot, ast.Eq, ast.NotEq)):
        equal = isinstance(op, (ast.Is, ast.Eq))
        if v.Const(None) in (left, right) and any(isinstance(x, _OBJECTS) for x in (left, right)):
            return v.Const(not equal)
        if isinstance(left, v.Path) and isinstance(right, v.Path):
            same = left.name.rpartition(".")[2] == right.name.rpartition(".")[2]
            return v.Const(same == equal)
    return v.UNKNOWN


def _within(left: Any, right: Any) -> bool | None:
    if isinstance(left, v.Const) and isinstance(left.value, str):
        if isinstance(right, v.Const) and isinstance(right.value, str):
            return left.value in right.value
        if isinstance(right, v.AutoName):
            if left.value in right.letters:
                return True
            return None if any(not x.isalpha() for x in left.value) else False
    inner = v.closed(right)
    if isinstance(right, v.Record) and not right.open:
        inner = [v.Const(key) for key in right.entries]
    known = inner is not None and all(isinstance(x, v.Const) for x in (left, *inner))
    return left in (inner or ()) if known else None
