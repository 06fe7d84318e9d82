"""What one visitor's player shows: everything but the numbers of a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lstm_viz._language import ENGLISH, Translate, translator
from lstm_viz.experiment import Scenario, View
from lstm_viz.models import LayerSpec


@dataclass(frozen=True, kw_only=True)
class OnShow:
    """What is on show; with traces, `board` makes pictures and numbers of it.

    Parameters
    ----------
    opened : sample or OwnModel
        The opened model.
    sequence : sequence of it
    spec : LayerSpec
        The chosen recurrent layer.
    scenarios : tuple of Scenario
    view : View
        Pictures, order of units, gates, sample, unit.
    units : tuple of int
        Units that get lines.
    edited : str
        Id of the scenario in the editor.
    dark : bool
    place : str
        With another one, the player begins at step ``start``.
    start : int
    language : str
        In which the pictures and the player are told.
    """

    opened: Any
    sequence: Any
    spec: LayerSpec
    scenarios: tuple[Scenario, ...]
    view: View
    units: tuple[int, ...]
    edited: str
    dark: bool
    place: str
    start: int
    language: str = ENGLISH

    @property
    def t(self) -> Translate:
        """The translator into the language."""
        return translator(self.language)

    @property
    def gates(self) -> tuple[str, ...]:
        """Signals of the layer that are no states."""
        return tuple(s for s in self.spec.signals if s not in self.spec.states)
