"""The goal of a lesson, and whether the visitor's experiment reaches it."""

from __future__ import annotations

import streamlit as st

from lstm_viz.errors import LstmVizError
from lstm_viz.lessons import Lesson, Runs, Words, reached
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.lessons import _place as place
from lstm_viz.ui.visit import caches, language, t


def goal_box(key: str, lesson: Lesson, words: Words) -> None:
    """Say whether the goal is reached."""
    name = _reached_by(lesson)
    with st.container(key="lesson_goal_box"):
        if name:
            said = t("Reached by scenario {name}.", name=plain(name))
            st.success(f"{said} {plain(words.done)}", icon=":material/flag:")
        else:
            st.info(
                t("Not reached yet: this page looks at your experiment."), icon=":material/flag:"
            )


def goal_in_sight() -> None:
    """Show the goal that the visitor works for above another page."""
    if visit.goal() is not None:
        _goal()


@st.fragment(key=visit.GOAL_FRAGMENT)
def _goal() -> None:
    key = visit.goal()
    if key is None:
        return
    try:
        lesson = place.lesson(key)
    except LstmVizError:
        visit.set_goal(None)
        return
    words = lesson.in_language(language())
    with st.container(border=True, key="lesson_goal_frame"):
        st.markdown(plain(words.goal))
        goal_box(key, lesson, words)
        with st.container(horizontal=True):
            if st.button(t("Back to the lesson"), key="lesson_goal_back"):
                visit.want_page(visit.LESSONS)
                st.rerun()
            if st.button(t("Put the goal away"), key="lesson_goal_away"):
                visit.set_goal(None)
                st.rerun()


def _reached_by(lesson: Lesson) -> str:
    current = visit.experiment()
    scene = lesson.goal.scene
    if (current.model, current.sequence) != (scene.model, scene.sequence):
        return ""
    try:
        traces = caches.traces(current)
        sequence = caches.sequence_of(current)
        runs = Runs(
            experiment=current,
            sample=visit.opened(),
            x=sequence.x,
            target=sequence.target,
            traces={s.name: traces[s.id] for s in current.scenarios},
        )
        return reached(lesson.goal, runs)
    except LstmVizError:
        # A scenario that the goal names may be gone, or an initial state may not fit: the page
        # that shows the experiment says so.
        return ""
