"""The fields of an intervention: what each may be, apart from any model."""

from __future__ import annotations

import reprlib
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np

from lstm_viz.errors import LstmVizError
from lstm_viz.models._spec import SIGNAL_NAMES
from lstm_viz.states import shortest

MOST_INTERVENTIONS: Final = 50
MOST_UNITS: Final = 4_096
_MOST_NUMBERS: Final = 1_000_000
_MOST_STEP: Final = 2**31
STATE_SIGNALS: Final = ("h", "c")
GOALS: Final = ("zero", "mean")

# A number, one per unit, or one per sample and unit.
Numbers = float | tuple[float, ...] | tuple[tuple[float, ...], ...]


def layer(value: Any) -> str:
    """A layer's name."""
    if not isinstance(value, str) or not 0 < len(value) <= 200 or not value.isprintable():
        raise LstmVizError("the layer is a name, not {value}", value=reprlib.repr(value))
    return value


def signal(value: Any) -> str:
    """A state or a gate."""
    if not isinstance(value, str) or value not in SIGNAL_NAMES:
        raise LstmVizError(
            "the signal is one of {signals}, not {value}",
            signals=', '.join(SIGNAL_NAMES),
            value=reprlib.repr(value),
        )
    return value


def signals(value: Any) -> tuple[str, ...] | None:
    """States, None for all that the layer has."""
    if value is None:
        return None
    given = (value,) if isinstance(value, str) else value
    good = isinstance(given, (tuple, list)) and given and len(set(map(str, given))) == len(given)
    if not good or not all(name in STATE_SIGNALS for name in given):
        raise LstmVizError("the signals are h, c or both, not {value}", value=reprlib.repr(value))
    return tuple(name for name in STATE_SIGNALS if name in given)


def step(value: Any) -> int:
    """A step, 0 or more."""
    whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    if not whole or not 0 <= value < _MOST_STEP:
        raise LstmVizError(
            "a step is a whole number from 0 up, not {value}", value=reprlib.repr(value)
        )
    return int(value)


def steps(value: Any) -> tuple[int, int] | None:
    """First and last step, None for all."""
    if value is None:
        return None
    if isinstance(value, (int, np.integer)):
        value = (value, value)
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        raise LstmVizError(
            "the steps are the first and the last, not {value}",
            value=reprlib.repr(value),
        )
    first, last = map(step, value)
    if not 1 <= first <= last:
        raise LstmVizError(
            "the steps go from 1 on and not backwards, not from {first} to {last}",
            first=first,
            last=last,
        )
    return first, last


def unit(value: Any) -> int | tuple[int, ...] | None:
    """A unit, several, or None for all."""
    if value is None:
        return None
    several = isinstance(value, (tuple, list, np.ndarray, range))
    given = list(value) if several else [value]
    for one in given:
        whole = isinstance(one, (int, np.integer)) and not isinstance(one, bool)
        if not whole or not 0 <= one < _MOST_STEP:
            raise LstmVizError(
                "a unit is a whole number from 0 up, not {one}", one=reprlib.repr(one)
            )
    units = tuple(map(int, given))
    if not units or len(units) > MOST_UNITS or len(set(units)) != len(units):
        raise LstmVizError(
            "units are named once each, 1 to {most:,} of them",
            most=MOST_UNITS,
        )
    return units if several and len(units) > 1 else units[0]


def numbers(value: Any) -> Numbers:
    """A number, one per unit, or rows of them; each becomes a float32."""
    try:
        array = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise LstmVizError("the value is no number: {value}", value=reprlib.repr(value)) from error
    if isinstance(value, (str, bytes, bool)) or array.ndim > 2 or array.dtype.kind != "f":
        raise LstmVizError("a value is a number, one per unit, or (samples, units)")
    if not 0 < array.size <= _MOST_NUMBERS:
        raise LstmVizError(
            "values are 1 to {most:,} numbers, not {size:,}",
            most=_MOST_NUMBERS,
            size=array.size,
        )
    if not np.all(np.abs(array) <= np.finfo(np.float32).max):
        raise LstmVizError("a value is not a finite number")
    if array.ndim == 2 and len(array) == 1:
        array = array[0]
    return _tuples(array.reshape(()) if array.size == 1 else array)


def source(value: Any) -> str | tuple[tuple[str, Numbers], ...]:
    """The name of a scenario, or a state's values by signal."""
    if isinstance(value, str):
        if not 0 < len(value) <= 200 or not value.isprintable():
            raise LstmVizError("the source is the name of a scenario")
        return value
    pairs = value.items() if isinstance(value, Mapping) else value
    try:
        given = {signals((name,))[0]: numbers(row) for name, row in pairs}  # type: ignore[index]
    except (TypeError, ValueError) as error:
        if isinstance(error, LstmVizError):
            raise
        raise LstmVizError(
            "the source is a Trace or the name of a scenario, not {value}",
            value=reprlib.repr(value),
        ) from error
    if not given:
        raise LstmVizError("the source has no values")
    return tuple(given.items())


def goal(value: Any) -> str:
    """What a lesion puts in place."""
    if value not in GOALS:
        raise LstmVizError(
            "a lesion is to {goals}, not {value}",
            goals=' or '.join(GOALS),
            value=reprlib.repr(value),
        )
    return str(value)


def yes_or_no(value: Any) -> bool:
    """True or False."""
    if not isinstance(value, bool):
        raise LstmVizError("a switch is true or false, not {value}", value=reprlib.repr(value))
    return value


CHECKS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "layer": layer,
    "signal": signal,
    "signals": signals,
    "at": step,
    "steps": steps,
    "unit": unit,
    "value": numbers,
    "values": numbers,
    "by": numbers,
    "to": goal,
    "source": source,
    "with_h": yes_or_no,
    "on": yes_or_no,
}


def _tuples(array: np.ndarray) -> Any:
    array = array.astype(np.float32)
    if array.ndim == 0:
        return shortest(float(array))
    return tuple(_tuples(part) for part in array)
