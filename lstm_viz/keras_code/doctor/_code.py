"""The diagnosis of code, pasted or in a file, and of a model file; code is read, never run."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Final

from lstm_viz._language import Text
from lstm_viz.errors import LstmVizError
from lstm_viz.keras_code.doctor._arrays import diagnose
from lstm_viz.keras_code.doctor._finding import Report
from lstm_viz.keras_code.doctor.reading import Reading, parses, read_code, read_paste
from lstm_viz.keras_code.doctor.rules import Told, tables
from lstm_viz.models import load_model

CODE: Final = (".py", ".txt", ".md")
NOTEBOOK: Final = ".ipynb"
MODEL: Final = (".keras", ".h5", ".hdf5")
_MOST_BYTES: Final = 20 * 2**20
# Code as people ask about it, to try the doctor on.
SNIPPETS: Final[dict[str, str]] = {name: one["code"] for name, one in tables("snippets").items()}


def diagnose_code(text: str, *, keras: int = 3) -> Report:
    """Find known mistakes with states in Python code.

    The code is parsed and read line by line; it is never run.

    Parameters
    ----------
    text : str
        At most 200,000 characters; may be a fragment, with prompts or notebook magics.
    keras : {2, 3}
        The Keras version that it is written for.

    Returns
    -------
    Report

    Raises
    ------
    LstmVizError
        When the text is empty, too long, nested too deeply, or not Python.
    """
    paste = read_paste(text)
    told = Told(keras=keras)
    reading = read_code(paste.tree, told.hear)
    notes = list(paste.notes)
    if not reading.whole:
        notes.append(Text("The code is so large that only a part of it was read."))
    return Report(
        findings=told.findings(),
        looked_at=_looked_at(reading, paste.lines),
        notes=tuple(notes),
    )


def _looked_at(reading: Reading, lines: int) -> tuple[str, ...]:
    at = {layer.line: layer.class_name for layer in reading.layers if layer.line}
    layers = [Text("{layer} in line {line}", layer=name, line=line) for line, name in at.items()]
    named: str = Text.joined(layers[:5]) if layers else Text("none")
    if len(layers) > 5:
        named = Text("{names} and {number} more", names=named, number=len(layers) - 5)
    models = len({model.line for model in reading.models})
    return (
        Text("{count} line", "{count} lines", count=lines),
        Text("recurrent layers: {names}", names=named),
        Text("{count} model", "{count} models", count=models),
        Text(
            "{count} call with initial_state",
            "{count} calls with initial_state",
            count=reading.calls,
        ),
    )


def diagnose_file(path: str | Path, *, keras: int = 3) -> Report:
    """Find known mistakes with states in a Python file, a notebook or a model file.

    Code is read, never run; a model is opened by the project's own reader.

    Parameters
    ----------
    path : str or Path
    keras : {2, 3}
        The Keras version that code is written for.

    Returns
    -------
    Report
        Lines of a notebook are counted over its code cells, one after the other.

    Raises
    ------
    LstmVizError
        When the file is missing, of another kind, or cannot be read.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if not path.is_file():
        raise LstmVizError("There is no file '{path}': check its path.", path=path.name)
    if suffix in MODEL:
        return diagnose(load_model(path))
    if suffix not in (*CODE, NOTEBOOK):
        kinds = ", ".join((*CODE, NOTEBOOK, *MODEL))
        raise LstmVizError(
            "'{path}' is neither code nor a model that the doctor reads: name a file that "
            "ends in {kinds}.", path=path.name, kinds=kinds
        )
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise LstmVizError(
                "'{path}' is larger than {most} MiB: name a file of code.",
                path=path.name,
                most=_MOST_BYTES // 2 ** 20,
            )
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise LstmVizError(
            "'{path}' is not UTF-8 text, so it is no Python code that can be read.", path=path.name
        ) from error
    except OSError as error:
        raise LstmVizError(
            "'{path}' cannot be read ({reason}).",
            path=path.name,
            reason=error.strerror,
        ) from error
    if suffix != NOTEBOOK:
        return diagnose_code(text, keras=keras)
    code, notes = _cells(text, path.name)
    report = diagnose_code(code, keras=keras)
    return replace(report, notes=(*notes, *report.notes))


def _cells(text: str, name: str) -> tuple[str, tuple[str, ...]]:
    """Code of a notebook; cells that are no Python are empty lines, and are named."""
    try:
        read = json.loads(text)
        # Until 2015 cells stood in worksheets, and their code was called input.
        sheets = read["worksheets"] if "worksheets" in read else [read]
        cells = [
            "".join(cell["source"] if "source" in cell else cell["input"])
            for sheet in sheets
            for cell in sheet["cells"]
            if cell["cell_type"] == "code"
        ]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise LstmVizError(
            "'{name}' is no notebook: it cannot be read as JSON cells.", name=name
        ) from error
    wrong = [place for place, cell in enumerate(cells) if not parses(cell)]
    if len(wrong) == len(cells):
        wrong = []
    for place in wrong:
        cells[place] = "\n" * cells[place].count("\n")
    words = ", ".join(str(place + 1) for place in wrong)
    note = (
        f"Code cell {words} could not be read as Python and was left out." if len(wrong) == 1
        else f"Code cells {words} could not be read as Python and were left out."
    )
    return "\n".join(cells), (note,) if wrong else ()
