"""Functions of the code: made, and run on what is known of their arguments."""

from __future__ import annotations

import ast
from typing import Any, Final

from lstm_viz.keras_code.doctor.reading import _values as v
from lstm_viz.keras_code.doctor.reading._expressions import tell
from lstm_viz.keras_code.doctor.reading._names import guess
from lstm_viz.keras_code.doctor.reading._world import World

_MOST_DEPTH: Final = 8
_MOST_CALLS: Final = 40
_RETURNED: Final = "<returned>"
# What a decorator of the name leaves of a function's result.
_PLAIN: Final = ("function", "property", "staticmethod", "classmethod", "jit", "wraps",
                 "register_keras_serializable", "no_grad")


def inner_scope(outer: v.Scope) -> v.Scope:
    """Return a scope for names inside of another one."""
    return v.Scope(outer=outer)


def make(world: World, node: Any, defaults: dict[str, Any]) -> v.Function:
    """Return the function that a statement makes."""
    words = [_word(one) for one in node.decorator_list]
    made = v.Function(node, world.scope, defaults, decorated=any(w not in _PLAIN for w in words),
                    unused=_unused(node))
    world.functions.append(made)
    return made


def _word(node: ast.expr) -> str:
    inner = node.func if isinstance(node, ast.Call) else node
    return getattr(inner, "attr", getattr(inner, "id", ""))


def _unused(node: Any) -> tuple[str, ...]:
    """Parameters that a function never reads, or gives another value before it does."""
    waiting = {one.arg for one in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)}
    unused: set[str] = set()
    for statement in node.body:
        names = [one for one in ast.walk(statement) if isinstance(one, ast.Name)]
        waiting -= {one.id for one in names if isinstance(one.ctx, ast.Load)}
        if any(one.id == "locals" for one in names):
            return ()
        if isinstance(statement, (ast.Assign, ast.AnnAssign)):
            unused |= waiting & {one.id for one in names}
            waiting -= unused
    return tuple(unused | waiting)


def returned(world: World, value: Any) -> None:
    """Remember what a function returns; with what it may have returned before."""
    names = world.scope.names
    names[_RETURNED] = v.join(names[_RETURNED], value) if _RETURNED in names else value


def run(world: World, function: v.Function, passed: v.Arguments) -> Any:
    """Return what a function gives for arguments; its body is read with them."""
    if world.depth >= _MOST_DEPTH or function.calls >= _MOST_CALLS:
        return v.UNKNOWN
    function.calls += 1
    outer, inside = world.scope, world.inside
    names = _given(function, passed)
    function.lost = tuple(
        name for name in function.unused if _matters(names[name], name in function.defaults)
    )
    world.scope, world.inside = v.Scope(names, function.scope), function
    world.depth += 1
    try:
        if isinstance(function.node, ast.Lambda):
            return tell(world, function.node.body)
        world.read(world, function.node.body)
        made = world.scope.names.get(_RETURNED, v.Const(None))
    finally:
        world.depth -= 1
        world.scope, world.inside = outer, inside
    if any(isinstance(one, (ast.Yield, ast.YieldFrom)) for one in ast.walk(function.node)):
        return v.Many(v.UNKNOWN)
    return v.UNKNOWN if function.decorated else made


def _matters(value: Any, optional: bool) -> bool:
    """Whether it makes a difference that what is given for a parameter is never read."""
    if isinstance(value, v.Unknown):
        return not optional
    if isinstance(value, v.Items):
        return any(_matters(one, optional) for one in value.values)
    if isinstance(value, v.Tensor):
        return value.largest != 0
    return value != v.Const(None)


def _given(function: v.Function, passed: v.Arguments) -> dict[str, Any]:
    given = function.node.args
    places = [one.arg for one in (*given.posonlyargs, *given.args)]
    every = [*places, *(one.arg for one in given.kwonlyargs)]
    names: dict[str, Any] = {}
    for name in every:
        default = function.defaults.get(name)
        names[name] = v.Unknown(name) if not passed.complete or default is None else default
    names.update(zip(places, passed.args, strict=False))
    names.update({name: value for name, value in passed.named.items() if name in every})
    if given.vararg:
        rest = v.items(passed.args[len(places) :])
        names[given.vararg.arg] = rest if passed.complete else v.Unknown(given.vararg.arg)
    if given.kwarg:
        more = {name: value for name, value in passed.named.items() if name and name not in every}
        names[given.kwarg.arg] = v.Record(more, not passed.complete)
    return names


def run_uncalled(world: World) -> None:
    """Read the functions that nothing calls, with arguments that nothing is known of."""
    methods = {}
    for made in world.classes:
        owner = v.Instance(made)
        own = [one for one in made.names.values() if isinstance(one, v.Function)]
        methods.update({id(one): owner for one in own})
        if isinstance(start := made.find("__init__"), v.Function):
            with world.perhaps():
                _run_unknown(world, start, owner)
    for function in world.functions:
        if function.calls == 0:
            with world.perhaps():
                _run_unknown(world, function, methods.get(id(function)))


def _run_unknown(world: World, function: v.Function, owner: v.Instance | None) -> None:
    places = [one.arg for one in (*function.node.args.posonlyargs, *function.node.args.args)]
    args: list[Any] = [guess(name) if world.guess else v.Unknown(name) for name in places]
    if owner is not None and args:
        args[0] = owner
    named = {None: v.UNKNOWN} if function.node.args.kwonlyargs else {}
    run(world, function, v.Arguments(node=function.node, args=args, named=named))
