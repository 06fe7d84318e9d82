"""Layers, models and states, as far as the code that makes them tells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

RECURRENT: Final = ("LSTM", "GRU", "SimpleRNN")
CELLS: Final = ("LSTMCell", "GRUCell", "SimpleRNNCell")
# The states that a layer of a kind returns and stores, in Keras' order.
STATES: Final[dict[str, tuple[Role, ...]]] = {
    "LSTM": ("h", "c"), "GRU": ("h",), "SimpleRNN": ("h",),
    "Bidirectional LSTM": ("h", "c", "h", "c"), "Bidirectional GRU": ("h", "h"),
    "Bidirectional SimpleRNN": ("h", "h"),
}  # fmt: skip

Shape = tuple[int | None, ...]
Form = Literal["array", "symbolic", "list", "dict", "none", "unknown"]
Role = Literal["h", "c"]


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
    ran: bool | None = False
    compiled: bool | None = False
    assigned: dict[int, Role | None] = field(default_factory=dict)
    pending: bool = False
    given_states: bool = False
    goes_on: bool = False
    read: bool = False
    marks: int = 0
    given: dict[str, Any] = field(default_factory=dict)
    inner: Any = None
    merge: str = "concat"
    cells: list[Any] | None = None
    makes_mask: bool = False
    own: bool = False
    known_as: Any = None
    line: int = 0
    birth: int = 0

    @property
    def recurrent(self) -> bool:
        """Whether it is a layer whose states are known."""
        return self.kind is not None

    @property
    def runs(self) -> bool:
        """Whether it is a layer that runs over timesteps, whatever its states are."""
        return self.recurrent or self.class_name in ("RNN", "Bidirectional")

    @property
    def cell(self) -> bool:
        """Whether it is a cell, which computes one timestep."""
        return self.class_name in CELLS

    @property
    def every(self) -> list[Layer]:
        """Itself, as a model has its layers."""
        return [self]

    @property
    def state_count(self) -> int | None:
        """How many states it stores."""
        known = self.kind in STATES and self.kind != "Bidirectional SimpleRNN"
        return len(STATES[self.kind or ""]) if known else None


@dataclass(eq=False, kw_only=True)
class Model:
    """A model as far as its code tells; ``layers`` is None where they are not known."""

    class_name: str
    layers: list[Any] | None = None
    outputs: list[Any] | None = None  # its tensors, where there are several
    ordered: bool = True
    batch: int | None = None
    dynamic_batch: bool = False
    input_given: bool = False
    timesteps: int | None = None
    features: int | None = None
    axes: int | None = None
    given: dict[str, Any] = field(default_factory=dict)
    line: int = 0
    birth: int = 0

    @property
    def every(self) -> list[Layer]:
        """Its layers and those of the models inside."""
        return [layer for one in self.layers or () for layer in one.every]

    @property
    def stateful(self) -> list[Layer]:
        """Its stateful layers."""
        return [layer for layer in self.every if layer.stateful and layer.recurrent]


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


@dataclass(frozen=True, eq=False)
class Run:
    """One run of a model or of a layer that remembers."""

    of: Any  # the model or the layer
    content: Any  # what it was run with; equal contents are the same numbers
    marks: tuple[int, ...]  # how often the states of its layers had been set from outside
    node: Any

    def repeats(self, other: Run) -> bool:
        """Whether another run of the same with the same input began from the states it left."""
        known = self is not other and self.of is other.of and self.content is not None
        return known and self.content == other.content and self.marks == other.marks


@dataclass(frozen=True, kw_only=True)
class Passed:
    """One state as it is passed to a layer."""

    name: str = ""  # what the person calls it
    role: Role | None = None  # what it is, as far as its name or its origin tells
    shape: Shape | None = None  # None where it cannot be told
    form: Form = "array"  # an array or eager tensor, a symbolic one, a plain list of numbers, ...
    dtype: str = ""
    largest: float | None = None  # largest absolute value
    nan: bool = False  # whether it holds NaN
    sequence: bool = False  # whether it is the whole output sequence of a layer


@dataclass(frozen=True, kw_only=True)
class Bare:
    """A state that is passed without a list around it."""

    state: Passed


Given = Bare | Sequence["Passed | Sequence[Passed]"]


def flat_states(given: Given) -> list[Passed]:
    """Return the states of any nesting, one after the other."""
    if isinstance(given, Bare):
        return [given.state]
    parts = ([entry] if isinstance(entry, Passed) else flat_states(entry) for entry in given)
    return [state for part in parts for state in part]


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
    return None if hidden == cell else "h" if hidden else "c"
