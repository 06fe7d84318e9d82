"""What the page Compare shows of an experiment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final
from urllib.parse import quote, unquote

from lstm_viz.errors import LstmVizError

PARTS: Final = ("scenarios", "ensemble", "text")
COMPARE_PICTURES: Final = ("distance", "difference", "difference_lines", "overlay", "multiples")
DRAWS: Final = ("normal", "uniform", "visited")
MOST_MEMBERS: Final = 10_000
MOST_NEW_TOKENS: Final = 400
_LONGEST_NAME: Final = 200
_MOST_DIGITS: Final = 30


@dataclass(frozen=True, kw_only=True)
class CompareView:
    """Settings of the page Compare; those at their default are not written.

    Parameters
    ----------
    part : {"scenarios", "ensemble", "text"}
        What is compared: the scenarios, an ensemble, or text continued from each scenario.
    baseline : str or None
        Id of the scenario that the others are compared with; None is the first.
    signal : str
        A signal of the layer ("h", "c", "i", ...), or "output", or "output NAME".
    picture : {"distance", "difference", "difference_lines", "overlay", "multiples"}
    relative, log : bool
        Whether a distance is drawn as a share of the start, and on a logarithmic scale.
    free : bool
        Whether each small multiple has a range of its own.
    threshold : float
        Share of the start that counts as forgotten, from 0.0001 to 0.5.
    draw : {"normal", "uniform", "visited"}
        How the initial states of an ensemble are drawn.
    scale : float
        Of the draws, more than 0, at most 100.
    members : int
        2 to 10,000.
    seed : int
        Of the ensemble, below 10,000,000.
    temperature : float
        Of generated text, 0 (the likeliest token) to 5.
    text_seed : int
    length : int
        New tokens, 1 to 400.
    prompt : int
        Tokens of the sequence that are read first, from 1.

    Raises
    ------
    LstmVizError
        If a field is not as said.
    """

    part: str = "scenarios"
    baseline: str | None = None
    signal: str = "h"
    picture: str = "distance"
    relative: bool = True
    log: bool = True
    free: bool = False
    threshold: float = 0.01
    draw: str = "normal"
    scale: float = 0.5
    members: int = 1000
    seed: int = 0
    temperature: float = 0.0
    text_seed: int = 0
    length: int = 60
    prompt: int = 4

    def __post_init__(self) -> None:
        _one_of("part", self.part, PARTS)
        _one_of("picture", self.picture, COMPARE_PICTURES)
        _one_of("draw", self.draw, DRAWS)
        if self.baseline is not None:
            _name("baseline", self.baseline)
        _name("signal", self.signal)
        for name in ("relative", "log", "free"):
            if not isinstance(getattr(self, name), bool):
                raise LstmVizError(f"The setting {name!r} of Compare is true or false.")
        for name, low, high in (
            ("threshold", 0.0001, 0.5),
            ("scale", 1e-6, 100.0),
            ("temperature", 0.0, 5.0),
        ):
            object.__setattr__(self, name, _number(name, getattr(self, name), low, high))
        for name, low, high in (
            ("members", 2, MOST_MEMBERS),
            ("seed", 0, 9_999_999),
            ("text_seed", 0, 9_999_999),
            ("length", 1, MOST_NEW_TOKENS),
            ("prompt", 1, 5_000),
        ):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
                raise LstmVizError(
                    f"The setting {name!r} of Compare is a whole number from {low:,} to {high:,}."
                )

    @classmethod
    def from_json(cls, data: Any) -> CompareView:
        """Return the settings that `to_json` wrote.

        Raises
        ------
        LstmVizError
            If the document is not well formed.
        """
        known = {f.name for f in fields(cls)}
        if not isinstance(data, Mapping) or not set(data) <= known:
            raise LstmVizError(
                f"The settings of Compare are a JSON object with the keys {', '.join(known)}."
            )
        return cls(**data)

    @classmethod
    def from_words(cls, text: str) -> CompareView:
        """Return the settings that `to_words` wrote.

        Raises
        ------
        LstmVizError
            If the text is not well formed.
        """
        kinds = {f.name: type(f.default) for f in fields(cls)} | {"baseline": str}
        given: dict[str, Any] = {}
        for word in text.split(";"):
            name, colon, value = word.partition(":")
            if name not in kinds or not colon:
                raise LstmVizError(f"{word[:20]!r} is no setting of the page Compare")
            given[name] = _read_word(name, unquote(value), kinds[name])
        return cls(**given)

    def to_words(self) -> str:
        """Return the settings that are not at their default, as ``name:value;name:value``."""
        return ";".join(
            f"{name}:{quote(str(value), safe=' ,')}" for name, value in self.to_json().items()
        )

    def to_json(self) -> dict[str, Any]:
        """Return a JSON object of the fields that are not at their default."""
        given = {f.name: getattr(self, f.name) for f in fields(self)}
        return {f.name: given[f.name] for f in fields(self) if given[f.name] != f.default}


def _read_word(name: str, text: str, kind: type) -> Any:
    if kind is str:
        return text
    if kind is bool and text in ("True", "False"):
        return text == "True"
    try:
        return kind(text) if kind is not bool and len(text) <= _MOST_DIGITS else None
    except ValueError as error:
        raise LstmVizError(f"the setting {name!r} is no number: {text[:20]!r}") from error


def _one_of(name: str, value: Any, known: tuple[str, ...]) -> None:
    if value not in known:
        raise LstmVizError(f"The setting {name!r} of Compare is one of {', '.join(known)}.")


def _name(name: str, value: Any) -> None:
    named = isinstance(value, str) and 0 < len(value) <= _LONGEST_NAME
    if not named or not value.isprintable():
        raise LstmVizError(f"The setting {name!r} of Compare is a name.")


def _number(name: str, value: Any, low: float, high: float) -> float:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    # A comparison, unlike a conversion, bears a whole number of any length.
    if not is_number or value != value or not low <= value <= high:
        raise LstmVizError(f"The setting {name!r} of Compare is a number from {low:g} to {high:g}.")
    return float(value)
