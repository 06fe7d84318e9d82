"""Where a stage of a lesson begins: its heading gets the focus when the stage changes."""

from __future__ import annotations

import streamlit as st


def lesson_stage(place: str) -> None:
    """Mount it below the heading of a stage.

    Parameters
    ----------
    place : str
        Changes with the stage; the first one of a visit leaves the focus where it is.
    """
    component = st.components.v2.component(
        "lstm-viz.lesson_stage", js="lesson_stage.js", isolate_styles=False
    )
    component(key="lesson_stage", data={"place": place})
