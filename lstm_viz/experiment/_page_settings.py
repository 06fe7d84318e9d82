"""Settings of a page: a document of their own, and words for a link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Final, Self
from urllib.parse import quote, unquote

from lstm_viz.errors import LstmVizError

_LONGEST_NAME: Final = 200
_MOST_DIGITS: Final = 30


@dataclass(frozen=True, kw_only=True)
class PageSettings:
    """Base of a frozen dataclass whose fields at their default are not written."""

    PAGE: ClassVar[str]

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """Return the settings that `to_json` wrote.

        Raises
        ------
        LstmVizError
            If the document is not well formed.
        """
        known = {f.name for f in fields(cls)}
        if not isinstance(data, Mapping) or not set(data) <= known:
            raise LstmVizError(
                "The settings of {page} are a JSON object with the keys {known}.",
                page=cls.PAGE,
                known=', '.join(known),
            )
        return cls(**data)

    @classmethod
    def from_words(cls, text: str) -> Self:
        """Return the settings that `to_words` wrote.

        Raises
        ------
        LstmVizError
            If the text is not well formed.
        """
        kinds = {f.name: str if f.default is None else type(f.default) for f in fields(cls)}
        given: dict[str, Any] = {}
        for word in text.split(";"):
            name, colon, value = word.partition(":")
            if name not in kinds or not colon:
                raise LstmVizError(
                    "{word!r} is no setting of the page {page}",
                    word=word[:20],
                    page=cls.PAGE,
                )
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

    def _one_of(self, name: str, known: tuple[str, ...]) -> None:
        if getattr(self, name) not in known:
            raise LstmVizError(
                "The setting {name!r} of {page} is one of {known}.",
                name=name,
                page=self.PAGE,
                known=', '.join(known),
            )

    def _flag(self, name: str) -> None:
        if not isinstance(getattr(self, name), bool):
            raise LstmVizError(
                "The setting {name!r} of {page} is true or false.",
                name=name,
                page=self.PAGE,
            )

    def _name(self, name: str) -> None:
        value = getattr(self, name)
        named = isinstance(value, str) and 0 < len(value) <= _LONGEST_NAME
        if not named or not value.isprintable():
            raise LstmVizError(
                "The setting {name!r} of {page} is a name.", name=name, page=self.PAGE
            )

    def _whole(self, name: str, low: int, high: int) -> None:
        value = getattr(self, name)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise LstmVizError(
                "The setting {name!r} of {page} is a whole number from {low:,} to {high:,}.",
                name=name,
                page=self.PAGE,
                low=low,
                high=high,
            )

    def _number(self, name: str, low: float, high: float) -> None:
        value = getattr(self, name)
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        # A comparison, unlike a conversion, bears a whole number of any length.
        if not is_number or value != value or not low <= value <= high:
            raise LstmVizError(
                "The setting {name!r} of {page} is a number from {low:g} to {high:g}.",
                name=name,
                page=self.PAGE,
                low=low,
                high=high,
            )
        object.__setattr__(self, name, float(value))


def _read_word(name: str, text: str, kind: type) -> Any:
    if kind is str:
        return text
    if kind is bool and text in ("True", "False"):
        return text == "True"
    try:
        return kind(text) if kind is not bool and len(text) <= _MOST_DIGITS else None
    except ValueError as error:
        raise LstmVizError(
            "the setting {name!r} is no number: {text!r}", name=name, text=text[:20]
        ) from error
