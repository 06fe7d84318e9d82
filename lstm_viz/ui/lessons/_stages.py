"""The six stages of a lesson. Only what a stage may show is drawn, and so only that is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import streamlit as st

from lstm_viz.experiment import read_link
from lstm_viz.lessons import STAGES, Lesson, Part, PartWords, Words
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.components.lesson_stage import lesson_stage
from lstm_viz.ui.lessons import _place as place
from lstm_viz.ui.lessons._asks import ask_all, beside, chosen, in_words
from lstm_viz.ui.lessons._goal import goal_box
from lstm_viz.ui.lessons._offline import offline_page
from lstm_viz.ui.lessons._pictures import paragraphs, pictures
from lstm_viz.ui.lessons._runs import problems
from lstm_viz.ui.sidebar import receive
from lstm_viz.ui.visit import language, t


def stages(key: str, lesson: Lesson) -> None:
    """Draw the stage that the visitor is at."""
    words = lesson.in_language(language())
    wrong = problems(lesson)
    stage = place.stage()
    names = _names()
    with st.container(key="lesson_heading"):
        st.title(plain(words.title), anchor=False)
        number = STAGES.index(stage) + 1
        st.header(f"{number}/{len(STAGES)} {names[stage]}", anchor=False)
    lesson_stage(f"{key} {stage}")
    if wrong:
        st.error(
            t("This lesson is not shown: its numbers do not hold. {reason}", reason=plain(wrong[0]))
        )
        _leave()
        return
    with st.container(key=f"lesson_stage_{stage}"):
        _STAGES[stage](key, lesson, words)
    _steps(key, stage)


def _names() -> dict[str, str]:
    return {
        "scene": t("Scene"),
        "ask": t("Predict"),
        "discuss": t("Discuss, and answer again"),
        "reveal": t("What happens"),
        "check": t("The same with another model"),
        "try": t("Now you"),
    }


def _scene(key: str, lesson: Lesson, words: Words) -> None:
    paragraphs(words.part.scene)
    pictures(lesson.part, words.part, lesson.part.before, "scene")
    with st.expander(t("For whoever leads the lesson"), icon=":material/school:"):
        paragraphs(words.teacher)
        _download(lesson, words)


def _ask(key: str, lesson: Lesson, words: Words) -> None:
    _question(key, lesson.part, words.part, "first", t("That is my prediction"))
    pictures(lesson.part, words.part, lesson.part.before, "ask")


def _discuss(key: str, lesson: Lesson, words: Words) -> None:
    st.markdown(
        t("Tell somebody what you predicted and why, and hear what they did. Then answer again.")
    )
    _question(key, lesson.part, words.part, "second", t("That is my answer now"))
    pictures(lesson.part, words.part, lesson.part.before, "discuss")


def _question(key: str, part: Part, words: PartWords, round_: str, label: str) -> None:
    kept = _round(key, round_) or (_round(key, "first") if round_ == "second" else {})
    given = ask_all(part, words, f"{key}_{round_}", kept)
    st.button(
        label,
        type="primary",
        key="lesson_answer",
        disabled=len(given) < len(part.asks),
        on_click=_keep,
        args=(key, round_, part, given),
    )


def _keep(key: str, round_: str, part: Part, given: dict[int, Any]) -> None:
    place.answer(key, round_, {**given, **chosen(part, f"{key}_{round_}")})
    if round_ != "check":
        place.go(1)


def _round(key: str, round_: str) -> dict[int, Any]:
    return {n: value for (name, n), value in place.answers(key).items() if name == round_}


def _rounds(key: str) -> list[tuple[str, dict[int, Any]]]:
    first, second = _round(key, "first"), _round(key, "second")
    if first == second or not second:
        return [(t("You predicted"), first)]
    return [(t("You predicted"), first), (t("After the discussion"), second)]


def _reveal(key: str, lesson: Lesson, words: Words) -> None:
    beside(lesson.part, words.part, f"{key}_reveal", _rounds(key))
    paragraphs(words.part.reveal)
    shown = [*lesson.part.after, *(p for p in lesson.part.before if p.kind == "input")]
    pictures(lesson.part, words.part, shown, "reveal")
    _explore(lesson.part.link, "lesson_open_scene")


def _check(key: str, lesson: Lesson, words: Words) -> None:
    paragraphs(words.check.scene)
    answered = _round(key, "check")
    if not answered and not place.is_shown(key):
        _question(key, lesson.check, words.check, "check", t("That is my answer"))
        pictures(lesson.check, words.check, lesson.check.before, "check")
        return
    beside(lesson.check, words.check, f"{key}_check", [(t("You answered"), answered)])
    paragraphs(words.check.reveal)
    pictures(lesson.check, words.check, lesson.check.after, "checked")
    _explore(lesson.check.link, "lesson_open_check")


def _try(key: str, lesson: Lesson, words: Words) -> None:
    paragraphs(words.goal)
    with st.container(horizontal=True):
        _explore(lesson.goal.link, "lesson_open_goal", goal=key)
    goal_box(key, lesson, words)
    _download(lesson, words)
    with st.expander(t("My answers as text"), icon=":material/content_copy:"):
        st.code(answers_as_text(key, lesson, words), language=None, wrap_lines=True)
    st.button(
        t("Begin again"), key="lesson_again", on_click=place.start_again, args=(key,), width=160
    )


_STAGES: Final[dict[str, Callable[[str, Lesson, Words], None]]] = {
    "scene": _scene,
    "ask": _ask,
    "discuss": _discuss,
    "reveal": _reveal,
    "check": _check,
    "try": _try,
}


def _explore(link: str, key: str, *, goal: str | None = None) -> None:
    st.button(
        t("Open in Explore"), key=key, on_click=_open, args=(link, goal), icon=":material/tune:"
    )


def _open(link: str, goal: str | None) -> None:
    if goal is not None:
        visit.set_goal(goal)
    receive(read_link(link))
    visit.want_page("explore")


def _download(lesson: Lesson, words: Words) -> None:
    """Offer the lesson as a file; it is made when it is asked for, some 5 MB with Plotly in it."""
    made = st.button(
        t("Download this lesson"),
        key="lesson_download",
        icon=":material/download:",
        help=t("One HTML file that works without a network."),
    )
    if not made:
        return
    spoken = language() if language() in lesson.words else "en"
    st.download_button(
        t("Save the file"),
        offline_page(lesson, words, _names(), spoken),
        file_name=f"{lesson.id}.{spoken}.html",
        mime="text/html",
        on_click="ignore",
        type="primary",
        key="lesson_save",
    )


def _steps(key: str, stage: str) -> None:
    with st.container(horizontal=True, key="lesson_steps"):
        st.button(
            t("Back"), key="lesson_back", on_click=place.go, args=(-1,), disabled=stage == STAGES[0]
        )
        if stage == "discuss":
            st.button(t("Show what happens"), key="lesson_reveal", on_click=place.go, args=(1,))
        elif stage != STAGES[-1]:
            st.button(t("Next"), key="lesson_next", on_click=place.go, args=(1,))
        if stage == "check" and not _round(key, "check") and not place.is_shown(key):
            st.button(t("Show what happens"), key="lesson_reveal", on_click=place.show, args=(key,))
        _leave()


def _leave() -> None:
    st.button(t("All lessons"), key="lesson_leave", on_click=place.enter, args=(None,))


def answers_as_text(key: str, lesson: Lesson, words: Words) -> str:
    """What was answered in a lesson, as lines to hand in."""
    lines = [words.title]
    rounds = (
        (t("You predicted"), "first", lesson.part, words.part),
        (t("After the discussion"), "second", lesson.part, words.part),
        (t("You answered"), "check", lesson.check, words.check),
    )
    for name, round_, part, said in rounds:
        for number, value in _round(key, round_).items():
            ask, text = part.asks[number], said.asks[number]
            lines.append(f"{text.text} {name}: {in_words(ask, text, value)}")
    return "\n".join(lines)
