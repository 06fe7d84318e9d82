"""The app: its pages, and the sidebar that they share."""

from __future__ import annotations

import threading
from typing import Any, Final

import streamlit as st

from lstm_viz.experiment import PAGES
from lstm_viz.ui import compare, dynamics, keras_code, visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui._theme import CSS, EMBEDDED_CSS
from lstm_viz.ui.components.presenter import presenter
from lstm_viz.ui.explore import explore
from lstm_viz.ui.lessons import goal_in_sight, lessons_page
from lstm_viz.ui.sidebar import (
    bar,
    being_opened,
    draw_notice,
    files,
    keep_files,
    language_switch,
    open_link,
    sidebar,
    take_away_button,
)
from lstm_viz.ui.visit import forget_charts, t

_IMPORTING: Final = threading.Lock()


def run() -> None:
    """Draw the app; called by the script that Streamlit runs."""
    st.set_page_config(page_title="LSTM Viz", layout="wide")
    st.html(CSS + visit.hidden_parts())
    # Streamlit's own key, ?embed=true, which also takes its own buttons away.
    if st.context.is_embedded:
        st.html(EMBEDDED_CSS)
    pages = [
        st.Page(explore, title=t("Explore"), url_path="explore", default=True),
        st.Page(_compare, title=t("Compare"), url_path="compare"),
        st.Page(_dynamics, title=t("Dynamics"), url_path="dynamics"),
        st.Page(_keras_code, title=t("Keras code"), url_path="keras_code"),
        st.Page(lessons_page, title=t("Lessons"), url_path=visit.LESSONS),
    ]
    page = st.navigation(pages, position="top")
    wanted = visit.wanted_page()
    if wanted is not None and wanted != (page.url_path or PAGES[0]):
        st.switch_page(next(one for one in pages if (one.url_path or PAGES[0]) == wanted))
    open_link(page.url_path or PAGES[0])
    with st.sidebar:
        language_switch()
        with st.container(key="experiment_side"):
            # Streamlit forgets what is told of a fragment that has moved: places stay, however
            # much stands in them. Above and below are filled last: the page may still choose.
            above, middle, below = st.container(), st.container(), st.container()
            with middle:
                opened = sidebar()
            keep_files()
        _presenter()
    if opened is None:
        st.info(plain(being_opened() or t("Choose another model in the sidebar.")))
        return
    visit.go_to(page.url_path or PAGES[0])
    visit.set_address(None)
    with st.container():
        draw_notice()
        if page.url_path != visit.LESSONS:
            goal_in_sight()
    forget_charts()
    page.run()
    with above:
        bar()
    with below:
        files()
        take_away_button()


def _presenter() -> None:
    words = {
        "present": t("Present"),
        "end": t("End the presentation"),
        "full": t("Full screen"),
        "keys": t(
            "Page down and page up: stages of a lesson. Full stop or b: reveal. Escape: end."
        ),
    }
    presenter(on=visit.presenting() > 0, words=words, on_change=visit.set_presenting)


def load_other_pages() -> None:
    """Import what only the pages after the first one need."""
    _page(compare, "compare_page")
    _page(dynamics, "dynamics_page")
    _page(keras_code, "keras_code")


def _compare() -> None:
    _page(compare, "compare_page")()


def _dynamics() -> None:
    _page(dynamics, "dynamics_page")()


def _keras_code() -> None:
    _page(keras_code, "keras_code")()


def _page(room: Any, name: str) -> Any:
    # One thread imports: packages that import themselves in a circle can be met half made.
    with _IMPORTING:
        return getattr(room, name)
