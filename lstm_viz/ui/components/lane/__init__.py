"""Marks of interventions on the time axis, one row for each scenario; moved by hand or by keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from lstm_viz._language import N_, Translate
from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import Scenario
from lstm_viz.ui.components._part import part

KEY: Final = "lane"
ACTIONS: Final = ("select", "move", "toggle", "copy", "remove")


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One intervention in the lane.

    Parameters
    ----------
    scenario : str
        Id.
    number : int
        Place among the scenario's interventions.
    kind, words : str
        Its kind, and what it does in words.
    first, last : int
        Rows or steps that it covers.
    everywhere : bool
        Whether it covers all steps, and so cannot be moved.
    on : bool
    note : str
        What else is to be known of it.
    """

    scenario: str
    number: int
    kind: str
    words: str
    first: int
    last: int
    everywhere: bool = False
    on: bool = True
    note: str = ""


@dataclass(frozen=True)
class LaneEdit:
    """What the visitor did to a mark.

    Parameters
    ----------
    action : {"select", "move", "toggle", "copy", "remove"}
    scenario : str
    number : int
    by : int
        Steps of a move.
    """

    action: str
    scenario: str
    number: int
    by: int = 0


def lane(
    *,
    place: str,
    steps: int,
    scenarios: Sequence[Scenario],
    marks: Sequence[Mark],
    selected: tuple[str, int] | None,
    margins: tuple[int, int],
    done: int,
    on_edit: Callable[[Any], None],
    t: Translate,
) -> None:
    """Mount the lane.

    Parameters
    ----------
    place : str
        Model and sequence: with another one, what is on its way is forgotten.
    steps : int
        T; the axis goes from 0 to T.
    scenarios : sequence of Scenario
        The rows.
    marks : sequence of Mark
    selected : (scenario id, number) or None
    margins : (left, right)
        Of the pictures above, in pixels: the axes stand over each other.
    done : int
        Number of the last edit that was answered.
    on_edit : callable
        Called with what the browser sent: its ``edits`` are `unanswered`, and each is read with
        `read_lane_edit`.
    t : Translate
    """
    component = part("lane", js="lane.js", css="lane.css")
    component(
        key=KEY,
        data={
            "place": place,
            "steps": steps,
            "margins": list(margins),
            "rows": [{"id": s.id, "name": s.name, "color": s.color} for s in scenarios],
            "marks": [vars(mark) for mark in marks],
            "done": done,
            "selected": None if selected is None else list(selected),
            "words": {
                "lane": t("Interventions on the time axis"),
                "off": t("{words}, switched off"),
                "noted": t("{words}; {note}"),
                "steps": t("steps {first} to {last}"),
                "keys": t(
                    "{words}. Arrow keys move it, Enter shows it, O switches, C copies, Delete "
                    "removes."
                ),
            },
        },
        on_edit_change=lambda: on_edit(st.session_state[KEY].get("edit")),
    )


def read_lane_edit(sent: Any, marks: Sequence[Mark]) -> LaneEdit:
    """Check what a browser sent.

    Raises
    ------
    LstmVizError
        When it is not well formed, or about a mark that is not there.
    """
    known = {(mark.scenario, mark.number) for mark in marks}
    if not isinstance(sent, dict) or sent.get("action") not in ACTIONS:
        raise LstmVizError(N_("The change did not arrive whole: try again."))
    scenario, number, by = sent.get("scenario"), sent.get("mark"), sent.get("by", 0)
    if (scenario, number) not in known or type(number) is not int:
        raise LstmVizError(N_("This intervention is not there any more."))
    if type(by) is not int or abs(by) > 10**6:
        raise LstmVizError(N_("The change did not arrive whole: try again."))
    return LaneEdit(sent["action"], str(scenario), number, by)
