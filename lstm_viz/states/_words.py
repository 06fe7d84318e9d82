"""Initial states as a line of text: ``zeros``, ``normal(0.5,seed=7)``, ``lstm:c[3]=1``.

The line is a list of items with a semicolon between them; a later item overrides an earlier one::

    normal(0.5, seed=7)                    every layer that does not get its state from another
    lstm=zeros                             h and c of one layer
    lstm:c=one_unit(3, 1.0)                one signal of one layer
    lstm:c[3]=1.0                          one unit, set by hand
    zeros; lstm:c[3]=1.0                   both

Nothing in it is executed.
"""

from __future__ import annotations

import dataclasses
import json
import re
import reprlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import numpy as np

from lstm_viz.errors import LstmVizError
from lstm_viz.models import RecurrentModel
from lstm_viz.states._files import read_states
from lstm_viz.states._initial_state import InitialState
from lstm_viz.states._recipes import RECIPES, Own, Recipe, Values, recipe_from_json

# A layer name that is written without quotes.
_PLAIN: Final = re.compile(r"[\w./#+-]+")
_CALL: Final = re.compile(r"(\w+)\s*(?:\((.*)\))?", re.DOTALL)
_EXAMPLES: Final = "zeros, constant(0.5), normal(0.5, seed=7), uniform(1, seed=7), one_unit(3, 1.0)"

ReadFile = Callable[[str], bytes]


def recipe_from_words(text: str) -> Recipe:
    """Read one recipe.

    Parameters
    ----------
    text : str
        A kind, and its fields in brackets: in their order, or by name. ``values`` has one number
        per unit, with ``|`` between the rows of a batch: ``values(0.1,0.2|0.3,0.4)``; their origin
        may stand before them in double quotes: ``values("B at t = 3",0.1,0.2)``.

    Raises
    ------
    LstmVizError
        When there is no such recipe, or a field is unknown, missing or no number.
    """
    call = _CALL.fullmatch(text.strip())
    if call is None or call[1] not in RECIPES:
        raise LstmVizError(
            "There is no recipe {text} for an initial state: write one of "
            "{examples}, own, or values(...).", text=reprlib.repr(text.strip()), examples=_EXAMPLES
        )
    kind, inside = call[1], call[2] or ""
    if kind == "values":
        origin, inside = _origin(inside)
        rows = [[_number(word) for word in row.split(",")] for row in inside.split("|")]
        return Values(rows[0] if len(rows) == 1 else rows, origin)
    names = [field.name for field in dataclasses.fields(RECIPES[kind])]
    fields: dict[str, float | int] = {}
    for position, word in enumerate(inside.split(",") if inside.strip() else []):
        name, equals, value = (part.strip() for part in word.rpartition("="))
        if not equals:
            if position >= len(names):
                raise LstmVizError(
                    "The recipe '{kind}' has {count} fields, '{value}' is one too many.",
                    kind=kind,
                    count=len(names),
                    value=value[:20],
                )
            name = names[position]
        if name not in names or name in fields:
            known = ", ".join(names) or "none"
            raise LstmVizError(
                "The recipe '{kind}' has no free field '{name}': its fields are {known}.",
                kind=kind,
                name=name[:20],
                known=known,
            )
        fields[name] = _number(value)
    return recipe_from_json({"kind": kind, **fields})


def recipe_to_words(recipe: Recipe) -> str:
    """Write a recipe so that `recipe_from_words` reads an equal one."""
    fields = recipe.to_json()
    kind = fields.pop("kind")
    if isinstance(recipe, Values):
        rows = np.atleast_2d(recipe.numbers)
        told = json.dumps(recipe.origin, ensure_ascii=False) + "," if recipe.origin else ""
        return f"values({told}{'|'.join(','.join(_shortest(v) for v in row) for row in rows)})"
    if not fields:
        return kind
    words = [f"seed={v}" if name == "seed" else _plain(v) for name, v in fields.items()]
    return f"{kind}({','.join(words)})"


def state_from_words(
    model: RecurrentModel, text: str, *, read_file: ReadFile | None = None
) -> InitialState:
    """Read the initial state of a model from a line of text.

    Parameters
    ----------
    model : RecurrentModel
    text : str
        Items with a semicolon between them; a later one overrides an earlier one:
        ``normal(0.5, seed=7)`` for every layer that does not get its state from another,
        ``lstm=zeros`` for one layer, ``lstm:c=one_unit(3, 1.0)`` for one signal,
        ``lstm:c[3]=1.0`` for one unit. Recipes are own, zeros, constant, normal, uniform, one_unit
        and values. With ``read_file``, the name of a ``.npy``, ``.npz``, ``.csv`` or ``.json`` file
        may stand for a recipe; see ``lstm_viz.states.read_states``.
    read_file : callable, optional
        Gives the bytes of a named file.

    Raises
    ------
    LstmVizError
        When the line is not well formed, or names what the model does not have.
    """
    state = InitialState.own(model)
    items = [item.strip() for item in split_words(text, ";")]
    if not any(items):
        raise LstmVizError(
            "The initial state is empty: write one of {examples}.", examples=_EXAMPLES
        )
    for item in filter(None, items):
        try:
            state = _with_item(state, model, item, read_file)
        except LstmVizError as error:
            raise LstmVizError(
                "In {item}: {error}", item=reprlib.repr(item), error=error
            ) from error
    return state


def state_to_words(model: RecurrentModel, state: InitialState) -> str:
    """Write an initial state so that `state_from_words` reads an equal one."""
    layers: Mapping[str, Any] = state.to_json()["layers"]
    if not layers:
        return "own"
    words = {
        layer: {signal: recipe_to_words(state.recipe(layer, signal)) for signal in signals}
        for layer, signals in layers.items()
    }
    edited = any("edits" in entry for signals in layers.values() for entry in signals.values())
    everywhere = {s.name: set(s.states) for s in model.layers if s.source != "given"}
    recipes = {word for signals in words.values() for word in signals.values()}
    if len(recipes) == 1 and "own" not in recipes and not edited:
        if {layer: set(signals) for layer, signals in words.items()} == everywhere:
            return recipes.pop()
    items = []
    for layer, signals in words.items():
        name = quoted(layer)
        if len(set(signals.values())) == 1 and set(signals) == set(model.layer(layer).states):
            items.append(f"{name}={next(iter(signals.values()))}")
        else:
            items += [f"{name}:{signal}={word}" for signal, word in signals.items()]
        for signal in signals:
            for unit, value in sorted(state.edits(layer, signal).items()):
                items.append(f"{name}:{signal}[{unit}]={_plain(value)}")
    return ";".join(items)


def quoted(layer: str) -> str:
    """Write the name of a layer as it stands in a line of text."""
    return layer if _PLAIN.fullmatch(layer) else json.dumps(layer)


def items_of(text: str) -> Iterator[tuple[tuple[str | None, str | None, int | None], str]]:
    """Read a line apart from any model: (layer, signal, unit) and the words set for them.

    Raises
    ------
    LstmVizError
        When an item is not well formed.
    """
    for item in filter(None, (part.strip() for part in split_words(text, ";"))):
        yield _target(item)


def _with_item(
    state: InitialState, model: RecurrentModel, item: str, read_file: ReadFile | None
) -> InitialState:
    (layer, signal, unit), value = _target(item)
    if layer is not None and signal is not None and unit is not None:
        return state.set(layer, signal, unit=unit, value=_number(value))
    if read_file is not None and _is_file(value):
        return _with_file(state, model, layer, signal, value, read_file)
    recipe = recipe_from_words(value)
    if layer is None:
        free = [spec.name for spec in model.layers if spec.source != "given"]
        if isinstance(recipe, Own):
            return InitialState.own(model)
    else:
        free = [model.layer(layer).name]
    for name in free:
        state = state.with_recipe(name, recipe, signals=None if signal is None else (signal,))
    return state


def _target(item: str) -> tuple[tuple[str | None, str | None, int | None], str]:
    """The (layer, signal, unit) before the equals sign of an item, and what is after it."""
    parts = split_words(item, "=", most=1)
    if len(parts) == 1:
        return (None, None, None), item
    left, value = (part.strip() for part in parts)
    unit = None
    if left.endswith("]"):
        left, _, number = left[:-1].rpartition("[")
        if not number.strip().isdecimal() or len(number) > 9:
            raise LstmVizError("'{number}' is no unit: write layer:c[3]=1.0.", number=number[:20])
        unit = int(number)
    name, *rest = (part.strip() for part in split_words(left, ":", most=1))
    if name.startswith('"'):
        try:
            name = json.loads(name)
        except ValueError as error:
            raise LstmVizError("A quoted layer name is not closed.") from error
    signal = rest[0] if rest else None
    if not name or (unit is not None and signal is None):
        raise LstmVizError("Write layer=recipe, layer:signal=recipe or layer:signal[unit]=value.")
    return (str(name), signal, unit), value


def split_words(text: str, separator: str, most: int = -1) -> list[str]:
    """Split a line where the separator stands outside quotes and brackets, at most so often."""
    return list(_pieces(text, separator, most))


def _pieces(text: str, separator: str, most: int) -> Iterator[str]:
    depth, quoted, escaped, start = 0, False, False, 0
    for place, letter in enumerate(text):
        if quoted:
            quoted = escaped or letter != '"'
            escaped = letter == "\\" and not escaped
        elif letter == '"':
            quoted = True
        elif letter in "([":
            depth += 1
        elif letter in ")]":
            depth -= 1
        elif letter == separator and depth == 0 and most != 0:
            yield text[start:place]
            start, most = place + 1, most - 1
    yield text[start:]


def _is_file(word: str) -> bool:
    return word.lower().endswith((".npy", ".npz", ".csv", ".json"))


def _with_file(
    state: InitialState,
    model: RecurrentModel,
    layer: str | None,
    signal: str | None,
    name: str,
    read_file: ReadFile,
) -> InitialState:
    where = layer or next(s.name for s in model.layers)
    for found, signals in read_states(read_file(name), name, model, where).items():
        for key, values in signals.items():
            if (layer is None or found == layer) and signal in (None, key):
                state = state.with_recipe(found, Values(values), signals=(key,))
    return state


def _origin(inside: str) -> tuple[str, str]:
    """The quoted origin before given values, and the values."""
    if not inside.lstrip().startswith('"'):
        return "", inside
    told, *rest = split_words(inside, ",", most=1)
    try:
        return str(json.loads(told)), rest[0] if rest else ""
    except ValueError as error:
        raise LstmVizError("The quoted origin of the values is not closed.") from error


def _number(word: str) -> float | int:
    word = word.strip()
    try:
        if re.fullmatch(r"[+-]?\d{1,19}", word):
            return int(word)
        return float(word)
    except ValueError as error:
        raise LstmVizError("{word} is no number.", word=reprlib.repr(word)) from error


def _plain(value: float | int) -> str:
    return repr(value).removesuffix(".0")


def _shortest(value: np.float32) -> str:
    return str(value).removesuffix(".0")
