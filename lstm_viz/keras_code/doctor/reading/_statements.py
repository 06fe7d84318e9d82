"""Statements of a program, in order; what may not be run makes things uncertain."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lstm_viz.keras_code.doctor.reading import _values as v
from lstm_viz.keras_code.doctor.reading._attributes import doubt, gone_module, imported, path_of
from lstm_viz.keras_code.doctor.reading._functions import Functions
from lstm_viz.keras_code.doctor.reading._parts import Layer, Model
from lstm_viz.keras_code.doctor.reading._paste import too_deep
from lstm_viz.keras_code.doctor.reading._world import Event, TooLong

_MOST_NESTING: Final = 60
# Where models and layers are those of another library, names tell nothing about Keras.
_OTHERS: Final = ("torch", "chainer", "mxnet", "jax", "flax", "paddle", "theano", "lasagne")
_LEAVES: Final = {ast.Continue: "continue", ast.Break: "break", ast.Raise: "raise"}


class Statements(Functions):
    """Reads statements; each kind has a method of its name, which returns how it leaves."""

    def read(self, body: Sequence[ast.stmt]) -> str:
        """Read a block; returns how it leaves: ``"return"``, ``"break"``, ... or ``""``."""
        if self.nesting > _MOST_NESTING:
            return ""
        with self.within(nesting=self.nesting + 1):
            return self._block(body)

    def _block(self, body: Sequence[ast.stmt]) -> str:
        for place, node in enumerate(body):
            self.step()
            left = self._statement(node)
            if left:
                return left
            if isinstance(node, ast.If) and not node.orelse:
                returns = isinstance(node.body[-1], ast.Return)
                # What follows is read as what it is: something that may not be reached.
                leaves = returns or isinstance(node.body[-1], (ast.Continue, ast.Break))
                if leaves and self.test(node.test) is None:
                    doubt(self, node.test)
                    if returns:
                        with self.perhaps():
                            return self._block(body[place + 1 :])
        return ""

    def _statement(self, node: ast.stmt) -> str:
        if type(node) in _LEAVES:
            return _LEAVES[type(node)]
        handle = getattr(self, f"_{type(node).__name__.lower()}", None)
        if handle is not None:
            return handle(node) or ""
        self.parts(node)
        return ""

    def _import(self, node: ast.Import) -> None:
        for alias in node.names:
            self._check_module(alias.name, node)
            full = alias.name if alias.asname else alias.name.split(".")[0]
            self.scope.names[alias.asname or full] = path_of(full)

    def _importfrom(self, node: ast.ImportFrom) -> None:
        module = "." * node.level + (node.module or "")
        self._check_module(module, node)
        for alias in node.names:
            if alias.name != "*":
                self.scope.names[alias.asname or alias.name] = imported(module, alias.name)

    def _check_module(self, module: str, node: ast.stmt) -> None:
        if gone := gone_module(module):
            self.tell("import", node, name=gone)

    def _assign(self, node: ast.Assign) -> None:
        value = self.value(node.value)
        for target in node.targets:
            self.bind(target, value, node)

    def _annassign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.bind(node.target, self.value(node.value), node)

    def _augassign(self, node: ast.AugAssign) -> None:
        value, before = self.value(node.value), None
        if isinstance(node.target, ast.Name):
            before = self.scope.find(node.target.id)
        more = v.closed(value)
        if isinstance(before, v.Items) and isinstance(node.op, ast.Add):
            if more is not None and self.certain(before):
                self.bind(node.target, v.items([*before.values, *more]), node)
            before.open = before.open or more is None or not self.certain(before)
            return
        self.bind(node.target, v.UNKNOWN, node)

    def _expr(self, node: ast.Expr) -> None:
        if isinstance(node.value, ast.Attribute):
            owner = self.value(node.value.value)
            self.tell("bare", node, owner, name=node.value.attr)
        self.value(node.value)

    def _if(self, node: ast.If) -> str:
        holds = self.test(node.test)
        if holds is not None:
            return self.read(node.body if holds else node.orelse)
        ways, left = [], []
        before = dict(self.scope.names)
        # Whoever asks for the version knows what the other one has not.
        caught = ("",) if "version" in ast.unparse(node.test)[:500].lower() else ()
        for body in (node.body, node.orelse):
            self.scope.names = dict(before)
            kept = doubt(self, node.test)
            doubts = {name: self.scope.names[name] for name in kept}
            with self.perhaps(), self.catching(*caught):
                left.append(self.read(body))
            for name, value in kept.items():
                if self.scope.names.get(name) is doubts[name]:
                    if name in before:
                        self.scope.names[name] = value
                    else:
                        del self.scope.names[name]
            ways.append(self.scope.names)
        going = [names for names, way in zip(ways, left, strict=True) if not way] or ways
        one, other = going[0], going[-1]
        both = {name: v.join(one[name], other[name]) for name in one.keys() & other.keys()}
        before.update({**one, **other, **both})
        self.scope.names = before
        return left[0] if left[0] == left[1] else ""

    def _with(self, node: ast.With | ast.AsyncWith) -> str:
        caught: list[str] = []
        for item in node.items:
            value = self.value(item.context_expr)
            words = ast.unparse(item.context_expr)[:80]
            if "suppress(" in words or "raises(" in words.lower():
                caught.append("")
            if item.optional_vars is not None:
                self.bind(item.optional_vars, value, node)
        with self.catching(*caught):
            return self.read(node.body)

    _asyncwith = _with

    def _try(self, node: Any) -> str:
        names = [_caught(handler.type) for handler in node.handlers]
        with self.catching(*sum(names, [])):
            left = self.read(node.body)
        for handler in node.handlers:
            before = dict(self.scope.names)
            with self.perhaps():
                self.read(handler.body)
            after = self.scope.names
            self.scope.names = {**after, **before}
            for name in before:
                if after.get(name) is not before[name]:
                    self.scope.names[name] = v.join(before[name], after.get(name, v.UNKNOWN))
        return left or self.read(node.orelse) or self.read(node.finalbody)

    _trystar = _try

    def _match(self, node: ast.Match) -> None:
        self.value(node.subject)
        for case in node.cases:
            doubt(self, node.subject)
            with self.perhaps():
                self.read(case.body)

    def _global(self, node: ast.Global | ast.Nonlocal) -> None:
        self.scope.shared.update(node.names)

    _nonlocal = _global

    def _delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name):
                self.scope.names[target.id] = v.Unknown(target.id)


def _caught(node: ast.expr | None) -> list[str]:
    if node is None:
        return [""]
    parts = node.elts if isinstance(node, ast.Tuple) else [node]
    names = [getattr(one, "id", getattr(one, "attr", "")) for one in parts]
    return ["" if name in ("Exception", "BaseException") else name for name in names]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What was read."""

    layers: tuple[Layer, ...]  # recurrent ones that the code makes
    models: tuple[Model, ...]
    calls: int  # of layers with an initial state
    whole: bool  # whether all of it was read


def read_code(tree: ast.Module, listen: Callable[[Event], None]) -> Reading:
    """Follow a program, and tell a listener of what it does.

    Raises
    ------
    LstmVizError
        When the code is nested too deeply.
    """
    program = Statements(listen=listen, guess=_may_guess(tree))
    program.scope.names["__name__"] = v.Const("__main__")
    whole = True
    try:
        program.read(tree.body)
        # Functions are called in any order: nothing is known of the history of anything there.
        for layer in program.layers:
            layer.marks += 1
            layer.pending, layer.ran = False, None
        program.run_uncalled()
    except TooLong:
        whole = False
    except RecursionError as error:
        raise too_deep() from error
    program.tell("end", None, value=program.models)
    return Reading(layers=tuple(program.layers), models=tuple(program.models),
                   calls=program.calls, whole=whole)


def _may_guess(tree: ast.Module) -> bool:
    modules: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            modules.add((node.module or "").partition(".")[0])
    known: Any = modules & {"keras", "tensorflow", "tf_keras"}
    return not modules & set(_OTHERS) and bool(known or not modules - {"numpy"})
