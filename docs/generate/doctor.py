"""The rules of the State Doctor."""

from __future__ import annotations

from typing import Final

from lstm_viz.keras_code.doctor._finding import Setting
from lstm_viz.keras_code.doctor.rules import RULES
from lstm_viz.keras_code.doctor.rules._catalogue import filled

_SEVERITIES: Final = {
    "silent": ("Silent", "Keras says nothing, and the numbers are other ones."),
    "error": ("Errors", "Keras stops; its message does not always say why."),
    "advice": ("Advice", "It runs, and there is a better way."),
}


def page() -> str:
    """Return every rule: what Keras does, what to do, the mistake and the corrected code."""
    parts = [
        "# State Doctor rules",
        "What `lv.diagnose`, `lstm-viz doctor` and the page Keras code look for. Mistake and "
        "corrected code of every rule are run in Keras by the tests. The code is only read, never "
        "run, when it is looked at.",
        "The sizes in the examples are those of one small layer; on the page they are yours.",
    ]
    for severity, (title, sentence) in _SEVERITIES.items():
        parts += [f"## {title}", sentence]
        parts += [_rule(code) for code, rule in RULES.items() if rule.severity == severity]
    return "\n\n".join(parts) + "\n"


def _rule(code: str) -> str:
    rule = RULES[code]
    setting = Setting(kind=rule.kinds[0])
    told = filled(rule.consequence, setting)
    lines = [
        f"### `{code}`",
        f"Keras 3 {told}",
        f"**What to do.** {filled(rule.remedy, setting)}",
    ]
    if rule.raised:
        lines.append(f"**Error.** {_literal(filled(rule.raised, setting))}")
    if rule.keras2:
        lines.append(f"**Keras 2** (not run here): {filled(rule.keras2, setting)}")
    lines += [
        f"For {', '.join(rule.kinds)}.",
        _code("The mistake", rule.mistaken(setting).code),
        _code("Corrected", rule.corrected(setting).code),
    ]
    return "\n\n".join(lines)


def _literal(text: str) -> str:
    fence = "``" if "`" in text else "`"
    return f"{fence}{' ' if text.startswith('`') else ''}{text}{fence}"


def _code(title: str, code: str) -> str:
    opened = f"<details><summary>{title}</summary>"
    return f"{opened}\n\n```python\n{code.strip()}\n```\n\n</details>"
