"""Functions and classes of the code: made, and run on what is known of their arguments."""

from __future__ import annotations

import ast
from typing import Any, Final

from lstm_viz.keras_code.doctor.reading import _values as v
from lstm_viz.keras_code.doctor.reading._attributes import guess
from lstm_viz.keras_code.doctor.reading._binding import Binding

_MOST_DEPTH: Final = 8
_MOST_CALLS: Final = 40
_RETURNED: Final = "<returned>"
# What a decorator of the name leaves of a function's result.
_PLAIN: Final = ("function", "property", "staticmethod", "classmethod", "jit", "wraps",
                 "register_keras_serializable", "no_grad")


class Functions(Binding):
    """Makes functions and classes, and runs functions by reading their bodies."""

    def _functiondef(self, node: Any) -> None:
        plain = [getattr(one, "func", one) for one in node.decorator_list]
        words = [getattr(one, "attr", getattr(one, "id", "")) for one in plain]
        made = v.Function(node, self.scope, self.defaults(node.args), unused=_unused(node),
                          decorated=any(word not in _PLAIN for word in words))
        self.functions.append(made)
        self.scope.names[node.name] = made

    _asyncfunctiondef = _functiondef

    def _return(self, node: ast.Return) -> str:
        # With what the function may have returned before.
        names, value = self.scope.names, self.value(node.value)
        names[_RETURNED] = v.join(names[_RETURNED], value) if _RETURNED in names else value
        return "return"

    def _classdef(self, node: ast.ClassDef) -> None:
        bases = tuple(self.value(one) for one in node.bases)
        scope = v.Scope(outer=self.scope)
        made = v.Class(node, bases, scope.names)
        with self.within(scope=scope):
            self.read(node.body)
        self.scope.names[node.name] = made
        self.classes.append(made)

    def execute(self, function: v.Function, given: v.Arguments) -> Any:
        """Return what a function gives for arguments; its body is read with them."""
        if self.depth >= _MOST_DEPTH or function.calls >= _MOST_CALLS:
            return v.UNKNOWN
        function.calls += 1
        names = _given(function, given)
        function.lost = tuple(
            name for name in function.unused if _matters(names[name], name in function.defaults)
        )
        scope = v.Scope(names, function.scope)
        with self.within(scope=scope, inside=function, nesting=0, depth=self.depth + 1):
            if isinstance(function.node, ast.Lambda):
                return self.value(function.node.body)
            self.read(function.node.body)
            made = scope.names.get(_RETURNED, v.Const(None))
        if any(isinstance(one, (ast.Yield, ast.YieldFrom)) for one in ast.walk(function.node)):
            return v.Many(v.UNKNOWN)
        return v.UNKNOWN if function.decorated else made

    def run_uncalled(self) -> None:
        """Read the functions that nothing calls, with arguments that nothing is known of."""
        methods = {}
        for made in self.classes:
            owner = v.Instance(made)
            own = [one for one in made.names.values() if isinstance(one, v.Function)]
            methods.update({id(one): owner for one in own})
            if isinstance(start := made.find("__init__"), v.Function):
                self._run_unknown(start, owner)
        for function in self.functions:
            if function.calls == 0:
                self._run_unknown(function, methods.get(id(function)))

    def _run_unknown(self, function: v.Function, owner: v.Instance | None) -> None:
        given = function.node.args
        places = [one.arg for one in (*given.posonlyargs, *given.args)]
        args: list[Any] = [guess(name) if self.guess else v.Unknown(name) for name in places]
        if owner is not None and args:
            args[0] = owner
        named = {None: v.UNKNOWN} if given.kwonlyargs else {}
        with self.perhaps():
            self.execute(function, v.Arguments(node=function.node, args=args, named=named))


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
