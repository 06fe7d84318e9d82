"""The page Lessons: the list, or one lesson in six stages."""

from __future__ import annotations

import streamlit as st

from lstm_viz.errors import LstmVizError
from lstm_viz.lessons import Lesson, from_files, read_zip
from lstm_viz.ui._plain import plain
from lstm_viz.ui.lessons import _place as place
from lstm_viz.ui.lessons._stages import stages
from lstm_viz.ui.visit import language, t

_UPLOAD = "lesson_upload"


def lessons_page() -> None:
    """Draw the page."""
    place.read_address()
    place.show_address()
    with st.container(key="lessons_page"):
        key = place.entered()
        if key is None:
            _list()
            return
        try:
            lesson = place.lesson(key)
        except LstmVizError as error:
            place.enter(None)
            st.error(plain(t.told(error)))
            _list()
            return
        stages(key, lesson)


def _list() -> None:
    with st.container(key="lesson_heading"):
        st.title(t("Lessons"), anchor=False)
    st.markdown(t("Predict, see, try. Nothing that you answer is stored or sent anywhere."))
    problem = place.problem()
    if problem:
        st.error(plain(problem))
    try:
        own = place.given_lesson()
    except LstmVizError as error:
        st.error(plain(t.told(error)))
        own = None
    if own is not None:
        _entry(place.OWN, own, 0)
    for number, key in enumerate(place.known(), 1):
        _entry(key, place.lesson(key), number)
    _open()


def _entry(key: str, lesson: Lesson, number: int) -> None:
    words = lesson.in_language(language())
    with st.container(
        border=True, horizontal=True, vertical_alignment="center", key=f"lesson_{key}"
    ):
        with st.container():
            title = plain(words.title)
            st.header(f"{number}. {title}" if number else title, anchor=False)
            st.markdown(plain(words.can))
            st.caption(t("{minutes} minutes", minutes=lesson.minutes))
        st.button(
            t("Begin"),
            key=f"lesson_begin_{key}",
            # Each button says by itself what it begins.
            help=words.title,
            on_click=place.enter,
            args=(key,),
            width=120,
        )


def _open() -> None:
    with st.expander(t("Open a lesson of your own"), icon=":material/upload_file:"):
        st.markdown(
            t("A zip of a lesson's folder, or its files. `lstm-viz lesson new FOLDER` makes one.")
        )
        files = st.file_uploader(
            t("Files of a lesson"),
            type=["zip", "toml"],
            accept_multiple_files=True,
            key=_UPLOAD,
            max_upload_size=2,
        )
        if not files:
            return
        try:
            zipped = [file for file in files if file.name.lower().endswith(".zip")]
            if zipped:
                given = read_zip(zipped[0].getvalue())
            else:
                given = from_files({file.name: file.getvalue() for file in files})
        except LstmVizError as error:
            st.error(plain(t.told(error)))
            return
        title = plain(given.in_language(language()).title)
        st.button(
            t("Begin “{title}”", title=title),
            key="lesson_begin_given",
            type="primary",
            on_click=place.give,
            args=(given,),
        )
