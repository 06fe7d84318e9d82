"""Numbers as the world writes them: which marks stand for what is found out once for a text."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from typing import Final

from lstm_viz._language import half_width
from lstm_viz.errors import LstmVizError

# Blanks that stand within a number, between thousands: no-break, figure, thin, narrow no-break.
_THIN: Final = "\u00a0\u2007\u2009\u202f"
_GROUPED: Final = re.compile(rf"(?<!\d)\d{{1,3}}(?:[{_THIN}]\d{{3}})+(?!\d)|"
                             r"(?<!\d)\d{1,3}(?:['\u2019]\d{3})+(?!\d)")
_ARABIC: Final = str.maketrans({"\u066b": ".", "\u066c": ""})
_PLAIN: Final = re.compile(
    r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|[+-]?(?:nan|inf|infinity)", re.IGNORECASE
)
_GROUPS: Final = {",": re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?"),
                  ".": re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d*)?")}
_SEPARATORS: Final = {"\t": "tabs", ";": "semicolons", ",": "commas", " ": "blanks"}
_BRACKETS: Final = re.compile(r"[\[\](){}]")
_QUOTED: Final = re.compile(r'"[^"\n]*"')
_MOST_SHOWN: Final = 20
_HEAD_LINES: Final = 100


@dataclass(frozen=True)
class Dialect:
    """Which marks stand for what in a text of numbers.

    Attributes
    ----------
    separator : str
        Between two numbers of a row: tab, semicolon, comma, or a blank for any blanks.
    decimal : str
        Point or comma.
    """

    separator: str
    decimal: str

    @property
    def words(self) -> str:
        """What was taken, for a person: ``"read with decimal commas"``."""
        mark = "commas" if self.decimal == "," else "points"
        return f"read with decimal {mark}, columns separated by {_SEPARATORS[self.separator]}"

    def number(self, field: str) -> float | None:
        """Return the number of a field, None where it is none in this dialect."""
        field = field.strip().strip("'\"").strip()
        if self.decimal == "." and "," not in field:
            return float(field) if _PLAIN.fullmatch(field) else None
        other = "." if self.decimal == "," else ","
        if other in field and (self.separator != "," or self.decimal == ","):
            if not _GROUPS[other].fullmatch(field):
                return None
            field = field.replace(other, "")
        plain = field.replace(self.decimal, ".") if self.decimal == "," else field
        return float(plain) if _PLAIN.fullmatch(plain) else None


@dataclass(frozen=True)
class Table:
    """Numbers that were read from a text.

    Attributes
    ----------
    rows : list of list of float
        All of one length.
    dialect : Dialect
        The one that all of them were read in.
    other : Dialect or None
        One in which the whole text can be read too, as other numbers.
    """

    rows: list[list[float]]
    dialect: Dialect
    other: Dialect | None = None

    @property
    def note(self) -> str:
        """What a person should know of the reading; empty where nothing else was possible."""
        notes = [self.dialect.words] if self.dialect.decimal == "," else []
        if self.other is not None:
            notes.append(f"it could also be {self.other.words}")
        return "; ".join(notes)


# A row: its line in the text, and its fields.
_Row = tuple[int, list[str]]


def decode(data: bytes) -> str | None:
    """Return the text of a file: UTF-8, UTF-16 with its mark, or Windows' Western letters.

    None where it is no text.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif any(byte in data for byte in (*range(9), *range(14, 32))):
        encodings = ["utf-8-sig"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def read_table(text: str, name: str = "The text", dialect: Dialect | None = None) -> Table:
    """Read rows of numbers, all of them in one dialect.

    Parameters
    ----------
    text : str
        One row a line. A first row of words is a header and left out, as is an empty last column.
    name : str
        What messages call it.
    dialect : Dialect, optional
        The one to take; found out by default. Where several fit, a comma separates columns.

    Raises
    ------
    LstmVizError
        When a field is no number or rows have different lengths, named by line and column, or
        there are no numbers.
    csv.Error
        When a field is longer than the reader of CSV allows.
    """
    text = _unified(text)
    candidates = _candidates(text) if dialect is None else [dialect]
    head = "\n".join(text.splitlines()[:_HEAD_LINES])
    candidates = [one for one in candidates if _fits(one, _rows(head, one))] or candidates
    tables = [(one, _rows(text, one)) for one in candidates]
    fitting = [(one, rows) for one, rows in tables if _fits(one, rows)]
    if not fitting:
        one, rows = max(tables, key=lambda pair: _hits(*pair))
        raise _mistake(one, rows, name)
    one, rows = fitting[0]
    numbers = _numbers(one, rows)
    others = [other for other, found in fitting[1:] if _numbers(other, found) != numbers]
    return Table(numbers, one, others[0] if others else None)


def read_list(text: str, count: int) -> Table:
    """Read numbers in any layout, brackets left out: one row of ``count`` numbers.

    Where a comma may separate numbers or stand in them, the reading that gives ``count`` counts.

    Raises
    ------
    LstmVizError
        When an entry is no finite number (it is named with its position), or the count is another.
    """
    text = _BRACKETS.sub(" ", _unified(text))
    found = []
    for dialect, between in ((Dialect(",", "."), r"[\s,;]+"), (Dialect(";", ","), r"[\s;]+")):
        entries = [entry for entry in re.split(between, text) if entry]
        found.append((dialect, entries, [dialect.number(entry) for entry in entries]))
    if not found[0][1]:
        raise LstmVizError(
            "Nothing is pasted yet: give {count} numbers, one per unit.", count=count
        )
    fitting = [one for one in found if None not in one[2]]
    exact = [one for one in fitting if len(one[2]) == count]
    dialect, entries, numbers = (exact or fitting or found)[0]
    for position, (entry, number) in enumerate(zip(entries, numbers, strict=True), start=1):
        if number is None or not abs(number) < float("inf"):
            raise LstmVizError(
                "Entry {position}, “{short}”, is not a finite number.",
                position=position,
                short=_short(entry),
            )
    if len(numbers) != count:
        raise LstmVizError(
            "{count} numbers are pasted, the layer has {number} units: give one per unit.",
            count=len(numbers),
            number=count,
        )
    return Table([[number for number in numbers if number is not None]], dialect)


def read_number(text: str) -> float:
    """Read one number; of a point and a comma the last is the decimal mark, one alone is it too.

    Raises
    ------
    LstmVizError
        When it is none.
    """
    plain = _unified(text).strip()
    decimal = "," if plain.rfind(",") > plain.rfind(".") else "."
    if decimal == "," and plain.count(",") > 1:
        decimal = "."
    number = Dialect(" ", decimal).number(plain)
    if number is None and decimal == ".":
        number = Dialect(" ", ",").number(plain)
    if number is None:
        shown = f"“{_short(plain)}” is no number" if plain else "There is no number"
        raise LstmVizError("{shown}: write one such as 0.5 or 0,5.", shown=shown)
    return number


def read_whole(text: str, what: str, low: int, high: int) -> int:
    """Read a whole number between two bounds, such as a seed; ``1e9`` is one too.

    Raises
    ------
    LstmVizError
        When it is none, or outside the bounds.
    """
    plain = _unified(text).strip()
    wanted = f"write a whole number from {low} to {high:,}".replace(",", " ")
    if not plain:
        raise LstmVizError("{what} is empty: {wanted}.", what=what, wanted=wanted)
    if re.fullmatch(r"[+-]?\d+", plain):
        # float would round it, and Python limits how many digits a number may be read from.
        number = int(plain) if len(plain) <= 100 else high + 1
    else:
        try:
            value = read_number(plain)
        except LstmVizError:
            value = 0.5
        if value != value or abs(value) < 2**53 and value != int(value):
            raise LstmVizError(
                "{what} “{short}” is no whole number: {wanted}.",
                what=what,
                short=_short(plain),
                wanted=wanted,
            )
        number = int(value) if abs(value) < float("inf") else high + 1
    if not low <= number <= high:
        raise LstmVizError(
            "{what} {short} is out of range: {wanted}.",
            what=what,
            short=_short(plain),
            wanted=wanted,
        )
    return number


def _unified(text: str) -> str:
    """One form for letters, digits, blanks and signs that mean the same; no thousands in thin."""
    text = _GROUPED.sub(lambda found: re.sub(rf"[{_THIN}'\u2019]", "", found[0]), text)
    return half_width(text).translate(_ARABIC).removeprefix("\ufeff")


def _candidates(text: str) -> list[Dialect]:
    """Dialects that may be meant, the likeliest first."""
    lines = text.splitlines()
    body = _QUOTED.sub("", "\n".join(lines[1:]) or text)
    mark = next((mark for mark in "\t;" if mark in body), None)
    if mark is None and "," in text:
        return [Dialect(",", "."), Dialect(" ", ","), Dialect(",", ","), Dialect(" ", ".")]
    # Where commas do not separate, they are decimal marks sooner than marks of thousands.
    words = len(lines) > 1 and not any(c.isdigit() for c in lines[0])
    marks = ",." if "," in "\n".join(lines[words:]) else ".,"
    return [Dialect(mark or " ", decimal) for decimal in marks]


def _rows(text: str, dialect: Dialect) -> list[_Row]:
    lines = text.splitlines()
    if dialect.separator == " ":
        lines = [re.sub(r"\s+", " ", line.strip()) for line in lines]
    reader = csv.reader(lines, delimiter=dialect.separator)
    rows = [
        (reader.line_num, [field.strip() for field in fields])
        for fields in reader
        if any(field.strip() for field in fields)
    ]
    if len(rows) > 1 and not any(_looks_numeric(field) for field in rows[0][1]):
        rows = rows[1:]
    while rows and all(len(row) > 1 and not row[-1] for _, row in rows):
        rows = [(number, row[:-1]) for number, row in rows]
    return rows


def _looks_numeric(field: str) -> bool:
    # A row that holds a number in whatever dialect is no header: it would be lost in silence.
    return any(Dialect(" ", ".").number(part) is not None for part in re.split("[\t;,]", field))


def _fits(dialect: Dialect, rows: list[_Row]) -> bool:
    width = len(rows[0][1]) if rows else 0
    return bool(rows) and all(
        len(row) == width and all(dialect.number(field) is not None for field in row)
        for _, row in rows
    )


def _hits(dialect: Dialect, rows: list[_Row]) -> tuple[int, int]:
    """How many lines, and fields, a dialect reads: the one with most is what was meant."""
    good = [[dialect.number(field) is not None for field in row] for _, row in rows]
    return sum(all(row) for row in good), sum(map(sum, good))


def _numbers(dialect: Dialect, rows: list[_Row]) -> list[list[float]]:
    found = [[dialect.number(field) for field in row] for _, row in rows]
    return [[number for number in row if number is not None] for row in found]


def _mistake(dialect: Dialect, rows: list[_Row], name: str) -> LstmVizError:
    if not rows:
        return LstmVizError(
            "{name} has no numbers in it: give numbers as CSV, JSON, .npy or .npz.", name=name
        )
    width = len(rows[0][1])
    for line, row in rows:
        if len(row) != width:
            return LstmVizError(
                "{name}: row {line} has {count} columns, the first has {width}: give every "
                "timestep the same number of features.",
                name=name,
                line=line,
                count=len(row),
                width=width,
            )
        for column, field in enumerate(row, start=1):
            if dialect.number(field) is None:
                how = " with decimal commas" if dialect.decimal == "," else ""
                return LstmVizError(
                    "{name}: row {line}, column {column} holds “{short}”, which is not a "
                    "number{how}.",
                    name=name,
                    line=line,
                    column=column,
                    short=_short(field),
                    how=how,
                )
    raise AssertionError("every row can be read")


def _short(text: str, most: int = _MOST_SHOWN) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
