"""Expressions of code, told without running them."""

from __future__ import annotations

import ast
from typing import Any

from lstm_viz.keras_code.doctor.reading import _values as v
from lstm_viz.keras_code.doctor.reading._arrays import number_of
from lstm_viz.keras_code.doctor.reading._attributes import dotted_name, guess
from lstm_viz.keras_code.doctor.reading._builtins import NAMES as BUILTINS
from lstm_viz.keras_code.doctor.reading._builtins import binary, compared, each, truth
from lstm_viz.keras_code.doctor.reading._calls import bound, call
from lstm_viz.keras_code.doctor.reading._members import subscript
from lstm_viz.keras_code.doctor.reading._world import World


class Expressions(World):
    """Tells what is known of expressions; each kind of node has a method of its name."""

    def value(self, node: ast.expr | None) -> Any:
        """Return what is known of an expression."""
        self.step()
        if node is None:
            return v.Const(None)
        told = getattr(self, f"_{type(node).__name__.lower()}", None)
        return self.parts(node) if told is None else told(node)

    def parts(self, node: ast.AST) -> Any:
        """Read the expressions in a node that nothing else is known of."""
        for inner in ast.iter_child_nodes(node):
            if isinstance(inner, ast.expr):
                self.value(inner)
        return v.UNKNOWN

    def test(self, node: ast.expr) -> bool | None:
        """Tell whether a condition holds; None where that is not known."""
        return truth(self.value(node))

    def _name(self, node: ast.Name) -> Any:
        found = self.scope.find(node.id)
        if found is not None:
            return found
        if node.id in BUILTINS:
            return v.Path(f"builtins.{node.id}", node.id)
        made = guess(node.id) if self.guess else v.Unknown(node.id)
        scope = self.scope
        while scope.outer is not None:
            scope = scope.outer
        scope.names[node.id] = made
        return made

    def _attribute(self, node: ast.Attribute) -> Any:
        owner = self.value(node.value)
        if isinstance(owner, v.Unknown):
            dotted = dotted_name(node)
            if dotted in self.attributes:
                return self.attributes[dotted]
            if dotted.startswith("self.") and self.guess:
                return self.attributes.setdefault(dotted, guess(node.attr))
        return bound(self, owner, node.attr, node)

    def _subscript(self, node: ast.Subscript) -> Any:
        return subscript(self, self.value(node.value), self.value(node.slice), node)

    def _slice(self, node: ast.Slice) -> Any:
        return v.Slice(tuple(self.value(end) for end in (node.lower, node.upper, node.step)))

    def _constant(self, node: ast.Constant) -> Any:
        return v.Const(node.value)

    def _list(self, node: ast.List | ast.Tuple) -> Any:
        values, unknown = self._spread(node.elts)
        made = v.items(values, birth=self.uncertain)
        if isinstance(made, v.Items):
            made.open = unknown
        return made

    _tuple = _list

    def _spread(self, nodes: list[ast.expr]) -> tuple[list[Any], bool]:
        """Values of expressions, with those behind a star; and whether there may be others."""
        values: list[Any] = []
        unknown = False
        for one in nodes:
            if isinstance(one, ast.Starred):
                inner = each(self.value(one.value))
                values.extend(inner or ())
                unknown |= inner is None
            else:
                values.append(self.value(one))
        return values, unknown

    def _dict(self, node: ast.Dict) -> Any:
        made = v.Record(birth=self.uncertain)
        for key, value in zip(node.keys, node.values, strict=True):
            told = self.value(value)
            name = self.value(key) if key is not None else None
            if name is None and isinstance(told, v.Record):
                made.entries.update(told.entries)
                made.open |= told.open
            elif isinstance(name, v.Const) and isinstance(name.value, (str, int)):
                made.entries[name.value] = told
            else:
                made.open = True
        return made

    def _unaryop(self, node: ast.UnaryOp) -> Any:
        if isinstance(node.op, ast.Not):
            with self.within(differ=True):
                holds = self.test(node.operand)
            return v.told(holds if holds is None else not holds)
        value = self.value(node.operand)
        negative = isinstance(node.op, ast.USub) and number_of(value) is not None
        if negative and isinstance(value, v.Const):
            return v.Const(-value.value)
        return value.changed() if isinstance(value, v.Tensor) else v.UNKNOWN

    def _binop(self, node: ast.BinOp) -> Any:
        return binary(self, node.op, self.value(node.left), self.value(node.right), node)

    def _boolop(self, node: ast.BoolOp) -> Any:
        """``and`` and ``or``: what comes after a part that cannot be told may not be reached."""
        decides = isinstance(node.op, ast.Or)
        unknown = False
        value: Any = v.UNKNOWN
        for part in node.values:
            if unknown:
                with self.catching(""), self.perhaps():
                    value = self.value(part)
            else:
                value = self.value(part)
            holds = truth(value)
            if holds is decides:
                return value if not unknown else v.UNKNOWN if decides else v.Const(False)
            unknown |= holds is None
        return v.UNKNOWN if unknown else value

    def _compare(self, node: ast.Compare) -> Any:
        left = self.value(node.left)
        told = []
        for op, part in zip(node.ops, node.comparators, strict=True):
            right = self.value(part)
            told.append(truth(compared(self, op, left, right, node)))
            left = right
        return v.told(False if False in told else None if None in told else True)

    def _ifexp(self, node: ast.IfExp) -> Any:
        holds = self.test(node.test)
        if holds is not None:
            return self.value(node.body if holds else node.orelse)
        with self.catching(""), self.perhaps():
            return v.join(self.value(node.body), self.value(node.orelse))

    def _call(self, node: ast.Call) -> Any:
        function = self.value(node.func)
        args, unknown = self._spread(node.args)
        named: dict[Any, Any] = {}
        for word in node.keywords:
            value = self.value(word.value)
            if word.arg:
                named[word.arg] = value
            elif isinstance(value, v.Record):
                named.update({key: one for key, one in value.entries.items()
                              if isinstance(key, str)})
                unknown |= value.open
            else:
                unknown = True
        if unknown:
            named[None] = v.UNKNOWN
        return call(self, function, v.Arguments(node=node, args=args, named=named))

    def _lambda(self, node: ast.Lambda) -> Any:
        made = v.Function(node, self.scope, self.defaults(node.args))
        self.functions.append(made)
        return made

    def defaults(self, given: ast.arguments) -> dict[str, Any]:
        """Return what parameters are where nothing is given for them."""
        values = [self.value(one) for one in given.defaults]
        named = zip(given.kwonlyargs, given.kw_defaults, strict=True)
        made = {one.arg: self.value(value) for one, value in named if value is not None}
        last = zip(reversed([*given.posonlyargs, *given.args]), reversed(values), strict=False)
        return made | {one.arg: value for one, value in last}

    def _namedexpr(self, node: ast.NamedExpr) -> Any:
        value = self.scope.names[node.target.id] = self.value(node.value)
        return value

    def _joinedstr(self, node: ast.JoinedStr) -> Any:
        inner = [one.value for one in node.values if isinstance(one, ast.FormattedValue)]
        parts = [self.value(one) for one in inner]
        return v.items(parts) if any(isinstance(one, v.Tensor) for one in parts) else v.UNKNOWN
