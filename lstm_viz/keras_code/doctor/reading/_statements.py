"""Statements of code, in order; a branch or a round that may not be run makes things uncertain."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any, Final

from lstm_viz.keras_code.doctor.reading import _functions as functions
from lstm_viz.keras_code.doctor.reading import _values as v
from lstm_viz.keras_code.doctor.reading._binding import bind
from lstm_viz.keras_code.doctor.reading._expressions import tell, test
from lstm_viz.keras_code.doctor.reading._loops import for_loop, while_loop
from lstm_viz.keras_code.doctor.reading._names import doubt, gone_module, imported, path_of
from lstm_viz.keras_code.doctor.reading._world import World

_MOST_DEPTH: Final = 60
_LEAVES: Final = (ast.Continue, ast.Break, ast.Return)


def read(world: World, body: Sequence[ast.stmt], depth: int = 0) -> str:
    """Read statements; returns how they leave: ``"return"``, ``"break"``, ... or ``""``."""
    if depth > _MOST_DEPTH:
        return ""
    for place, node in enumerate(body):
        world.step()
        left = _statement(world, node, depth)
        if left:
            return left
        if isinstance(node, ast.If) and _may_leave(node):
            # What follows is read as what it is: something that may not be reached.
            if test(world, node.test) is None:
                doubt(world, node.test)
                if isinstance(node.body[-1], ast.Return):
                    with world.perhaps():
                        return read(world, body[place + 1 :], depth)
    return ""


def _may_leave(node: ast.If) -> bool:
    return isinstance(node.body[-1], _LEAVES) and not node.orelse


def _statement(world: World, node: ast.stmt, depth: int) -> str:
    handle = _HANDLED.get(type(node))
    if handle is not None:
        return handle(world, node, depth) or ""
    for inner in ast.iter_child_nodes(node):
        if isinstance(inner, ast.expr):
            tell(world, inner)
    return ""


def _import(world: World, node: ast.Import, depth: int) -> None:
    for alias in node.names:
        _check_module(world, alias.name, node)
        full = alias.name if alias.asname else alias.name.split(".")[0]
        world.scope.names[alias.asname or full] = path_of(full)


def _import_from(world: World, node: ast.ImportFrom, depth: int) -> None:
    module = "." * node.level + (node.module or "")
    _check_module(world, module, node)
    for alias in node.names:
        if alias.name != "*":
            world.scope.names[alias.asname or alias.name] = imported(module, alias.name)


def _check_module(world: World, module: str, node: ast.stmt) -> None:
    if gone := gone_module(module):
        world.tell("import", node, name=gone)


def _assign(world: World, node: ast.Assign, depth: int) -> None:
    value = tell(world, node.value)
    for target in node.targets:
        bind(world, target, value, node)


def _annotated(world: World, node: ast.AnnAssign, depth: int) -> None:
    if node.value is not None:
        bind(world, node.target, tell(world, node.value), node)


def _augmented(world: World, node: ast.AugAssign, depth: int) -> None:
    value, before = tell(world, node.value), None
    if isinstance(node.target, ast.Name):
        before = world.scope.find(node.target.id)
    more = v.closed(value)
    if isinstance(before, v.Items) and isinstance(node.op, ast.Add):
        if more is not None and world.certain(before):
            bind(world, node.target, v.items([*before.values, *more]), node)
        before.open = before.open or more is None or not world.certain(before)
        return
    bind(world, node.target, v.UNKNOWN, node)


def _expression(world: World, node: ast.Expr, depth: int) -> None:
    if isinstance(node.value, ast.Attribute):
        owner = tell(world, node.value.value)
        world.tell("bare", node, owner, name=node.value.attr)
    tell(world, node.value)


def _return(world: World, node: ast.Return, depth: int) -> str:
    functions.returned(world, tell(world, node.value))
    return "return"


def _function(world: World, node: Any, depth: int) -> None:
    defaults = [tell(world, one) for one in node.args.defaults]
    named = {
        one.arg: tell(world, value)
        for one, value in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
        if value is not None
    }
    places = [*node.args.posonlyargs, *node.args.args]
    for one, value in zip(reversed(places), reversed(defaults), strict=False):
        named[one.arg] = value
    made = functions.make(world, node, named)
    world.scope.names[node.name] = made


def _class(world: World, node: ast.ClassDef, depth: int) -> None:
    bases = tuple(tell(world, one) for one in node.bases)
    outer, world.scope = world.scope, functions.inner_scope(world.scope)
    made = v.Class(node, bases, world.scope.names)
    try:
        read(world, node.body, depth + 1)
    finally:
        world.scope = outer
    world.scope.names[node.name] = made
    world.classes.append(made)


def _branch(world: World, node: ast.If, depth: int) -> str:
    holds = test(world, node.test)
    if holds is not None:
        return read(world, node.body if holds else node.orelse, depth + 1)
    ways, left = [], []
    before = dict(world.scope.names)
    # Whoever asks for the version knows what the other one has not.
    caught = ("",) if "version" in ast.unparse(node.test)[:500].lower() else ()
    for body in (node.body, node.orelse):
        world.scope.names = dict(before)
        kept = doubt(world, node.test)
        doubts = {name: world.scope.names[name] for name in kept}
        with world.perhaps(), world.catching(*caught):
            left.append(read(world, body, depth + 1))
        for name, value in kept.items():
            if world.scope.names.get(name) is doubts[name]:
                if name in before:
                    world.scope.names[name] = value
                else:
                    del world.scope.names[name]
        ways.append(world.scope.names)
    going = [names for names, way in zip(ways, left, strict=True) if not way]
    world.scope.names.clear()
    world.scope.names = before
    before.update(_joined(before, going or ways))
    return left[0] if left[0] == left[1] else ""


def _joined(before: dict[str, Any], ways: list[dict[str, Any]]) -> dict[str, Any]:
    if len(ways) == 1:
        return ways[0]
    one, other = ways
    made = {**one, **other}
    for name in one.keys() & other.keys():
        made[name] = v.join(one[name], other[name])
    return made


def _with(world: World, node: ast.With | ast.AsyncWith, depth: int) -> str:
    caught: list[str] = []
    for item in node.items:
        value = tell(world, item.context_expr)
        words = ast.unparse(item.context_expr)[:80]
        if "suppress(" in words or "raises(" in words.lower():
            caught.append("")
        if item.optional_vars is not None:
            bind(world, item.optional_vars, value, node)
    with world.catching(*caught):
        return read(world, node.body, depth + 1)


def _try(world: World, node: Any, depth: int) -> str:
    names = [_caught(handler.type) for handler in node.handlers]
    with world.catching(*sum(names, [])):
        left = read(world, node.body, depth + 1)
    for handler in node.handlers:
        before = dict(world.scope.names)
        with world.perhaps():
            read(world, handler.body, depth + 1)
        after = world.scope.names
        world.scope.names = {**after, **before}
        for name in before:
            if after.get(name) is not before[name]:
                world.scope.names[name] = v.join(before[name], after.get(name, v.UNKNOWN))
    return left or read(world, node.orelse, depth + 1) or read(world, node.finalbody, depth + 1)


def _caught(node: ast.expr | None) -> list[str]:
    if node is None:
        return [""]
    parts = node.elts if isinstance(node, ast.Tuple) else [node]
    names = [getattr(one, "id", getattr(one, "attr", "")) for one in parts]
    return ["" if name in ("Exception", "BaseException") else name for name in names]


def _match(world: World, node: ast.Match, depth: int) -> None:
    tell(world, node.subject)
    for case in node.cases:
        doubt(world, node.subject)
        with world.perhaps():
            read(world, case.body, depth + 1)


def _shared(world: World, node: ast.Global | ast.Nonlocal, depth: int) -> None:
    world.scope.shared.update(node.names)


def _delete(world: World, node: ast.Delete, depth: int) -> None:
    for target in node.targets:
        if isinstance(target, ast.Name):
            world.scope.names[target.id] = v.Unknown(target.id)


def forget(world: World) -> None:
    """Forget what is known of the history of everything: functions are called in any order."""
    for layer in world.layers:
        layer.marks += 1
        layer.pending, layer.ran = False, None


_HANDLED: Final[dict[type, Callable[[World, Any, int], str | None]]] = {
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.Expr: _expression,
    ast.Return: _return,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
    ast.If: _branch,
    ast.For: for_loop,
    ast.AsyncFor: for_loop,
    ast.While: while_loop,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Try: _try,
    ast.TryStar: _try,
    ast.Match: _match,
    ast.Global: _shared,
    ast.Nonlocal: _shared,
    ast.Delete: _delete,
    ast.Break: lambda world, node, depth: "break",
    ast.Continue: lambda world, node, depth: "continue",
    ast.Raise: lambda world, node, depth: "raise",
}
