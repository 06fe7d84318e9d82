"""What the reader of pasted code knows about a value."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, Final, Literal

from lstm_viz.keras_code.doctor._states import Form, Passed, Role, Shape

_MOST_ITEMS: Final = 5_000
_MOST_DEPTH: Final = 12
RECURRENT: Final = ("LSTM", "GRU", "SimpleRNN")


@dataclass(frozen=True)
class Unknown:
    """A value that cannot be told, with the name it goes by."""

    label: str = ""


UNKNOWN: Final = Unknown()


@dataclass(frozen=True)
class Const:
    """A number, a string, True, False or None."""

    value: Any


@dataclass(frozen=True)
class Items:
    """A list or a tuple; `items` makes it."""

    values: tuple[Any, ...]
    size: int
    depth: int


def items(values: Iterable[Any]) -> Items | Unknown:
    """Return a list of values; unknown when it holds too much, however it is shared."""
    kept = tuple(islice(values, _MOST_ITEMS + 1))
    inner = [one for one in kept if isinstance(one, Items)]
    size = len(kept) + sum(one.size for one in inner)
    depth = 1 + max((one.depth for one in inner), default=0)
    if size > _MOST_ITEMS or depth > _MOST_DEPTH:
        return UNKNOWN
    return Items(kept, size, depth)


@dataclass(frozen=True)
class Mapping:
    """A dictionary."""


@dataclass(frozen=True)
class Path:
    """A module, a class or a function, by its full name; ``raw`` as it was imported."""

    name: str
    raw: str


@dataclass(frozen=True)
class Function:
    """A function of the pasted code, with the value that it returns."""

    returned: Any


@dataclass(frozen=True)
class Method:
    """An attribute that is about to be called."""

    owner: Any
    name: str


@dataclass(frozen=True, kw_only=True)
class Tensor:
    """An array, an eager tensor, a symbolic one or a variable.

    Attributes
    ----------
    shape : tuple of int or None, or None
    form : str
    role : {"h", "c"} or None
        What it is by its origin.
    via : tuple of Layer
        The layers it came through, the last one last.
    label : str
        The name it was first given.
    """

    shape: Shape | None = None
    form: Form | Literal["variable"] = "array"
    dtype: str = ""
    largest: float | None = None
    nan: bool = False
    role: Role | None = None
    via: tuple[Layer, ...] = ()
    label: str = ""

    def named(self, name: str) -> Passed:
        """Return it as a state that is passed under a name."""
        name = name or self.label
        return Passed(
            name=name,
            role=self.role or role_of(name),
            shape=self.shape,
            form="array" if self.form == "variable" else self.form,
            dtype=self.dtype,
            largest=self.largest,
            nan=self.nan,
        )

    def changed(self, **more: Any) -> Tensor:
        """Return a copy with other attributes."""
        return replace(self, **more)


@dataclass(eq=False, kw_only=True)
class Layer:
    """A layer as far as its code tells; None stands for what it does not."""

    class_name: str
    kind: str | None = None
    units: int | None = None
    stateful: bool | None = None
    return_sequences: bool | None = None
    return_state: bool | None = None
    built: bool | None = None
    batch: int | None = None
    timesteps: int | None = None
    features: int | None = None
    input_given: bool = False
    dynamic_batch: bool = False
    ran: bool = False
    assigned: dict[int, Role | None] = field(default_factory=dict)
    fresh: bool = True
    makes_mask: bool = False
    name: str = ""
    line: int = 0

    @property
    def recurrent(self) -> bool:
        """Whether it is a layer that has states."""
        return self.kind is not None

    @property
    def state_count(self) -> int | None:
        """How many states it stores."""
        return {"LSTM": 2, "GRU": 1, "SimpleRNN": 1, "Bidirectional LSTM": 4,
                "Bidirectional GRU": 2}.get(self.kind or "")


@dataclass(eq=False, kw_only=True)
class Model:
    """A model as far as its code tells."""

    class_name: str
    layers: list[Layer] | None = None
    ordered: bool = True
    batch: int | None = None
    dynamic_batch: bool = False
    input_given: bool = False
    timesteps: int | None = None
    features: int | None = None
    ran: bool = False
    saved: int | None = None
    name: str = ""
    line: int = 0

    @property
    def stateful(self) -> list[Layer]:
        """Its stateful layers."""
        return [layer for layer in self.layers or () if layer.stateful and layer.recurrent]


@dataclass(frozen=True)
class StatesOf:
    """``layer.states``."""

    layer: Layer


@dataclass(frozen=True)
class StateOf:
    """``layer.states[index]``."""

    layer: Layer
    index: int | None


@dataclass(frozen=True)
class LayersOf:
    """``model.layers``."""

    model: Model


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
