"""Layers, models and stored states, as far as the code that makes them tells."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from lstm_viz.keras_code.doctor.reading._passed import Role

RECURRENT: Final = ("LSTM", "GRU", "SimpleRNN")
CELLS: Final = ("LSTMCell", "GRUCell", "SimpleRNNCell")


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
    function: Any = None
    own: bool = False
    name: str = ""
    known_as: Any = None
    line: int = 0
    birth: int = 0

    @property
    def recurrent(self) -> bool:
        """Whether it is a layer that has states."""
        return self.kind is not None

    @property
    def cell(self) -> bool:
        """Whether it is a cell, which computes one timestep."""
        return self.class_name in CELLS

    @property
    def state_count(self) -> int | None:
        """How many states it stores."""
        return {"LSTM": 2, "GRU": 1, "SimpleRNN": 1, "Bidirectional LSTM": 4,
                "Bidirectional GRU": 2}.get(self.kind or "")


@dataclass(eq=False, kw_only=True)
class Model:
    """A model as far as its code tells; ``layers`` is None where they are not known."""

    class_name: str
    layers: list[Any] | None = None
    ordered: bool = True
    batch: int | None = None
    dynamic_batch: bool = False
    input_given: bool = False
    timesteps: int | None = None
    features: int | None = None
    axes: int | None = None
    given: dict[str, Any] = field(default_factory=dict)
    name: str = ""
    line: int = 0
    birth: int = 0

    @property
    def every(self) -> list[Layer]:
        """Its layers and those of the models inside."""
        found: list[Layer] = []
        for one in self.layers or ():
            found.extend(one.every if isinstance(one, Model) else [one])
        return found

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
    """One run of a model or of a layer that remembers.

    Attributes
    ----------
    of : Model or Layer
    content : hashable
        What it was run with; equal contents are the same numbers.
    marks : tuple of int
        How often the states of its layers had been set from outside.
    line : int
    """

    of: Any
    content: Any
    marks: tuple[int, ...]
    node: Any
