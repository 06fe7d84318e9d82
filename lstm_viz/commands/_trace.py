"""``lstm-viz trace``: run a model from initial states and write every number."""

from __future__ import annotations

import argparse
import sys
from typing import Final

from lstm_viz import export
from lstm_viz.commands._arguments import (
    ArgumentMistake,
    Parser,
    add_subject,
    mistakes,
    out_file,
    teller,
    written,
)
from lstm_viz.commands._open import subject

_DESCRIPTION: Final = """\
Run a model from one or several initial states, and write the hidden and cell
states, the gates and the outputs of every timestep. The model is only read."""
_EPILOG: Final = """\
examples:
  lstm-viz trace sunspots --state "normal(0.5, seed=7)" --out run.npz
  lstm-viz trace my.keras --input x.npy --state A=zeros --state B=states.npz --out run.parquet
  lstm-viz trace flip_flop --layer lstm --state "zeros; lstm:c[3]=1" | head
  lstm-viz trace flip_flop --intervene "set(lstm:c[3]@12,1)" --out changed.csv
  lstm-viz trace saved.lstmviz.json --out run.csv

Without --out, a CSV table goes to stdout: scenario, sample, layer, signal, unit,
t, value; t = 0 is the initial state. Read it with
pandas.read_csv(file, comment="#"), the others with pandas.read_parquet(file)
and numpy.load(file). Every file carries the experiment that made it.

exit codes: 0 fine, 1 trouble while working, 2 a mistake in the arguments."""


def parser() -> argparse.ArgumentParser:
    """Arguments of ``lstm-viz trace``."""
    made = Parser("trace", description=_DESCRIPTION, epilog=_EPILOG)
    add_subject(made)
    made.add_argument(
        "--layer",
        metavar="NAME",
        action="append",
        help="only this recurrent layer (CSV and Parquet); may be repeated",
    )
    made.add_argument("--out", metavar="FILE", help="a .csv, .parquet or .npz file")
    return made


def run(given: argparse.Namespace) -> int:
    """Run it."""
    say = teller(given)
    path = out_file(given.out, (".csv", ".parquet", ".npz"))
    if given.layer and path is not None and path.suffix.lower() == ".npz":
        raise ArgumentMistake("--layer is for CSV and Parquet: an .npz file holds every layer.")
    chosen = subject(given)
    with mistakes():
        for name in given.layer or ():
            chosen.model.layer(name)
    count = len(chosen.states)
    say(f"tracing {count} initial {'state' if count == 1 else 'states'}")
    traces = chosen.traces()
    for note in dict.fromkeys(note for run in traces.values() for note in run.notes):
        say(note)
    if path is None:
        rows = export.write_csv(sys.stdout.buffer, traces, chosen.experiment, layers=given.layer)
        sys.stdout.buffer.flush()
        say(f"wrote {rows} rows")
        return 0
    with written(path) as file:
        if path.suffix.lower() == ".npz":
            file.write(export.traces_npz(traces, chosen.experiment))
        else:
            write = export.write_csv if path.suffix.lower() == ".csv" else export.write_parquet
            say(f"wrote {write(file, traces, chosen.experiment, layers=given.layer)} rows")
    say(f"wrote {path}")
    return 0
