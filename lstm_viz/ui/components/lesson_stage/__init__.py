"""Where a stage of a lesson begins: its heading gets the focus when the stage changes."""

from __future__ import annotations

from lstm_viz.ui.components._part import part


def lesson_stage(place: str) -> None:
    """Mount it below the heading of a stage.

    Parameters
    ----------
    place : str
        Changes with the stage; the first one of a visit leaves the focus where it is.
    """
    component = part("lesson_stage", js="lesson_stage.js")
    component(key="lesson_stage", data={"place": place})
