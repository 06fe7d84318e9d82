"""What the reader of code knows about a value: something, or nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, Final, Literal

from lstm_viz.keras_code.doctor.reading import _parts as p
from lstm_viz.keras_code.doctor.reading._parts import role_of as role_of

_MOST_ITEMS: Final = 5_000
_MOST_DEPTH: Final = 12


@dataclass(frozen=True, eq=False)
class Unknown:
    """A value that cannot be told, with the name it goes by; equal to itself alone."""

    label: str = ""


UNKNOWN: Final = Unknown()


@dataclass(frozen=True)
class Const:
    """A number, a string, True, False or None."""

    value: Any


@dataclass(frozen=True)
class Slice:
    """A part of an axis, as it is written between brackets: begin, end and step."""

    ends: tuple[Any, ...]


@dataclass(frozen=True)
class AutoName:
    """The name Keras gives to a layer: these letters, and perhaps a number."""

    letters: str


@dataclass(eq=False)
class Items:
    """A list or a tuple; `items` makes it."""

    values: list[Any]
    size: int  # of everything it holds, however deep
    depth: int
    open: bool = False  # whether it may hold something else by now: nothing is concluded then
    origin: p.Layer | None = None  # the layer that answered with it, output and states
    birth: int = 0  # how uncertain the way there was that made it


def items(
    values: Iterable[Any], *, birth: int = 0, origin: p.Layer | None = None
) -> Items | Unknown:
    """Return a list of values; unknown when it holds too much, however it is shared."""
    kept = list(islice(values, _MOST_ITEMS + 1))
    inner = [one for one in kept if isinstance(one, Items)]
    size = len(kept) + sum(one.size for one in inner)
    depth = 1 + max((one.depth for one in inner), default=0)
    if size > _MOST_ITEMS or depth > _MOST_DEPTH:
        return UNKNOWN
    return Items(kept, size, depth, birth=birth, origin=origin)


def closed(value: Any) -> list[Any] | None:
    """Return what a list or tuple holds; None where that is not known for certain."""
    return value.values if isinstance(value, Items) and not value.open else None


@dataclass(eq=False)
class Record:
    """A dictionary; ``open`` when it may hold more than its entries."""

    entries: dict[Any, Any] = field(default_factory=dict)
    open: bool = False
    birth: int = 0


@dataclass(frozen=True)
class Many:
    """Something to loop over whose length is not known; each item is like this one."""

    item: Any


@dataclass(frozen=True)
class Path:
    """A module, a class or a function, by its full name; ``raw`` as it was imported."""

    name: str
    raw: str


@dataclass(eq=False)
class Scope:
    """Names of a module, a function or a class, inside another scope."""

    names: dict[str, Any] = field(default_factory=dict)
    outer: Scope | None = None
    shared: set[str] = field(default_factory=set)

    def find(self, name: str) -> Any:
        """Return a name's value, or None where it has none."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.outer
        return None


@dataclass(eq=False)
class Function:
    """A function of the code that is read."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    scope: Scope
    defaults: dict[str, Any] = field(default_factory=dict)
    decorated: bool = False
    unused: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    calls: int = 0

    @property
    def decorators(self) -> set[str]:
        """The plain names that it is decorated with."""
        return {getattr(one, "id", "") for one in getattr(self.node, "decorator_list", ())}


@dataclass(eq=False)
class Class:
    """A class of the code that is read."""

    node: ast.ClassDef
    bases: tuple[Any, ...]
    names: dict[str, Any]

    def find(self, name: str) -> Any:
        """Return an attribute of the class or of its bases in the code; None if there is none."""
        if name in self.names:
            return self.names[name]
        for base in self.bases:
            if isinstance(base, Class) and (found := base.find(name)) is not None:
                return found
        return None

    def paths(self) -> tuple[str, ...]:
        """Return the full names of the libraries' classes it is derived from."""
        inner = [base.paths() if isinstance(base, Class) else () for base in self.bases]
        return (*(one.name for one in self.bases if isinstance(one, Path)), *sum(inner, ()))


@dataclass(eq=False)
class Instance:
    """An object of a class of the code."""

    of: Class
    attributes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False, kw_only=True)
class Arguments:
    """What is given in a call, and where; ``None`` among the names stands for what is unknown."""

    node: Any
    args: Sequence[Any] = ()
    named: Mapping[Any, Any] = field(default_factory=dict)

    def get(self, place: int, *names: str, default: Any = None) -> Any:
        """Return the argument at a place, or by one of its names."""
        if place < len(self.args):
            return self.args[place]
        return next((self.named[name] for name in names if name in self.named), default)

    def behind(self, first: Any) -> Arguments:
        """Return the same with another one in front."""
        return replace(self, args=[first, *self.args])

    @property
    def complete(self) -> bool:
        """Whether there are no others than those that are known."""
        return None not in self.named


@dataclass(frozen=True, eq=False)
class Bound:
    """A method that is about to be called."""

    owner: Any
    name: str


@dataclass(frozen=True, eq=False)
class Partial:
    """``functools.partial`` of something."""

    function: Any
    given: Arguments


@dataclass(frozen=True, kw_only=True, eq=False)
class Tensor:
    """An array, an eager tensor, a symbolic one or a variable."""

    shape: p.Shape | None = None
    form: p.Form | Literal["variable"] = "array"
    dtype: str = ""
    largest: float | None = None
    nan: bool = False
    role: p.Role | None = None  # what it is by its origin
    via: tuple[Any, ...] = ()  # layers and models that it came through, the last one last
    label: str = ""  # the name it was first given
    content: Any = field(default_factory=object)  # tensors of one content hold the same numbers
    source: p.Layer | None = None  # the recurrent layer whose outputs these are
    whole: bool = True  # whether they are all its outputs
    run: p.Run | None = None  # the run that answered with it
    dynamic: bool = False  # whether its batch size is certainly not fixed

    @property
    def sequence(self) -> bool:
        """Whether it is the whole output sequence of a recurrent layer."""
        made = self.source is not None and self.source.return_sequences is True
        return made and self.whole and self.role is None

    def named(self, name: str) -> p.Passed:
        """Return it as a state that is passed under a name."""
        name = name or self.label
        return p.Passed(
            name=name,
            role=self.role or role_of(name),
            shape=self.shape,
            form="array" if self.form == "variable" else self.form,
            dtype=self.dtype,
            largest=self.largest,
            nan=self.nan,
            sequence=self.sequence,
        )

    def changed(self, **more: Any) -> Tensor:
        """Return a copy with other attributes, and other numbers unless they are given."""
        return replace(self, **{"content": object(), **more})


def content_of(value: Any) -> Any:
    """Return a key that only the same numbers share; None where no other value is known so."""
    if isinstance(value, Tensor):
        return value.content
    if isinstance(value, Unknown):
        return None if value is UNKNOWN else value
    if isinstance(value, Const):
        return (type(value.value).__name__, repr(value.value)[:200])
    if isinstance(value, Path):
        return value.name
    inner = closed(value)
    if inner is not None and len(inner) <= 50:
        keys = tuple(content_of(one) for one in inner)
        return None if None in keys else keys
    return None


def told(truth: bool | None) -> Const | Unknown:
    """Return a truth as a value; None stands for one that is not known."""
    return UNKNOWN if truth is None else Const(truth)


def join(one: Any, other: Any) -> Any:
    """Return what holds of a value that is one or the other."""
    if one is other or (isinstance(one, (Const, Path, p.StateOf, p.StatesOf)) and one == other):
        return one
    if isinstance(one, Tensor) and isinstance(other, Tensor):
        same = {
            name: getattr(one, name)
            for name in ("shape", "form", "dtype", "largest", "role", "via", "label", "source")
            if getattr(one, name) == getattr(other, name)
        }
        return Tensor(**{"form": "unknown", **same}) if "form" in same else Unknown(one.label)
    a, b = closed(one), closed(other)
    if a is not None and b is not None and len(a) == len(b):
        return items([join(x, y) for x, y in zip(a, b, strict=True)])
    return Unknown(getattr(one, "label", ""))
