"""What a sub-command works on: model, input and initial states from the words of its line."""

from __future__ import annotations

import argparse
import hashlib
import string
from collections.abc import Sequence as Items
from dataclasses import dataclass, replace
from typing import Any

from lstm_viz.commands._arguments import (
    EXPERIMENT_SUFFIXES,
    ArgumentMistake,
    existing,
    mistakes,
    teller,
)
from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import MOST_SCENARIOS, Experiment, read_bundle
from lstm_viz.export import experiment_of, input_of
from lstm_viz.inputs import default_input, read_input
from lstm_viz.interventions import Intervention, interventions_from_words
from lstm_viz.models import (
    RecurrentModel,
    Sample,
    Sequence,
    load_model,
    load_sample,
    read_model,
    sample_names,
)
from lstm_viz.states import InitialState, state_from_words
from lstm_viz.tracing import Traces, trace


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What a command works on.

    Attributes
    ----------
    model : RecurrentModel
    x : array, or list of arrays for several inputs
    states : dict of scenario name to InitialState
    experiment : Experiment
        The same as one document.
    sample : Sample or None
        The bundled model.
    sequence : Sequence or None
        Its sequence, unless another input is read.
    """

    model: RecurrentModel
    x: Any
    states: dict[str, InitialState]
    experiment: Experiment
    sample: Sample | None = None
    sequence: Sequence | None = None

    def traces(self) -> Traces:
        """Run the model from all initial states, by scenario id."""
        states = {s.id: self.states[s.name] for s in self.experiment.scenarios}
        changes = self.experiment.interventions()
        with mistakes():
            return trace(self.model, self.x, states, interventions=changes)


def open_subject(given: argparse.Namespace) -> Subject:
    """Open what the arguments name.

    Raises
    ------
    ArgumentMistake
        When a name, a file or a SPEC is wrong.
    LstmVizError
        When a file cannot be used.
    """
    say = teller(given)
    document, packed = _document(given.model)
    name = document.model if document is not None else given.model
    say(f"opening {given.model}")
    sample = sequence = None
    x: Any = None
    model_name = document.model_name if document is not None else ""
    if name in sample_names():
        sample = load_sample(name)
        model, key = sample.model, name
        own = document is not None and document.data is not None
        wanted = given.sequence or (document.sequence if document and not own else None)
        with mistakes():
            sequence = sample.sequence(wanted) if wanted else sample.sequences[0]
        x, title = sequence.x, sequence.name
    elif given.sequence:
        raise ArgumentMistake("--sequence is for bundled models: give your own with --input.")
    elif document is None:
        path = existing(name, "model")
        model, model_name = load_model(path), path.name
        key = f"file-{hashlib.sha256(path.read_bytes()).hexdigest()[:12]}"
    elif packed is not None:
        model, key = read_model(packed, model_name or "model.keras"), document.model
    else:
        raise LstmVizError(
            f"The experiment '{given.model}' is about the model '{model_name or name}', which this "
            "file does not hold: save it with its model, as a .zip, or name the model's file."
        )
    data = None
    if given.input:
        path = existing(given.input, "input")
        x, title = read_input(path, model), path.name
        data = input_of(model, x, title)
    elif document is not None and document.data is not None and not given.sequence:
        data = document.data
        x, title = data.x, data.title
    elif x is None:
        made = default_input(model)
        x, title = made[0] if len(made) == 1 else made, "generated"
        data = input_of(model, x, title)
        say("no --input: a generated sequence is read")
    states = _states(given.state, model, document)
    with mistakes():
        experiment = experiment_of(
            states,
            model=key,
            sequence=title,
            model_name=model_name,
            data=data,
            interventions=_interventions(given.intervene, list(states), document),
        )
    if document is not None:
        # Names and colours, and what was on the screen, stay.
        kept = {scenario.name: scenario for scenario in document.scenarios}
        scenarios = tuple(
            replace(s, color=kept[s.name].color) if s.name in kept else s
            for s in experiment.scenarios
        )
        view = document.view
        if view.compare.baseline is not None:
            # It names a scenario by the id that it had there.
            view = replace(view, compare=replace(view.compare, baseline=None))
        experiment = replace(experiment, scenarios=scenarios, view=view)
    own_sequence = sequence if data is None else None
    return Subject(
        model=model, x=x, states=states, experiment=experiment, sample=sample,
        sequence=own_sequence,
    )  # fmt: skip


def _document(name: str) -> tuple[Experiment | None, bytes | None]:
    """The experiment that a word names, and the model's file that lies with it."""
    if not name.lower().endswith(EXPERIMENT_SUFFIXES):
        return None, None
    data = existing(name, "experiment").read_bytes()
    if not data.startswith(b"PK"):
        return Experiment.from_text(data), None
    found = read_bundle(data)
    return found.experiment, found.model


def _states(
    specs: Items[str], model: RecurrentModel, document: Experiment | None
) -> dict[str, InitialState]:
    if len(specs) > MOST_SCENARIOS:
        raise ArgumentMistake(f"At most {MOST_SCENARIOS} initial states are run at once.")
    states: dict[str, InitialState] = {}
    if document is not None:
        for scenario in document.scenarios:
            states[scenario.name] = InitialState.from_json(model, dict(scenario.state))
    taken: set[str] = set()
    for text in specs:
        name, spec = _named(text, model, taken | set(states))
        if name in taken:
            raise ArgumentMistake(f"Two initial states have the name '{name}': give each its own.")
        taken.add(name)
        with mistakes():
            states[name] = state_from_words(model, spec, read_file=_bytes)
    return states or {"A": InitialState.own(model)}


def _interventions(
    specs: Items[str], names: Items[str], document: Experiment | None
) -> dict[str, tuple[Intervention, ...]]:
    """Interventions of every initial state: those of the document, then those of the arguments."""
    found: dict[str, tuple[Intervention, ...]] = dict.fromkeys(names, ())
    if document is not None:
        found |= document.interventions_by_name()
    for text in specs:
        before, bracket, _ = text.partition("(")
        name, equals, rest = text.partition("=")
        for_one = bool(equals and bracket) and "=" in before
        if for_one and name.strip() not in found:
            known_names = ", ".join(f"'{known}'" for known in found)
            raise ArgumentMistake(
                f"--intervene names the initial state '{name.strip()}', there is {known_names}."
            )
        for target in [name.strip()] if for_one else names:
            found[target] += interventions_from_words(rest if for_one else text)
    return found


def _named(text: str, model: RecurrentModel, taken: set[str]) -> tuple[str, str]:
    """Split NAME=SPEC; what names a layer belongs to the SPEC."""
    name, equals, rest = text.partition("=")
    name = name.strip()
    layers = {spec.name for spec in model.layers}
    if equals and name not in layers and not any(mark in name for mark in '(:["'):
        return name, rest
    return next(letter for letter in string.ascii_uppercase if letter not in taken), text


def _bytes(name: str) -> bytes:
    return existing(name, "state").read_bytes()
