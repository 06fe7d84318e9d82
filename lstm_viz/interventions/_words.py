"""Interventions as a line of text: ``set(lstm:c[3]@12,1);clamp(lstm:f[3]@20-40,1)``.

In the brackets stands first what is changed, ``layer:signal[units]@step``, then to what::

    set(lstm:c[3]@12,1)                  c of unit 3 in row 12
    set(lstm:c[3]@12,1,with_h)           the same, and h of step 12 follows
    set(lstm:h[0,4-6]@12,1,0.5,0,-1)     one number for each unit
    clamp(lstm:f[3]@20-40,1)             steps 20 to 40; without @ all of them
    lesion(lstm[5])                      h held at zero; lesion(lstm:c[5],mean) at its mean
    scale(lstm:h@9,0.5)                  all units; add(lstm:c@9,0.1)
    splice(lstm@20,B)                    the state of scenario B; lstm:c or lstm:hc a part of it
    off(set(lstm:c[3]@12,1))             written down, but not run

Nothing in it is executed.
"""

from __future__ import annotations

import json
import re
import reprlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from lstm_viz.errors import LstmVizError
from lstm_viz.interventions._fields import MOST_INTERVENTIONS, MOST_UNITS
from lstm_viz.interventions._kinds import KINDS, Intervention, Set, Splice
from lstm_viz.states import quoted, split_words

_CALL: Final = re.compile(r"(\w+)\s*\((.*)\)", re.DOTALL)
_NAME: Final = re.compile(r"[\w./#+-]+")
_REST: Final = re.compile(
    r"(?::\s*(?P<signal>\w+))?\s*(?:\[(?P<units>[\d,\s-]*)\])?\s*"
    r"(?:@\s*(?P<first>\d{1,9})(?:\s*-\s*(?P<last>\d{1,9}))?)?"
)
_RANGE: Final = re.compile(r"(\d{1,9})(?:\s*-\s*(\d{1,9}))?")
_EXAMPLE: Final = "write set(lstm:c[3]@12,1) or lesion(lstm[5])"
# The field that the words after the target fill.
_FILLS: Final = {"set": "value", "clamp": "value", "scale": "by", "add": "values"}
_AT_ONCE: Final = ("set", "scale", "add", "splice")
_WITH_H: Final = "with_h"


def interventions_from_words(
    text: str, *, sources: Mapping[str, str] | None = None
) -> tuple[Intervention, ...]:
    """Read interventions.

    Parameters
    ----------
    text : str
        See the module; a semicolon between them.
    sources : mapping of str to str, optional
        Scenario that each name of a source stands for; by default the name itself.

    Raises
    ------
    LstmVizError
        When it is not well formed.
    """
    items = [item.strip() for item in split_words(text, ";")]
    items = [item for item in items if item]
    if len(items) > MOST_INTERVENTIONS:
        raise LstmVizError(
            "A run takes at most {most} interventions, not {count}.",
            most=MOST_INTERVENTIONS,
            count=len(items),
        )
    return tuple(_read(item, sources) for item in items)


def interventions_to_words(
    interventions: Sequence[Intervention], *, sources: Mapping[str, str] | None = None
) -> str:
    """Write interventions so that `interventions_from_words` reads what does the same.

    A splice of given values is written as the setting of these values.
    """
    return ";".join(
        word for one in interventions for word in _written(one, sources or {})
    )


def _read(item: str, sources: Mapping[str, str] | None) -> Intervention:
    call = _CALL.fullmatch(item)
    if call and call[1] == "off":
        return _build(call[2].strip(), sources, on=False)
    return _build(item, sources, on=True)


def _build(item: str, sources: Mapping[str, str] | None, *, on: bool) -> Intervention:
    where = f"In {reprlib.repr(item)}"
    call = _CALL.fullmatch(item)
    if call is None or call[1] not in KINDS:
        raise LstmVizError(
            "{where}: an intervention is {kinds}: {example}.",
            where=where,
            kinds=', '.join(KINDS),
            example=_EXAMPLE,
        )
    kind = call[1]
    target, *rest = (word.strip() for word in split_words(call[2], ","))
    try:
        fields = _target(kind, target)
        if not on:
            fields["on"] = False
        if kind in _FILLS and rest and rest[-1] == _WITH_H and kind != "clamp":
            fields["with_h"] = True
            rest = rest[:-1]
        fields |= _filled(kind, rest, sources)
        return KINDS[kind](**fields)
    except LstmVizError as error:
        raise LstmVizError(
            "{where}: {error}.", where=where, error=error.inside
        ) from error
    except TypeError as error:
        raise LstmVizError(
            "{where}: something is missing, {example}.", where=where, example=_EXAMPLE
        ) from error


def _target(kind: str, text: str) -> dict[str, Any]:
    if text.startswith('"'):
        try:
            name, end = json.JSONDecoder().raw_decode(text)
        except ValueError as error:
            raise LstmVizError("a quoted layer name is not closed") from error
    else:
        found = _NAME.match(text)
        name, end = (found[0], found.end()) if found else ("", 0)
    rest = _REST.fullmatch(text[end:].strip())
    if not name or rest is None:
        raise LstmVizError("{text} is no layer:signal[units]@step", text=reprlib.repr(text))
    fields: dict[str, Any] = {"layer": name}
    if rest["signal"] is not None:
        splice = kind == "splice"
        signal = rest["signal"]
        fields["signals" if splice else "signal"] = tuple(signal) if splice else signal
    if rest["units"] is not None:
        fields["unit"] = _read_units(rest["units"])
    if rest["first"] is None:
        if kind in _AT_ONCE:
            raise LstmVizError(
                "'{kind}' happens at one step, {example}", kind=kind, example=_EXAMPLE
            )
    elif kind not in _AT_ONCE:
        first = int(rest["first"])
        fields["steps"] = (first, first if rest["last"] is None else int(rest["last"]))
    elif rest["last"] is not None:
        raise LstmVizError("'{kind}' happens at one step, not from one to another", kind=kind)
    else:
        fields["at"] = int(rest["first"])
    return fields


def _read_units(text: str) -> Any:
    units: list[int] = []
    for word in text.split(","):
        found = _RANGE.fullmatch(word.strip())
        if found is None:
            raise LstmVizError("{text} are no units, write [0,4-6]", text=reprlib.repr(text))
        first, last = int(found[1]), int(found[2] or found[1])
        if not 0 <= last - first < MOST_UNITS:
            raise LstmVizError(
                "at most {most:,} units are named at once", most=MOST_UNITS
            )
        units += range(first, last + 1)
    return units if len(units) > 1 else units[0]


def _filled(kind: str, words: list[str], sources: Mapping[str, str] | None) -> dict[str, Any]:
    if kind in _FILLS:
        rows = [[]]  # type: list[list[float]]
        for word in words:
            first, *later = word.split("|")
            rows[-1].append(_number(first))
            rows += [[_number(part)] for part in later]
        if len({len(row) for row in rows}) > 1:
            raise LstmVizError("the rows of values have different lengths")
        if not words:
            raise LstmVizError("'{kind}' needs a number, {example}", kind=kind, example=_EXAMPLE)
        values: Any = rows if len(rows) > 1 else rows[0]
        return {_FILLS[kind]: values[0] if values == rows[0] and len(values) == 1 else values}
    if kind == "lesion":
        if len(words) > 1:
            raise LstmVizError("a lesion is to zero or to mean")
        return {"to": words[0]} if words else {}
    if len(words) != 1:
        raise LstmVizError("a splice names one scenario: splice(lstm@20,B)")
    name = words[0]
    if name.startswith('"'):
        try:
            name = str(json.loads(name))
        except ValueError as error:
            raise LstmVizError("a quoted name is not closed") from error
    if sources is not None and name not in sources:
        raise LstmVizError(
            "there is no scenario {name} to take a state from", name=reprlib.repr(name)
        )
    return {"source": name if sources is None else sources[name]}


def _number(word: str) -> float:
    try:
        return float(word)
    except ValueError as error:
        raise LstmVizError("{word} is no number", word=reprlib.repr(word)) from error


def _written(one: Intervention, sources: Mapping[str, str]) -> list[str]:
    if isinstance(one, Splice) and not isinstance(one.source, str):
        return [word for part in _as_sets(one) for word in _written(part, sources)]
    data = one.to_json()
    signal = data.get("signal") or "".join(data.get("signals") or ())
    target = quoted(one.layer) + (f":{signal}" if signal else "")
    if data.get("unit") is not None:
        target += f"[{_write_units(data['unit'])}]"
    if "at" in data:
        target += f"@{data['at']}"
    elif data.get("steps"):
        first, last = data["steps"]
        target += f"@{first}" + (f"-{last}" if last != first else "")
    parts = [target]
    if one.kind in _FILLS:
        parts.append(_write_numbers(data[_FILLS[one.kind]]))
    elif one.kind == "splice":
        parts.append(quoted(sources.get(data["source"], data["source"])))
    elif "to" in data:
        parts.append(data["to"])
    if data.get("with_h"):
        parts.append(_WITH_H)
    word = f"{one.kind}({','.join(parts)})"
    return [word if data.get("on", True) else f"off({word})"]


def _as_sets(one: Splice) -> list[Set]:
    chosen = [(name, row) for name, row in one.source if one.signals is None or name in one.signals]
    return [
        Set(one.layer, name, at=one.at, unit=one.unit, value=_picked(row, one.unit), on=one.on)
        for name, row in chosen
    ]


def _picked(row: Any, unit: Any) -> Any:
    if unit is None or not isinstance(row, tuple):
        return row
    if row and isinstance(row[0], tuple):
        return tuple(_picked(part, unit) for part in row)
    units = unit if isinstance(unit, tuple) else (unit,)
    if max(units) >= len(row):
        return row
    return tuple(row[u] for u in units)


def _write_numbers(value: Any) -> str:
    if not isinstance(value, list):
        return repr(value).removesuffix(".0")
    if value and isinstance(value[0], list):
        return "|".join(map(_write_numbers, value))
    return ",".join(map(_write_numbers, value))


def _write_units(unit: Any) -> str:
    units = unit if isinstance(unit, list) else [unit]
    parts: list[list[int]] = []
    for one in units:
        if parts and one == parts[-1][-1] + 1:
            parts[-1].append(one)
        else:
            parts.append([one])
    words = []
    for part in parts:
        words += [f"{part[0]}-{part[-1]}"] if len(part) > 2 else [str(one) for one in part]
    return ",".join(words)
