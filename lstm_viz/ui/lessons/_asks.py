"""Questions of a lesson: asked, answered, and set beside what happened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import streamlit as st

from lstm_viz.figures import drawn_figure
from lstm_viz.inputs import read_number
from lstm_viz.lessons import Ask, AskWords, Part, PartWords
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.components.sketch import sketch
from lstm_viz.ui.lessons._runs import true_curve
from lstm_viz.ui.visit import chart, choices, t

# Of the range of a drawing: a curve that is nowhere farther away is right.
_CLOSE: Final = 0.15


def ask_all(part: Part, words: PartWords, place: str, kept: dict[int, Any]) -> dict[int, Any]:
    """Draw the questions of a part; returns the answers there are.

    Parameters
    ----------
    part : Part
    words : PartWords
    place : str
        Part of the keys of the widgets.
    kept : dict
        Answers that the widgets begin with, by number of the question.
    """
    given = {}
    for number, (ask, said) in enumerate(zip(part.asks, words.asks, strict=True)):
        value = _ASK[ask.kind](ask, said, f"lesson_answer_{place}_{number}", kept.get(number))
        if value is not None:
            given[number] = value
    return given


def chosen(part: Part, place: str) -> dict[int, Any]:
    """Options that are chosen by now: the button below may have been drawn before the last one."""
    now = {n: st.session_state.get(f"lesson_answer_{place}_{n}") for n in range(len(part.asks))}
    return {
        number: now[number]
        for number, ask in enumerate(part.asks)
        if ask.kind == "choice" and now[number] in ask.options
    }


def _choice(ask: Ask, said: AskWords, key: str, kept: Any) -> Any:
    return choices.radio(
        f"**{plain(said.text)}**",
        ask.options,
        index=ask.options.index(kept) if kept in ask.options else None,
        format_func=lambda option: plain(said.options.get(option, option)),
        key=key,
    )


def _number(ask: Ask, said: AskWords, key: str, kept: Any) -> Any:
    return visit.typed_field(
        f"**{plain(said.text)}**",
        kept,
        _read_number,
        key=key,
        show=lambda number: "" if number is None else visit.show_number(number),
        placeholder=t("a number"),
    )


def _read_number(text: str) -> float | None:
    return read_number(text) if text.strip() else None


def _curve(ask: Ask, said: AskWords, key: str, kept: Any) -> Any:
    st.markdown(f"**{plain(said.text)}**")
    words = {
        "hint": t("Draw with the mouse or a finger, or type the values below."),
        "at": t("value at t = {step}", step="{step}"),
    }
    return sketch(ask.points, ask.low, ask.high, label=said.text, words=words, kept=kept, key=key)


_ASK: Final[dict[str, Callable[[Ask, AskWords, str, Any], Any]]] = {
    "choice": _choice,
    "number": _number,
    "curve": _curve,
}


def beside(
    part: Part, words: PartWords, place: str, rounds: list[tuple[str, dict[int, Any]]]
) -> None:
    """Set what was predicted beside what happened, in words.

    Parameters
    ----------
    part : Part
    words : PartWords
    place : str
    rounds : list of (str, dict)
        What a round is called, and its answers by number of the question.
    """
    for number, (ask, said) in enumerate(zip(part.asks, words.asks, strict=True)):
        given = [(name, kept[number]) for name, kept in rounds if number in kept]
        st.markdown(f"**{plain(said.text)}**")
        for name, value in given:
            st.markdown(f"{name}: {plain(in_words(ask, said, value))}")
        st.markdown(t("What happened: {what}", what=plain(happened(part, number, ask, said))))
        if given:
            _verdict(part, number, ask, said, given[-1][1])
        if ask.kind == "curve":
            drawn = given[-1][1] if given else None
            chart(
                drawn_figure(
                    ask.points,
                    drawn,
                    _true(part, number),
                    low=ask.low,
                    high=ask.high,
                    names=(t("drawn"), t("true")),
                    dark=visit.is_dark(),
                ),
                key=f"lesson_drawn_{place}_{number}",
                alt=happened(part, number, ask, said),
                origin=(t("Lesson"), part.link),
            )


def in_words(ask: Ask, said: AskWords, value: Any) -> str:
    """An answer as text."""
    if ask.kind == "choice":
        return said.options.get(value, str(value))
    if ask.kind == "number":
        return f"{value:g}"
    return _points(ask, value)


def _points(ask: Ask, values: Any) -> str:
    pairs = zip(ask.points, values, strict=True)
    told = ", ".join(f"t = {step}: {value:.2f}" for step, value in pairs)
    return told.replace("-", "\N{MINUS SIGN}")


def _true(part: Part, number: int) -> list[float]:
    return true_curve(part.link, repr(part.asks[number]), number, part)


def happened(part: Part, number: int, ask: Ask, said: AskWords) -> str:
    """What happened, as the answer to a question."""
    if ask.kind == "choice":
        return said.options[ask.right]
    if ask.kind == "number":
        fact = part.fact(ask.right)
        return "" if fact is None else fact.shown
    return _points(ask, _true(part, number))


def _verdict(part: Part, number: int, ask: Ask, said: AskWords, value: Any) -> None:
    if ask.kind == "choice":
        if value == ask.right:
            st.success(t("As you predicted."), icon=":material/check_circle:")
        else:
            st.warning(plain(said.why.get(value, "")), icon=":material/lightbulb:")
        return
    if ask.kind == "number":
        fact = part.fact(ask.right)
        gap = abs(value - fact.value) if fact is not None else 0.0
        near = gap <= ask.near
    else:
        true = _true(part, number)
        gap = max(abs(a - b) for a, b in zip(value, true, strict=True))
        near = gap <= _CLOSE * (ask.high - ask.low)
    said_of = t("Your prediction is {gap} away at most.", gap=f"{gap:.2g}")
    if near:
        st.success(f"{t('Close.')} {said_of}", icon=":material/check_circle:")
    else:
        st.warning(said_of, icon=":material/lightbulb:")
