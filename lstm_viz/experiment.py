"""The one document of the app: model, sequence, scenarios and view, as JSON and back."""

from __future__ import annotations

import copy
import hashlib
import json
import re
import reprlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

from lstm_viz.errors import LstmVizError

FORMAT: Final = "lstm-viz-experiment"
VERSION: Final = 1
MOST_SCENARIOS: Final = 6
MOST_UNITS: Final = 64
PICTURES: Final = ("lines", "heatmap")
_COLOR: Final = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A named, coloured initial state.

    Parameters
    ----------
    id : str
        Stays the same when the scenario is renamed.
    name : str
        1 to 40 characters.
    color : str
        ``#rrggbb``.
    state : mapping
        ``InitialState.to_json()``; whether it fits the model is checked where the model is known.

    Raises
    ------
    LstmVizError
        If a field is not as said.
    """

    id: str
    name: str
    color: str
    state: Mapping[str, Any]

    def __post_init__(self) -> None:
        if not isinstance(self.id, str) or not self.id:
            raise LstmVizError("A scenario needs an id that is not empty.")
        if not isinstance(self.name, str) or not 1 <= len(self.name.strip()) <= 40:
            raise LstmVizError("The name of a scenario needs 1 to 40 characters.")
        if not isinstance(self.color, str) or not _COLOR.fullmatch(self.color):
            raise LstmVizError(
                f"The colour of scenario {self.name!r} must be written as #rrggbb, "
                f"not {self.color!r}."
            )
        if not isinstance(self.state, Mapping):
            raise LstmVizError(
                f"The initial state of scenario {self.name!r} must be a JSON object."
            )
        try:
            json.dumps(self.state, allow_nan=False)
            state = copy.deepcopy(dict(self.state))
        except (TypeError, ValueError, RecursionError) as error:
            raise LstmVizError(
                f"The initial state of scenario {self.name!r} does not fit into JSON: {error}."
            ) from error
        object.__setattr__(self, "name", self.name.strip())
        object.__setattr__(self, "state", state)

    @property
    def digest(self) -> str:
        """SHA-256 of the initial state's canonical JSON."""
        text = json.dumps(self.state, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class View:
    """What of an experiment is on the screen.

    Parameters
    ----------
    layer : str or None
        Recurrent layer; None is the first.
    units : tuple of int or None
        Units drawn as lines, at most 64; None lets the page choose.
    step : int
        0 is the initial state.
    unit : int
        Unit whose numbers are spelled out.
    sample : int
        Row of the batch.
    pictures : {"lines", "heatmap"}
        How states are drawn.
    """

    layer: str | None = None
    units: tuple[int, ...] | None = None
    step: int = 0
    unit: int = 0
    sample: int = 0
    pictures: str = "lines"

    def __post_init__(self) -> None:
        if self.layer is not None and not isinstance(self.layer, str):
            raise LstmVizError(f"The layer of a view is a name, not {self.layer!r}.")
        for name in ("step", "unit", "sample"):
            _whole(name, getattr(self, name))
        if self.pictures not in PICTURES:
            raise LstmVizError(f"Pictures are drawn as lines or heatmap, not {self.pictures!r}.")
        if self.units is None:
            return
        if not isinstance(self.units, (tuple, list)):
            raise LstmVizError(f"The units of a view are a list of numbers, not {self.units!r}.")
        for unit in self.units:
            _whole("unit", unit)
        if len(set(self.units)) != len(self.units):
            raise LstmVizError("A unit is named twice in the view: name each unit once.")
        if len(self.units) > MOST_UNITS:
            raise LstmVizError(
                f"A view draws at most {MOST_UNITS} units as lines, not {len(self.units)}."
            )
        object.__setattr__(self, "units", tuple(self.units))


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
        view = asdict(self.view)
        view["units"] = None if self.view.units is None else list(self.view.units)
        return {
            "format": FORMAT,
            "version": VERSION,
            "model": self.model,
            "sequence": self.sequence,
            "scenarios": [copy.deepcopy(asdict(scenario)) for scenario in self.scenarios],
            "view": view,
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


def _whole(name: str, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
        raise LstmVizError(f"The {name} of a view is a whole number from 0 up, not {_show(value)}.")


def _show(value: Any) -> str:
    # Python refuses to write out very long whole numbers.
    if isinstance(value, int) and abs(value) >= 2**31:
        return "one so large"
    return reprlib.repr(value)
