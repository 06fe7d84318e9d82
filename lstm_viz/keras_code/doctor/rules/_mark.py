"""A rule that fits states, and the sentence about this case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lstm_viz.keras_code.doctor.rules._catalogue import RULES


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A rule that fits, and the sentence about this case.

    Attributes
    ----------
    code : str
    problem : str
    shapes : tuple of shapes or None
        What the example shows the mistake with.
    error : str or None
        The error in this case, where the rule's own does not say it.
    """

    code: str
    problem: str
    shapes: tuple[tuple[int, ...], ...] | None = None
    error: str | None = None


def mark(code: str, which: str = "", *, shapes: Any = None, error: str | None = None,
         **values: Any) -> Mark:
    """Return the mark of a rule, with one of its sentences filled with values."""
    problem, told = RULES[code].told(which, **values)
    return Mark(code=code, problem=problem, shapes=shapes, error=told if error is None else error)
