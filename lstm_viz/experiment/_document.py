"""The one document of the app: model, sequence, scenarios and view, as JSON and back."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

from lstm_viz.errors import LstmVizError
from lstm_viz.experiment._scenario import Scenario
from lstm_viz.experiment._view import View

FORMAT: Final = "lstm-viz-experiment"
VERSION: Final = 1
MOST_SCENARIOS: Final = 6


@dataclass(frozen=True, kw_only=True)
class Experiment:
    """Everything a link, a saved file or a script must carry.

    Parameters
    ----------
    model : str
        Id of the model.
    sequence : str
        Name of the input sequence.
    scenarios : tuple of Scenario
        1 to 6, the first is the baseline; ids and names are all different.
    view : View, optional

    Raises
    ------
    LstmVizError
        If a field is not as said.
    """

    model: str
    sequence: str
    scenarios: tuple[Scenario, ...]
    view: View = field(default_factory=View)

    def __post_init__(self) -> None:
        for name in ("model", "sequence"):
            value = getattr(self, name)
            if not isinstance(value, str) or not value:
                raise LstmVizError(f"The {name} of an experiment is a name, not {value!r}.")
        scenarios = tuple(self.scenarios)
        if not all(isinstance(scenario, Scenario) for scenario in scenarios):
            raise LstmVizError("The scenarios of an experiment must be Scenario objects.")
        if not isinstance(self.view, View):
            raise LstmVizError("The view of an experiment must be a View object.")
        if not 1 <= len(scenarios) <= MOST_SCENARIOS:
            raise LstmVizError(
                f"An experiment has 1 to {MOST_SCENARIOS} scenarios, not {len(scenarios)}."
            )
        for what in ("id", "name"):
            values = [getattr(scenario, what) for scenario in scenarios]
            twice = next((value for value in values if values.count(value) > 1), None)
            if twice is not None:
                raise LstmVizError(
                    f"Two scenarios have the {what} {twice!r}: give each one its own."
                )
        object.__setattr__(self, "scenarios", scenarios)

    def scenario(self, key: str) -> Scenario:
        """Return the scenario with this id.

        Raises
        ------
        LstmVizError
            If there is none.
        """
        for scenario in self.scenarios:
            if scenario.id == key:
                return scenario
        known = ", ".join(repr(scenario.id) for scenario in self.scenarios)
        raise LstmVizError(f"There is no scenario with the id {key!r}: choose one of {known}.")

    def with_scenario(self, scenario: Scenario) -> Experiment:
        """Return a copy in which ``scenario`` replaces the one of its id, or is added."""
        if any(old.id == scenario.id for old in self.scenarios):
            new = tuple(scenario if old.id == scenario.id else old for old in self.scenarios)
        else:
            new = (*self.scenarios, scenario)
        return replace(self, scenarios=new)

    def without_scenario(self, key: str) -> Experiment:
        """Return a copy without the scenario of this id."""
        self.scenario(key)
        return replace(self, scenarios=tuple(s for s in self.scenarios if s.id != key))

    def with_view(self, **changes: Any) -> Experiment:
        """Return a copy with some fields of the view changed."""
        return replace(self, view=replace(self.view, **changes))

    def to_json(self) -> dict[str, Any]:
        """Return a JSON object from which `from_json` makes an equal experiment."""
        return {
            "format": FORMAT,
            "version": VERSION,
            "model": self.model,
            "sequence": self.sequence,
            "scenarios": [copy.deepcopy(asdict(scenario)) for scenario in self.scenarios],
            "view": self.view.to_json(),
        }

    @classmethod
    def from_json(cls, data: Any) -> Experiment:
        """Return the experiment that `to_json` wrote.

        Raises
        ------
        LstmVizError
            If the document is of another kind, has unknown or missing keys, or wrong values.
        """
        if not isinstance(data, Mapping) or data.get("format") != FORMAT:
            raise LstmVizError(f"This is no experiment: its 'format' must be {FORMAT!r}.")
        if data.get("version") != VERSION:
            raise LstmVizError(
                f"This experiment has version {data.get('version')!r}; this program reads "
                f"version {VERSION}."
            )
        if not isinstance(data.get("scenarios"), list):
            raise LstmVizError("The 'scenarios' of an experiment are a list.")
        body = {key: value for key, value in data.items() if key not in ("format", "version")}
        body["scenarios"] = tuple(
            _build(Scenario, entry, f"Scenario {k}") for k, entry in enumerate(data["scenarios"], 1)
        )
        body["view"] = _build(View, data.get("view", {}), "The view")
        return _build(cls, body, "The experiment")


def _build(kind: type, data: Any, what: str) -> Any:
    if not isinstance(data, Mapping):
        raise LstmVizError(f"{what} must be a JSON object, not {type(data).__name__}.")
    try:
        return kind(**data)
    except TypeError as error:
        reason = str(error).split("__init__() ")[-1]
        raise LstmVizError(f"{what} is not well formed: {reason}.") from error
