"""Operators on values, as far as these are known."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from itertools import chain, repeat
from typing import Any, Final

from lstm_viz.keras_code.doctor.reading import _values as v
from lstm_viz.keras_code.doctor.reading._arrays import int_of, number_of, state_tensor
from lstm_viz.keras_code.doctor.reading._parts import Layer, Model, StateOf, StatesOf
from lstm_viz.keras_code.doctor.reading._results import mixed
from lstm_viz.keras_code.doctor.reading._world import World

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
        fits = max(abs(a), abs(b)) < _MOST_NUMBER and not isinstance(left, v.Path)
        return _calculated(op, left, right) if fits and isinstance(right, v.Const) else v.UNKNOWN
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


def _calculated(op: ast.operator, left: v.Const, right: v.Const) -> Any:
    do = _ARITHMETIC.get(type(op))
    try:
        return v.UNKNOWN if do is None else v.Const(do(left.value, right.value))
    except (ArithmeticError, TypeError, ValueError):
        return v.UNKNOWN


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
    if a is None or b is None or a is b:
        return
    if a.of is b.of and a.content is not None and a.content == b.content and a.marks == b.marks:
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
    known = inner is not None and all(isinstance(x, v.Const) for x in inner)
    if known and isinstance(left, v.Const):
        return left in (inner or ())
    return None
