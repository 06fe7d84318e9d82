"""Public names of a package that are imported when they are first used."""

from __future__ import annotations

import ast
import gc
import importlib
import inspect
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any


@contextmanager
def no_collections() -> Iterator[None]:
    """Pause garbage collections: of what is imported nothing is garbage, and they walk it all.

    Importing Keras takes a fifth longer with them.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class _LazyPackage(ModuleType):
    """A package whose public names are in ``_sources``: module and name of each."""

    _sources: dict[str, tuple[str, str]]

    def __getattr__(self, name: str) -> Any:
        if name not in self._sources:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        module, own_name = self._sources[name]
        with no_collections():
            value = getattr(importlib.import_module(module), own_name)
        self.__dict__[name] = value
        return value

    def __setattr__(self, name: str, value: Any) -> None:
        # Importing the room `compare` would hide the public function of that name.
        if isinstance(value, ModuleType) and name in self._sources:
            return
        super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self._sources})


def lazy(package: str) -> None:
    """Import the public names of a package when they are first used.

    They are the names imported under ``if TYPE_CHECKING:`` in the package's ``__init__``, so that a
    type checker and an editor read the very list that counts at run time.

    Parameters
    ----------
    package : str
        Its name, ``__name__`` in its ``__init__``.
    """
    module = sys.modules[package]
    sources = {
        alias.asname or alias.name: (statement.module, alias.name)
        for block in ast.parse(inspect.getsource(module)).body
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"
        for statement in block.body
        if isinstance(statement, ast.ImportFrom) and statement.module is not None
        for alias in statement.names
    }
    module.__dict__["_sources"] = sources
    module.__class__ = _LazyPackage
