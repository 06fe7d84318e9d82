"""A state as it is handed to a layer: what is known of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

Shape = tuple[int | None, ...]
Form = Literal["array", "symbolic", "list", "dict", "none", "unknown"]
Role = Literal["h", "c"]


@dataclass(frozen=True, kw_only=True)
class Passed:
    """One state as it is passed.

    Attributes
    ----------
    name : str
        What the person calls it; empty where it has no name.
    role : {"h", "c"} or None
        What it is, as far as its name or its origin tells.
    shape : tuple of int or None, or None
        None where it cannot be told.
    form : str
        An array or eager tensor, a symbolic tensor, a plain list of numbers, ...
    dtype : str
        Empty where it cannot be told.
    largest : float or None
        Largest absolute value, where it can be told.
    nan : bool
        Whether it holds NaN.
    sequence : bool
        Whether it is the whole output sequence of a layer.
    """

    name: str = ""
    role: Role | None = None
    shape: Shape | None = None
    form: Form = "array"
    dtype: str = ""
    largest: float | None = None
    nan: bool = False
    sequence: bool = False


@dataclass(frozen=True, kw_only=True)
class Bare:
    """A state that is passed without a list around it."""

    state: Passed


Given = Bare | Sequence["Passed | Sequence[Passed]"]


def flat_states(given: Given) -> list[Passed]:
    """Return the states of any nesting, one after the other."""
    if isinstance(given, Bare):
        return [given.state]
    flat: list[Passed] = []
    for entry in given:
        flat.extend([entry] if isinstance(entry, Passed) else flat_states(entry))
    return flat


_HIDDEN: Final = {"h", "hidden", "hid", "hx", "ht", "hs"}
_CELL: Final = {"c", "cell", "carry", "cx", "ct", "cs", "memory"}


def role_of(name: str) -> Role | None:
    """Tell by its name whether a state is a hidden or a cell state.

    >>> role_of("encoder_state_h"), role_of("c0"), role_of("cellState"), role_of("x")
    ('h', 'c', 'c', None)
    """
    apart = re.sub(r"([a-z])([A-Z])", r"\1_\2", name)
    words = {word for word in re.split(r"[^a-z]+", apart.lower()) if word}
    hidden, cell = bool(words & _HIDDEN), bool(words & _CELL)
    if hidden == cell:
        return None
    return "h" if hidden else "c"
