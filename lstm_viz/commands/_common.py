"""What sub-commands share: model, input and initial states from the words of a command line."""

from __future__ import annotations

import argparse
import hashlib
import string
import sys
from collections.abc import Iterator
from collections.abc import Sequence as Items
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, NoReturn

from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import MOST_SCENARIOS, Experiment, read_bundle
from lstm_viz.export import experiment_of, input_of
from lstm_viz.inputs import default_input, read_input
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

EXPERIMENT_SUFFIXES: Final = (".json", ".zip")
STATE_HELP: Final = """\
an initial state, written NAME=SPEC or SPEC:
  zeros | own | constant(0.5) | normal(0.5, seed=7) | uniform(1, seed=7)
  one_unit(3, 1.0)            unit 3 is 1, all others 0
  states.npz                  a .npy, .npz, .csv or .json file of values
  lstm=zeros                  of one layer; lstm:c=zeros of one signal of it
  "zeros; lstm:c[3]=1.0"      several, a later one overrides; one unit by hand
Layers that nothing is said about start as the model itself starts them."""


class ArgumentMistake(LstmVizError):
    """A mistake in the arguments, as opposed to trouble while working."""


class Parser(argparse.ArgumentParser):
    """Tells a wrong argument in one sentence, without the usage block."""

    def __init__(self, name: str, **rest: Any) -> None:
        super().__init__(
            prog=f"lstm-viz {name}",
            formatter_class=argparse.RawTextHelpFormatter,
            **rest,
        )

    def error(self, message: str) -> NoReturn:
        """End with code 2."""
        self.exit(2, f"{self.prog}: {message}; see {self.prog} --help.\n")


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
        scenarios = self.experiment.scenarios
        return trace(self.model, self.x, {s.id: self.states[s.name] for s in scenarios})


def add_subject(parser: argparse.ArgumentParser) -> None:
    """Add the arguments from which `subject` reads."""
    parser.add_argument(
        "model",
        metavar="MODEL",
        help=f"a bundled model ({', '.join(sample_names())}),\n"
        "a .keras or .h5 file, or a saved experiment (.lstmviz.json or .zip)",
    )
    parser.add_argument(
        "--input",
        metavar="FILE",
        help="the sequence: .npy, .npz, .csv or .json; (steps, features) or\n"
        "(batch, steps, features), token ids without the features axis",
    )
    parser.add_argument("--sequence", metavar="NAME", help="a bundled model's sequence")
    parser.add_argument("--state", metavar="SPEC", action="append", default=[], help=STATE_HELP)
    parser.add_argument("--quiet", action="store_true", help="no progress on stderr")


def subject(given: argparse.Namespace) -> Subject:
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
    sample = sequence = x = None
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
            states, model=key, sequence=title, model_name=model_name, data=data
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


def existing(name: str, role: str) -> Path:
    """The path of a file that is there.

    Raises
    ------
    ArgumentMistake
        When it is missing or no file.
    """
    path = Path(name).expanduser()
    if path.is_file():
        return path
    if path.exists():
        raise ArgumentMistake(f"The {role} '{name}' is not a file.")
    known = f", or name a bundled model: {', '.join(sample_names())}" if role == "model" else ""
    raise ArgumentMistake(f"The {role} file '{name}' does not exist: check its path{known}.")


def out_file(name: str | None, suffixes: Items[str]) -> Path | None:
    """The path to write to, checked before any work is done.

    Raises
    ------
    ArgumentMistake
        When its folder is missing, or it ends in something else.
    """
    if name is None:
        return None
    path = Path(name).expanduser()
    if path.suffix.lower() not in suffixes:
        raise ArgumentMistake(f"--out '{name}' must end in {' or '.join(suffixes)}.")
    if not path.parent.is_dir():
        raise ArgumentMistake(f"The folder of --out '{name}' does not exist: make it first.")
    if path.is_dir():
        raise ArgumentMistake(f"--out '{name}' is a folder: name a file.")
    return path


@contextmanager
def written(path: Path) -> Iterator[Any]:
    """A binary file that appears under its name only when it is complete."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(path)
    except OSError as error:
        raise LstmVizError(f"'{path}' cannot be written: {error.strerror or error}.") from error
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def mistakes() -> Iterator[None]:
    """Turn what goes wrong inside into a mistake in the arguments."""
    try:
        yield
    except ArgumentMistake:
        raise
    except LstmVizError as error:
        raise ArgumentMistake(str(error)) from error


def teller(given: argparse.Namespace) -> Any:
    """A function that tells progress on stderr, unless asked to be quiet."""

    def say(text: str) -> None:
        if not given.quiet:
            print(f"lstm-viz: {text}", file=sys.stderr, flush=True)

    return say


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
