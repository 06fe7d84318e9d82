"""Where a visitor is: the page, the section in it, and the model that the sidebar shows."""

from __future__ import annotations

from typing import Final

import streamlit as st

from lstm_viz.experiment import PAGES
from lstm_viz.ui.visit._experiment import experiment, settle

# Session key of the model that the sidebar shows.
_MODEL: Final = "model"
_PAGE: Final = "wanted_page"
_ADDRESS: Final = "address"
# Key of the fragment that says whether the goal of a lesson is reached, on every page.
GOAL_FRAGMENT: Final = "lesson_goal"
_GOAL: Final = "lesson_goal_link"


def go_to(page: str) -> None:
    """Say which page is on show."""
    if page in PAGES and experiment().view.page != page:
        settle(experiment().with_view(page=page))


def choose_place(**place: str) -> None:
    """Say which section of the page Keras code, or purpose in it, is on show."""
    settle(experiment().with_view(**place))


def want_page(page: str) -> None:
    """Have another page shown at the next run."""
    st.session_state[_PAGE] = page


def wanted_page() -> str | None:
    """The page to go to, once; None to stay."""
    return st.session_state.pop(_PAGE, None)


def chosen_model() -> str | None:
    """Id of the model that the sidebar shows or is about to; None in a visit that begins."""
    return st.session_state.get(_MODEL)


def choose_model(model: str) -> None:
    """Have the sidebar show this model."""
    st.session_state[_MODEL] = model


def set_address(link: str | None) -> None:
    """Have the address name what is on show where that is not the experiment."""
    st.session_state[_ADDRESS] = link


def address() -> str | None:
    """Path and query of what is on show; None where it is the experiment."""
    return st.session_state.get(_ADDRESS)


def set_goal(lesson: str | None) -> None:
    """Say which lesson's goal the visitor is working for."""
    st.session_state[_GOAL] = lesson


def goal() -> str | None:
    """Id of the lesson whose goal the visitor is working for."""
    return st.session_state.get(_GOAL)
