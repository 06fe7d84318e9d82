"""All rules, by name, and how one becomes a finding."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Final

from lstm_viz._language import SENTENCES, Text
from lstm_viz.keras_code.doctor._finding import Finding
from lstm_viz.keras_code.doctor._setting import Setting
from lstm_viz.keras_code.doctor.rules._rule import Rule
from lstm_viz.keras_code.doctor.rules._written import written

_FILES: Final = ("passing", "stored", "building", "results", "running")
RULES: Final[dict[str, Rule]] = {rule.code: rule for file in _FILES for rule in written(file)}


def filled(text: str, s: Setting) -> str:
    """Put the sizes of a setting into a sentence of a rule."""
    return Text.filled(
        text,
        units=s.units,
        batch=s.batch,
        timesteps=s.timesteps,
        features=s.features,
        cell=s.cell,
    )


def finding(
    code: str,
    problem: str,
    setting: Setting,
    *,
    line: int | None = None,
    keras: int = 3,
    error: str | None = None,
    also: str = "",
    remedy: str = "",
) -> Finding | None:
    """Make a finding of a rule.

    Parameters
    ----------
    code : str
        Name of the rule.
    problem : str
        What is wrong and where, in one sentence.
    setting : Setting
        Kind and sizes that the example code is written for.
    line : int, optional
        Line of the code that was read.
    keras : {2, 3}
        Version that the person uses.
    error : str, optional
        The error in this case, where it is another one than the rule's.
    also : str
        A further sentence about what Keras does.
    remedy : str
        What to do in this case, where it is something else than the rule's.

    Returns
    -------
    Finding or None
        None where Keras 2 does what was meant.
    """
    rule = RULES[code]
    if keras == 2 and not rule.keras2:
        return None
    kind = setting.kind if setting.kind in rule.kinds else rule.kinds[0]
    same = kind == setting.kind
    fitting = replace(setting, kind=kind, shapes=setting.shapes if same else None).bounded()
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
        corrected=rule.corrected(fitting),
        mistaken=rule.mistaken(fitting),
        line=line,
        keras=keras,
        **details,
    )


def _keras2_details(rule: Rule, setting: Setting) -> dict[str, Any]:
    told = filled(rule.keras2, setting)
    raises = re.match(r"\w*Error\b", told)
    severity = "error" if raises or told.startswith("raises") else rule.severity
    if severity == "error" and not raises and not told.startswith("raises"):
        severity = "silent"
    return {
        "consequence": Text(
            "{what} (not run here).",
            what=Text("raises an error") if raises else Text.of(told),
        ),
        "error": told if raises else "",
        "severity": severity,
    }
