"""The initial state of a scenario as JSON: checked, and always written the same way."""

from __future__ import annotations

import re
import reprlib
from collections.abc import Mapping
from typing import Any, Final

from lstm_viz.errors import LstmVizError
from lstm_viz.states import Constant, recipe_from_json

SIGNALS: Final = ("h", "c")
_UNIT: Final = re.compile(r"0|[1-9]\d{0,8}")
_MOST_LAYERS: Final = 1_000


def checked_state(data: Any) -> dict[str, Any]:
    """Return an initial state's JSON, checked as far as one can without the model.

    Parameters
    ----------
    data : mapping
        ``InitialState.to_json()``; ``everywhere`` may hold a recipe for the layers not named.

    Raises
    ------
    LstmVizError
        If a key is unknown, or a recipe, unit or value is none.
    """
    if not isinstance(data, Mapping) or not isinstance(data.get("layers"), Mapping):
        raise LstmVizError("it must be a JSON object with the key 'layers'")
    _only(data, ("layers", "everywhere"), "it")
    layers = data["layers"]
    if len(layers) > _MOST_LAYERS:
        raise LstmVizError("it has more than {most} layers", most=_MOST_LAYERS)
    checked = {name: _layer(name, layers[name]) for name in layers}
    found: dict[str, Any] = {"layers": {name: checked[name] for name in sorted(checked)}}
    found["layers"] = {name: signals for name, signals in found["layers"].items() if signals}
    if data.get("everywhere") is not None:
        everywhere = recipe_from_json(data["everywhere"]).to_json()
        if everywhere["kind"] == "values":
            raise LstmVizError("values are given by layer, not everywhere")
        if everywhere["kind"] != "own":
            found["everywhere"] = everywhere
    return found


def _layer(name: Any, signals: Any) -> dict[str, Any]:
    if not isinstance(name, str) or not name or len(name) > 200 or not name.isprintable():
        raise LstmVizError(
            "a layer has a name of 1 to 200 letters that can be shown, not {name}",
            name=reprlib.repr(name),
        )
    if not isinstance(signals, Mapping) or not set(signals) <= set(SIGNALS):
        raise LstmVizError(
            "layer {name} has the signals h and c, and no others",
            name=reprlib.repr(name),
        )
    return {signal: _entry(name, signal, signals[signal]) for signal in sorted(signals)}


def _entry(layer: str, signal: str, entry: Any) -> dict[str, Any]:
    where = f"{signal} of layer {reprlib.repr(layer)}"
    if not isinstance(entry, Mapping) or not isinstance(entry.get("edits", {}), Mapping):
        raise LstmVizError("{where} must be a JSON object of a recipe and edits", where=where)
    _only(entry, ("recipe", "edits"), where)
    recipe = recipe_from_json(entry.get("recipe"))
    found: dict[str, Any] = {"recipe": recipe.to_json()}
    edits = {}
    for unit, value in entry.get("edits", {}).items():
        if not isinstance(unit, str) or not _UNIT.fullmatch(unit):
            raise LstmVizError(
                "{where} has an edit of {unit}, which is no unit",
                where=where,
                unit=reprlib.repr(unit),
            )
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise LstmVizError(
                "{where} has an edit of unit {unit} that is no number",
                where=where,
                unit=unit,
            )
        edits[unit] = Constant(value).value
    if edits:
        found["edits"] = dict(sorted(edits.items(), key=lambda item: int(item[0])))
    return found


def _only(data: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    for key in data:
        if key not in known:
            raise LstmVizError(
                "{where} has the unknown key {key}", where=where, key=reprlib.repr(key)
            )
