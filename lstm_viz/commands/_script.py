"""``lstm-viz script``: an experiment as a short Python file in plain Keras 3."""

from __future__ import annotations

import argparse
from typing import Final

from lstm_viz import export, keras_code
from lstm_viz.commands._arguments import Parser, add_subject, out_file, teller, written
from lstm_viz.commands._open import subject

_DESCRIPTION: Final = """\
Write a short Python file in plain Keras 3, without lstm_viz: it sets the initial
states, recomputes the outputs and checks them against the numbers found here."""
_EPILOG: Final = """\
examples:
  lstm-viz script sunspots --state A=zeros --state B="normal(0.5, seed=7)"
  lstm-viz script my.keras --input x.npy --state "constant(1)" --out script.zip

The .zip holds script.py with model.keras, the input and all it needs: unpack it
and run "python script.py" in its folder. Without --out the script is printed.

exit codes: 0 fine, 1 trouble while working, 2 a mistake in the arguments."""


def parser() -> argparse.ArgumentParser:
    """Arguments of ``lstm-viz script``."""
    made = Parser("script", description=_DESCRIPTION, epilog=_EPILOG)
    add_subject(made)
    made.add_argument("--out", metavar="FILE", help="a .py or .zip file")
    return made


def run(given: argparse.Namespace) -> int:
    """Run it."""
    say = teller(given)
    path = out_file(given.out, (".py", ".zip"))
    chosen = subject(given)
    say("tracing, for the numbers that the script checks")
    everything = (chosen.experiment, chosen.model, chosen.x, chosen.traces())
    if path is None:
        print(keras_code.script(*everything), end="")
        return 0
    packed = path.suffix.lower() == ".zip"
    with written(path) as file:
        if packed:
            file.write(export.script_zip(*everything))
        else:
            file.write(keras_code.script(*everything).encode())
    say(f"wrote {path}")
    return 0
