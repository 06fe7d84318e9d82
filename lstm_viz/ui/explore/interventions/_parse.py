"""Reading numbers that a person pasted."""

from __future__ import annotations

from lstm_viz.inputs import read_list


def parse_numbers(text: str, *, units: int) -> list[float]:
    """Read one number per unit, separated by blanks, commas, semicolons or line ends.

    Brackets are ignored, so that a printed array can be pasted as it is. A comma is a decimal mark
    where only that gives one number per unit.

    Raises
    ------
    LstmVizError
        If an entry is no finite number (it is named with its position), or the count is not
        ``units``.
    """
    return read_list(text, units).rows[0]
