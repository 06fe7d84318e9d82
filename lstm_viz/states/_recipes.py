"""Recipes: small, repeatable descriptions of the values of an initial state."""

from __future__ import annotations

import math
import re
import reprlib
import zlib
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Final

import numpy as np

from lstm_viz.errors import LstmVizError

# Plain text: it is shown as it is, so it must not read as markup.
_ORIGIN: Final = re.compile(r"[\w .,;:=+/#()'%&-]{0,200}")


@dataclass(frozen=True)
class Recipe:
    """How the values of one signal (h or c) of one layer come about."""

    kind: ClassVar[str] = ""

    def values(self, units: int, stream: str) -> np.ndarray | None:
        """Return the values.

        Parameters
        ----------
        units : int
            Number of units of the layer.
        stream : str
            Name of the layer and signal; random recipes draw from a stream of their own for each,
            so that adding a layer does not change another one's values.

        Returns
        -------
        ndarray of float32, shape ``(units,)`` or ``(batch, units)``, or None
            None stands for the model's own initial state.

        Raises
        ------
        LstmVizError
            When the recipe does not fit the number of units.
        """
        raise NotImplementedError

    def to_json(self) -> dict[str, Any]:
        """Return the recipe as a JSON object."""
        return {"kind": self.kind, **asdict(self)}


@dataclass(frozen=True)
class Own(Recipe):
    """The model's own initial state: zeros, its stored state, or its encoder's."""

    kind: ClassVar[str] = "own"

    def values(self, units: int, stream: str) -> None:
        """Return None: the model decides."""
        return None


@dataclass(frozen=True)
class Zeros(Recipe):
    """All units 0, what Keras uses when nothing is said."""

    kind: ClassVar[str] = "zeros"

    def values(self, units: int, stream: str) -> np.ndarray:
        """Return zeros of shape ``(units,)``."""
        return np.zeros(units, np.float32)


@dataclass(frozen=True)
class Constant(Recipe):
    """All units the same value."""

    value: float = 0.5
    kind: ClassVar[str] = "constant"

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", _number(self.value, "The constant"))

    def values(self, units: int, stream: str) -> np.ndarray:
        """Return the constant, shape ``(units,)``."""
        return np.full(units, self.value, np.float32)


@dataclass(frozen=True)
class _Random(Recipe):
    scale: float = 1.0
    seed: int = 0

    def __post_init__(self) -> None:
        scale = _number(self.scale, "The scale")
        if scale < 0:
            raise LstmVizError("The scale must be 0 or more, got {scale:g}.", scale=scale)
        object.__setattr__(self, "scale", scale)
        is_whole = isinstance(self.seed, (int, np.integer)) and not isinstance(self.seed, bool)
        if not is_whole or not 0 <= self.seed < 2**63:
            raise LstmVizError(
                "The seed must be a whole number from 0 up, got {seed!r}.",
                seed=self.seed,
            )
        object.__setattr__(self, "seed", int(self.seed))

    def _generator(self, stream: str) -> np.random.Generator:
        return np.random.default_rng([self.seed, zlib.crc32(stream.encode())])


@dataclass(frozen=True)
class Normal(_Random):
    """Independent normal draws with mean 0 and standard deviation ``scale``."""

    kind: ClassVar[str] = "normal"

    def values(self, units: int, stream: str) -> np.ndarray:
        """Return the draws, shape ``(units,)``."""
        return (self._generator(stream).standard_normal(units) * self.scale).astype(np.float32)


@dataclass(frozen=True)
class Uniform(_Random):
    """Independent uniform draws from ``[-scale, scale)``."""

    kind: ClassVar[str] = "uniform"

    def values(self, units: int, stream: str) -> np.ndarray:
        """Return the draws, shape ``(units,)``."""
        draws = self._generator(stream).uniform(-self.scale, self.scale, units)
        return draws.astype(np.float32)


@dataclass(frozen=True)
class OneUnit(Recipe):
    """One unit set, all others 0."""

    unit: int = 0
    value: float = 1.0
    kind: ClassVar[str] = "one_unit"

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", _number(self.value, "The value"))
        check_unit(self.unit, 2**31)
        object.__setattr__(self, "unit", int(self.unit))

    def values(self, units: int, stream: str) -> np.ndarray:
        """Return zeros with one unit set, shape ``(units,)``."""
        check_unit(self.unit, units)
        values = np.zeros(units, np.float32)
        values[self.unit] = self.value
        return values


@dataclass(frozen=True, eq=False)
class Values(Recipe):
    """Given values, ``(units,)`` for every sample or ``(batch, units)``.

    ``origin`` says in words where they come from, such as the end of a run of another model; at
    most 200 letters, digits and plain punctuation.
    """

    numbers: Any = ()
    origin: str = ""
    kind: ClassVar[str] = "values"

    def __init__(self, values: Any, origin: str = "") -> None:
        try:
            numbers = np.array(values, dtype=np.float32)
        except (TypeError, ValueError, OverflowError, RecursionError) as error:
            raise LstmVizError(
                "The given values are not all numbers: {error}.", error=error
            ) from error
        if numbers.ndim not in (1, 2):
            raise LstmVizError(
                "Given values have shape (units,) or (batch, units), "
                "got {ndim} dimensions.", ndim=numbers.ndim
            )
        wrong = np.argwhere(~np.isfinite(numbers))
        if len(wrong):
            place = ", ".join(str(n) for n in wrong[0])
            raise LstmVizError(
                "The given value at position {place} is not a finite number.",
                place=place,
            )
        numbers.setflags(write=False)
        object.__setattr__(self, "numbers", numbers)
        if not isinstance(origin, str) or not _ORIGIN.fullmatch(origin):
            raise LstmVizError(
                "The origin of given values is at most 200 letters, digits and plain "
                "punctuation, not {origin}.", origin=reprlib.repr(origin)
            )
        object.__setattr__(self, "origin", origin)

    def values(self, units: int, stream: str) -> np.ndarray:
        """Return the given values."""
        if self.numbers.shape[-1] != units:
            raise LstmVizError(
                "The layer has {units} units, {numbers_shape} values were given: give "
                "one value per unit.", units=units, numbers_shape=self.numbers.shape[-1]
            )
        return self.numbers.copy()

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Values)
            and np.array_equal(self.numbers, other.numbers)
            and self.origin == other.origin
        )

    def __hash__(self) -> int:
        return hash((self.numbers.tobytes(), self.origin))

    def to_json(self) -> dict[str, Any]:
        """Return the values as nested lists of float32 numbers, and their origin if told."""
        told = {"origin": self.origin} if self.origin else {}
        return {"kind": self.kind, "values": self.numbers.astype(float).tolist(), **told}


RECIPES: dict[str, type[Recipe]] = {
    recipe.kind: recipe for recipe in (Own, Zeros, Constant, Normal, Uniform, OneUnit, Values)
}


def recipe_from_json(data: Any) -> Recipe:
    """Return the recipe a JSON object describes.

    Raises
    ------
    LstmVizError
        When the kind is unknown, or a field is unknown or wrong.
    """
    kind = data.get("kind") if isinstance(data, dict) else data
    if not isinstance(data, dict) or not isinstance(kind, str) or kind not in RECIPES:
        raise LstmVizError(
            "There is no recipe {kind} for an initial state: use one of "
            "{recipes}.", kind=reprlib.repr(kind), recipes=', '.join(RECIPES)
        )
    fields = {name: value for name, value in data.items() if name != "kind"}
    try:
        return RECIPES[data["kind"]](**fields)
    except TypeError as error:
        raise LstmVizError(
            "The recipe '{data}' is not well formed: {error}.",
            data=data['kind'],
            error=error,
        ) from error


def check_unit(unit: Any, units: int) -> None:
    """Raise LstmVizError unless `unit` is one of ``0 .. units - 1``."""
    is_whole = isinstance(unit, (int, np.integer)) and not isinstance(unit, bool)
    if not is_whole or not 0 <= unit < units:
        raise LstmVizError(
            "There is no unit {unit!r}: the layer's units are 0 to {units}.",
            unit=unit,
            units=units - 1,
        )


def shortest(value: float) -> float:
    """Return the number with the fewest digits that is the same float32."""
    return float(str(np.float32(value)))


def _number(value: Any, what: str) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError) as error:
        raise LstmVizError(
            "{what} must be a number, got {value}.", what=what, value=reprlib.repr(value)
        ) from error
    except OverflowError as error:
        raise LstmVizError(
            "{what} must be a finite float32, it is far larger.", what=what
        ) from error
    if not math.isfinite(number) or abs(number) > float(np.finfo(np.float32).max):
        raise LstmVizError(
            "{what} must be a finite number, got {number}.", what=what, number=number
        )
    return number
