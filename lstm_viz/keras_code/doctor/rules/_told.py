"""What rules have said about a program, and with which sizes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from lstm_viz._language import Text
from lstm_viz.keras_code.doctor._setting import Setting
from lstm_viz.keras_code.doctor.reading import Event
from lstm_viz.keras_code.doctor.reading._parts import Layer
from lstm_viz.keras_code.doctor.rules._catalogue import RULES


@dataclass(frozen=True, kw_only=True)
class Found:
    """A rule that fits a line."""

    code: str
    problem: str
    line: int
    setting: Setting
    error: str | None = None
    also: str = ""
    remedy: str = ""


class Told:
    """Everything that was found; the same rule is told once a line."""

    def __init__(self, *, keras: int) -> None:
        self.keras = keras
        self.found: dict[tuple[str, int], Found] = {}
        self.pending: list[tuple[Event, Layer]] = []
        self.constants: list[tuple[Event, Layer, int]] = []
        self.expected: set[Any] = set()

    def report(
        self,
        event: Event | None,
        code: str,
        problem: str,
        *,
        layer: Layer | None = None,
        node: Any = None,
        line: int = 0,
        rows: int | None = None,
        error: str | None = None,
        also: str = "",
        remedy: str = "",
        **sizes: Any,
    ) -> None:
        """Say that a rule fits, unless its error is caught there.

        ``error`` is the error in this case, where it is another one than the rule's; ``sizes``
        are further fields of the `Setting` that examples are made for.
        """
        rule = RULES[code]
        raised = (error if error is not None else rule.raises).partition(":")[0]
        caught = event.caught if event is not None else ()
        if rule.severity == "error" and ("" in caught or raised in caught):
            return
        line = line or getattr(node or getattr(event, "node", None), "lineno", 0)
        setting = replace(setting_of(layer, rows=rows), **sizes)
        found = Found(code=code, problem=problem, line=line, setting=setting, error=error,
                      also=also, remedy=remedy)
        self.found.setdefault((code, line), found)

    def withdraw(self, code: str, line: int) -> None:
        """Take back what was said of a line, where something more exact is known."""
        self.found.pop((code, line), None)


Check = Callable[[Event, Told], None]
CHECKS: Final[dict[str, list[Check]]] = {}


def on(*what: str) -> Callable[[Check], Check]:
    """Make a function hear of events of these kinds."""

    def register(check: Check) -> Check:
        for one in what:
            CHECKS.setdefault(one, []).append(check)
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
