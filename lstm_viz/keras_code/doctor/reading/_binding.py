"""Names and places that values are put into, once or round by round."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any, Final

from lstm_viz.keras_code.doctor.reading import _values as v
from lstm_viz.keras_code.doctor.reading._attributes import dotted_name, doubt, set_attribute
from lstm_viz.keras_code.doctor.reading._builtins import each
from lstm_viz.keras_code.doctor.reading._expressions import Expressions
from lstm_viz.keras_code.doctor.reading._parts import Layer, Model, StatesOf

_ROUNDS: Final = (24, 6, 2)
_MOST_SURE: Final = 64


class Binding(Expressions):
    """Puts values where assignments and loops put them.

    A loop is read round by round over what is known, otherwise in two rounds that stand for all.
    """

    def bind(self, target: ast.expr, value: Any, node: ast.AST) -> None:
        """Put a value where an assignment, a loop or a ``with`` puts it."""
        if isinstance(target, ast.Name):
            labelled = _labelled(value, target.id)
            self.tell("name", node, labelled, name=target.id)
            scope = self.scope.outer if target.id in self.scope.shared else None
            (scope or self.scope).names[target.id] = labelled
        elif isinstance(target, (ast.Tuple, ast.List)):
            self._unpack(target, value, node)
        elif isinstance(target, ast.Attribute):
            owner = self.value(target.value)
            labelled = _labelled(value, target.attr)
            if isinstance(owner, v.Unknown):
                self.attributes[dotted_name(target)] = labelled
            self.tell("name", node, labelled, name=target.attr)
            set_attribute(self, owner, target.attr, labelled, node)
        elif isinstance(target, ast.Subscript):
            self._set_item(target, value, node)
        elif isinstance(target, ast.Starred):
            self.bind(target.value, value, node)

    def _set_item(self, target: ast.Subscript, value: Any, node: ast.AST) -> None:
        owner = self.value(target.value)
        if isinstance(owner, StatesOf):
            if not isinstance(target.slice, ast.Slice):
                place = self.value(target.slice)
                self.tell("set-item", node, owner, value=value, args=(place,))
        elif isinstance(owner, v.Tensor) and isinstance(target.value, ast.Name):
            changed = value.value if isinstance(value, v.Const) else None
            nan = value.name == "numpy.nan" if isinstance(value, v.Path) else changed != changed
            made = owner.changed(largest=None, nan=owner.nan or nan)
            self.scope.names[target.value.id] = made
        elif isinstance(owner, v.Record):
            key = self.value(target.slice)
            if isinstance(key, v.Const) and isinstance(key.value, str) and self.certain(owner):
                owner.entries[key.value] = value
            else:
                owner.open, owner.entries = True, {}
        elif isinstance(owner, v.Items):
            owner.open = True

    def _unpack(self, target: ast.Tuple | ast.List, value: Any, node: ast.AST) -> None:
        parts = list(target.elts)
        starred = next((k for k, one in enumerate(parts) if isinstance(one, ast.Starred)), None)
        self.loop_over(value, node)
        given = each(value)
        if starred is None or given is not None:
            names = [one.id if isinstance(one, ast.Name) else "" for one in parts]
            self.tell("unpack", node, value, args=names, value=starred)
        values: list[Any] = [v.UNKNOWN] * len(parts)
        if given is not None:
            if starred is not None and len(given) >= len(parts) - 1:
                end = len(given) - (len(parts) - 1 - starred)
                origin = value.origin if isinstance(value, v.Items) else None
                rest = v.items(given[starred:end], origin=origin)
                values = [*given[:starred], rest, *given[end:]]
            elif len(given) == len(parts):
                values = given
        elif isinstance(value, v.Tensor) and len(parts) == 2 and value.run is None:
            values = [v.Unknown() for _ in parts]
        for one, inner in zip(parts, values, strict=True):
            self.bind(one, inner, node)

    def _listcomp(self, node: Any) -> Any:
        values: list[Any] = []
        known = True
        with self.within(scope=v.Scope(outer=self.scope)):
            for sure in self._rounds(node.generators):
                known &= sure
                values.append(self.value(node.elt))
        if known and not isinstance(node, ast.SetComp):
            return v.items(values, birth=self.uncertain)
        return v.Many(values[0] if len(values) == 1 else v.UNKNOWN)

    _generatorexp = _setcomp = _listcomp

    def _dictcomp(self, node: ast.DictComp) -> Any:
        for _ in self._rounds(node.generators):
            self.value(node.value)
        return v.Record(open=True)

    def _rounds(self, generators: list[ast.comprehension]) -> Iterator[bool]:
        """Bind the names of each round; yields whether the round is one for certain."""
        first, rest = generators[0], generators[1:]
        over = self.value(first.iter)
        self.loop_over(over, first.iter)
        values = each(over)
        sure = values is not None and len(values) <= _MOST_SURE
        if not sure:
            values = [over.item if isinstance(over, v.Many) else v.UNKNOWN]
        for value in values or ():
            # It is no news what a name stands for here.
            with self.within(listen=lambda _: None):
                self.bind(first.target, value, first.target)
            holds = [self.test(one) for one in first.ifs]
            if False in holds:
                continue
            if None in holds or not sure:
                for one in first.ifs:
                    doubt(self, one)
                with self.perhaps():
                    yield from (False for _ in self._rounds(rest)) if rest else (False,)
            else:
                yield from self._rounds(rest) if rest else (True,)

    def _for(self, node: ast.For | ast.AsyncFor) -> str:
        over = self.value(node.iter)
        self.loop_over(over, node.iter)
        values = each(over)
        most = _ROUNDS[min(self.loops, len(_ROUNDS) - 1)]
        model_layers = values is not None and any(isinstance(one, (Layer, Model)) for one in values)
        if values is not None and (len(values) <= most or model_layers):
            with self.within(loops=self.loops + 1):
                for value in values:
                    self.bind(node.target, value, node)
                    left = self.read(node.body)
                    if left == "break":
                        break
                    if left not in ("", "continue"):
                        return left
        else:
            like = over.item if isinstance(over, v.Many) else v.Unknown()
            self._some_rounds(node, values[:2] if values else [like, like])
        return self.read(node.orelse)

    _asyncfor = _for

    def _while(self, node: ast.While) -> str:
        if self.test(node.test) is not False:
            self._some_rounds(node, [None, None])
        return self.read(node.orelse)

    def _some_rounds(self, node: Any, values: list[Any]) -> None:
        """Read rounds that stand for more; what they change is not known afterwards."""
        ends: list[dict[str, Any]] = [dict(self.scope.names)]
        with self.within(loops=self.loops + 1):
            for value in values[: 2 if self.loops <= 2 else 1]:
                if value is not None:
                    again = v.Unknown() if isinstance(value, v.Unknown) else value
                    self.bind(node.target, again, node)
                left = self.read(node.body)
                ends.append(dict(self.scope.names))
                if left in ("break", "return"):
                    break
        for name, value in ends[-1].items():
            if value is not ends[-2].get(name) or value is not ends[1].get(name, value):
                self.scope.names[name] = v.join(value, ends[-2].get(name, value))
        for value in list(ends[-1].values()):
            known = isinstance(value, v.Items) and value in ends[0].values()
            if known and _grows(node, value, ends[-1]):
                value.open = True


def _labelled(value: Any, name: str) -> Any:
    if isinstance(value, v.Tensor) and not value.label:
        return value.changed(label=name, content=value.content)
    return v.Unknown(name) if isinstance(value, v.Unknown) else value


def _grows(node: Any, value: v.Items, names: dict[str, Any]) -> bool:
    """Whether a loop puts something into a list."""
    called = {name for name, one in names.items() if one is value}
    return any(
        isinstance(one, ast.Call)
        and isinstance(one.func, ast.Attribute)
        and isinstance(one.func.value, ast.Name)
        and one.func.value.id in called
        for one in ast.walk(node)
    )
