"""A named, coloured initial state, and what is changed while the model runs from it."""

from __future__ import annotations

import copy
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from lstm_viz.errors import LstmVizError
from lstm_viz.experiment._state import checked_state
from lstm_viz.interventions import (
    MOST_INTERVENTIONS,
    Intervention,
    intervention_from_json,
    waves,
)

MOST_SCENARIOS: Final = 6
# Okabe and Ito (2008), the colours that are told apart by people with colour-blind eyes; ordered
# by contrast, the pale ones last. Yellow is left out: it cannot be seen on white.
COLORS: Final = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,40}")
_COLOR: Final = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A named, coloured initial state.

    Parameters
    ----------
    id : str
        Stays the same when the scenario is renamed: 1 to 40 letters, digits, ``-`` or ``_``.
    name : str
        1 to 40 characters that can be shown.
    color : str
        ``#rrggbb``.
    state : mapping
        ``InitialState.to_json()``; whether it fits the model is checked where the model is known.
    interventions : sequence of Intervention
        At most 50, their JSON is taken too; a splice names its source by the id of a scenario.

    Raises
    ------
    LstmVizError
        If a field is not as said.
    """

    id: str
    name: str
    color: str
    state: Mapping[str, Any]
    interventions: tuple[Intervention, ...] = ()

    def __post_init__(self) -> None:
        if not is_id(self.id):
            raise LstmVizError("A scenario needs an id of 1 to 40 letters, digits, - or _.")
        if not isinstance(self.name, str) or not 1 <= len(self.name.strip()) <= 40:
            raise LstmVizError("The name of a scenario needs 1 to 40 characters.")
        if not self.name.strip().isprintable():
            raise LstmVizError("The name of a scenario needs characters that can be shown.")
        if not isinstance(self.color, str) or not _COLOR.fullmatch(self.color):
            raise LstmVizError(
                "The colour of scenario {name!r} must be written as #rrggbb, "
                "not {color!r}.", name=self.name, color=self.color
            )
        try:
            state = checked_state(self.state)
        except LstmVizError as error:
            reason = str(error).rstrip(".")
            raise LstmVizError(
                "The initial state of scenario {name!r} is not well formed: {reason}.",
                name=self.name,
                reason=reason,
            ) from error
        object.__setattr__(self, "name", self.name.strip())
        object.__setattr__(self, "state", state)
        object.__setattr__(self, "interventions", _interventions(self.interventions, self.name))

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON of the initial state and the interventions that are on."""
        acting = [one.to_json() for one in self.interventions if one.on]
        what = [self.state, acting] if acting else self.state
        text = json.dumps(what, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """Return a JSON object of the fields; interventions only where there are any."""
        found: dict[str, Any] = {
            "id": self.id,
            "name": self.name,
            "color": self.color,
            "state": copy.deepcopy(dict(self.state)),
        }
        if self.interventions:
            found["interventions"] = [one.to_json() for one in self.interventions]
        return found

    def without_source(self, key: str) -> Scenario:
        """Return a copy without the splices that take a state from this scenario."""
        kept = tuple(one for one in self.interventions if getattr(one, "source", None) != key)
        return self if len(kept) == len(self.interventions) else replace(self, interventions=kept)


def _interventions(given: Any, name: str) -> tuple[Intervention, ...]:
    if not isinstance(given, (tuple, list)):
        raise LstmVizError("The interventions of scenario {name!r} are a list.", name=name)
    if len(given) > MOST_INTERVENTIONS:
        raise LstmVizError(
            "Scenario {name!r} has {count} interventions, a scenario has at most "
            "{most}.",
            name=name,
            count=len(given),
            most=MOST_INTERVENTIONS,
        )
    return tuple(
        one if isinstance(one, Intervention) else intervention_from_json(one) for one in given
    )


def is_id(value: Any) -> bool:
    """Whether a scenario may have this id."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def check_different(scenarios: Sequence[Scenario]) -> None:
    """Raise LstmVizError when two scenarios have the same id or name."""
    for what in ("id", "name"):
        values = [getattr(scenario, what) for scenario in scenarios]
        twice = next((value for value in values if values.count(value) > 1), None)
        if twice is not None:
            raise LstmVizError(
                "Two scenarios have the {what} {twice!r}: give each one its own.",
                what=what,
                twice=twice,
            )


def check_sources(scenarios: Sequence[Scenario]) -> None:
    """Raise LstmVizError when a splice takes a state from no other scenario, or in a circle."""
    names = {s.id: s.name for s in scenarios}
    try:
        waves({s.id: s.interventions for s in scenarios}, names=names)
    except LstmVizError as error:
        raise LstmVizError("The interventions do not go together: {error}", error=error) from error
