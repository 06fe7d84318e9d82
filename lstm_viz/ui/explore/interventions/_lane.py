"""The lane under the pictures, and the fold in which interventions are made and changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import streamlit as st

from lstm_viz._language import N_
from lstm_viz.errors import LstmVizError
from lstm_viz.figures import MARGIN_LEFT, MARGIN_RIGHT
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.components.lane import lane, read_lane_edit
from lstm_viz.ui.components.messages import unanswered
from lstm_viz.ui.explore.interventions._edits import apply, marks
from lstm_viz.ui.explore.interventions._form import intervention_form
from lstm_viz.ui.explore.interventions._map import map_of_splices
from lstm_viz.ui.explore.interventions._place import Place, problem, selected, tell
from lstm_viz.ui.explore.interventions._state_here import state_here
from lstm_viz.ui.visit import caches, choices, t

LANE: Final = "interventions_lane"
# Session key: number of the last edit in the lane that was answered.
_DONE: Final = "interventions_done"
_FOLD: Final = "interventions_fold"
_PART: Final = "interventions_part"
_PARTS: Final[dict[str, Callable[[Place], None]]] = {
    N_("Add or change"): intervention_form,
    N_("Edit the state here"): state_here,
    N_("Which unit carries the difference"): map_of_splices,
}


def interventions_lane(opened: Any, redraw: Callable[[], None]) -> None:
    """Draw the lane.

    Parameters
    ----------
    opened : opened model
    redraw : callable
        Draws the pictures anew; it ends a callback.
    """
    _lane(opened, redraw)


def wants_the_step() -> bool:
    """Whether something in the fold follows the cursor."""
    return bool(st.session_state.get(f"{_FOLD}_kept"))


@st.fragment(key=LANE)
def _lane(opened: Any, redraw: Callable[[], None]) -> None:
    try:
        traces = caches.traces(visit.experiment())
    except LstmVizError:
        # The pictures say why.
        return
    place = Place(opened, visit.layer_of(opened), traces, redraw)
    drawn = marks(place)

    def edited(sent: Any) -> None:
        for edit in unanswered(sent, "edits", st.session_state.get(_DONE, 0)):
            st.session_state[_DONE] = edit["number"]
            try:
                # Each is about the marks that the one before has left.
                apply(place, read_lane_edit(edit, marks(place)))
            except LstmVizError as error:
                tell(error)
        redraw()

    if drawn:
        current = visit.experiment()
        lane(
            place=f"{current.model}|{current.sequence}|{visit.arrivals()}",
            steps=place.steps,
            scenarios=[s for s in current.scenarios if s.interventions],
            marks=drawn,
            selected=selected(),
            margins=(MARGIN_LEFT, MARGIN_RIGHT),
            done=st.session_state.get(_DONE, 0),
            on_edit=edited,
            t=t,
        )
    if problem():
        st.error(plain(problem()))
    fold = visit.fold(t("Change the state on the way"), _FOLD)
    if fold.open:
        with fold:
            chosen = choices.segmented_control(
                t("What to do"),
                list(_PARTS),
                default=next(iter(_PARTS)),
                format_func=t.known,
                key=_PART,
                persist_state="session",
                required=True,
                label_visibility="collapsed",
            )
            _PARTS[chosen or next(iter(_PARTS))](place)
