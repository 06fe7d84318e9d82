"""Starts that are dragged in a plane: what the live route has to know, and what is let go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import streamlit as st

from lstm_viz.dynamics import Plane
from lstm_viz.errors import LstmVizError
from lstm_viz.figures.dynamics import Trajectory
from lstm_viz.models import LayerSpec
from lstm_viz.tracing import Traces
from lstm_viz.ui import visit
from lstm_viz.ui.components.messages import unanswered
from lstm_viz.ui.components.start_marks import StartMark, start_marks
from lstm_viz.ui.dynamics._settings import FRAGMENT
from lstm_viz.ui.dynamics._starts import not_taken
from lstm_viz.ui.live import InPlane, read_dragged, take_seat
from lstm_viz.ui.sidebar import refresh, words_key
from lstm_viz.ui.visit import caches, translate

# Session key: number of the last drag that was answered.
_DONE: Final = "dynamics_drags"


def dragged_starts(
    opened: Any,
    spec: LayerSpec,
    plane: Plane,
    trajectories: Sequence[Trajectory],
    traces: Traces,
    *,
    chart: str,
) -> None:
    """Let every start of a picture of a plane be dragged."""
    current = visit.experiment()
    some = next(iter(traces.values()))
    shown = InPlane(
        opened=opened,
        x=caches.sequence_of(current).x,
        spec=spec,
        sample=min(current.view.sample, len(some[spec.name].h) - 1),
        plane=plane,
        states={s.id: visit.state_of(opened, s.id) for s in current.scenarios},
        acting=visit.acting_in(current, traces),
        language=visit.language(),
    )
    seat = take_seat()
    seat.show(shown)
    start_marks(
        [
            StartMark(id=one.key, name=one.style.name, color=one.style.color, at=_place(plane, one))
            for one in trajectories
        ],
        chart=chart,
        place=shown.place,
        handle=seat.handle,
        step=current.view.step,
        done=st.session_state.get(_DONE, 0),
        on_drag=lambda sent: _let_go(opened, shown, sent),
        t=translate(),
    )


def _place(plane: Plane, trajectory: Trajectory) -> tuple[float, float]:
    across, up = plane.project(trajectory.states[0])
    return float(across), float(up)


def _let_go(opened: Any, shown: InPlane, sent: Any) -> None:
    """Apply every drag once; they come from a browser, so all is checked."""
    moved = []
    for one in unanswered(sent, "drags", st.session_state.get(_DONE, 0)):
        st.session_state[_DONE] = one["number"]
        try:
            drag = read_dragged(one, shown)
            visit.put_state(drag.scenario, drag.begun(visit.state_of(opened, drag.scenario)))
            moved.append(words_key(drag.scenario))
        except LstmVizError as error:
            not_taken(error)
    refresh(FRAGMENT, *moved)
