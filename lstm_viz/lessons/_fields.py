"""Fields of a lesson's files, each checked; what is wrong is said with its place."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from lstm_viz.errors import LstmVizError

# Letters of one text, and of a name.
MOST_TEXT: Final = 4_000
MOST_NAME: Final = 60
_MOST_LIST: Final = 60
_MOST_LINK: Final = 8_000
_HTML: Final = re.compile(r"<[A-Za-z/!?]")
_NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,59}")


class Fields:
    """A table of a TOML file; every field is taken once, and none may be left."""

    def __init__(self, data: Any, place: str) -> None:
        if not isinstance(data, Mapping):
            raise LstmVizError("{place} is a table of fields.", place=place)
        self.place = place
        self._left = dict(data)

    def wrong(self, name: str, reason: str) -> LstmVizError:
        """An error about one field."""
        return LstmVizError(
            "{place}: '{name}' {reason}", place=self.place, name=name, reason=reason
        )

    def has(self, name: str) -> bool:
        """Whether the field is there and was not taken yet."""
        return name in self._left

    def take(self, name: str, default: Any = None) -> Any:
        """The field as it is."""
        if name not in self._left:
            if default is None:
                raise self.wrong(name, "is missing.")
            return default
        return self._left.pop(name)

    def text(self, name: str, default: str | None = None, *, most: int = MOST_TEXT) -> str:
        """A text that a page may show."""
        return self._plain(name, self.take(name, default), most)

    def _plain(self, name: str, value: Any, most: int) -> str:
        if not isinstance(value, str) or len(value) > most:
            raise self.wrong(name, f"is a text of at most {most:,} letters.")
        if _HTML.search(value):
            raise self.wrong(name, "holds HTML: write plain text, with blank lines to part it.")
        if not all(letter.isprintable() or letter == "\n" for letter in value):
            raise self.wrong(name, "holds letters that cannot be shown.")
        return value.strip()

    def link(self, name: str) -> str:
        """A link of an experiment."""
        value = self.take(name)
        if not isinstance(value, str) or len(value) > _MOST_LINK:
            raise self.wrong(name, f"is a link of at most {_MOST_LINK:,} letters.")
        return value

    def name(self, name: str, default: str | None = None) -> str:
        """A short name of small letters, digits, ``-`` and ``_``."""
        value = self.take(name, default)
        if not isinstance(value, str) or not (_NAME.fullmatch(value) or value == default):
            raise self.wrong(name, "is a name of small letters, digits, - and _.")
        return value

    def number(
        self, name: str, default: float | None = None, *, low: float = -1e9, high: float = 1e9
    ) -> float:
        """A finite number between two bounds."""
        value = self.take(name, default)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise self.wrong(name, "is a number.")
        if not math.isfinite(value) or not low <= value <= high:
            raise self.wrong(name, f"is a number from {low:g} to {high:g}, not {value:g}.")
        return float(value)

    def whole(self, name: str, *, low: int = 0, high: int = 10**6) -> int:
        """A whole number between two bounds."""
        value = self.take(name)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self.wrong(name, f"is a whole number from {low} to {high}.")
        return value

    def flag(self, name: str) -> bool:
        """True or false; false when it is not there."""
        value = self.take(name, False)
        if not isinstance(value, bool):
            raise self.wrong(name, "is true or false.")
        return value

    def names(self, name: str) -> tuple[str, ...]:
        """A list of texts, for what reads them."""
        value = self.take(name)
        if (
            not isinstance(value, list)
            or len(value) > _MOST_LIST
            or not all(isinstance(one, str) and len(one) <= 200 for one in value)
        ):
            raise self.wrong(name, f"is a list of at most {_MOST_LIST} names.")
        return tuple(value)

    def wholes(self, name: str) -> tuple[int, ...]:
        """A list of steps, each after the one before."""
        value = self.take(name)
        good = isinstance(value, list) and 2 <= len(value) <= 20
        good = good and all(type(one) is int and 0 <= one <= 10_000 for one in value)
        if not good or any(b <= a for a, b in zip(value, value[1:], strict=False)):
            raise self.wrong(name, "is a list of 2 to 20 steps, each after the one before.")
        return tuple(value)

    def texts(self, name: str) -> dict[str, str]:
        """A table of texts; empty when it is not there."""
        if not self.has(name):
            return {}
        table = Fields(self.take(name), f"{self.place}, {name}")
        return {key: table.text(key, most=600) for key in list(table._left)}

    def part(self, name: str) -> Fields:
        """A table in this one."""
        return Fields(self.take(name), f"{self.place}, {name}")

    def parts(self, name: str, most: int = _MOST_LIST) -> Iterator[Fields]:
        """A list of tables in this one; none when it is not there."""
        value = self.take(name, []) if self.has(name) else []
        if not isinstance(value, list) or len(value) > most:
            raise self.wrong(name, f"is a list of at most {most} tables.")
        for number, one in enumerate(value, 1):
            yield Fields(one, f"{self.place}, {name} {number}")

    def rest(self) -> dict[str, Any]:
        """What was not taken, as it is."""
        left, self._left = self._left, {}
        return left

    def end(self) -> None:
        """Raise LstmVizError when a field is left that nothing reads."""
        if self._left:
            raise self.wrong(next(iter(self._left))[:MOST_NAME], "is no field of a lesson.")


def read_toml(data: bytes, file: str) -> Fields:
    """Read a TOML file.

    Raises
    ------
    LstmVizError
        If it is none.
    """
    try:
        return Fields(tomllib.loads(data.decode("utf-8")), file)
    except UnicodeDecodeError as error:
        raise LstmVizError("{file} is no text in UTF-8: save it again.", file=file) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise LstmVizError(
            "{file} is no TOML: {error}.", file=file, error=str(error)[:200]
        ) from error
