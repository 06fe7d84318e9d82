"""Which lesson a visitor is in, at which stage, and what was answered."""

from __future__ import annotations

import functools
import os
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

import streamlit as st

from lstm_viz._start import LESSON_VARIABLE
from lstm_viz.errors import LstmVizError
from lstm_viz.lessons import STAGES, Lesson, lesson_ids, load_lesson, read_lesson
from lstm_viz.ui import visit

OWN: Final = "own"
_READ: Final = "lesson_link_read"
_LESSON: Final = "lesson_open"
_STAGE: Final = "lesson_stage"
_GIVEN: Final = "lesson_given"
_ANSWERS: Final = "lesson_answers"
_PROBLEM: Final = "lesson_problem"
_SHOWN: Final = "lesson_check_shown"


def read_address() -> None:
    """Open what the address names; once a visit."""
    if st.session_state.get(_READ):
        return
    st.session_state[_READ] = True
    key, stage = st.query_params.get("lesson"), st.query_params.get("step", STAGES[0])
    if key is None:
        return
    try:
        lesson(key)
    except LstmVizError as error:
        st.session_state[_PROBLEM] = visit.t.told(error)
        return
    st.session_state[_LESSON] = key
    st.session_state[_STAGE] = stage if stage in STAGES else STAGES[0]


def problem() -> str | None:
    """Why what was asked for cannot be opened, once."""
    return st.session_state.pop(_PROBLEM, None)


def lesson(key: str) -> Lesson:
    """The lesson of this id: a bundled one, the visitor's own, or that of the command line.

    Raises
    ------
    LstmVizError
        If there is none, or its files are wrong.
    """
    if key == OWN:
        given = given_lesson()
        if given is None:
            raise LstmVizError("This lesson came from a file that is not here: open it again.")
        return given
    return load_lesson(key)


def given_lesson() -> Lesson | None:
    """The lesson that the visitor opened from a file, else that of the command line.

    Raises
    ------
    LstmVizError
        If the folder of the command line is wrong; it is read again whenever it has changed.
    """
    own = st.session_state.get(_GIVEN)
    if own is not None:
        return own
    folder = os.environ.get(LESSON_VARIABLE)
    if not folder:
        return None
    try:
        changed = max((one.stat().st_mtime_ns for one in os.scandir(folder)), default=0)
    except OSError as error:
        raise LstmVizError(
            "'{folder}' cannot be read: {reason}.",
            folder=folder,
            reason=error.strerror,
        ) from error
    return _from_disk(folder, changed)


@functools.lru_cache(maxsize=4)
def _from_disk(folder: str, changed: int) -> Lesson:
    return read_lesson(folder)


def give(given: Lesson) -> None:
    """Take a lesson from a file, and open it."""
    st.session_state[_GIVEN] = given
    enter(OWN)


def known() -> list[str]:
    """Ids of the list."""
    return list(lesson_ids())


def entered() -> str | None:
    """Id of the lesson on show; None for the list."""
    return st.session_state.get(_LESSON)


def stage() -> str:
    """The stage on show."""
    return st.session_state.get(_STAGE, STAGES[0])


def enter(key: str | None, at: str = STAGES[0]) -> None:
    """Show a lesson, or the list."""
    st.session_state[_LESSON] = key
    st.session_state[_STAGE] = at


def go(step: int) -> None:
    """Go stages on or back."""
    place = STAGES.index(stage()) + step
    st.session_state[_STAGE] = STAGES[min(max(place, 0), len(STAGES) - 1)]


def answers(key: str) -> dict[tuple[str, int], Any]:
    """What was answered in a lesson, by round (first, second, check) and number of question."""
    return dict(st.session_state.get(_ANSWERS, {}).get(key, {}))


def answer(key: str, round_: str, given: Mapping[int, Any]) -> None:
    """Keep answers of a lesson."""
    every = dict(st.session_state.get(_ANSWERS, {}))
    kept = {(round_, number): value for number, value in given.items()}
    every[key] = {**every.get(key, {}), **kept}
    st.session_state[_ANSWERS] = every


def is_shown(key: str) -> bool:
    """Whether the check of a lesson was shown without an answer."""
    return st.session_state.get(_SHOWN) == key


def show(key: str) -> None:
    """Show the check of a lesson without an answer."""
    st.session_state[_SHOWN] = key


def start_again(key: str) -> None:
    """Forget what was answered in a lesson, and go to its beginning."""
    every = dict(st.session_state.get(_ANSWERS, {}))
    every.pop(key, None)
    st.session_state[_ANSWERS] = every
    st.session_state.pop(_SHOWN, None)
    for name in list(st.session_state):
        if str(name).startswith(f"lesson_answer_{key}_"):
            del st.session_state[name]
    enter(key)


def show_address() -> None:
    """Have the address name the lesson and the stage, and not the experiment."""
    parts = {"lesson": entered(), "step": stage()} if entered() else {}
    visit.set_address(f"/lessons?{urlencode(parts)}")
