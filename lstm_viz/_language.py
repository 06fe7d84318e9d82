"""The languages that the page speaks, and translators from English into each.

A translator is an argument or belongs to one visit, never to the process: one server answers
visitors of several languages at once. Messages are English sentences with named places; what they
are filled with is given beside them, so that a catalogue can have them.
"""

from __future__ import annotations

import functools
import gettext
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Final, Protocol

from lstm_viz._catalogue import read_catalogue
from lstm_viz.errors import LstmVizError

ENGLISH: Final = "en"
# Marks every message, so that a test sees which words of a page are none.
PSEUDO: Final = "qps"
LOCALES: Final = Path(__file__).with_name("locales")
_FILE: Final = Path("LC_MESSAGES", "lstm_viz.po")
_LONGEST_TAG: Final = 40


class Text(str):
    """An English text that can be told in another language: it knows what it is made from.

    Rooms below the page return it where they say something; to everyone else it is text.

    Parameters
    ----------
    message : str
        With the places of its values.
    many : str, optional
        The message for another ``count`` than 1, which is among the values then.
    **values
        A message among them is told in the language of the whole.
    """

    message: str
    many: str | None
    values: dict[str, Any]

    def __new__(cls, message: str, many: str | None = None, /, **values: object) -> Text:
        """Make the English text."""
        form = message if many is None or values["count"] == 1 else many
        made = super().__new__(cls, form.format(**values) if values else form)
        made.message, made.many, made.values = message, many, values
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[str, str | None], dict[str, object]]:
        """Copies and pickles know it too."""
        return (self.message, self.many), self.values

    @classmethod
    def of(cls, text: str | LstmVizError) -> Text:
        """Return a text that is marked for the catalogues, or what an error says."""
        if isinstance(text, LstmVizError):
            return cls(text.message, **text.values)
        return text if isinstance(text, Text) else cls(text)

    @classmethod
    def filled(cls, message: str, many: str | None = None, /, **values: object) -> Text:
        """Return a message that is marked where it stands, with its values."""
        return cls(message, many, **values)

    @staticmethod
    def joined(parts: Iterable[str], pair: str | None = None) -> str:
        """Return the parts as one text, with `COMMAS` or another pair of them between."""
        pair = pair or COMMAS
        return functools.reduce(
            lambda one, two: Text.filled(pair, first=one, second=two), parts
        )


class Translate(Protocol):
    """What turns messages into words of one language; it can be part of the key of a cache."""

    def __hash__(self) -> int: ...

    @property
    def language(self) -> str:
        """Its code, for the keys of caches and the browser."""

    def __call__(self, message: str, /, **values: object) -> str:
        """The message in this language, with the values in its named places."""

    def ngettext(self, one: str, many: str, count: int, /, **values: object) -> str:
        """The message for one or for many; ``{count}`` stands for how many."""

    def pgettext(self, context: str, message: str, /, **values: object) -> str:
        """A short message that means different things in different places."""

    def known(self, text: str, /) -> str:
        """A text of the package's own; text of a person stays as it is."""

    def told(self, error: BaseException) -> str:
        """What an error says."""


class Translator:
    """Turns messages into words of one language; see `Translate`.

    Parameters
    ----------
    language : str
        Code of the language.
    catalogue : gettext.NullTranslations
    """

    def __init__(self, language: str, catalogue: gettext.NullTranslations) -> None:
        self.language = language
        self._catalogue = catalogue

    def __call__(self, message: str, /, **values: object) -> str:
        """The message in this language, with the values in its named places."""
        # An empty message is the head of a catalogue.
        return self._filled(self._catalogue.gettext(message) if message else "", values)

    def ngettext(self, one: str, many: str, count: int, /, **values: object) -> str:
        """The message for one or for many; ``{count}`` stands for how many."""
        return self._filled(
            self._catalogue.ngettext(one, many, count), {"count": count, **values}
        )

    def pgettext(self, context: str, message: str, /, **values: object) -> str:
        """A short message that means different things in different places."""
        return self._filled(self._catalogue.pgettext(context, message), values)

    def known(self, text: str, /) -> str:
        """A text of the package's own; text of a person stays as it is."""
        if not isinstance(text, Text):
            return self._catalogue.gettext(text) if text else ""
        if text.many is None:
            return self(text.message, **text.values)
        return self._filled(
            self._catalogue.ngettext(text.message, text.many, text.values["count"]), text.values
        )

    def told(self, error: BaseException) -> str:
        """What an error says; one that is not ours says it in English."""
        if isinstance(error, LstmVizError):
            return self(error.message, **error.values)
        return str(error)

    def _filled(self, text: str, values: dict[str, object]) -> str:
        if not values:
            return text
        return text.format(**{name: self._value(value) for name, value in values.items()})

    def _value(self, value: object) -> object:
        if isinstance(value, LstmVizError):
            return self.told(value)
        return self.known(value) if isinstance(value, Text) else value


class _Marked(gettext.NullTranslations):
    """Every message as it is, between marks."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"

    def pgettext(self, context: str, message: str) -> str:
        return f"⟦{message}⟧"


def N_(message: str) -> str:  # noqa: N802
    """Mark a message of a table for the catalogues; `known` translates it where it is shown."""
    return message


# How two parts stand side by side: `Text.joined`.
COMMAS: Final = N_("{first}, {second}")
SEMICOLONS: Final = N_("{first}; {second}")
AND: Final = N_("{first} and {second}")
SENTENCES: Final = N_("{first} {second}")

english: Final[Translate] = Translator(ENGLISH, gettext.NullTranslations())


@cache
def languages() -> dict[str, str]:
    """The name of each language in itself, by code; each has a folder in ``locales``."""
    codes = sorted(path.parent.parent.name for path in LOCALES.glob(f"*/{_FILE}"))
    return {ENGLISH: "English"} | {code: _head(code)["x-language-name"] for code in codes}


@cache
def translator(language: str) -> Translate:
    """The translator into a language; English when there is none."""
    if language == PSEUDO:
        return Translator(PSEUDO, _Marked())
    if language == ENGLISH or language not in languages():
        return english
    return Translator(language, _catalogue(language))


def tag(language: str) -> str:
    """The language as HTML names it."""
    return ENGLISH if language in (ENGLISH, PSEUDO) else _head(language)["language"]


def language_of(wanted: str | None) -> str | None:
    """The code of the language that a link or a browser names; None for one that is not spoken.

    ``zh``, ``zh-CN``, ``zh_TW`` and ``zh-Hans-CN`` are all ``zh``.
    """
    first = (wanted or "")[:_LONGEST_TAG].replace("_", "-").split("-")[0].strip().lower()
    return first if first in languages() or first == PSEUDO else None


def half_width(text: str) -> str:
    """Text with the digits and signs that a Chinese keyboard writes as those of ASCII."""
    return unicodedata.normalize("NFKC", text).translate(_SIGNS)


# What NFKC leaves: dashes and minus, the ideographic comma and full stop.
_SIGNS: Final = str.maketrans({**dict.fromkeys("‐‑‒–—−", "-"), "、": ",", "。": "."})


def _catalogue(language: str) -> gettext.GNUTranslations:
    return read_catalogue(LOCALES / language / _FILE)


@cache
def _head(language: str) -> dict[str, str]:
    return dict(_catalogue(language).info())
