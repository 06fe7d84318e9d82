"""``lstm-viz doctor``: known mistakes with states in a Python file or a model file."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any, Final

from lstm_viz._quiet import load_tensorflow
from lstm_viz.commands._arguments import Parser, existing, mistakes

if TYPE_CHECKING:
    from lstm_viz.keras_code.doctor import Finding, Report

# `doctor.MOST_RUN`, for a --help that does not load Keras.
_MOST_RUN: Final = 8

_DESCRIPTION: Final = """\
Find known mistakes with the states of recurrent layers. Code is read, never
run; a model file is only read."""
_EPILOG: Final = """\
examples:
  lstm-viz doctor train.py
  lstm-viz doctor train.py --code            with corrected code for each finding
  lstm-viz doctor notebook.ipynb --json
  lstm-viz doctor my_model.keras
  lstm-viz doctor old_train.py --keras 2

exit codes: 0 fine, nothing found, 1 something found, 2 a mistake in the arguments or a
file that cannot be read."""


def parser() -> argparse.ArgumentParser:
    """Arguments of ``lstm-viz doctor``."""
    made = Parser("doctor", description=_DESCRIPTION, epilog=_EPILOG)
    made.add_argument(
        "file", metavar="FILE|MODEL", help="a .py, .ipynb, .txt or .md file, or a .keras or .h5 one"
    )
    made.add_argument(
        "--keras",
        type=int,
        choices=(2, 3),
        default=3,
        help="version that the code is written for (default: %(default)s)",
    )
    made.add_argument("--code", action="store_true", help="print corrected code as well")
    made.add_argument(
        "--run",
        action="store_true",
        help="run our examples of the mistakes and the corrected code,\n"
        f"of at most {_MOST_RUN} findings, and tell what they did",
    )
    made.add_argument("--json", action="store_true", help="print one JSON document")
    return made


def run(given: argparse.Namespace) -> int:
    """Run it."""
    path = existing(given.file, "Python or model")
    load_tensorflow()
    from lstm_viz.keras_code.doctor import diagnose_file, run_examples

    with mistakes():
        report = diagnose_file(path, keras=given.keras)
    results = run_examples(report) if given.run and report else {}
    if given.json:
        print(json.dumps(_document(given.file, report, results), indent=2))
    else:
        for finding in report:
            print(_block(finding, results, code=given.code), end="\n\n")
        for note in report.notes:
            print(note)
        print(report.summary)
    return 1 if report else 0


def _block(finding: Finding, results: dict[str, Any], *, code: bool) -> str:
    lines = [str(finding)]
    for what, verdict in _verdicts(finding, results):
        lines.append(f"  {what}, run here: {verdict}")
    if code:
        lines.append("\n".join(f"    {line}" for line in finding.corrected.code.split("\n")))
    return "\n".join(lines)


def _verdicts(finding: Finding, results: dict[str, Any]) -> list[tuple[str, str]]:
    from lstm_viz.keras_code.doctor import corrected_verdict, mistake_verdict

    found = [
        ("the mistake", mistake_verdict(finding, results)),
        ("the corrected code", corrected_verdict(finding, results)),
    ]
    return [(what, verdict.sentence) for what, verdict in found if verdict is not None]


def _document(file: str, report: Report, results: dict[str, Any]) -> dict[str, Any]:
    document = {"file": file, **report.to_json()}
    for entry, finding in zip(document["findings"], report, strict=True):
        if results:
            entry["run_here"] = dict(_verdicts(finding, results))
    return document
