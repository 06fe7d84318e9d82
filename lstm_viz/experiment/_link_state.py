"""The initial state of one scenario as it stands in a link: short words, and packed numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np

from lstm_viz.errors import LstmVizError
from lstm_viz.experiment._packed import pack, unpack
from lstm_viz.states import (
    Constant,
    items_of,
    quoted,
    recipe_from_json,
    recipe_from_words,
    recipe_to_words,
    shortest,
)

# More single units than this are packed.
_MOST_WORDS: Final = 3
_MOST_BYTES: Final = 4 * 2**20
_NOTHING: Final = "values"
_BOTH: Final = ("h", "c")

# Signals by layer that a recipe without a layer stands for.
Layers = tuple[tuple[str, tuple[str, ...]], ...]


def common_layers(states: Iterable[Mapping[str, Any]]) -> Layers:
    """The layers and signals that most of the states set."""
    given = list(states)
    if any("everywhere" in state for state in given):
        return ()
    every = [layers_of(state) for state in given]
    counted = Counter(layers for layers in every if layers)
    return counted.most_common(1)[0][0] if counted else ()


def layers_of(state: Mapping[str, Any]) -> Layers:
    """Signals by layer that a state sets."""
    return tuple(
        (layer, tuple(s for s in _BOTH if s in signals))
        for layer, signals in state["layers"].items()
    )


def write_layers(layers: Layers) -> str:
    """Write layers, h and c being understood."""
    return ";".join(
        quoted(layer) + ("" if signals == _BOTH else f":{signals[0]}")
        for layer, signals in layers
    )


def read_layers(text: str) -> Layers:
    """Read what `write_layers` wrote.

    Raises
    ------
    LstmVizError
        When it is not well formed.
    """
    found = []
    for (layer, _, _), word in items_of(text):
        if layer is not None:
            raise LstmVizError("The layers of this link are not well formed: copy it again.")
        # The name stands where a recipe would.
        (layer, signal, unit), _ = next(items_of(f"{word}=own"))
        if not layer or unit is not None or signal not in (None, *_BOTH):
            raise LstmVizError("The layers of this link are not well formed: copy it again.")
        found.append((layer, _BOTH if signal is None else (signal,)))
    return tuple(found)


def write_state(state: Mapping[str, Any], common: Layers) -> tuple[str, str]:
    """Write a state as words and, where it has many numbers, packed text."""
    entries = {
        (layer, signal): state["layers"][layer][signal]
        for layer in state["layers"]
        for signal in _BOTH
        if signal in state["layers"][layer]
    }
    words = {
        key: recipe_to_words(recipe_from_json(entry["recipe"])).replace("seed=", "")
        for key, entry in entries.items()
        if entry["recipe"]["kind"] != "values"
    }
    items = []
    general = ""
    if "everywhere" in state:
        general = recipe_to_words(recipe_from_json(state["everywhere"])).replace("seed=", "")
    elif entries and common and layers_of(state) == common:
        counted = Counter(word for word in words.values() if word != "own")
        general = counted.most_common(1)[0][0] if counted else ""
    if general:
        items.append(general)
    for layer, signals in state["layers"].items():
        there = [words.get((layer, signal)) for signal in signals]
        covered = general and "everywhere" not in state
        if len(set(there)) == 1 and set(signals) == set(_BOTH) and there[0] is not None:
            if not covered or there[0] != general:
                items.append(f"{quoted(layer)}={there[0]}")
            continue
        for signal, word in zip(signals, there, strict=True):
            if word is not None and (not covered or word != general):
                items.append(f"{quoted(layer)}:{signal}={word}")
    edits = [
        (layer, signal, int(unit), value)
        for (layer, signal), entry in entries.items()
        for unit, value in entry.get("edits", {}).items()
    ]
    few = len(edits) <= _MOST_WORDS
    if few:
        items += [f"{quoted(la)}:{s}[{unit}]={_plain(value)}" for la, s, unit, value in edits]
    values = {
        key: entry["recipe"]
        for key, entry in entries.items()
        if entry["recipe"]["kind"] == "values"
    }
    packed = ""
    if values or not few:
        packed = _pack(values, [] if few else edits)
    if not state["layers"] and "everywhere" not in state:
        return "own", ""
    return ";".join(items) or _NOTHING, packed


def read_state(text: str, packed: str, common: Layers) -> dict[str, Any]:
    """Read what `write_state` wrote.

    Raises
    ------
    LstmVizError
        When it is not well formed.
    """
    state: dict[str, Any] = {"layers": {}}
    if text.strip() not in (_NOTHING, "own"):
        for (layer, signal, unit), words in items_of(text):
            if layer is None:
                _everywhere(state, recipe_from_words(words).to_json(), common)
            elif unit is not None and signal is not None:
                value = Constant(_float(words)).value
                _entry(state, layer, signal).setdefault("edits", {})[str(unit)] = value
            else:
                recipe = recipe_from_words(words).to_json()
                for one in _BOTH if signal is None else (signal,):
                    state["layers"].setdefault(layer, {})[one] = {"recipe": recipe}
    if packed:
        _unpack(packed, state)
    return state


def _everywhere(state: dict[str, Any], recipe: Any, common: Layers) -> None:
    if not common:
        state["everywhere"] = recipe
    for layer, signals in common:
        state["layers"][layer] = {signal: {"recipe": recipe} for signal in signals}


def _entry(state: dict[str, Any], layer: Any, signal: Any) -> dict[str, Any]:
    signals = state["layers"].setdefault(layer, {})
    return signals.setdefault(signal, {"recipe": state.get("everywhere", {"kind": "own"})})


def _pack(values: Mapping[tuple[str, str], Any], edits: list[Any]) -> str:
    arrays: list[np.ndarray] = []
    for recipe in values.values():
        arrays.append(_small(np.array(recipe["values"], np.float64)))
    given = [[*key, *filter(None, [recipe.get("origin")])] for key, recipe in values.items()]
    edited: list[Any] = []
    for key in dict.fromkeys((layer, signal) for layer, signal, _, _ in edits):
        units = [unit for *place, unit, _ in edits if tuple(place) == key]
        numbers = np.array([value for *place, _, value in edits if tuple(place) == key])
        small = numbers.astype(np.float32)
        exact = all(shortest(value) == value for value in numbers.tolist())
        edited.append([*key, units])
        arrays.append(small if exact else numbers)
    return pack({"v": given, "e": edited}, arrays)


def _small(numbers: np.ndarray) -> np.ndarray:
    small = numbers.astype(np.float32)
    return small if np.array_equal(small.astype(np.float64), numbers) else numbers


def _unpack(packed: str, state: dict[str, Any]) -> None:
    header, arrays = unpack(packed, most_bytes=_MOST_BYTES, what="An initial state of this link")
    try:
        places = [*header["v"], *header["e"]]
        for position, (place, array) in enumerate(zip(places, arrays, strict=True)):
            if array.dtype.kind != "f":
                raise ValueError("no numbers")
            if position < len(header["v"]):
                layer, signal, *origin = place
                recipe = {"kind": "values", "values": array.astype(np.float64).tolist()}
                if origin:
                    (recipe["origin"],) = origin
                _entry(state, layer, signal)["recipe"] = recipe
                continue
            layer, signal, units = place
            numbers = array.tolist()
            if array.dtype.itemsize == 4:
                numbers = [shortest(value) for value in numbers]
            edits = {str(unit): value for unit, value in zip(units, numbers, strict=True)}
            _entry(state, layer, signal)["edits"] = edits
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise LstmVizError("An initial state of this link is damaged: copy it again.") from error


def _plain(value: float) -> str:
    return repr(value).removesuffix(".0")


def _float(words: str) -> float:
    try:
        return float(words)
    except ValueError as error:
        raise LstmVizError("{words!r} in this link is no number.", words=words[:20]) from error
