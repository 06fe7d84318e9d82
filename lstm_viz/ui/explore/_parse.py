"""Reading numbers that a person pasted."""

from __future__ import annotations

import math
import re

from lstm_viz.errors import LstmVizError

_BETWEEN = re.compile(r"[\s,;\[\](){}]+")


def parse_numbers(text: str, *, units: int) -> list[float]:
    """Read one number per unit, separated by blanks, commas, semicolons or line ends.

    Brackets are ignored, so that a printed array can be pasted as it is.

    Raises
    ------
    LstmVizError
        If an entry is no finite number (it is named with its position), or the count is not
        ``units``.
    """
    entries = [entry for entry in _BETWEEN.split(text) if entry]
    if not entries:
        raise LstmVizError(f"Nothing is pasted yet: give {units} numbers, one per unit.")
    numbers = []
    for position, entry in enumerate(entries, start=1):
        try:
            number = float(entry)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            shown = entry if len(entry) <= 20 else entry[:19] + "…"
            raise LstmVizError(f"Entry {position}, “{shown}”, is not a finite number.")
        numbers.append(number)
    if len(numbers) != units:
        raise LstmVizError(
            f"{len(numbers)} numbers are pasted, the layer has {units} units: give one per unit."
        )
    return numbers
