"""The view as it stands in a link: a parameter for each field that is not at its default."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final

from lstm_viz.errors import LstmVizError
from lstm_viz.experiment._compare_view import CompareView
from lstm_viz.experiment._dynamics_view import DynamicsView
from lstm_viz.experiment._view import MOST_UNITS, View

# Settings of pages, each one parameter.
SETTINGS: Final[dict[str, type[CompareView] | type[DynamicsView]]] = {
    "compare": CompareView,
    "dynamics": DynamicsView,
}
_SHORT: Final = {"step": "t"}
_RANGE: Final = re.compile(r"(\d{1,9})-(\d{1,9})")
_MOST_DIGITS: Final = 12

# Parameter of each field; the page is the path of the address.
PARAMETERS: Final = {
    field.name: _SHORT.get(field.name, field.name)
    for field in fields(View)
    if field.name != "page"
}
_KINDS: Final = {field.name: str(field.type).split(" ")[0] for field in fields(View)}


def write_view(view: View) -> dict[str, str]:
    """Write the fields that are not at their default."""
    written = view.to_json()
    for name in SETTINGS:
        if name in written:
            written[name] = getattr(view, name).to_words()
    return {PARAMETERS[name]: _write(name, written[name]) for name in PARAMETERS if name in written}


def read_view(parameters: Mapping[str, str], page: str) -> tuple[View, list[str]]:
    """Read what `write_view` wrote; also returns a sentence for each field that is wrong."""
    view, wrong = View(), []
    for name, text in [("page", page), *((n, parameters.get(p)) for n, p in PARAMETERS.items())]:
        if text is None:
            continue
        try:
            given = View(**{**_given(view), name: _read(name, text)})
        except (LstmVizError, TypeError, ValueError, RecursionError) as error:
            reason = f" ({error})" if isinstance(error, LstmVizError) else ""
            wrong.append(f"Its part '{PARAMETERS.get(name, name)}' cannot be used{reason}.")
        else:
            view = given
    return view, wrong


def _given(view: View) -> dict[str, Any]:
    return {field.name: getattr(view, field.name) for field in fields(View)}


def _write(name: str, value: Any) -> str:
    if name == "units":
        return _write_units(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return repr(value)
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def _read(name: str, text: str) -> Any:
    if name == "units":
        return _read_units(text)
    if name in SETTINGS:
        return SETTINGS[name].from_words(text)
    kind = _KINDS[name]
    if kind == "str":
        return text
    if kind == "bool":
        if text not in ("yes", "no"):
            raise LstmVizError("it is yes or no, not {text!r}", text=text[:20])
        return text == "yes"
    if kind == "int":
        if len(text) > _MOST_DIGITS or not text.removeprefix("-").isdecimal():
            raise LstmVizError("{text!r} is no whole number", text=text[:20])
        return int(text)
    if kind == "float":
        return float(text)
    value = json.loads(text)
    return tuple(value) if isinstance(value, list) else value


def _write_units(units: list[int]) -> str:
    parts: list[list[int]] = []
    for unit in units:
        if parts and unit == parts[-1][-1] + 1:
            parts[-1].append(unit)
        else:
            parts.append([unit])
    words = []
    for part in parts:
        if len(part) > 2:
            words.append(f"{part[0]}-{part[-1]}")
        else:
            words += [str(unit) for unit in part]
    return ",".join(words) or "none"


def _read_units(text: str) -> tuple[int, ...]:
    units: list[int] = []
    for word in [] if text == "none" else text.split(","):
        found = _RANGE.fullmatch(word.strip())
        if found:
            first, last = int(found[1]), int(found[2])
            if not 0 <= last - first < MOST_UNITS:
                raise LstmVizError(
                    "at most {most} units are drawn, {word!r} has more",
                    most=MOST_UNITS,
                    word=word,
                )
            units += range(first, last + 1)
        elif word.strip().isdecimal() and len(word) < _MOST_DIGITS:
            units.append(int(word))
        else:
            raise LstmVizError("{word!r} is no unit: write 0-3,7", word=word[:20])
    return tuple(units)
