"""The example code of findings, run in the helper process, and what came of it in words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from lstm_viz._language import Text
from lstm_viz.keras_code import CodeResult, Program, run_code
from lstm_viz.keras_code.doctor._finding import Example, Finding
from lstm_viz.keras_code.doctor.rules._catalogue import RULES

MOST_RUN: Final = 8
# Float32 and another order of additions.
_ROUNDING: Final = 1e-5
_COLOR: Final = re.compile(r"\x1b\[[0-9;]*m")
# Keras puts in front which layer was running.
_WHERE: Final = "Exception encountered when calling"
_SHOWN_BOLD: Final = re.compile(r"\x1b\[1m(.*?)\x1b\[0m", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What running an example showed."""

    as_told: bool  # whether it is what the finding says: the error, the silence, or code that works
    sentence: str


def programs(findings: Iterable[Finding]) -> tuple[Program, ...]:
    """Return the examples of at most `MOST_RUN` findings as programs; equal ones once."""
    made: dict[str, Program] = {}
    for finding in list(findings)[:MOST_RUN]:
        for example in (finding.corrected, finding.mistaken):
            name = name_of(example)
            made[name] = Program(name=name, code=example.source, results=("difference",))
    return tuple(made.values())


def name_of(example: Example) -> str:
    """Name of the program that an example becomes."""
    return hashlib.sha256(example.source.encode()).hexdigest()[:16]


def run_examples(findings: Iterable[Finding]) -> dict[str, CodeResult]:
    """Run the examples and wait for them.

    Raises
    ------
    LstmVizError
        When the helper process cannot be started.
    """
    return run_code(programs(findings))


def mistake_verdict(finding: Finding, results: Mapping[str, CodeResult]) -> Verdict | None:
    """Tell what the mistaken example did; None if it was not run."""
    rule, result = RULES[finding.code], results.get(name_of(finding.mistaken))
    if result is None:
        return None
    # The example may show the mistake in another place than the person's code makes it.
    told = {rule.raises, finding.error.partition(":")[0]} if rule.raises else set()
    if result.stopped or result.error is not None:
        return _no_end(result, told)
    if rule.raises:
        sentence = Text("raises nothing, against what is told above.")
        return Verdict(as_told=False, sentence=sentence)
    difference = result.data.get("difference")
    if difference is None:
        return Verdict(as_told=False, sentence=Text("gave no number."))
    as_told = difference == 0 if rule.shows == "same" else difference > 0
    measured = Text.filled(rule.measure, difference=number(difference))
    sentence = Text("raises nothing; {measured}.", measured=measured)
    return Verdict(as_told=as_told, sentence=sentence)


def corrected_verdict(finding: Finding, results: Mapping[str, CodeResult]) -> Verdict | None:
    """Tell what the corrected example did; None if it was not run."""
    result = results.get(name_of(finding.corrected))
    if result is None:
        return None
    if result.stopped or result.error is not None:
        return _no_end(result, set())
    difference = result.data.get("difference")
    if difference is None or not difference <= _ROUNDING:
        sentence = Text("is {difference} away from what was meant.", difference=difference)
        return Verdict(as_told=False, sentence=sentence)
    sentence = Text(
        "works, largest difference from what was meant {difference}.", difference=number(difference)
    )
    return Verdict(as_told=True, sentence=sentence)


def _no_end(result: CodeResult, told: set[str]) -> Verdict:
    if result.error is None:
        return Verdict(as_told=False, sentence=Text("it {stopped}.", stopped=result.stopped))
    text = f"{result.error.type}: {short_message(result.error.message)}"
    sentence = Text("raises {error}", error=text)
    return Verdict(as_told=result.error.type in told, sentence=sentence)


def short_message(message: str) -> str:
    """Return the part of a Keras error that says what is wrong, in one line."""
    bold = [text for text in _SHOWN_BOLD.findall(message) if not text.startswith(_WHERE)]
    text = _COLOR.sub("", bold[0] if bold else message)
    text = re.sub(r"\{\{function_node .*?\}\}\s*", "", text)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    line = next((line for line in lines if not line.startswith(_WHERE)), "".join(lines[:1]))
    return line if len(line) <= 220 else line[:219] + "…"


def number(value: float) -> str:
    """Write a difference for people: whole numbers as they are, others with three digits."""
    return f"{int(value)}" if value == int(value) else f"{value:.2g}"
