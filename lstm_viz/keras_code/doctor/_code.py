"""The diagnosis of pasted code: read, never run."""

from __future__ import annotations

from lstm_viz._language import Text
from lstm_viz.keras_code.doctor._finding import Report
from lstm_viz.keras_code.doctor.reading import Reading, read_code, read_paste
from lstm_viz.keras_code.doctor.rules import Told, at_the_end, hear


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
    reading = read_code(paste.tree, lambda event: hear(event, told))
    at_the_end(reading, told)
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
    layers = [
        Text("{layer} in line {line}", layer=name, line=line) for line, name in at.items()
    ]
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
