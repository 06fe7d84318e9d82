"""One way to set a state: its words, its code, and how a verdict comes out of running it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

import numpy as np

from lstm_viz._language import N_, SENTENCES, Text
from lstm_viz.keras_code._case import LayerCase
from lstm_viz.keras_code._program import CodeResult, Program

WORKS: Final = N_("works")
RAISES: Final = N_("raises")
ELSE: Final = N_("does something else")
NO_ANSWER: Final = N_("no answer")


@dataclass(frozen=True, kw_only=True)
class Check:
    """What a program is expected to have done, told from two of its results.

    Attributes
    ----------
    got : str
        Variable of the program.
    wanted : str
        Variable of the program, or of the trace: ``"trace.output"``, ``"trace.h"``, ``"trace.c"``
        (all timesteps), ``"trace.h_T"``, ``"trace.c_T"`` (the last one), ``"trace.h_0"`` (h0),
        ``"trace.both"`` (both directions of a Bidirectional, merged);
        ``"trace.output[:1]"`` is the first row of the batch alone.
    expect : {"equal", "different", "finite"}
        What makes it as wanted; ``"finite"`` looks at ``got`` alone.
    otherwise : str
        What happens instead, in a sentence with ``{difference}``, the largest one, or
        ``{share}``, the part that is not finite in percent.
    got_name, wanted_name : str
        Words for the picture.
    """

    got: str
    wanted: str = ""
    expect: Literal["equal", "different", "finite"] = "equal"
    otherwise: str = "The result is another one: it differs by up to {difference}."
    got_name: str = "what you get"
    wanted_name: str = "the trace"


@dataclass(frozen=True, kw_only=True)
class Way:
    """One thing that people do to set, keep or read a state.

    Attributes
    ----------
    id : str
    title, sentence : str
        What it is called and what it is for, shown before the code.
    code : callable of LayerCase to str
        The complete program as it is shown and run.
    checks : tuple of Check, or callable of LayerCase to that
        All as expected: it works.
    refuses : callable of LayerCase to str, optional
        Why it does not apply to a layer, in one sentence; empty where it does.
    instead : str
        What to do instead, for a way that does not work.
    keras2 : callable of LayerCase to str, optional
        The same for Keras 2 (TensorFlow up to 2.15), which is not run here.
    """

    id: str
    title: str
    sentence: str
    code: Callable[[LayerCase], str]
    checks: tuple[Check, ...] | Callable[[LayerCase], tuple[Check, ...]] = ()
    refuses: Callable[[LayerCase], str] | None = None
    instead: str = ""
    keras2: Callable[[LayerCase], str] | None = None

    def expected(self, case: LayerCase) -> tuple[Check, ...]:
        """Return the checks for a layer."""
        return self.checks(case) if callable(self.checks) else self.checks

    def program(self, case: LayerCase) -> Program:
        """Return the program to run."""
        names = dict.fromkeys(
            name
            for check in self.expected(case)
            for name in (check.got, check.wanted)
            if name and not name.startswith("trace.")
        )
        return Program(name=self.id, code=self.code(case), results=tuple(names))

    def refusal(self, case: LayerCase) -> str:
        """Return why the way does not apply to a layer; empty where it does."""
        return self.refuses(case) if self.refuses else ""


@dataclass(frozen=True, kw_only=True)
class Compared:
    """What was wanted and what came, for a picture.

    Attributes
    ----------
    wanted, got : float ndarray of shape ``(batch, T, units)`` or ``(batch, units)``
    wanted_name, got_name : str
    """

    wanted: np.ndarray
    got: np.ndarray
    wanted_name: str
    got_name: str


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What running a way showed.

    Attributes
    ----------
    word : {"works", "raises", "does something else", "no answer"}
    text : str
        The largest difference, the exception's message, or what happened instead.
    difference : float or None
        The number in the text.
    error_type : str
        Class of the exception.
    line : int or None
        Line of the program that raised.
    compared : Compared or None
    """

    word: str
    text: str
    difference: float | None = None
    error_type: str = ""
    line: int | None = None
    compared: Compared | None = field(default=None, compare=False)


def verdict(way: Way, case: LayerCase, result: CodeResult) -> Verdict:
    """Tell from what a program left whether the way works.

    Parameters
    ----------
    way : Way
    case : LayerCase
        That the program was made for.
    result : CodeResult
        What running `Way.program` gave.

    Returns
    -------
    Verdict
    """
    if result.stopped:
        text = Text("The program {stopped}.", stopped=result.stopped)
        return Verdict(word=NO_ANSWER, text=text)
    if result.error is not None:
        return Verdict(
            word=RAISES,
            text=result.error.message,
            error_type=result.error.type,
            line=result.error.line,
        )
    outcomes = [_outcome(check, case, result) for check in way.expected(case)]
    if not outcomes:
        return Verdict(word=WORKS, text=N_("It ran without an error."))
    shown = [outcome for outcome in outcomes if outcome.word != WORKS] or outcomes
    told = Text.joined((outcome.text for outcome in shown), SENTENCES)
    return replace(shown[0], text=told)


def _outcome(check: Check, case: LayerCase, result: CodeResult) -> Verdict:
    got = _value(check.got, case, result)
    if check.expect == "finite":
        share = 100 * float(np.mean(~np.isfinite(got)))
        if share:
            text = Text.filled(check.otherwise, share=f"{share:.3g}")
            return Verdict(word=ELSE, text=text, difference=share)
        return Verdict(word=WORKS, text=Text("Every number is finite."), difference=0.0)
    wanted = _value(check.wanted, case, result)
    if wanted.shape != got.shape:
        return Verdict(word=ELSE, text=_shapes(got, wanted))
    difference = float(np.max(np.abs(got - wanted), initial=0.0))
    compared = Compared(
        wanted=wanted, got=got, wanted_name=check.wanted_name, got_name=check.got_name
    )
    # A difference that is no number is none that may pass as rounding.
    same = difference <= case.tolerance
    shown = f"{difference:.2g}"
    if same == (check.expect == "equal"):
        text = Text(
            "Largest difference between {wanted} and {got}: {difference}.",
            wanted=Text.of(check.wanted_name),
            got=Text.of(check.got_name),
            difference=shown,
        )
        word = WORKS
    else:
        word, text = ELSE, Text.filled(check.otherwise, difference=shown)
    return Verdict(word=word, text=text, difference=difference, compared=compared)


def _shapes(got: np.ndarray, wanted: np.ndarray) -> Text:
    return Text("Its shape is {got}, not {wanted}.", got=got.shape, wanted=wanted.shape)


def _value(name: str, case: LayerCase, result: CodeResult) -> np.ndarray:
    if name.startswith("trace."):
        traced: dict[str, Any] = {"output": case.output, "h": case.h, "c": case.c}
        key = name.removeprefix("trace.").removesuffix("[:1]")
        if key == "both":
            values = case.both
        elif key.endswith("_0"):
            values = case.states[key.replace("_", "")]
        else:
            values = traced[key[0]][:, -1] if key.endswith("_T") else traced[key]
        return values[:1] if name.endswith("[:1]") else values
    if name in result.data:
        return np.asarray(result.data[name], float)
    return result.arrays[name].astype(float)
