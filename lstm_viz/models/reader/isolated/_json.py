"""JSON from a stranger: bounded before it is parsed, and strict."""

from __future__ import annotations

import json
import math
import re
from typing import Any, Final, NoReturn

from ._limits import Limits
from ._refused import Refused, shown

_MOST_DIGITS: Final = 19
_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BRACKET: Final = re.compile(r"[\[\]{}]")


def parse(data: bytes, what: str, limits: Limits) -> Any:
    """Return the value of a JSON text.

    Parameters
    ----------
    data : bytes
        UTF-8 text.
    what : str
        Name of the text in sentences, ``"config.json"``.

    Raises
    ------
    Refused
        When it is too long or deep, not UTF-8, has a key twice, or is not JSON.
    """
    if len(data) > limits.json_bytes:
        raise Refused(
            "json-limit",
            f"{what} has {len(data):,} bytes, {limits.json_bytes:,} are allowed: no description "
            "of a model is that long.",
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused(
            "json-encoding", f"{what} is not UTF-8 text: save the model again with Keras."
        ) from None
    if _deeper_than(text, limits.json_depth):
        raise Refused(
            "json-limit",
            f"{what} nests brackets more than {limits.json_depth} deep: what Keras writes does "
            "not.",
        )

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(items)
        if len(made) != len(items):
            keys = [key for key, _ in items]
            twice = next(key for at, key in enumerate(keys) if key in keys[:at])
            raise Refused(
                "json-duplicate-key",
                f"{what} has the key '{shown(twice)}' twice in one object: it is ambiguous. Save "
                "the model again with Keras.",
            )
        return made

    def number(text: str) -> NoReturn:
        raise Refused(
            "json-number",
            f"{what} has the number {shown(text, 24)}, which no setting of a layer can be: save "
            "the model again with Keras.",
        )

    def whole(text: str) -> int:
        return int(text) if len(text.lstrip("-")) <= _MOST_DIGITS else number(text)

    def real(text: str) -> float:
        value = float(text)
        return value if math.isfinite(value) else number(text)

    try:
        return json.loads(
            text,
            object_pairs_hook=pairs,
            parse_constant=number,
            parse_int=whole,
            parse_float=real,
        )
    except json.JSONDecodeError as error:
        raise Refused(
            "json-syntax",
            f"{what} is not JSON (line {error.lineno}, column {error.colno}): the file is damaged "
            "or not a Keras model.",
        ) from None


def _deeper_than(text: str, most: int) -> bool:
    depth = 0
    for bracket in _BRACKET.finditer(_STRING.sub("", text)):
        depth += 1 if bracket[0] in "[{" else -1
        if depth > most:
            return True
    return False
