"""What the page Dynamics shows of an experiment."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from lstm_viz.errors import LstmVizError
from lstm_viz.experiment._page_settings import PageSettings

DYNAMICS_PARTS: Final = ("space", "sensitivity", "find")
PLANES: Final = ("principal", "numbers", "points", "space3")
_MOST_HELD: Final = 64
_LARGEST_HELD: Final = 1e6


@dataclass(frozen=True, kw_only=True)
class DynamicsView(PageSettings):
    """Settings of the page Dynamics; those at their default are not written.

    Parameters
    ----------
    part : {"space", "sensitivity", "find"}
    plane : {"principal", "numbers", "points", "space3"}
        The first two principal components of visited states, two numbers of the state, through
        three fixed points, or the first three principal components.
    across, up : int
        Numbers of the state at the axes of the plane of two: units of h, then units of c.
    points : str
        Three fixed points, from 1, with commas between.
    arrows, basins : bool
        Whether one step and the memories in which starts end are drawn.
    held : str
        What is held of each feature, or the token, with commas between; empty is zero.
    scenario : str or None
        Id of the scenario at whose start derivatives are taken; None is the first.
    output : int
        Output that is looked at or wanted, from 0.
    wanted : float
        Its wanted value.
    curve : str
        A wanted curve instead: numbers with commas between, one per step; empty is none.
    first, last : int
        Steps between which it is wanted; 0 is the end of the sequence.
    weight : int
        Tenth power of the weight of the distance from visited states, -8 to 0.

    Raises
    ------
    LstmVizError
        If a field is not as said.
    """

    PAGE = "Dynamics"

    part: str = "space"
    plane: str = "principal"
    across: int = 0
    up: int = 1
    points: str = "1,2,3"
    arrows: bool = True
    basins: bool = False
    held: str = ""
    scenario: str | None = None
    output: int = 0
    wanted: float = 1.0
    curve: str = ""
    first: int = 1
    last: int = 0
    weight: int = -4

    def __post_init__(self) -> None:
        self._one_of("part", DYNAMICS_PARTS)
        self._one_of("plane", PLANES)
        for name in ("arrows", "basins"):
            self._flag(name)
        if self.scenario is not None:
            self._name("scenario")
        for name in ("across", "up", "output", "first", "last"):
            self._whole(name, 0, 1_000_000)
        self._whole("weight", -8, 0)
        self._number("wanted", -1e6, 1e6)
        if len(self._numbers("points", 3)) != 3:
            raise LstmVizError("The setting 'points' of Dynamics is three numbers.")
        self._numbers("held", _MOST_HELD)
        self._numbers("curve", 5_000)

    @property
    def held_numbers(self) -> tuple[float, ...]:
        """What is held, by feature."""
        return self._numbers("held", _MOST_HELD)

    @property
    def curve_numbers(self) -> tuple[float, ...]:
        """The wanted curve."""
        return self._numbers("curve", 5_000)

    @property
    def point_numbers(self) -> tuple[int, ...]:
        """The three fixed points, from 1."""
        return tuple(int(number) for number in self._numbers("points", 3))

    def _numbers(self, name: str, most: int) -> tuple[float, ...]:
        text = getattr(self, name)
        words = text.split(",") if isinstance(text, str) and text else []
        try:
            numbers = tuple(float(word) for word in words if len(word) < 30)
        except ValueError:
            numbers = (math.nan,)
        fits = all(abs(number) <= _LARGEST_HELD for number in numbers)
        if not isinstance(text, str) or len(words) > most or len(numbers) != len(words) or not fits:
            raise LstmVizError(
                "The setting {name!r} of Dynamics is at most {most:,} numbers with commas between.",
                name=name,
                most=most,
            )
        return numbers
