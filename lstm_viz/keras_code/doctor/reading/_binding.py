"""Names and places that values are put into."""

from __future__ import annotations

import ast
from typing import Any

from lstm_viz.keras_code.doctor.reading import _values as v
from lstm_viz.keras_code.doctor.reading._attributes import set_attribute
from lstm_viz.keras_code.doctor.reading._builtins import each
from lstm_viz.keras_code.doctor.reading._expressions import tell
from lstm_viz.keras_code.doctor.reading._names import dotted_name
from lstm_viz.keras_code.doctor.reading._parts import Layer, Model, StatesOf
from lstm_viz.keras_code.doctor.reading._world import World


def bind(world: World, target: ast.expr, value: Any, node: ast.AST) -> None:
    """Put a value where an assignment, a loop or a ``with`` puts it."""
    if isinstance(target, ast.Name):
        _name(world, target.id, _labelled(value, target.id), node)
    elif isinstance(target, (ast.Tuple, ast.List)):
        _unpack(world, target, value, node)
    elif isinstance(target, ast.Attribute):
        owner = tell(world, target.value)
        labelled = _labelled(value, target.attr)
        if isinstance(owner, v.Unknown):
            world.attributes[dotted_name(target)] = labelled
        world.tell("name", node, labelled, name=target.attr)
        set_attribute(world, owner, target.attr, labelled, node)
    elif isinstance(target, ast.Subscript):
        _set_item(world, target, value, node)
    elif isinstance(target, ast.Starred):
        bind(world, target.value, value, node)


def _name(world: World, name: str, value: Any, node: ast.AST) -> None:
    world.tell("name", node, value, name=name)
    scope = world.scope
    if name in scope.shared and scope.outer is not None:
        scope = scope.outer
    scope.names[name] = value


def _set_item(world: World, target: ast.Subscript, value: Any, node: ast.AST) -> None:
    owner = tell(world, target.value)
    if isinstance(owner, StatesOf):
        if not isinstance(target.slice, ast.Slice):
            place = tell(world, target.slice)
            world.tell("set-item", node, owner, value=value, args=(place,))
    elif isinstance(owner, v.Tensor) and isinstance(target.value, ast.Name):
        changed = value.value if isinstance(value, v.Const) else None
        nan = value.name == "numpy.nan" if isinstance(value, v.Path) else changed != changed
        made = owner.changed(largest=None, nan=owner.nan or nan)
        world.scope.names[target.value.id] = made
    elif isinstance(owner, v.Record):
        key = tell(world, target.slice)
        if isinstance(key, v.Const) and isinstance(key.value, str) and world.certain(owner):
            owner.entries[key.value] = value
        else:
            owner.open, owner.entries = True, {}
    elif isinstance(owner, v.Items):
        owner.open = True


def _labelled(value: Any, name: str) -> Any:
    if isinstance(value, v.Tensor) and not value.label:
        return value.changed(label=name, content=value.content)
    if isinstance(value, (Layer, Model)) and not value.name:
        value.name = name
    return v.Unknown(name) if isinstance(value, v.Unknown) else value


def _unpack(
    world: World, target: ast.Tuple | ast.List, value: Any, node: ast.AST
) -> None:
    parts = list(target.elts)
    starred = next((k for k, one in enumerate(parts) if isinstance(one, ast.Starred)), None)
    world.loop_over(value, node)
    given = each(value)
    if starred is None or given is not None:
        names = [one.id if isinstance(one, ast.Name) else "" for one in parts]
        world.tell("unpack", node, value, args=names, value=starred)
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
        bind(world, one, inner, node)
