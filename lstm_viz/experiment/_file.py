"""The text of a saved experiment, and back; what is read is bounded."""

from __future__ import annotations

import json
import re
from typing import Any, Final, NoReturn

from lstm_viz.errors import LstmVizError

# A list of numbers over several lines; no text in a document holds a line break.
_NUMBERS: Final = re.compile(r"\[\n[-+0-9.eE,\s]*\]")
MOST_FILE_BYTES: Final = 64 * 2**20


def to_text(document: dict[str, Any]) -> str:
    """Write a document as JSON, a list of numbers on one line."""
    text = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)
    return _NUMBERS.sub(lambda found: " ".join(found[0].split()), text) + "\n"


def read_text(text: str | bytes) -> Any:
    """Read JSON.

    Raises
    ------
    LstmVizError
        If it is no JSON, or larger than 64 MiB.
    """
    if len(text) > MOST_FILE_BYTES:
        raise LstmVizError(
            "The file has more than {most} MiB: that is no experiment.",
            most=MOST_FILE_BYTES // 2 ** 20,
        )
    try:
        return json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise LstmVizError(
            "The file is no experiment: it is not the JSON that LSTM Viz saves."
        ) from error


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
