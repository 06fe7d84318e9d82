"""All rules, by name, and how one becomes a finding."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from lstm_viz._language import SENTENCES, Text
from lstm_viz.keras_code.doctor._finding import Example, Finding, Setting, Severity
from lstm_viz.keras_code.doctor.rules._examples import example, tables

Maker = Callable[[Setting], Example]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One known mistake: what Keras does with it, and code that shows both."""

    code: str  # stable name
    severity: Severity
    # Sentences about a person's case, by their names in the rule; two where one speaks of one
    # thing and the other of several.
    problem: Mapping[str, tuple[str, ...]]
    consequence: str  # what Keras 3 does; {units}, {batch} and the like are filled in
    remedy: str  # what to do
    mistaken: Maker
    corrected: Maker  # code that does what was meant
    # The error in the case of a sentence, where it is another one than the example's.
    error: Mapping[str, str]
    raises: str = ""  # error type that Keras 3 raises
    says: str = ""  # part of its message; sizes are filled in
    # For a mistake that raises nothing: whether its difference is above or exactly zero.
    shows: Literal["differs", "same"] = "differs"
    measure: str = "the outputs are up to {difference} away from what was meant"
    keras2: str = ""  # what Keras 2 does; empty where it does what was meant
    kinds: tuple[str, ...] = ("LSTM",)  # of layer that it holds for

    @property
    def raised(self) -> str:
        """Error type and text of the example as one line; empty when Keras raises nothing."""
        return f"{self.raises}: {self.says}" if self.says else self.raises

    def told(self, which: str, **values: Any) -> tuple[Text, str | None]:
        """Return one of the sentences with its values, and the error in that case."""
        error = self.error.get(which, self.error.get(""))
        problem = Text.filled(*self.problem[which], **values)
        return problem, None if error is None else error.format(**values)


def _maker(given: Any) -> Maker:
    named = tables("programs")[given] if isinstance(given, str) else given
    return functools.partial(example, named)


def _rule(code: str, given: dict[str, Any]) -> Rule:
    problem, error = (
        told if isinstance(told, dict) else {"": told}
        for told in (given.get("problem", {}), given.get("error", {}))
    )
    made = {
        "problem": {name: (told,) if isinstance(told, str) else tuple(told)
                    for name, told in problem.items()},
        "error": error,
        "mistaken": _maker(given["mistaken"]),
        "corrected": _maker(given["corrected"]),
        "kinds": tuple(given.get("kinds", ("LSTM",))),
    }  # fmt: skip
    return Rule(code=code, **{**given, **made})


def written(name: str) -> tuple[Rule, ...]:
    """Return the rules of one file."""
    return tuple(_rule(code, given) for code, given in tables(name).items())


_FILES: Final = ("passing", "stored", "building", "results", "running")
RULES: Final[dict[str, Rule]] = {rule.code: rule for file in _FILES for rule in written(file)}


def filled(text: str, s: Setting) -> str:
    """Put the sizes of a setting into a sentence of a rule."""
    return Text.filled(text, units=s.units, batch=s.batch, timesteps=s.timesteps,
                       features=s.features, cell=s.cell)


def finding(
    code: str,
    problem: str,  # what is wrong and where, in one sentence
    setting: Setting,  # that the example code is written for
    *,
    line: int | None = None,
    keras: int = 3,  # the version that the person uses, 2 or 3
    error: str | None = None,  # the error in this case, where it is another one than the rule's
    also: str = "",  # a further sentence about what Keras does
    remedy: str = "",  # what to do in this case, where it is something else than the rule's
) -> Finding | None:
    """Make a finding of a rule; None where Keras 2 does what was meant."""
    rule = RULES[code]
    if keras == 2 and not rule.keras2:
        return None
    fitting = setting
    if setting.kind not in rule.kinds:
        fitting = replace(setting, kind=rule.kinds[0], shapes=None)
    details: dict[str, Any] = {
        "consequence": filled(rule.consequence, setting),
        "error": filled(rule.raised, setting) if error is None else error,
        "severity": rule.severity,
    }
    if keras == 2:
        details = _keras2_details(rule, setting)
    elif also:
        details["consequence"] = Text.joined([details["consequence"], also], SENTENCES)
    return Finding(
        code=code,
        problem=problem,
        remedy=remedy or filled(rule.remedy, setting),
        corrected=rule.corrected(fitting.bounded()),
        mistaken=rule.mistaken(fitting.bounded()),
        line=line,
        keras=keras,
        **details,
    )


def _keras2_details(rule: Rule, setting: Setting) -> dict[str, Any]:
    told = filled(rule.keras2, setting)
    raises = re.match(r"\w*Error\b", told)
    severity = "silent" if rule.severity == "error" else rule.severity
    what = Text("raises an error") if raises else Text.of(told)
    return {
        "consequence": Text("{what} (not run here).", what=what),
        "error": told if raises else "",
        "severity": "error" if raises or told.startswith("raises") else severity,
    }
