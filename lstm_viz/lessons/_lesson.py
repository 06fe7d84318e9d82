"""A lesson as data: scenes, questions, facts and a goal, and its words in each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from lstm_viz._language import ENGLISH, PSEUDO
from lstm_viz.experiment import Experiment
from lstm_viz.lessons._marked import marked
from lstm_viz.lessons._picture import Picture

STAGES: Final = ("scene", "ask", "discuss", "reveal", "check", "try")
# Ways to answer.
ASKED: Final = ("choice", "number", "curve")


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A number of the text, and how it is measured.

    Attributes
    ----------
    name : str
        ``{name}`` in a text stands for the number.
    measure : str
        One of ``MEASURES``.
    given : mapping
        What it is measured of: scenario, step, unit...
    value, within : float
        The measured number is ``value`` give or take ``within``.
    link : str
        Another scene that it is measured on; empty for that of its part.
    told : bool
        Whether the scene may tell it before anything is predicted.
    """

    name: str
    measure: str
    given: Mapping[str, Any]
    value: float
    within: float
    link: str = ""
    told: bool = False

    @property
    def shown(self) -> str:
        """The number as a text shows it."""
        return f"{self.value:g}"


@dataclass(frozen=True, kw_only=True)
class Ask:
    """A question, to be answered before the reveal and once more after a discussion.

    Attributes
    ----------
    kind : {"choice", "number", "curve"}
    options : tuple of str
        Keys of the options of a choice.
    right : str
        Key of the right option of a choice; name of the fact that a number is about.
    near : float
        A number is right when it is not farther than this from the fact.
    points : tuple of int
        Steps at which a curve is drawn.
    low, high : float
        Between them a curve is drawn.
    measure : str
    given : mapping
        What the curve really is, but for the step ``t``.
    """

    kind: str
    options: tuple[str, ...] = ()
    right: str = ""
    near: float = 0.0
    points: tuple[int, ...] = ()
    low: float = -1.0
    high: float = 1.0
    measure: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Part:
    """A scene with its questions: the lesson itself, or its check.

    Attributes
    ----------
    link : str
        The scene, as an address of an experiment.
    before, after : tuple of Picture
        Pictures shown at once, and after the reveal.
    asks : tuple of Ask
    facts : tuple of Fact
    """

    link: str
    before: tuple[Picture, ...]
    after: tuple[Picture, ...]
    asks: tuple[Ask, ...]
    facts: tuple[Fact, ...]

    @cached_property
    def scene(self) -> Experiment:
        """The experiment of the link."""
        return Experiment.from_link(self.link)

    def fact(self, name: str) -> Fact | None:
        """The fact of this name."""
        return next((fact for fact in self.facts if fact.name == name), None)


@dataclass(frozen=True, kw_only=True)
class Goal:
    """What a visitor is to reach with an experiment.

    Attributes
    ----------
    link : str
        Where the visitor begins.
    solution : str
        A link that reaches it: a goal that nobody can reach is no goal.
    needs : tuple of Need
    """

    link: str
    solution: str
    needs: tuple[Need, ...]

    @cached_property
    def scene(self) -> Experiment:
        """The experiment of the link."""
        return Experiment.from_link(self.link)


@dataclass(frozen=True, kw_only=True)
class Need:
    """A measured number must lie between two bounds.

    Attributes
    ----------
    measure : str
    given : mapping
        Without a scenario, one scenario has to meet all needs that name none.
    least, most : float or None
    """

    measure: str
    given: Mapping[str, Any]
    least: float | None
    most: float | None


@dataclass(frozen=True, kw_only=True)
class AskWords:
    """Words of one question.

    Attributes
    ----------
    text : str
    options, why : mapping of str to str
        By key of the option: what it says, and what one who chooses it thinks.
    """

    text: str
    options: Mapping[str, str] = field(default_factory=dict)
    why: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class PartWords:
    """Words of a part.

    Attributes
    ----------
    scene, reveal : str
        Paragraphs, with blank lines between them.
    asks : tuple of AskWords
    bars : mapping of str to str
        What a bar of the picture of facts is called, by name of the fact.
    """

    scene: str
    reveal: str
    asks: tuple[AskWords, ...]
    bars: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Words:
    """A lesson in one language.

    Attributes
    ----------
    title, can : str
        What it is called, and what a learner can say afterwards.
    part, check : PartWords
    goal, done : str
        What to reach, and what is said when it is reached.
    teacher : str
        For whoever leads the lesson.
    """

    title: str
    can: str
    part: PartWords
    check: PartWords
    goal: str
    done: str
    teacher: str = ""


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """A lesson whose files were read and found well formed.

    Attributes
    ----------
    id : str
    minutes : int
    part, check : Part
    goal : Goal
    words : mapping of str to Words
        By code of the language.
    """

    id: str
    minutes: int
    part: Part
    check: Part
    goal: Goal
    words: Mapping[str, Words]

    def in_language(self, language: str) -> Words:
        """Words in this language, or else in English, or else in the first there is."""
        if language == PSEUDO:
            return marked(self.in_language(ENGLISH))
        first = next(iter(self.words.values()))
        return self.words.get(language) or self.words.get(ENGLISH) or first
