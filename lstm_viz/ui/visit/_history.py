"""What can be undone: experiments as they were, and what was done to each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from lstm_viz._language import Translate, english
from lstm_viz.experiment import Experiment, change_in_words

MOST_STEPS: Final = 100
# Fields of the view that are changed many times in a row; the whole row is one step.
_IN_A_ROW: Final = ("unit", "units", "settings of Compare")


@dataclass(frozen=True)
class Step:
    """An experiment to go back to, and what was done to it, or to come to it again.

    Attributes
    ----------
    experiment : Experiment
    words : str
    """

    experiment: Experiment
    words: str


@dataclass(frozen=True)
class History:
    """Steps to go back to, the newest last, and steps to go forward to.

    Attributes
    ----------
    past, future : tuple of Step
    group : object
        Changes that follow each other in the same group are one step.
    """

    past: tuple[Step, ...] = ()
    future: tuple[Step, ...] = ()
    group: object = None

    def record(
        self,
        old: Experiment,
        new: Experiment,
        *,
        group: object = None,
        words: str | None = None,
        t: Translate = english,
    ) -> History:
        """The history after ``new`` took the place of ``old``; itself when nothing was done."""
        told = change_in_words(old, new)
        if told is None:
            return self
        if group is None and (words or told) in _IN_A_ROW:
            group = words or told
        if group is not None and group == self.group and self.past:
            return replace(self, future=())
        words = words or change_in_words(old, new, t) or told
        return History((*self.past, Step(old, words))[-MOST_STEPS:], (), group)

    def undo(self, now: Experiment) -> tuple[History, Experiment]:
        """The history and the experiment one step back."""
        last = self.past[-1]
        return (
            History(self.past[:-1], (*self.future, Step(now, last.words))),
            _moved(last.experiment, now),
        )

    def redo(self, now: Experiment) -> tuple[History, Experiment]:
        """The history and the experiment one step forward."""
        last = self.future[-1]
        return (
            History((*self.past, Step(now, last.words)), self.future[:-1]),
            _moved(last.experiment, now),
        )


def _moved(back: Experiment, now: Experiment) -> Experiment:
    """The experiment, seen from where one is now, as far as that place is in it."""
    view = {name: getattr(now.view, name) for name in ("page", "section", "purpose")}
    if (back.model, back.sequence) == (now.model, now.sequence):
        view["step"] = now.view.step
    return back.with_view(**view)
