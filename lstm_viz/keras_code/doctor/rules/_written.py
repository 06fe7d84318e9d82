"""Rules are written down as data, in the files of ``written``; here they are read."""

from __future__ import annotations

import tomllib
from functools import partial
from pathlib import Path
from typing import Any, Final

from lstm_viz.keras_code.doctor._finding import Example
from lstm_viz.keras_code.doctor._setting import Setting
from lstm_viz.keras_code.doctor.rules import _examples as examples
from lstm_viz.keras_code.doctor.rules._programs import PROGRAMS
from lstm_viz.keras_code.doctor.rules._rule import Maker, Rule

_FOLDER: Final = Path(__file__).with_name("written")


class _Layer:
    """The layer as code; what stands behind the colon in ``{layer:…}`` are its arguments."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting

    def __format__(self, arguments: str) -> str:
        return examples.layer_code(self._setting, arguments)


class _Model(_Layer):
    """A stateful model as code; behind the colon stand further layers."""

    def __format__(self, more: str) -> str:
        return examples.stateful_model(self._setting, *([more] if more else []))


def fill(template: str, s: Setting) -> str:
    """Put the sizes of a setting, and the code that they make, into a template."""
    if not template:
        return ""
    made = template.format(
        head=examples.HEAD, data=examples.data(s), inputs=examples.inputs(s),
        layer=_Layer(s), model=_Model(s), given=examples.given(s),
        sequences=", ".join("sequence" for _ in s.states),
        predict=examples.predict(s), assign=examples.assign_states(s),
        compared=examples.compared(s), cell=s.cell, units=s.units, batch=s.batch,
        timesteps=s.timesteps, features=s.features, more_rows=s.batch + 1,
        shape=f"({s.batch}, {s.timesteps}, {s.features})",
        x_shape=f"({s.timesteps}, {s.features})",
    )  # fmt: skip
    return examples.lines(made)


def _example(given: dict[str, str], s: Setting) -> Example:
    return Example(code=fill(given["code"], s), check=fill(given.get("check", ""), s))


def _maker(given: Any) -> Maker:
    return PROGRAMS[given] if isinstance(given, str) else partial(_example, given)


def written(name: str) -> tuple[Rule, ...]:
    """Return the rules of one file."""
    tables = tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return tuple(
        Rule(
            code=code,
            **{
                **given,
                "mistaken": _maker(given["mistaken"]),
                "corrected": _maker(given["corrected"]),
                "kinds": tuple(given.get("kinds", ("LSTM",))),
            },
        )
        for code, given in tables.items()
    )
