"""What public functions take and give is public itself: a name without a private module in it."""

from __future__ import annotations

import ast
import gc
import importlib
import inspect
import sys
import typing
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

import lstm_viz as lv
from lstm_viz._lazy import no_collections

# Rooms whose public names may stand beside those of `lstm_viz` itself.
ROOMS: Final = ("lstm_viz.dynamics", "lstm_viz.keras_code.doctor")


def public() -> dict[str, Any]:
    return {name: getattr(lv, name) for name in lv._sources}


@cache
def public_elsewhere() -> set[int]:
    found = set()
    for room in map(importlib.import_module, ROOMS):
        names = getattr(room, "_sources", None) or [n for n in vars(room) if n[0] != "_"]
        found |= {id(getattr(room, name)) for name in names}
    return found


@cache
def origins(module: str) -> dict[str, tuple[str, str]]:
    """Module and name behind each name of a module, those imported for types only too."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            found |= {a.asname or a.name: (node.module or "", a.name) for a in node.names}
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            found[node.name] = (module, node.name)
        elif isinstance(node, ast.Assign):
            found |= {t.id: (module, t.id) for t in node.targets if isinstance(t, ast.Name)}
    return found


def classes_in(value: Any) -> Iterator[type]:
    """Our own classes in a class or in what a type alias stands for."""
    if inspect.isclass(value) and not typing.get_args(value):
        if value.__module__.startswith("lstm_viz"):
            yield value
    for part in typing.get_args(value):
        yield from classes_in(part)


def classes_named(annotation: Any, module: str) -> Iterator[type]:
    text = getattr(annotation, "__forward_arg__", annotation)
    if not isinstance(text, str):
        yield from classes_in(text)
        return
    for node in ast.walk(ast.parse(text, mode="eval")):
        if isinstance(node, ast.Name):
            source, name = origins(module).get(node.id, ("", ""))
            if source.startswith("lstm_viz"):
                yield from classes_in(getattr(importlib.import_module(source), name))


def annotated(value: Any) -> Iterator[tuple[str, Any]]:
    """Name and annotation of what a public function or class takes, gives and holds.

    Constructors are left out: most of these classes are made by the library.
    """
    if inspect.isfunction(value):
        yield from value.__annotations__.items()
    elif inspect.isclass(value):
        for name, kind in vars(value).get("__annotations__", {}).items():
            if not name.startswith("_"):
                yield name, kind
        for name, part in vars(value).items():
            part = getattr(part, "__func__", None) or getattr(part, "fget", None) or part
            part = getattr(part, "func", part)
            if not name.startswith("_") and inspect.isfunction(part):
                yield from ((f"{name}: {one}", kind) for one, kind in part.__annotations__.items())


def hidden(names: dict[str, Any]) -> list[str]:
    """What is named by public objects, and by what these name, without being public."""
    shown = {id(value) for value in names.values()} | public_elsewhere()
    wrong, seen, waiting = [], set(), list(names.items())
    while waiting:
        name, value = waiting.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        for where, kind in annotated(value):
            for found in classes_named(kind, value.__module__):
                waiting.append((found.__name__, found))
                if id(found) not in shown:
                    wrong.append(f"{name}.{where}: {found.__module__}.{found.__name__}")
    return wrong


def test_what_public_functions_take_and_give_is_public():
    assert hidden(public()) == []


def test_a_hidden_class_is_found():
    names = public()
    del names["Trace"], names["Comparison"]
    found = hidden(names)
    assert any(line.startswith("compare.baseline: lstm_viz.tracing._trace.Trace") for line in found)
    assert any(line.endswith("_compare.Comparison") for line in found)


def test_names_stand_for_what_the_rooms_mean():
    assert {"Report", "Ensemble", "Generated", "Visited", "Limits", "Recipe"} <= set(public())
    for name, (module, own) in lv._sources.items():
        assert name == own
        assert getattr(lv, name) is getattr(importlib.import_module(module), own)


def test_collections_pause_while_something_is_imported_and_go_on_after_the_outer_one():
    assert gc.isenabled()
    with no_collections():
        with no_collections():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()
