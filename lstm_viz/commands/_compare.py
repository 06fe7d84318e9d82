"""``lstm-viz compare``: how far initial states are apart, and for how long it matters."""

from __future__ import annotations

import argparse
import csv
import io
import json
import math
from typing import TYPE_CHECKING, Any, Final

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

if TYPE_CHECKING:
    from lstm_viz.compare import Distance

_DESCRIPTION: Final = """\
Run a model from several initial states and compare each with the first one:
Euclidean distance of h, c and the outputs at the start (t = 0, outputs t = 1) and
at the end, the memory horizon (the step from which less than 1 % of the start, or
of the largest difference where there is none at t = 0, is left), the mean change of
log distance per step, and the first step with another answer."""
_EPILOG: Final = """\
examples:
  lstm-viz compare sunspots --state A=zeros --state B="normal(0.5, seed=7)"
  lstm-viz compare my.keras --input x.npy --state zeros --state "constant(1)" --format csv
  lstm-viz compare flip_flop --state zeros --state "one_unit(3, 1)" --threshold 0.1

A horizon "not reached" means that the difference is still there at the last step;
what comes after is not known.

exit codes: 0 fine, 1 trouble while working, 2 a mistake in the arguments."""
_COLUMNS: Final = (
    "scenario", "baseline", "sample", "layer", "signal", "distance_start", "distance_end",
    "horizon", "rate", "other_answer",
)  # fmt: skip


def parser() -> argparse.ArgumentParser:
    """Arguments of ``lstm-viz compare``."""
    made = Parser("compare", description=_DESCRIPTION, epilog=_EPILOG)
    add_subject(made)
    made.add_argument("--layer", metavar="NAME", action="append", help="only this layer")
    made.add_argument(
        "--sample", type=int, default=0, metavar="N", help="row of the batch (default: 0)"
    )
    made.add_argument(
        "--threshold",
        type=float,
        default=0.01,
        metavar="SHARE",
        help="share of the first distance that counts as forgotten (default: 0.01)",
    )
    made.add_argument(
        "--format", choices=("text", "csv", "json"), default="text", help="of what is printed"
    )
    made.add_argument("--out", metavar="FILE", help="a .csv or .json file, instead of stdout")
    return made


def run(given: argparse.Namespace) -> int:
    """Run it."""
    say = teller(given)
    path = out_file(given.out, (".csv", ".json"))
    if not 0 < given.threshold < 1:
        raise ArgumentMistake(f"--threshold must be between 0 and 1, not {given.threshold:g}.")
    chosen = subject(given)
    if len(chosen.states) < 2:
        raise ArgumentMistake(
            "One initial state cannot be compared: give two or more, as in --state A=zeros "
            '--state B="normal(0.5, seed=7)".'
        )
    with mistakes():
        layers = [chosen.model.layer(name) for name in given.layer or ()] or chosen.model.layers
    say(f"comparing {len(chosen.states)} initial states")
    traces = chosen.traces()
    first, *others = chosen.experiment.scenarios
    batch = min(len(trace.x[0]) for trace in traces.values())
    if not 0 <= given.sample < batch:
        raise ArgumentMistake(f"--sample must be 0 to {batch - 1}, not {given.sample}.")
    # Not at the top: TensorFlow is loaded once the arguments are right.
    from lstm_viz.compare import answer_kinds, compare

    rows: list[dict[str, Any]] = []
    for other in others:
        for spec in layers:
            found = compare(
                traces[first.id],
                traces[other.id],
                spec.name,
                sample=given.sample,
                threshold=given.threshold,
                kinds=answer_kinds(chosen.model),
            )
            rows += [
                _row(other.name, first.name, given.sample, spec.name, signal, distance, None)
                for signal, distance in found.states.items()
            ]
        # The outputs are the same whatever layer is compared.
        for name, answers in found.answers.items():
            distance = found.outputs[name]
            rows.append(
                _row(other.name, first.name, given.sample, "output", name, distance, answers.first)
            )
    kind = path.suffix.lower().removeprefix(".") if path else given.format
    experiment = chosen.experiment.to_json()
    text = {"csv": _csv, "json": _json, "text": _text}[kind](rows, experiment)
    if path is None:
        print(text, end="")
    else:
        with written(path) as file:
            file.write(text.encode())
        say(f"wrote {path}")
    return 0


def _row(
    other: str,
    first: str,
    sample: int,
    layer: str,
    signal: str,
    distance: Distance,
    answer: int | None,
) -> dict[str, Any]:
    values = (
        other, first, sample, layer, signal, _finite(distance.values[0]),
        _finite(distance.final), distance.horizon, _finite(distance.rate), answer,
    )  # fmt: skip
    return dict(zip(_COLUMNS, values, strict=True))


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _csv(rows: list[dict[str, Any]], experiment: dict[str, Any]) -> str:
    buffer = io.StringIO()
    buffer.write(f"# lstm-viz experiment: {json.dumps(experiment)}\n")
    # Quotes around every name, so that a # in one of them begins no comment.
    writer = csv.DictWriter(buffer, _COLUMNS, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def _json(rows: list[dict[str, Any]], experiment: dict[str, Any]) -> str:
    return json.dumps({"rows": rows, "experiment": experiment}, indent=1) + "\n"


def _shown(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.4g}"


def _answer(row: dict[str, Any]) -> str:
    if row["layer"] != "output":
        return ""
    return "never" if row["other_answer"] is None else f"step {row['other_answer']}"


def _text(rows: list[dict[str, Any]], experiment: dict[str, Any]) -> str:
    heads = ("scenario", "layer", "signal", "start", "end", "horizon", "rate", "other answer")
    table = [heads] + [
        (
            f"{row['scenario']} against {row['baseline']}",
            row["layer"],
            row["signal"],
            _shown(row["distance_start"]),
            _shown(row["distance_end"]),
            "not reached" if row["horizon"] is None else f"step {row['horizon']}",
            "-" if row["rate"] is None else f"{row['rate']:.3g}",
            _answer(row),
        )
        for row in rows
    ]
    widths = [max(len(line[k]) for line in table) for k in range(len(heads))]
    lines = ["  ".join(word.ljust(w) for word, w in zip(line, widths, strict=True)).rstrip()
             for line in table]
    return "\n".join(lines) + "\n"
