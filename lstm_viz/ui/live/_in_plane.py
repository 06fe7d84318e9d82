"""A start that is dragged in a plane of state space: read, and its trajectory there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np

from lstm_viz._language import N_
from lstm_viz.dynamics import Plane
from lstm_viz.errors import LstmVizError
from lstm_viz.interventions import Intervention
from lstm_viz.models import LayerSpec
from lstm_viz.states import InitialState, Values
from lstm_viz.ui.live._runs import runs_from
from lstm_viz.ui.visit import LastRun

MOST_BYTES: Final = 1024
# Beyond it, float32 soon ends.
_FARTHEST: Final = 1e30
_NOT_WHOLE: Final = N_("The state did not arrive whole: try again.")
_GONE: Final = N_("This is about a plane or scenario that is no longer on show.")


@dataclass(frozen=True, kw_only=True)
class InPlane:
    """A plane of state space that a visitor has on show.

    Attributes
    ----------
    opened : object
        The model and what belongs to it.
    x : input
        The sequence that is read.
    spec : LayerSpec
    sample : int
        Row of the sequence.
    plane : Plane
        Of two axes.
    states : mapping of scenario id to InitialState
    acting : mapping of scenario id to sequence of Intervention
    language : str
    """

    opened: Any
    x: Any
    spec: LayerSpec
    sample: int
    plane: Plane
    states: Mapping[str, InitialState]
    acting: Mapping[str, Sequence[Intervention]]
    language: str

    @cached_property
    def place(self) -> str:
        """Tells one plane of one layer from another; the browser names it in what it asks."""
        known = hashlib.sha256(f"{self.opened.id} {self.spec.name}".encode())
        for array in (self.plane.origin, self.plane.axes):
            known.update(np.ascontiguousarray(array).tobytes())
        return known.hexdigest()[:32]


@dataclass(frozen=True)
class Dragged:
    """A start under the hand.

    Attributes
    ----------
    scenario, layer : str
    values : dict of str to ndarray of shape ``(units,)``
        The state of the plane at this place, by signal.
    """

    scenario: str
    layer: str
    values: dict[str, np.ndarray]

    def begun(self, before: InitialState) -> InitialState:
        """The scenario's initial state with this one in its layer."""
        state = before
        for signal, array in self.values.items():
            state = state.with_recipe(self.layer, Values(array), signals=[signal])
        return state


def read_dragged(sent: Any, shown: InPlane) -> Dragged:
    """Read what a browser tells of a start: ``place``, ``scenario``, and ``at``, two coordinates.

    Raises
    ------
    LstmVizError
        When it is not well formed, or not about this plane and one of its scenarios.
    """
    if not isinstance(sent, dict):
        raise LstmVizError(_NOT_WHOLE)
    scenario, at = sent.get("scenario"), sent.get("at")
    if not isinstance(scenario, str) or not isinstance(at, list) or len(at) != 2:
        raise LstmVizError(_NOT_WHOLE)
    if not all(type(one) in (int, float) for one in at):
        raise LstmVizError(_NOT_WHOLE)
    if sent.get("place") != shown.place or scenario not in shown.states:
        raise LstmVizError(_GONE)
    # Compared as they are: a whole number may be larger than any float.
    if not all(abs(one) <= _FARTHEST for one in at):
        raise LstmVizError(N_("A coordinate of the start is not a finite number."))
    spec, plane = shown.spec, shown.plane
    state = plane.states(np.array(at))
    parts = np.split(state.astype(np.float32), len(spec.states))
    return Dragged(scenario, spec.name, dict(zip(spec.states, parts, strict=True)))


def way_of(body: bytes, shown: InPlane, last_run: LastRun) -> bytes:
    """Answer a request of JSON with the trajectory in the plane: float32 ``(T + 1, 2)``.

    Raises
    ------
    LstmVizError
        When it is refused, or Keras cannot run the model.
    """
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise LstmVizError(_NOT_WHOLE) from error
    dragged = read_dragged(sent, shown)
    key, state = dragged.scenario, dragged.begun(shown.states[dragged.scenario])
    runs = runs_from(last_run, shown.opened, shown.x, {key: state}, shown.states, shown.acting)
    run = runs[key][dragged.layer]
    signals = [run.signal(name)[shown.sample] for name in shown.spec.states]
    way = shown.plane.project(np.concatenate(signals, axis=-1))
    return way.astype("<f4").tobytes()
