"""The arguments of sub-commands, read and checked without loading TensorFlow."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NoReturn

from lstm_viz import models
from lstm_viz.errors import LstmVizError

EXPERIMENT_SUFFIXES: Final = (".json", ".zip")
STATE_SUFFIXES: Final = (".npy", ".npz", ".csv", ".json")
STATE_HELP: Final = """\
an initial state, written NAME=SPEC or SPEC:
  zeros | own | constant(0.5) | normal(0.5, seed=7) | uniform(1, seed=7)
  one_unit(3, 1.0)            unit 3 is 1, all others 0
  states.npz                  a .npy, .npz, .csv or .json file of values
  lstm=zeros                  of one layer; lstm:c=zeros of one signal of it
  "zeros; lstm:c[3]=1.0"      several, a later one overrides; one unit by hand
Layers that nothing is said about start as the model itself starts them."""
INTERVENE_HELP: Final = """\
changes made while the model runs, written NAME=SPEC for one initial state or SPEC for
all:
  "set(lstm:c[3]@12,1)"       c of unit 3 is 1 after step 12; [0,4-6] units, [..] left out: all
  "clamp(lstm:f[3]@20-40,1)"  held over steps; without @ over all
  "lesion(lstm[5])"           h held at zero; lesion(lstm[5],mean) at its mean
  "scale(lstm:h@9,0.5)"       and add(lstm:c@9,0.1), once
  "splice(lstm@20,B)"         h and c of the initial state named B, after step 20
A semicolon stands between several; they act in their order."""


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


def add_subject(parser: argparse.ArgumentParser) -> None:
    """Add the arguments from which `subject` reads."""
    parser.add_argument(
        "model",
        metavar="MODEL",
        help=f"a bundled model ({', '.join(models.sample_names())}),\n"
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
    parser.add_argument(
        "--intervene", metavar="SPEC", action="append", default=[], help=INTERVENE_HELP
    )
    parser.add_argument("--quiet", action="store_true", help="no progress on stderr")


def check_files(given: argparse.Namespace) -> None:
    """See that every file that `add_subject`'s arguments name is there, before anything is loaded.

    Raises
    ------
    ArgumentMistake
        For the first that is missing.
    """
    if given.model not in models.sample_names():
        existing(given.model, _role(given.model))
    if given.input:
        existing(given.input, "input")
    for item in (item for spec in given.state for item in spec.split(";")):
        # NAME=, a layer and a signal may stand before a file's name, which may hold such marks too.
        names = [item[at:].strip(" \"'") for at in _starts(item)]
        if names[0].lower().endswith(STATE_SUFFIXES) and not any(map(_is_file, names)):
            existing(names[-1], "state")


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
    bundled = ", ".join(models.sample_names())
    known = f", or name a bundled model: {bundled}" if role == "model" else ""
    raise ArgumentMistake(f"The {role} file '{name}' does not exist: check its path{known}.")


def out_file(name: str | None, suffixes: Sequence[str]) -> Path | None:
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


def _role(name: str) -> str:
    return "experiment" if name.lower().endswith(EXPERIMENT_SUFFIXES) else "model"


def _starts(item: str) -> list[int]:
    return [0, *(found.end() for found in re.finditer(r"[=:]", item))]


def _is_file(name: str) -> bool:
    return Path(name).expanduser().is_file()
