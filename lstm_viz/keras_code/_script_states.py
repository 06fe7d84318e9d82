"""Initial states as the source text of a script."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np

from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import Scenario
from lstm_viz.models import LayerSpec, RecurrentModel
from lstm_viz.models._graph import Call
from lstm_viz.states import InitialState, Recipe, Values
from lstm_viz.tracing import Trace

STATES_FILE: Final = "states.npz"
# Longer lists of given values stand in a file beside the script.
_MOST_LITERALS: Final = 64
_WIDTH: Final = 92


class StateSource:
    """Writes the initial states of scenarios, keyed by the calls of recurrent layers.

    Attributes
    ----------
    arrays : dict of str to float32 ndarray
        Given values that are too long for the text.
    edits : list of str
        Lines that set single units.
    by_row : bool
        Whether a state has one row for each row of the batch.
    """

    def __init__(
        self, model: RecurrentModel, calls: list[Call], traces: Mapping[str, Trace]
    ) -> None:
        self._model, self._calls, self._traces = model, calls, traces
        self.arrays: dict[str, np.ndarray] = {}
        self.edits: list[str] = []
        self.by_row = False

    def order_in_words(self) -> Iterator[str]:
        """Comments on the order of states, where a layer has several cells."""
        for call in self._calls:
            specs = _specs(call)
            if len(call.cells) > 1:
                names = [f"{s.name.rpartition('/')[2]} {n}0" for s in specs for n in s.states]
                yield f"# {quoted(call.path)} reads both ways: [{', '.join(names)}]."
            elif len(specs) > 1:
                yield f"# {quoted(call.path)} stacks {len(specs)} cells: one entry for each."

    def lines(self, scenario: Scenario) -> list[str]:
        """The entry of one scenario in the dict of states."""
        state = InitialState.from_json(self._model, dict(scenario.state))
        entries = {}
        for call in self._calls:
            if self._is_set(scenario, state, call):
                entries[quoted(call.path)] = self._entry(scenario, state, call)
        return item(quoted(scenario.name), entries, 4)

    def _is_set(self, scenario: Scenario, state: InitialState, call: Call) -> bool:
        specs = _specs(call)
        if any(spec.source == "stored" for spec in specs):
            # It would start each call where the last one ended.
            return True
        chosen = [state.values(spec.name) is not None for spec in specs]
        if any(chosen) and not all(chosen) and specs[0].source == "given":
            raise LstmVizError(
                "Scenario '{scenario}' replaces only a part of the state that the model computes "
                "for layer '{path}': set all of it to get a script.",
                scenario=scenario.name,
                path=call.path,
            )
        return any(chosen)

    def _entry(self, scenario: Scenario, state: InitialState, call: Call) -> list[Any]:
        entry: list[Any] = []
        for direction in call.cells:
            for spec in direction:
                own = [self._signal(scenario, state, spec, signal) for signal in spec.states]
                at = f"states[{quoted(scenario.name)}][{quoted(call.path)}]"
                if len(direction) == 1:
                    places = [f"{at}[{len(entry) + k}]" for k in range(len(own))]
                    entry += own
                else:
                    inner = [f"[{k}]" if len(own) > 1 else "" for k in range(len(own))]
                    places = [f"{at}[{len(entry)}]{k}" for k in inner]
                    entry.append(own if len(own) > 1 else own[0])
                for signal, place in zip(spec.states, places, strict=True):
                    self._edit(state, spec, signal, place)
        return entry

    def _edit(self, state: InitialState, spec: LayerSpec, signal: str, place: str) -> None:
        values = state.values(spec.name)
        rows = ":, " if values is not None and values[signal].ndim > 1 else ""
        for unit, value in sorted(state.edits(spec.name, signal).items()):
            self.edits.append(f"{place}[{rows}{unit}] = {value!r}  # {signal}0 of unit {unit}")

    def _signal(
        self, scenario: Scenario, state: InitialState, spec: LayerSpec, signal: str
    ) -> str:
        key = f"{scenario.id}/{spec.name}/{signal}"
        if state.values(spec.name) is None and spec.source == "stored":
            start = self._traces[scenario.id][spec.name].signal(signal)[:, 0]
            return self.numbers(start, key) if start.any() else f"np.zeros({spec.units})"
        recipe = state.recipe(spec.name, signal)
        if isinstance(recipe, Values):
            return self.numbers(recipe.numbers, key)
        return _recipe(recipe, spec, signal)

    def numbers(self, numbers: np.ndarray, key: str) -> str:
        """Source of given values; long ones go into a file beside the script."""
        self.by_row |= numbers.ndim > 1
        if numbers.size <= _MOST_LITERALS:
            return f"np.array({_list(numbers)})"
        self.arrays[key] = np.asarray(numbers, np.float32)
        return f"given[{quoted(key)}]"


def quoted(text: str) -> str:
    """Text as a Python string literal; nothing in it is left that cannot be seen."""
    literal = repr(text)
    if literal[0] == "'" and '"' not in literal:
        return f'"{literal[1:-1]}"'
    return literal


def item(key: str, value: Any, indent: int) -> list[str]:
    """``key: value`` with nested lists and dicts of source text, on one line where it fits."""
    pad, prefix = " " * indent, f"{key}: " if key else ""
    flat = f"{pad}{prefix}{_flat(value)},"
    if len(flat) <= _WIDTH or not isinstance(value, (list, dict)):
        return [flat]
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        if max(map(len, value)) < 20:
            inside = pad + " " * 4
            words = textwrap.wrap(", ".join(value) + ",", _WIDTH - len(inside))
            return [f"{pad}{prefix}[", *(inside + line for line in words), f"{pad}],"]
    pairs = value.items() if isinstance(value, dict) else (("", part) for part in value)
    first, last = "{}" if isinstance(value, dict) else "[]"
    inner = [line for name, part in pairs for line in item(name, part, indent + 4)]
    return [f"{pad}{prefix}{first}", *inner, f"{pad}{last},"]


def _flat(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flat(part)}" for key, part in value.items()) + "}"
    return f"[{', '.join(map(_flat, value))}]" if isinstance(value, list) else str(value)


def _specs(call: Call) -> list[LayerSpec]:
    return [spec for direction in call.cells for spec in direction]


def _recipe(recipe: Recipe, spec: LayerSpec, signal: str) -> str:
    units, data = spec.units, recipe.to_json()
    stream = f"stream({data.get('seed')}, {quoted(f'{spec.name}/{signal}')})"
    if recipe.kind == "constant":
        return f"np.full({units}, {data['value']!r})"
    if recipe.kind == "normal":
        return f"{data['scale']!r} * {stream}.standard_normal({units})"
    if recipe.kind == "uniform":
        return f"{stream}.uniform({-data['scale']!r}, {data['scale']!r}, {units})"
    if recipe.kind == "one_unit":
        return f"{data['value']!r} * np.eye({units})[{data['unit']}]"
    return f"np.zeros({units})"


def _list(numbers: np.ndarray) -> str:
    if numbers.ndim > 1:
        return f"[{', '.join(map(_list, numbers))}]"
    return f"[{', '.join(map(str, np.asarray(numbers, np.float32)))}]"
