"""What the page Compare shows of an experiment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lstm_viz.experiment._page_settings import PageSettings

PARTS: Final = ("scenarios", "ensemble", "text")
COMPARE_PICTURES: Final = ("distance", "difference", "difference_lines", "overlay", "multiples")
DRAWS: Final = ("normal", "uniform", "visited")
MOST_MEMBERS: Final = 10_000
MOST_NEW_TOKENS: Final = 400


@dataclass(frozen=True, kw_only=True)
class CompareView(PageSettings):
    """Settings of the page Compare; those at their default are not written.

    Parameters
    ----------
    part : {"scenarios", "ensemble", "text"}
        What is compared: the scenarios, an ensemble, or text continued from each scenario.
    baseline : str or None
        Id of the scenario that the others are compared with; None is the first.
    signal : str
        A signal of the layer ("h", "c", "i", ...), or "output", or "output NAME".
    picture : {"distance", "difference", "difference_lines", "overlay", "multiples"}
    relative, log : bool
        Whether a distance is drawn as a share of the start, and on a logarithmic scale.
    free : bool
        Whether each small multiple has a range of its own.
    threshold : float
        Share of the start that counts as forgotten, from 0.0001 to 0.5.
    draw : {"normal", "uniform", "visited"}
        How the initial states of an ensemble are drawn.
    scale : float
        Of the draws, more than 0, at most 100.
    members : int
        2 to 10,000.
    seed : int
        Of the ensemble, below 10,000,000.
    temperature : float
        Of generated text, 0 (the likeliest token) to 5.
    text_seed : int
    length : int
        New tokens, 1 to 400.
    prompt : int
        Tokens of the sequence that are read first, from 1.

    Raises
    ------
    LstmVizError
        If a field is not as said.
    """

    PAGE = "Compare"

    part: str = "scenarios"
    baseline: str | None = None
    signal: str = "h"
    picture: str = "distance"
    relative: bool = True
    log: bool = True
    free: bool = False
    threshold: float = 0.01
    draw: str = "normal"
    scale: float = 0.5
    members: int = 1000
    seed: int = 0
    temperature: float = 0.0
    text_seed: int = 0
    length: int = 60
    prompt: int = 4

    def __post_init__(self) -> None:
        self._one_of("part", PARTS)
        self._one_of("picture", COMPARE_PICTURES)
        self._one_of("draw", DRAWS)
        if self.baseline is not None:
            self._name("baseline")
        self._name("signal")
        for name in ("relative", "log", "free"):
            self._flag(name)
        self._number("threshold", 0.0001, 0.5)
        self._number("scale", 1e-6, 100.0)
        self._number("temperature", 0.0, 5.0)
        self._whole("members", 2, MOST_MEMBERS)
        self._whole("seed", 0, 9_999_999)
        self._whole("text_seed", 0, 9_999_999)
        self._whole("length", 1, MOST_NEW_TOKENS)
        self._whole("prompt", 1, 5_000)
