"""What a fact can be about: named quantities of a scene, each a small function.

A file names a measure and gives it numbers and names; it holds no expressions, and so no code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from lstm_viz.compare import compare
from lstm_viz.errors import LstmVizError
from lstm_viz.lessons import _many as many
from lstm_viz.lessons._runs import Runs

NAME: Final = "name"
WHOLE: Final = "whole"
NUMBER: Final = "number"


@dataclass(frozen=True)
class Measure:
    """A quantity and what has to be said of it.

    Attributes
    ----------
    of : callable
        Gives the number, from the runs and what a file gives.
    needs : mapping of str to {"name", "whole", "number"}
        What a file has to give.
    may : mapping
        What it may give, likewise.
    """

    of: Callable[[Runs, Mapping[str, Any]], float]
    needs: Mapping[str, str]
    may: Mapping[str, str]


def _layer(runs: Runs, scenario: str) -> Any:
    return runs.trace(scenario)[runs.layer]


def _at(values: np.ndarray, place: int, what: str, first: int = 0) -> Any:
    if not first <= place < len(values) + first:
        raise LstmVizError(
            "The {what} is {first} to {count}, not {place}.",
            what=what,
            first=first,
            count=len(values) + first - 1,
            place=place,
        )
    return values[place - first]


def _output(runs: Runs, given: Mapping[str, Any]) -> float:
    values = runs.trace(given["scenario"]).output()[0]
    return float(_at(_at(values, given["t"], "step", 1), given.get("k", 0), "output"))


def _signal(runs: Runs, given: Mapping[str, Any]) -> np.ndarray:
    layer = _layer(runs, given["scenario"])
    values = layer.signal(given["signal"])[0]
    return np.asarray(_at(values.T, given["unit"], "unit"))


def _state(runs: Runs, given: Mapping[str, Any]) -> float:
    values = _signal(runs, given)
    first = 0 if given["signal"] in ("h", "c") else 1
    return float(_at(values, given["t"], "step", first))


def _gates(runs: Runs, given: Mapping[str, Any]) -> dict[str, np.ndarray]:
    return {s: _signal(runs, {**given, "signal": s}) for s in ("i", "f", "g", "c")}


def _kept(runs: Runs, given: Mapping[str, Any]) -> float:
    signals = _gates(runs, given)
    return float(_at(signals["f"] * signals["c"][:-1], given["t"], "step", 1))


def _written(runs: Runs, given: Mapping[str, Any]) -> float:
    signals = _gates(runs, given)
    return float(_at(signals["i"] * signals["g"], given["t"], "step", 1))


def _gate_product(runs: Runs, given: Mapping[str, Any]) -> float:
    return float(_signal(runs, given)[: given["t"]].prod())


def _largest_output(runs: Runs, given: Mapping[str, Any]) -> float:
    return float(np.abs(runs.trace(given["scenario"]).output()[0, : given["t"]]).max())


def _largest_state(runs: Runs, given: Mapping[str, Any]) -> float:
    return float(np.abs(_layer(runs, given["scenario"]).signal(given["signal"])).max())


def _change(runs: Runs, given: Mapping[str, Any]) -> float:
    values = _signal(runs, given)
    return float(np.abs(_at(values, given["t"], "step") - values[0]))


def _apart(runs: Runs, given: Mapping[str, Any]) -> np.ndarray:
    """Largest distance of the outputs, at each step."""
    first, second = (runs.trace(given[key]).output()[0] for key in ("first", "second"))
    return np.abs(first - second).max(axis=-1)


def _difference(runs: Runs, given: Mapping[str, Any]) -> float:
    return float(_at(_apart(runs, given), given["t"], "step", 1))


def _agree_from(runs: Runs, given: Mapping[str, Any]) -> float:
    """First step from which the outputs stay within a distance; one after the last if never."""
    apart = np.flatnonzero(_apart(runs, given) >= given["near"])
    return float(apart[-1] + 2 if len(apart) else 1)


def _horizon(runs: Runs, given: Mapping[str, Any]) -> float:
    found = compare(runs.trace(given["first"]), runs.trace(given["second"]), runs.layer)
    signal = given["signal"]
    every = found.outputs if signal == "output" else found.signals
    one = next(iter(every.values())) if signal == "output" else every.get(signal)
    horizon = None if one is None else one.horizon
    if horizon is None:
        raise LstmVizError(
            "The distance of '{signal}' has no horizon in this scene.", signal=signal
        )
    return float(horizon)


def _share_left(runs: Runs, given: Mapping[str, Any]) -> float:
    first, second = (_layer(runs, given[key]) for key in ("first", "second"))
    gap = first.signal(given["signal"])[0] - second.signal(given["signal"])[0]
    size = np.linalg.norm(gap, axis=-1)
    return float(size[-1] / size[0])


def _error(runs: Runs, given: Mapping[str, Any]) -> float:
    """Largest distance to the right answer in the first t steps."""
    if runs.target is None:
        raise LstmVizError("The right answers of this sequence are not known.")
    gap = runs.trace(given["scenario"]).output()[0] - runs.target[0]
    return float(np.nanmax(np.abs(gap[: given["t"]])))


def _rebuilt_here(runs: Runs, given: Mapping[str, Any]) -> float:
    """Mean squared error of what a model rebuilds of the scene's own sequence."""
    answer = next(iter(runs.trace(given["scenario"]).all_predictions.values()))
    if answer.shape != runs.x.shape:
        raise LstmVizError("The model does not rebuild its input.")
    return float(np.mean((answer - runs.x) ** 2))


def _set_units(runs: Runs, given: Mapping[str, Any]) -> float:
    """How many numbers of the initial state are not zero."""
    signals = ("h", "c") if given.get("signal") is None else (given["signal"],)
    layer = _layer(runs, given["scenario"])
    return float(sum(np.count_nonzero(layer.signal(s)[0, 0]) for s in signals))


def _start_apart(runs: Runs, given: Mapping[str, Any]) -> float:
    """How many numbers of two initial states differ."""
    first, second = (_layer(runs, given[key]) for key in ("first", "second"))
    return float(
        sum(np.count_nonzero(first.signal(s)[0, 0] != second.signal(s)[0, 0]) for s in "hc")
    )


_SCENARIO: Final = {"scenario": NAME}
_UNIT: Final = {**_SCENARIO, "unit": WHOLE}
_PAIR: Final = {"first": NAME, "second": NAME}

MEASURES: Final[Mapping[str, Measure]] = {
    "output": Measure(_output, {**_SCENARIO, "t": WHOLE}, {"k": WHOLE}),
    "state": Measure(_state, {**_UNIT, "signal": NAME, "t": WHOLE}, {}),
    "kept": Measure(_kept, {**_UNIT, "t": WHOLE}, {}),
    "written": Measure(_written, {**_UNIT, "t": WHOLE}, {}),
    "gate product": Measure(_gate_product, {**_UNIT, "signal": NAME, "t": WHOLE}, {}),
    "largest output": Measure(_largest_output, {**_SCENARIO, "t": WHOLE}, {}),
    "largest state": Measure(_largest_state, {**_SCENARIO, "signal": NAME}, {}),
    "change of a state": Measure(_change, {**_UNIT, "signal": NAME, "t": WHOLE}, {}),
    "difference": Measure(_difference, {**_PAIR, "t": WHOLE}, {}),
    "agree from": Measure(_agree_from, {**_PAIR, "near": NUMBER}, {}),
    "horizon": Measure(_horizon, {**_PAIR, "signal": NAME}, {}),
    "share left": Measure(_share_left, {**_PAIR, "signal": NAME}, {}),
    "error": Measure(_error, {**_SCENARIO, "t": WHOLE}, {}),
    "error of this rebuilt": Measure(_rebuilt_here, _SCENARIO, {}),
    "units set": Measure(_set_units, _SCENARIO, {"signal": NAME}),
    "units apart": Measure(_start_apart, _PAIR, {}),
    "error of the first answer": Measure(
        many.first_answer,
        {"start": NAME, "from": WHOLE, "to": WHOLE},
        {"earlier": WHOLE, "scale": NUMBER, "seed": WHOLE},
    ),
    "accuracy": Measure(many.accuracy, {"start": NAME}, {"against": NAME}),
    "error of the rebuilt": Measure(
        many.rebuilt, {"start": NAME}, {"scale": NUMBER, "seed": WHOLE}
    ),
    "distinct answers": Measure(
        many.distinct,
        {"starts": WHOLE, "scale": NUMBER, "seed": WHOLE, "t": WHOLE, "near": NUMBER},
        {"input": NAME},
    ),
    "share at a corner": Measure(
        many.at_a_corner,
        {"starts": WHOLE, "scale": NUMBER, "seed": WHOLE, "t": WHOLE, "near": NUMBER},
        {"input": NAME},
    ),
}


def measure(runs: Runs, name: str, given: Mapping[str, Any]) -> float:
    """Measure one quantity; ``times`` in what is given multiplies it.

    Raises
    ------
    LstmVizError
        If the scene does not have what it is measured of.
    """
    value = MEASURES[name].of(runs, given) * float(given.get("times", 1.0))
    if not np.isfinite(value):
        raise LstmVizError("The measure '{name}' gives no number here.", name=name)
    return value
