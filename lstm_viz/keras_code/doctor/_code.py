"""The diagnosis of pasted code: read, never run."""

from __future__ import annotations

from collections.abc import Iterator

from lstm_viz._language import SENTENCES, Text
from lstm_viz.keras_code.doctor._finding import Report
from lstm_viz.keras_code.doctor.reading import Reading, read_code, read_paste
from lstm_viz.keras_code.doctor.rules import Found, Told, at_the_end, finding, hear


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
    found = [
        finding(
            one.code,
            Text.joined([one.problem, *_again(lines)], SENTENCES),
            one.setting,
            line=one.line or None,
            keras=keras,
            error=one.error,
            also=one.also,
            remedy=one.remedy,
        )
        for one, lines in _merged(told)
    ]
    return Report(
        findings=tuple(one for one in found if one is not None),
        looked_at=_looked_at(reading, paste.lines),
        notes=tuple(notes),
    )


def _merged(told: Told) -> list[tuple[Found, list[int]]]:
    """Findings that say the same become one, with the further lines."""
    merged: dict[tuple[str, str], tuple[Found, list[int]]] = {}
    for one in sorted(told.found.values(), key=lambda one: one.line):
        first, lines = merged.setdefault((one.code, one.problem), (one, []))
        if one is not first:
            lines.append(one.line)
    return list(merged.values())


def _again(lines: list[int]) -> Iterator[str]:
    if not lines:
        return
    shown = ", ".join(map(str, lines[:8])) + (" …" if len(lines) > 8 else "")
    yield Text(
        "The same in line {lines}.", "The same in lines {lines}.", count=len(lines), lines=shown
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
