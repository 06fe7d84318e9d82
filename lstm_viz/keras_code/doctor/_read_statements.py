"""Statements of pasted code, in order; loops twice, branches both where they cannot be told."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any, Final

from lstm_viz.keras_code.doctor import _read_models as models
from lstm_viz.keras_code.doctor._read_expressions import dotted_name, guess, path_of, tell
from lstm_viz.keras_code.doctor._values import (
    UNKNOWN,
    Const,
    Function,
    Items,
    Layer,
    LayersOf,
    Model,
    Path,
    StateOf,
    StatesOf,
    Tensor,
    Unknown,
    items,
    role_of,
)
from lstm_viz.keras_code.doctor._world import World

_GONE: Final = ("recurrent", "wrappers", "core", "embeddings", "convolutional", "normalization",
                "cudnn_recurrent", "merge")
_MOST_LOOPS: Final = 2
_MOST_DEPTH: Final = 60


def read(world: World, body: Sequence[ast.stmt], depth: int = 0) -> None:
    """Read statements."""
    if depth > _MOST_DEPTH:
        return
    for node in body:
        world.step()
        _statement(world, node, depth)


def _statement(world: World, node: ast.stmt, depth: int) -> None:
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        _import(world, node)
    elif isinstance(node, ast.Assign):
        value = tell(world, node.value)
        for target in node.targets:
            _bind(world, target, value, node)
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        _bind(world, node.target, tell(world, node.value), node)
    elif isinstance(node, ast.AugAssign):
        tell(world, node.value)
        _bind(world, node.target, UNKNOWN, node)
    elif isinstance(node, ast.Expr):
        tell(world, node.value)
    elif isinstance(node, ast.Return):
        world.returned = tell(world, node.value)
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        _function(world, node, depth)
    elif isinstance(node, ast.ClassDef):
        _class(world, node, depth)
    elif isinstance(node, ast.If):
        _branch(world, node, depth)
    elif isinstance(node, (ast.For, ast.AsyncFor)):
        _for(world, node, depth)
    elif isinstance(node, ast.While):
        tell(world, node.test)
        _loop(world, node.body, depth)
        read(world, node.orelse, depth + 1)
    elif isinstance(node, (ast.With, ast.AsyncWith)):
        for item in node.items:
            value = tell(world, item.context_expr)
            if item.optional_vars is not None:
                _bind(world, item.optional_vars, value, node)
        read(world, node.body, depth + 1)
    elif isinstance(node, ast.Try):
        for part in (node.body, *(handler.body for handler in node.handlers)):
            read(world, part, depth + 1)
        read(world, node.orelse, depth + 1)
        read(world, node.finalbody, depth + 1)
    else:
        for inner in ast.iter_child_nodes(node):
            if isinstance(inner, ast.expr):
                tell(world, inner)


def _import(world: World, node: ast.Import | ast.ImportFrom) -> None:
    if isinstance(node, ast.Import):
        for alias in node.names:
            _check_module(world, alias.name, node)
            full = alias.name if alias.asname else alias.name.split(".")[0]
            world.names[alias.asname or full] = path_of(full)
        return
    module = node.module or ""
    _check_module(world, module, node)
    for alias in node.names:
        if alias.name != "*":
            path = path_of(f"{module}.{alias.name}")
            for gone in _GONE:
                if path.name.startswith(f"keras.layers.{gone}."):
                    path = Path(f"keras.layers.{alias.name}", path.raw)
            world.names[alias.asname or alias.name] = path


def _check_module(world: World, module: str, node: ast.stmt) -> None:
    for gone in _GONE:
        for root in ("keras.layers", "tensorflow.keras.layers"):
            if module == f"{root}.{gone}" or module.startswith(f"{root}.{gone}."):
                world.report(
                    "old-import",
                    f"{root}.{gone} is imported.",
                    node,
                    error=f"ModuleNotFoundError: No module named '{root}.{gone}'",
                )


def _bind(world: World, target: ast.expr, value: Any, node: ast.stmt) -> None:
    if isinstance(target, ast.Name):
        world.names[target.id] = _labelled(value, target.id)
    elif isinstance(target, (ast.Tuple, ast.List)):
        _unpack(world, target, value, node)
    elif isinstance(target, ast.Attribute):
        owner = tell(world, target.value)
        if target.attr == "states" and isinstance(owner, Layer) and owner.recurrent:
            models.replace_states(world, owner, value, node)
            return
        if target.attr == "states" and isinstance(owner, Layer):
            models.set_on_another(world, owner, node)
            return
        dotted = dotted_name(target)
        if dotted:
            world.attributes[dotted] = _labelled(value, target.attr)
    elif isinstance(target, ast.Subscript):
        owner = tell(world, target.value)
        if isinstance(owner, StatesOf) and not isinstance(target.slice, ast.Slice):
            models.replace_state(world, owner, value, tell(world, target.slice), node)
        elif isinstance(owner, Tensor) and isinstance(target.value, ast.Name):
            changed = value.value if isinstance(value, Const) else None
            nan = value.name == "numpy.nan" if isinstance(value, Path) else changed != changed
            world.names[target.value.id] = owner.changed(largest=None, nan=owner.nan or nan)
    elif isinstance(target, ast.Starred):
        _bind(world, target.value, value, node)


def _labelled(value: Any, name: str) -> Any:
    if isinstance(value, Tensor) and not value.label:
        return value.changed(label=name)
    if isinstance(value, (Layer, Model)) and not value.name:
        value.name = name
    if isinstance(value, Unknown):
        guessed = guess(name)
        return guessed if isinstance(guessed, Model) else Unknown(name)
    return value


def _unpack(
    world: World, target: ast.Tuple | ast.List, value: Any, node: ast.stmt
) -> None:
    parts = list(target.elts)
    starred = next((k for k, one in enumerate(parts) if isinstance(one, ast.Starred)), None)
    values: list[Any] = [UNKNOWN] * len(parts)
    layer = _source(value)
    if isinstance(value, Items):
        given = list(value.values)
        if starred is not None and len(given) >= len(parts) - 1:
            after = len(parts) - 1 - starred
            end = len(given) - after
            values = [*given[:starred], items(tuple(given[starred:end])), *given[end:]]
        elif len(given) == len(parts):
            values = given
        elif layer is not None:
            _wrong_count(world, layer, len(parts), len(given), node)
        if layer is not None and len(given) == len(parts):
            _check_order(world, layer, parts, given, node)
    elif isinstance(value, StatesOf):
        values = [StateOf(value.layer, place) for place in range(len(parts))]
    elif isinstance(value, Tensor) and layer is not None and len(parts) in (2, 3, 5):
        if value.via[-1] is layer and layer.return_state is False:
            symbolic = value.form == "symbolic"
            world.report(
                "unpack-without-return-state",
                f"The result of the {layer.class_name} of line {layer.line} is unpacked into "
                f"{len(parts)} names, but the layer has no return_state=True.",
                node,
                layer=layer,
                error=None if symbolic else "",
            )
    for one, inner in zip(parts, values, strict=True):
        _bind(world, one, inner, node)


def _source(value: Any) -> Layer | None:
    first = value.values[0] if isinstance(value, Items) and value.values else value
    if isinstance(first, Tensor) and first.via and first.via[-1].recurrent:
        return first.via[-1]
    return None


def _wrong_count(world: World, layer: Layer, wanted: int, given: int, node: ast.stmt) -> None:
    codes = {
        "GRU": "unpack-count-gru",
        "SimpleRNN": "unpack-count-gru",
        "Bidirectional LSTM": "unpack-count-bidirectional",
    }
    code = codes.get(layer.kind or "", "unpack-count")
    words = "not enough" if wanted > given else "too many"
    found = f", got {given}" if wanted > given else ""
    world.report(
        code,
        f"The {layer.class_name} of line {layer.line} returns {given} tensors, {wanted} are "
        "unpacked.",
        node,
        layer=layer,
        error=f"ValueError: {words} values to unpack (expected {wanted}{found})",
    )


def _check_order(
    world: World, layer: Layer, parts: list[ast.expr], given: list[Any], node: ast.stmt
) -> None:
    if layer.kind != "LSTM" or not layer.return_state or len(parts) != 3:
        return
    roles = [role_of(one.id) if isinstance(one, ast.Name) else None for one in parts]
    if roles[1:] == ["c", "h"]:
        world.report(
            "unpack-order",
            "The states that the LSTM returns are unpacked as c, h.",
            node,
            layer=layer,
        )


def _function(world: World, node: ast.FunctionDef | ast.AsyncFunctionDef, depth: int) -> None:
    names, returned = dict(world.names), world.returned
    world.returned = UNKNOWN
    for one in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
        world.names[one.arg] = guess(one.arg)
    read(world, node.body, depth + 1)
    made = Function(world.returned)
    world.names, world.returned = names, returned
    world.names[node.name] = made


def _class(world: World, node: ast.ClassDef, depth: int) -> None:
    kept = dict(world.attributes)
    world.names[node.name] = Unknown(node.name)
    read(world, node.body, depth + 1)
    world.attributes = kept


def _branch(world: World, node: ast.If, depth: int) -> None:
    test = _test(world, node.test)
    if test is not False:
        read(world, node.body, depth + 1)
    if test is not True:
        read(world, node.orelse, depth + 1)


def _test(world: World, node: ast.expr) -> bool | None:
    """Tell ``hasattr(layer, "reset_states")``, ``isinstance(layer, LSTM)``, ``layer.stateful``."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args) == 2:
        layer = tell(world, node.args[0])
        if isinstance(layer, Layer) and node.func.id == "hasattr":
            word = node.args[1].value if isinstance(node.args[1], ast.Constant) else ""
            return layer.recurrent if word in (*models.RESETS, "states", "stateful") else None
        if isinstance(layer, Layer) and node.func.id == "isinstance":
            asked = tell(world, node.args[1])
            every = asked.values if isinstance(asked, Items) else (asked,)
            words = [one.name.rpartition(".")[2] for one in every if isinstance(one, Path)]
            return layer.class_name in words or (layer.recurrent and "RNN" in words)
    if (
        isinstance(node, ast.Attribute)
        and node.attr == "stateful"
        and isinstance(tell(world, node.value), Layer)
    ):
        return getattr(tell(world, node.value), "stateful", None)
    value = tell(world, node)
    return bool(value.value) if isinstance(value, Const) else None


def _for(world: World, node: ast.For | ast.AsyncFor, depth: int) -> None:
    over = tell(world, node.iter)
    each = models.looped_over(over)
    if each is not None and isinstance(node.target, ast.Name):
        for layer in each:
            world.names[node.target.id] = layer
            read(world, node.body, depth + 1)
    elif isinstance(over, LayersOf):
        _bind(world, node.target, Layer(class_name="?"), node)
        read(world, node.body, depth + 1)
    else:
        _bind(world, node.target, UNKNOWN, node)
        _loop(world, node.body, depth)
    read(world, node.orelse, depth + 1)


def _loop(world: World, body: Sequence[ast.stmt], depth: int) -> None:
    # Twice, so that what the first round leaves behind is seen; deeply nested loops once.
    world.loops += 1
    for _ in range(2 if world.loops <= _MOST_LOOPS else 1):
        read(world, body, depth + 1)
    world.loops -= 1
