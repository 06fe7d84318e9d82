"""The ways, grouped by what a person wants to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lstm_viz.keras_code.ways._call import CALL
from lstm_viz.keras_code.ways._way import Way


@dataclass(frozen=True, kw_only=True)
class Group:
    """Ways for one purpose; the first is the recommended one.

    Attributes
    ----------
    title : str
        The purpose, as a person would say it.
    sentence : str
        Who should take these ways.
    ways : tuple of Way
    """

    title: str
    sentence: str
    ways: tuple[Way, ...]


GROUPS: Final[dict[str, Group]] = {
    "call": Group(
        title="Start from my own state, once",
        sentence="A stateless layer that is given its state with the call: start here.",
        ways=CALL,
    ),
}
