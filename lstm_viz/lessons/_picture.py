"""The pictures that a lesson names, and which scenarios they show."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from lstm_viz.errors import LstmVizError

SIGNALS: Final = ("h", "c", "i", "f", "g", "o", "z", "r")
_NAME: Final = r"[a-z][a-z0-9_]{0,39}"
_PICTURE: Final = re.compile(rf"(input|output|[{''.join(SIGNALS)}])(?:@([A-Z](?:,[A-Z])*))?")
_BARS: Final = re.compile(rf"bars:({_NAME}(?:,{_NAME})*)")


@dataclass(frozen=True)
class Picture:
    """A picture of a scene, or of the facts of a lesson.

    Attributes
    ----------
    kind : str
        ``input``, ``output``, a signal of the layer on show, or ``bars``.
    scenarios : tuple of str
        Names of the scenarios it shows; empty for all.
    facts : tuple of str
        Facts that bars show.
    """

    kind: str
    scenarios: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()


def read_picture(text: str) -> Picture:
    """Read the name of a picture: ``input``, ``output@A``, ``c``, ``c@A,B`` or ``bars:one,two``.

    Raises
    ------
    LstmVizError
        If it is none.
    """
    bars = _BARS.fullmatch(text)
    if bars:
        return Picture("bars", facts=tuple(bars[1].split(",")))
    found = _PICTURE.fullmatch(text)
    if found is None:
        raise LstmVizError(
            "There is no picture {text!r}: write input, output, a signal such as c, one of "
            "them with scenarios as in output@A, or bars:fact,fact.", text=text[:40]
        )
    return Picture(found[1], scenarios=tuple(found[2].split(",")) if found[2] else ())
