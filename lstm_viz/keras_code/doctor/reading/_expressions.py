"""Expressions of code, told without running them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any, Final

from lstm_viz.keras_code.doctor.reading import _values as v
from lstm_viz.keras_code.doctor.reading._arrays import number_of
from lstm_viz.keras_code.doctor.reading._builtins import NAMES as BUILTINS
from lstm_viz.keras_code.doctor.reading._builtins import each
from lstm_viz.keras_code.doctor.reading._calls import bound, call
from lstm_viz.keras_code.doctor.reading._indexing import subscript
from lstm_viz.keras_code.doctor.reading._names import dotted_name, doubt, guess
from lstm_viz.keras_code.doctor.reading._operators import binary, compared, truth
from lstm_viz.keras_code.doctor.reading._world import World

_MOST_ROUNDS: Final = 64


def tell(world: World, node: ast.expr | None) -> Any:
    """Return what is known of an expression."""
    world.step()
    if node is None:
        return v.Const(None)
    told = _TOLD.get(type(node))
    if told is not None:
        return told(world, node)
    for inner in ast.iter_child_nodes(node):
        if isinstance(inner, ast.expr):
            tell(world, inner)
    return v.UNKNOWN


def test(world: World, node: ast.expr) -> bool | None:
    """Tell whether a condition holds; None where that is not known."""
    return truth(tell(world, node))


def _name(world: World, node: ast.Name) -> Any:
    found = world.scope.find(node.id)
    if found is not None:
        return found
    if node.id in BUILTINS:
        return v.Path(f"builtins.{node.id}", node.id)
    made = guess(node.id) if world.guess else v.Unknown(node.id)
    scope = world.scope
    while scope.outer is not None:
        scope = scope.outer
    scope.names[node.id] = made
    return made


def _attribute(world: World, node: ast.Attribute) -> Any:
    owner = tell(world, node.value)
    if isinstance(owner, v.Unknown):
        dotted = dotted_name(node)
        if dotted in world.attributes:
            return world.attributes[dotted]
        if dotted.startswith("self.") and world.guess:
            return world.attributes.setdefault(dotted, guess(node.attr))
    return bound(world, owner, node.attr, node)


def _subscript(world: World, node: ast.Subscript) -> Any:
    return subscript(world, tell(world, node.value), tell(world, node.slice), node)


def _slice(world: World, node: ast.Slice) -> Any:
    return v.Slice(tuple(tell(world, end) for end in (node.lower, node.upper, node.step)))


def _constant(world: World, node: ast.Constant) -> Any:
    return v.Const(node.value)


def _items(world: World, node: ast.List | ast.Tuple) -> Any:
    values, unknown = _spread(world, node.elts)
    made = v.items(values, birth=world.uncertain)
    if isinstance(made, v.Items):
        made.open = unknown
    return made


def _spread(world: World, nodes: list[ast.expr]) -> tuple[list[Any], bool]:
    """Values of expressions, with those behind a star; and whether there may be others."""
    values: list[Any] = []
    unknown = False
    for one in nodes:
        if isinstance(one, ast.Starred):
            inner = each(tell(world, one.value))
            values.extend(inner or ())
            unknown |= inner is None
        else:
            values.append(tell(world, one))
    return values, unknown


def _mapping(world: World, node: ast.Dict) -> Any:
    made = v.Record(birth=world.uncertain)
    for key, value in zip(node.keys, node.values, strict=True):
        told = tell(world, value)
        name = tell(world, key) if key is not None else None
        if name is None and isinstance(told, v.Record):
            made.entries.update(told.entries)
            made.open |= told.open
        elif isinstance(name, v.Const) and isinstance(name.value, (str, int)):
            made.entries[name.value] = told
        else:
            made.open = True
    return made


def _unary(world: World, node: ast.UnaryOp) -> Any:
    if isinstance(node.op, ast.Not):
        kept, world.differ = world.differ, True
        holds = test(world, node.operand)
        world.differ = kept
        return v.UNKNOWN if holds is None else v.Const(not holds)
    value = tell(world, node.operand)
    negative = isinstance(node.op, ast.USub) and number_of(value) is not None
    if negative and isinstance(value, v.Const):
        return v.Const(-value.value)
    return value.changed() if isinstance(value, v.Tensor) else v.UNKNOWN


def _binary(world: World, node: ast.BinOp) -> Any:
    return binary(world, node.op, tell(world, node.left), tell(world, node.right), node)


def _both(world: World, node: ast.BoolOp) -> Any:
    """``and`` and ``or``: what comes after a part that cannot be told may not be reached."""
    decides = isinstance(node.op, ast.Or)
    unknown = False
    value: Any = v.UNKNOWN
    for part in node.values:
        if unknown:
            with world.catching(""), world.perhaps():
                value = tell(world, part)
        else:
            value = tell(world, part)
        holds = truth(value)
        if holds is decides:
            return value if not unknown else v.Const(decides) if decides is False else v.UNKNOWN
        unknown |= holds is None
    return v.UNKNOWN if unknown else value


def _compare(world: World, node: ast.Compare) -> Any:
    left = tell(world, node.left)
    told = []
    for op, part in zip(node.ops, node.comparators, strict=True):
        right = tell(world, part)
        told.append(truth(compared(world, op, left, right, node)))
        left = right
    if False in told:
        return v.Const(False)
    return v.UNKNOWN if None in told else v.Const(True)


def _choice(world: World, node: ast.IfExp) -> Any:
    holds = test(world, node.test)
    if holds is not None:
        return tell(world, node.body if holds else node.orelse)
    with world.catching(""), world.perhaps():
        return v.join(tell(world, node.body), tell(world, node.orelse))


def _call(world: World, node: ast.Call) -> Any:
    function = tell(world, node.func)
    args, unknown = _spread(world, node.args)
    named: dict[Any, Any] = {}
    for word in node.keywords:
        value = tell(world, word.value)
        if word.arg:
            named[word.arg] = value
        elif isinstance(value, v.Record):
            named.update({key: one for key, one in value.entries.items() if isinstance(key, str)})
            unknown |= value.open
        else:
            unknown = True
    if unknown:
        named[None] = v.UNKNOWN
    return call(world, function, v.Arguments(node=node, args=args, named=named))


def _lambda(world: World, node: ast.Lambda) -> Any:
    defaults = {
        one.arg: tell(world, value)
        for one, value in zip(reversed(node.args.args), reversed(node.args.defaults), strict=False)
    }
    made = v.Function(node, world.scope, defaults)
    world.functions.append(made)
    return made


def _comprehension(world: World, node: Any) -> Any:
    if isinstance(node, ast.DictComp):
        for _ in _rounds(world, node.generators):
            tell(world, node.value)
        return v.Record(open=True)
    values: list[Any] = []
    known = True
    outer = world.scope
    world.scope = v.Scope(outer=outer)
    try:
        for sure in _rounds(world, node.generators):
            known &= sure
            values.append(tell(world, node.elt))
    finally:
        world.scope = outer
    if known and not isinstance(node, ast.SetComp):
        return v.items(values, birth=world.uncertain)
    return v.Many(values[0] if len(values) == 1 else v.UNKNOWN)


def _rounds(world: World, generators: list[ast.comprehension]) -> Iterator[bool]:
    """Bind the names of each round; yields whether the round is one for certain."""
    first, rest = generators[0], generators[1:]
    over = tell(world, first.iter)
    world.loop_over(over, first.iter)
    values = each(over)
    sure = values is not None and len(values) <= _MOST_ROUNDS
    if not sure:
        values = [over.item if isinstance(over, v.Many) else v.UNKNOWN]
    for value in values or ():
        bind_plainly(world, first.target, value)
        holds = [test(world, one) for one in first.ifs]
        if False in holds:
            continue
        if None in holds or not sure:
            for one in first.ifs:
                doubt(world, one)
            with world.perhaps():
                yield from (False for _ in _rounds(world, rest)) if rest else (False,)
        else:
            yield from _rounds(world, rest) if rest else (True,)


def bind_plainly(world: World, target: ast.expr, value: Any) -> None:
    """Give names to values; nothing else is done to them."""
    if isinstance(target, ast.Name):
        world.scope.names[target.id] = value
    elif isinstance(target, (ast.Tuple, ast.List)):
        inner = v.closed(value) or []
        fits = len(inner) == len(target.elts)
        for place, one in enumerate(target.elts):
            bind_plainly(world, one, inner[place] if fits else v.UNKNOWN)
    elif isinstance(target, ast.Starred):
        bind_plainly(world, target.value, v.UNKNOWN)


def _named(world: World, node: ast.NamedExpr) -> Any:
    value = tell(world, node.value)
    world.scope.names[node.target.id] = value
    return value


def _text(world: World, node: ast.JoinedStr) -> Any:
    parts = [tell(world, one.value) for one in node.values if isinstance(one, ast.FormattedValue)]
    return v.items(parts) if any(isinstance(one, v.Tensor) for one in parts) else v.UNKNOWN


_TOLD: Final[dict[type, Callable[[World, Any], Any]]] = {
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.Slice: _slice,
    ast.Constant: _constant,
    ast.List: _items,
    ast.Tuple: _items,
    ast.Dict: _mapping,
    ast.UnaryOp: _unary,
    ast.BinOp: _binary,
    ast.BoolOp: _both,
    ast.Compare: _compare,
    ast.IfExp: _choice,
    ast.Call: _call,
    ast.Lambda: _lambda,
    ast.ListComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.SetComp: _comprehension,
    ast.DictComp: _comprehension,
    ast.NamedExpr: _named,
    ast.JoinedStr: _text,
}
