"""Where interventions of the page go: the scenario under edit, the shown layer, the cursor."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import streamlit as st

from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import Scenario
from lstm_viz.interventions import Intervention, check_interventions
from lstm_viz.models import LayerSpec
from lstm_viz.tracing import Traces
from lstm_viz.ui import visit
from lstm_viz.ui.visit import t

_ERROR: Final = "interventions_error"
_SELECTED: Final = "interventions_selected"


@dataclass(frozen=True)
class Place:
    """What the lane and its forms work on.

    Attributes
    ----------
    opened : opened model
    spec : LayerSpec
        The shown layer.
    traces : Traces
        By scenario id.
    redraw : callable
        Draws the pictures anew; the last act of a callback.
    """

    opened: Any
    spec: LayerSpec
    traces: Traces
    redraw: Callable[[], None]

    @property
    def steps(self) -> int:
        """T of the shown layer."""
        return self.traces[self.scenario.id][self.spec.name].T

    @property
    def step(self) -> int:
        """Where the cursor is."""
        return min(visit.experiment().view.step, self.steps)

    @property
    def scenario(self) -> Scenario:
        """The scenario under edit."""
        return visit.experiment().scenario(visit.edited_scenario())

    @property
    def others(self) -> dict[str, str]:
        """Names of the other scenarios by id."""
        return {s.id: s.name for s in visit.experiment().scenarios if s.id != self.scenario.id}

    @property
    def names(self) -> Mapping[str, str]:
        """Names of all scenarios by id."""
        return {s.id: s.name for s in visit.experiment().scenarios}

    def put(self, key: str, interventions: Sequence[Intervention], *, group: object = None) -> bool:
        """Replace the interventions of a scenario; False when the sentence why not is shown."""
        current = visit.experiment()
        scenario = current.scenario(key)
        try:
            steps = {name: layer.T for name, layer in self.traces[key].items()}
            new = [one for one in interventions if one not in scenario.interventions]
            check_interventions(new, self.opened.model, steps)
            changed = current.with_scenario(replace(scenario, interventions=tuple(interventions)))
        except LstmVizError as error:
            st.session_state[_ERROR] = t.told(error)
            return False
        st.session_state[_ERROR] = None
        visit.put(changed, group=group)
        return True


def problem() -> str | None:
    """The sentence that says why the last change was not made."""
    return st.session_state.get(_ERROR)


def tell(error: LstmVizError | None) -> None:
    """Keep the sentence that says why a change was not made."""
    st.session_state[_ERROR] = None if error is None else t.told(error)


def selected() -> tuple[str, int] | None:
    """Scenario id and number of the intervention in the form, when it is still there."""
    chosen: tuple[str, int] | None = st.session_state.get(_SELECTED)
    if chosen is None:
        return None
    key, number = chosen
    for scenario in visit.experiment().scenarios:
        if scenario.id == key and number < len(scenario.interventions):
            return chosen
    return None


def select(chosen: tuple[str, int] | None) -> None:
    """Put an intervention into the form; None takes it out."""
    st.session_state[_SELECTED] = chosen
