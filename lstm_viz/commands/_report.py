"""``lstm-viz report``: one HTML file with all pictures, which opens without a network."""

from __future__ import annotations

import argparse
from typing import Final

from lstm_viz import __version__, figures, keras_code
from lstm_viz.commands._arguments import (
    ArgumentMistake,
    Parser,
    add_subject,
    out_file,
    teller,
    written,
)
from lstm_viz.commands._open import subject

_DESCRIPTION: Final = """\
Write one self-contained, interactive HTML file: input, outputs, states, gates,
distances, memory horizons in words, tables, the Keras script and the experiment.
It opens without a network."""
_EPILOG: Final = """\
examples:
  lstm-viz report sunspots --state zeros --state "normal(0.5, seed=7)" --out report.html
  lstm-viz report my.keras --input x.npy --state "constant(1)" --out report.html

exit codes: 0 fine, 1 trouble while working, 2 a mistake in the arguments."""


def parser() -> argparse.ArgumentParser:
    """Arguments of ``lstm-viz report``."""
    made = Parser("report", description=_DESCRIPTION, epilog=_EPILOG)
    add_subject(made)
    made.add_argument("--out", metavar="FILE", required=True, help="an .html file")
    return made


def run(given: argparse.Namespace) -> int:
    """Run it."""
    say = teller(given)
    path = out_file(given.out, (".html",))
    if path is None:
        raise ArgumentMistake("--out needs the name of an .html file.")
    chosen = subject(given)
    say("tracing")
    traces = chosen.traces()
    say("drawing")
    about = figures.About(title=chosen.experiment.model_name or chosen.model.name)
    if chosen.sample is not None:
        sequence = chosen.sequence
        about = figures.About(
            title=chosen.sample.title,
            sequence=sequence.title if sequence else "",
            input_names=chosen.sample.input_names,
            output_names=chosen.sample.output_names,
            classes=chosen.sample.output_kind == "class",
            vocabulary=chosen.sample.vocabulary,
            labels=sequence.labels if sequence else None,
            target=sequence.target if sequence else None,
        )
    text = figures.report(
        chosen.experiment,
        chosen.model,
        traces,
        about,
        version=__version__,
        script=keras_code.script(chosen.experiment, chosen.model, chosen.x, traces),
    )
    with written(path) as file:
        file.write(text.encode())
    say(f"wrote {path}")
    return 0
