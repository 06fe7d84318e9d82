"""What rules have said about a program, and with which sizes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from lstm_viz._language import SENTENCES, Text
from lstm_viz.keras_code.doctor._finding import Finding, Setting
from lstm_viz.keras_code.doctor.reading import Event
from lstm_viz.keras_code.doctor.reading._parts import Layer
from lstm_viz.keras_code.doctor.rules._catalogue import RULES, finding


class Told:
    """Everything that was found; the same rule is told once a line."""

    def __init__(self, *, keras: int) -> None:
        self.keras = keras
        # What `finding` takes besides, by rule and line.
        self.found: dict[tuple[str, int], dict[str, Any]] = {}
        # What only the rest of the program tells: see `_on_running`.
        self.pending: list[tuple[Event, Layer]] = []
        self.constants: list[tuple[Event, Layer, int]] = []
        self.expected: set[Any] = set()

    def report(
        self,
        event: Event,  # where; its name is the sentence's {name}
        code: str,
        which: str = "",  # of the rule's sentences
        *,
        layer: Layer | None = None,  # the sentence's {layer}, and with its line {called}
        at: int = 0,  # the line, if not that of the event
        rows: int | None = None,  # of the examples, which are made for the layer's sizes
        sizes: Mapping[str, Any] | None = None,  # further fields of their `Setting`
        # As for `finding`, where they are others than the rule's.
        problem: str = "",
        error: str | None = None,
        also: str = "",
        remedy: str = "",
        **values: Any,  # what the sentence is filled with
    ) -> None:
        """Say that a rule fits, unless its error is caught there."""
        rule = RULES[code]
        if not problem:
            if layer is not None:
                values = {"layer": layer.class_name, "called": called(layer), **values}
            problem, told = rule.told(which, **{"name": event.name, **values})
            error = told if error is None else error
        raised = (error if error is not None else rule.raises).partition(":")[0]
        if rule.severity == "error" and ("" in event.caught or raised in event.caught):
            return
        line = at or getattr(event.node, "lineno", 0)
        setting = replace(setting_of(layer, rows=rows), **sizes or {})
        self.found.setdefault((code, line), {
            "problem": problem, "setting": setting, "error": error, "also": also, "remedy": remedy,
        })  # fmt: skip

    def hear(self, event: Event) -> None:
        """Let every rule that an event concerns look at it."""
        for check in _CHECKS.get(event.what, ()):
            check(event, self)

    def withdraw(self, code: str, line: int) -> None:
        """Take back what was said of a line, where something more exact is known."""
        self.found.pop((code, line), None)

    def findings(self) -> tuple[Finding, ...]:
        """Return what was found; findings that say the same become one, with the further lines."""
        alike: dict[tuple[str, str], list[tuple[int, dict[str, Any]]]] = {}
        for (code, line), one in sorted(self.found.items(), key=lambda item: item[0][1]):
            alike.setdefault((code, one["problem"]), []).append((line, one))
        made = []
        for (code, problem), ((line, one), *more) in alike.items():
            if more:
                lines = ", ".join(str(line) for line, _ in more[:8])
                again = Text(
                    "The same in line {lines}.", "The same in lines {lines}.",
                    count=len(more), lines=lines + (" …" if len(more) > 8 else ""),
                )  # fmt: skip
                problem = Text.joined([problem, again], SENTENCES)
            given = {**one, "problem": problem, "line": line or None, "keras": self.keras}
            made.append(finding(code, **given))
        return tuple(one for one in made if one is not None)


Check = Callable[[Event, Told], None]
_CHECKS: Final[dict[str, list[Check]]] = {}


def on(*what: str) -> Callable[[Check], Check]:
    """Make a function hear of events of these kinds."""

    def register(check: Check) -> Check:
        for one in what:
            _CHECKS.setdefault(one, []).append(check)
        return check

    return register


def setting_of(layer: Layer | None, *, rows: int | None = None) -> Setting:
    """Sizes of a layer, with small ones where the code does not tell them."""
    if layer is None:
        return Setting()
    return Setting(
        kind=layer.kind or "LSTM",
        units=layer.units or 8,
        batch=rows or layer.batch or 3,
        timesteps=layer.timesteps or 10,
        features=layer.features or 1,
    )


def called(layer: Layer) -> str:
    """Name of a layer in a sentence, with the line that makes it."""
    if not layer.line:
        return layer.class_name
    return Text("{layer} of line {line}", layer=layer.class_name, line=layer.line)
