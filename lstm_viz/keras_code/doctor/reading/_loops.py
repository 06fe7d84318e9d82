"""Loops: round by round over what is known, otherwise two rounds that stand for all."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from lstm_viz.keras_code.doctor.reading import _values as v
from lstm_viz.keras_code.doctor.reading._binding import bind
from lstm_viz.keras_code.doctor.reading._builtins import each
from lstm_viz.keras_code.doctor.reading._expressions import tell, test
from lstm_viz.keras_code.doctor.reading._parts import Layer, Model
from lstm_viz.keras_code.doctor.reading._world import World

_ROUNDS: Final = (24, 6, 2)


def for_loop(world: World, node: ast.For | ast.AsyncFor, depth: int) -> str:
    """Read a loop over values; returns how it leaves the block that it is in."""
    over = tell(world, node.iter)
    world.loop_over(over, node.iter)
    values = each(over)
    most = _ROUNDS[min(world.loops, len(_ROUNDS) - 1)]
    model_layers = values is not None and any(isinstance(one, (Layer, Model)) for one in values)
    if values is not None and (len(values) <= most or model_layers):
        with _looping(world):
            for value in values:
                bind(world, node.target, value, node)
                left = _round(world, node.body, depth)
                if left == "break":
                    break
                if left:
                    return left
    else:
        like = over.item if isinstance(over, v.Many) else v.Unknown()
        firsts = values[:2] if values else [like, like]
        _some_rounds(world, node, firsts, depth)
    return world.read(world, node.orelse, depth + 1)


def while_loop(world: World, node: ast.While, depth: int) -> str:
    """Read a loop that goes on while a condition holds."""
    holds = test(world, node.test)
    if holds is not False:
        _some_rounds(world, node, [None, None], depth)
    return world.read(world, node.orelse, depth + 1)


def _some_rounds(world: World, node: Any, values: list[Any], depth: int) -> None:
    """Read rounds that stand for more of them; what they change is not known afterwards."""
    ends: list[dict[str, Any]] = [dict(world.scope.names)]
    with _looping(world):
        for value in values[: 2 if world.loops <= 2 else 1]:
            if value is not None:
                again = v.Unknown() if isinstance(value, v.Unknown) else value
                bind(world, node.target, again, node)
            left = _round(world, node.body, depth)
            ends.append(dict(world.scope.names))
            if left in ("break", "return"):
                break
    for name, value in ends[-1].items():
        if value is not ends[-2].get(name) or value is not ends[1].get(name, value):
            world.scope.names[name] = v.join(value, ends[-2].get(name, value))
    for value in list(ends[-1].values()):
        if isinstance(value, v.Items) and value not in ends[0].values():
            continue
        if isinstance(value, v.Items) and ends[0] and _grows(node, value, ends[-1]):
            value.open = True


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


@contextmanager
def _looping(world: World) -> Iterator[None]:
    world.loops += 1
    try:
        yield
    finally:
        world.loops -= 1


def _round(world: World, body: Sequence[ast.stmt], depth: int) -> str:
    left = world.read(world, body, depth + 1)
    return "" if left == "continue" else left
