"""A question about the run before it is shown, and the verdict."""

from __future__ import annotations

from dataclasses import astuple
from typing import Any, Final

import streamlit as st

from lstm_viz.keras_code.statefulness import Question, Setting
from lstm_viz.ui.keras_code.statefulness._setting import ASK
from lstm_viz.ui.visit import choices, t

# Session keys: how many questions came before, and the last answer with what it was given to.
_NUMBER: Final = "statefulness_number"
_ANSWER: Final = "statefulness_answer"


def question_number() -> int:
    """How many questions came before."""
    return st.session_state.get(_NUMBER, 0)


def may_be_shown(setting: Setting, number: int, question: Question) -> bool:
    """Ask, and say whether the run may be shown."""
    if not st.session_state[ASK]:
        return True
    place = (astuple(setting), number)
    answer = st.session_state.get(_ANSWER)
    if answer is None or answer[0] != place:
        _ask(place, question)
        return False
    _verdict(question, answer[1])
    return True


def _ask(place: Any, question: Question) -> None:
    with st.container(border=True, key="statefulness_question"):
        chosen = choices.radio(
            f"**{t.known(question.text)}**",
            range(len(question.choices)),
            index=None,
            format_func=lambda n: t.known(question.choices[n].text),
            key=f"statefulness_choice_{place}",
        )
        with st.container(horizontal=True):
            st.button(
                t("Check"),
                type="primary",
                key="statefulness_check",
                disabled=chosen is None,
                on_click=_answer,
                args=(place, chosen),
            )
            st.button(
                t("Show without answering"),
                key="statefulness_show",
                on_click=_answer,
                args=(place, None),
            )


def _answer(place: Any, chosen: int | None) -> None:
    st.session_state[_ANSWER] = (place, chosen)


def _next() -> None:
    st.session_state[_NUMBER] = question_number() + 1


def _verdict(question: Question, chosen: int | None) -> None:
    with st.container(key="statefulness_verdict"):
        if chosen is None:
            st.info(f"{t.known(question.text)} {t.known(question.why)}", icon=":material/info:")
        elif chosen == question.right:
            st.success(t("Right. {why}", why=question.why), icon=":material/check_circle:")
        else:
            wrong = question.choices[chosen].text
            st.error(
                t("No: not {wrong}. {why}", wrong=wrong, why=question.why), icon=":material/cancel:"
            )
        st.button(
            t("Another question"),
            icon=":material/quiz:",
            key="statefulness_next",
            on_click=_next,
        )
