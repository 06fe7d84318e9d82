"""The one document of the app: model, sequence, scenarios and view, as JSON and back."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from lstm_viz.errors import LstmVizError
from lstm_viz.experiment._data import InputData
from lstm_viz.experiment._file import read_text, to_text
from lstm_viz.experiment._link import MOST_LETTERS, digest_of, read_link, write_link
from lstm_viz.experiment._scenario import MOST_SCENARIOS, Scenario, check_different, check_sources
from lstm_viz.experiment._versions import FORMAT, VERSION, build, parts_of
from lstm_viz.experiment._view import View
from lstm_viz.interventions import Intervention, with_source
from lstm_viz.models import RecurrentModel
from lstm_viz.states import InitialState

SUFFIX: Final = ".lstmviz.json"


@dataclass(frozen=True, kw_only=True)
class Experiment:
    """Everything a link, a saved file or a script must carry.

    Parameters
    ----------
    model : str
        Id of the model: a bundled one's name, or ``file-`` and the first 12 hexadecimal digits of
        its file's SHA-256.
    sequence : str
        Name of the input sequence; that of ``data`` when there is some.
    scenarios : tuple of Scenario
        1 to 6, the first is the baseline; ids and names are all different.
    view : View, optional
    model_name : str
        Name of the model's file, for words; empty for a bundled model.
    data : InputData, optional
        An input sequence that is not one of the model's own.

    Raises
    ------
    LstmVizError
        If a field is not as said.
    """

    model: str
    sequence: str
    scenarios: tuple[Scenario, ...]
    view: View = field(default_factory=View)
    model_name: str = ""
    data: InputData | None = None

    def __post_init__(self) -> None:
        for name in ("model", "sequence", "model_name"):
            value = getattr(self, name)
            if not isinstance(value, str) or not (value or name == "model_name"):
                raise LstmVizError(
                    "The {name} of an experiment is a name, not {value!r}.",
                    name=name,
                    value=value,
                )
            if len(value) > 200 or not value.isprintable():
                raise LstmVizError(
                    "The {name} of an experiment has at most 200 letters that can be shown.",
                    name=name,
                )
        scenarios = tuple(self.scenarios)
        if not all(isinstance(scenario, Scenario) for scenario in scenarios):
            raise LstmVizError("The scenarios of an experiment must be Scenario objects.")
        if not isinstance(self.view, View):
            raise LstmVizError("The view of an experiment must be a View object.")
        if not 1 <= len(scenarios) <= MOST_SCENARIOS:
            raise LstmVizError(
                "An experiment has 1 to {most} scenarios, not {count}.",
                most=MOST_SCENARIOS,
                count=len(scenarios),
            )
        check_different(scenarios)
        check_sources(scenarios)
        if self.data is not None:
            if not isinstance(self.data, InputData):
                raise LstmVizError("The data of an experiment must be InputData.")
            if self.sequence != self.data.name:
                raise LstmVizError(
                    "The sequence of an experiment with data is that data, {data!r}, "
                    "not {sequence!r}.", data=self.data.name, sequence=self.sequence
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
        raise LstmVizError(
            "There is no scenario with the id {key!r}: choose one of {known}.",
            key=key,
            known=known,
        )

    def with_scenario(self, scenario: Scenario) -> Experiment:
        """Return a copy in which ``scenario`` replaces the one of its id, or is added."""
        if any(old.id == scenario.id for old in self.scenarios):
            new = tuple(scenario if old.id == scenario.id else old for old in self.scenarios)
        else:
            new = (*self.scenarios, scenario)
        return replace(self, scenarios=new)

    def without_scenario(self, key: str) -> Experiment:
        """Return a copy without the scenario of this id, and without splices from it."""
        self.scenario(key)
        kept = tuple(s.without_source(key) for s in self.scenarios if s.id != key)
        return replace(self, scenarios=kept)

    def with_view(self, **changes: Any) -> Experiment:
        """Return a copy with some fields of the view changed."""
        return replace(self, view=replace(self.view, **changes))

    def with_sequence(self, name: str, data: InputData | None = None) -> Experiment:
        """Return a copy on another input: one of the model's own by name, or given data."""
        return replace(self, sequence=data.name if data is not None else name, data=data)

    def initial_states(self, model: RecurrentModel) -> dict[str, InitialState]:
        """Return the initial state of every scenario, by name.

        Raises
        ------
        LstmVizError
            If one does not fit the model.
        """
        return {s.name: InitialState.from_json(model, dict(s.state)) for s in self.scenarios}

    def interventions(self) -> dict[str, tuple[Intervention, ...]]:
        """Return the interventions of the scenarios that have any, by id."""
        return {s.id: s.interventions for s in self.scenarios if s.interventions}

    def interventions_by_name(self) -> dict[str, tuple[Intervention, ...]]:
        """Return the same by name, for the states that `initial_states` returns."""
        names = {scenario.id: scenario.name for scenario in self.scenarios}
        return {
            names[key]: tuple(with_source(one, names) for one in ones)
            for key, ones in self.interventions().items()
        }

    def to_json(self) -> dict[str, Any]:
        """Return a JSON object from which `from_json` makes an equal experiment."""
        document: dict[str, Any] = {"format": FORMAT, "version": VERSION, "model": self.model}
        if self.model_name:
            document["model_name"] = self.model_name
        document["sequence"] = self.sequence
        document["scenarios"] = [scenario.to_json() for scenario in self.scenarios]
        document["view"] = self.view.to_json()
        if self.data is not None:
            document["data"] = self.data.packed
        return document

    @classmethod
    def from_json(cls, data: Any) -> Experiment:
        """Return the experiment that `to_json` of this or an older version wrote.

        Raises
        ------
        LstmVizError
            If the document is of another kind, has unknown or missing keys, or wrong values.
        """
        return build(cls, parts_of(data), "The experiment")

    @cached_property
    def text(self) -> str:
        """The document as the text of a ``.lstmviz.json`` file."""
        return to_text(self.to_json())

    @classmethod
    def from_text(cls, text: str | bytes) -> Experiment:
        """Return the experiment whose `text` this is.

        Raises
        ------
        LstmVizError
            If it is no JSON, too large, or no experiment.
        """
        return cls.from_json(read_text(text))

    def to_file(self, path: str | Path) -> Path:
        """Write the document into a file, by custom ``name.lstmviz.json``; returns its path.

        Raises
        ------
        LstmVizError
            If the file cannot be written.
        """
        try:
            Path(path).write_text(self.text, encoding="utf-8")
        except OSError as error:
            raise LstmVizError(
                "'{path}' cannot be written: {reason}.",
                path=path,
                reason=error.strerror,
            ) from error
        return Path(path)

    @classmethod
    def from_file(cls, path: str | Path) -> Experiment:
        """Read the document that `to_file` or the page wrote.

        Raises
        ------
        LstmVizError
            If the file cannot be read, or holds no experiment.
        """
        try:
            return cls.from_text(Path(path).read_bytes())
        except OSError as error:
            raise LstmVizError(
                "'{path}' cannot be read: {reason}.",
                path=path,
                reason=error.strerror,
            ) from error

    @cached_property
    def digest(self) -> str:
        """16 hexadecimal digits of the SHA-256 of the document; equal for equal experiments."""
        # The sequence's name is a digest of the data itself, which may be large.
        document = replace(self, data=None).to_json()
        return digest_of(json.dumps(document, sort_keys=True, separators=(",", ":")))

    def to_link(self, base: str = "") -> str:
        """Return the address of the experiment: path and query, after the app's own address.

        Parameters
        ----------
        base : str
            Where the app answers, as ``http://127.0.0.1:8501``.

        Raises
        ------
        LstmVizError
            If it is longer than 6,000 characters: write a file.
        """
        link = write_link(self)
        if len(link) > MOST_LETTERS:
            raise LstmVizError(
                "The link would have {count:,} characters, a link holds at most {most:,}: "
                "write a file with to_file.",
                count=len(link),
                most=MOST_LETTERS,
            )
        return base.rstrip("/") + link

    @classmethod
    def from_link(cls, link: str) -> Experiment:
        """Return the experiment of a link, which `to_link` or the page wrote.

        Raises
        ------
        LstmVizError
            If a part of it cannot be read, or the model, sequence or scenarios are missing.
        """
        reading = read_link(link)
        if reading.problem:
            raise LstmVizError(reading.problem)
        if reading.model is None or reading.sequence is None or not reading.scenarios:
            raise LstmVizError(
                "This link names no model, sequence or initial state: copy it again."
            )
        return cls(
            model=reading.model,
            model_name=reading.model_name,
            sequence=reading.sequence,
            data=reading.data,
            scenarios=reading.scenarios,
            view=reading.view,
        )
