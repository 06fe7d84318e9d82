"""What the reader of code remembers while it reads, and to whom it tells what it sees."""

from __future__ import annotations

import ast
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from lstm_viz.keras_code.doctor.reading._parts import Layer, Model, StatesOf
from lstm_viz.keras_code.doctor.reading._values import Arguments, Function, Path, Scope

_LAYERS: Final = (
    "LSTM", "GRU", "SimpleRNN", "RNN", "Bidirectional", "LSTMCell", "GRUCell", "SimpleRNNCell",
    "StackedRNNCells", "TimeDistributed", "Dense", "Dropout", "Embedding", "Input", "Concatenate",
    "CuDNNLSTM", "CuDNNGRU", "Masking", "RepeatVector", "BatchNormalization", "Activation",
    "Lambda",
)  # fmt: skip
_MOST_STEPS: Final = 200_000
_SECONDS: Final = 1.0

What = Literal[
    "import",  # a module
    "make",  # a layer, with its arguments
    "input",  # keras.Input
    "call",  # a layer on its inputs, perhaps with states
    "unpack",  # a value into names
    "attribute",  # of a layer, a model, a stored state or a module
    "bare",  # an attribute that stands alone, as a statement
    "item",  # an index into states, layers or results
    "set",  # an attribute
    "set-item",  # an item of layer.states
    "assign",  # into a stored state
    "method",  # of a layer or a model
    "add",  # a layer to a Sequential model
    "model-call",
    "run",  # fit, predict and the like
    "save",
    "compare",  # what two runs answered
    "name",  # a value is given one
    "backend",  # a function of keras.backend is asked for
    "end",  # of the program, with its models
]


class TooLong(Exception):
    """The code takes too long to be read."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Event(Arguments):
    """One thing that the code does."""

    what: What
    subject: Any = None  # the layer, the model or the value that it is done to
    name: str = ""  # of the attribute, the method, the argument, ...
    value: Any = None  # what is passed, set or added, or what came of it
    caught: tuple[str, ...] = ()  # exceptions that the code catches there; "" stands for all
    inside: Any = None  # the function whose body it is in


def first_scope() -> Scope:
    """Names that fragments use without importing them."""
    short = {
        "np": "numpy", "numpy": "numpy", "tf": "tensorflow", "tensorflow": "tensorflow",
        "keras": "keras", "layers": "keras.layers", "K": "keras.backend",
        "Sequential": "keras.Sequential", "Model": "keras.Model",
        "load_model": "keras.models.load_model",
    }  # fmt: skip
    short |= {name: f"keras.layers.{name}" for name in _LAYERS}
    return Scope({name: Path(full, full) for name, full in short.items()})


@dataclass
class World:
    """Names, and limits of one reading."""

    listen: Callable[[Event], None]  # hears of everything that the code does
    scope: Scope = field(default_factory=lambda: Scope(outer=first_scope()))
    layers: list[Layer] = field(default_factory=list)
    models: list[Model] = field(default_factory=list)
    functions: list[Any] = field(default_factory=list)
    classes: list[Any] = field(default_factory=list)
    attributes: dict[str, Any] = field(default_factory=dict)
    printed: list[Any] = field(default_factory=list)
    calls: int = 0
    loops: int = 0
    depth: int = 0  # of calls of functions
    nesting: int = 0  # of blocks in a function
    uncertain: int = 0  # how many conditions that cannot be told lead here
    caught: tuple[str, ...] = ()  # exceptions that the code catches here; "" stands for all
    inside: Any = None
    guess: bool = True  # whether names that nothing is known of may be told by their words
    differ: bool = False
    _steps: int = 0
    _last: float = field(default_factory=lambda: time.thread_time() + _SECONDS)

    def execute(self, function: Function, given: Arguments) -> Any:
        """Return what a function of the code gives; `Functions` knows."""
        raise NotImplementedError

    def read(self, body: Sequence[ast.stmt]) -> str:
        """Read a block of statements; `Statements` knows."""
        raise NotImplementedError

    def step(self) -> None:
        """Count one step.

        Raises
        ------
        TooLong
            When there were too many.
        """
        self._steps += 1
        if self._steps > _MOST_STEPS or (
            self._steps % 256 == 0 and time.thread_time() > self._last
        ):
            raise TooLong

    def tell(self, what: What, where: Any, subject: Any = None, **more: Any) -> None:
        """Tell that the code does something, at a node or with the arguments of a call."""
        if isinstance(where, Arguments):
            more = {"args": where.args, "named": where.named, **more}
            where = where.node
        self.listen(Event(what=what, node=where, subject=subject, caught=self.caught,
                          inside=self.inside, **more))

    def certain(self, owner: Any) -> bool:
        """Whether what happens here happens to an object for certain."""
        return self.uncertain <= owner.birth

    def loop_over(self, value: Any, node: Any) -> None:
        """Tell that the code runs over stored states, which not every layer has."""
        if isinstance(value, StatesOf):
            self.tell("item", node, value, name="iterate")

    def change(self, owner: Any, **fields: Any) -> None:
        """Change an object; it is not known any more where the change may not happen."""
        for name, value in fields.items():
            same = getattr(owner, name) == value
            setattr(owner, name, value if same or self.certain(owner) else None)

    @contextmanager
    def within(self, **changed: Any) -> Iterator[None]:
        """Read code for which these attributes are others."""
        kept = {name: getattr(self, name) for name in changed}
        self.__dict__.update(changed)
        try:
            yield
        finally:
            self.__dict__.update(kept)

    def catching(self, *names: str) -> AbstractContextManager[None]:
        """Read code whose exceptions of these kinds are caught."""
        return self.within(caught=(*self.caught, *names))

    def perhaps(self) -> AbstractContextManager[None]:
        """Read code that may not run at all."""
        return self.within(uncertain=self.uncertain + 1)
