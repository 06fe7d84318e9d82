"""Rules are written down as data, in the files of ``written``; here they are read."""

from __future__ import annotations

import ast
import functools
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from lstm_viz.keras_code.doctor._finding import Example
from lstm_viz.keras_code.doctor._setting import Setting
from lstm_viz.keras_code.doctor.rules import _examples as examples
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


class _Shaped(_Layer):
    """A program with states of the shape behind the colon, where no other shapes are told."""

    def __format__(self, shape: str) -> str:
        return examples.shaped(self._setting, ast.literal_eval(shape))


def fill(template: str, s: Setting) -> str:
    """Put the sizes of a setting, and the code that they make, into a template."""
    if not template:
        return ""
    # One step has to be left of which the result comes.
    s = replace(s, timesteps=max(s.timesteps, 2)) if "{kept}" in template else s
    # So many rows that shuffled ones hardly ever stay in their order.
    many = s.batch * (2 if s.batch > 2 else 6)
    made = template.format(
        head=examples.HEAD, data=examples.data(s), inputs=examples.inputs(s),
        layer=_Layer(s), model=_Model(s), given=examples.given(s),
        sequences=", ".join("sequence" for _ in s.states),
        predict=examples.predict(s), assign=examples.assign_states(s),
        compared=examples.compared(s), cell=s.cell, units=s.units, batch=s.batch,
        timesteps=s.timesteps, features=s.features, more_rows=s.batch + 1,
        more_units=s.units + 1, kept=(s.timesteps + 1) // 2, many=examples.inputs(s, many),
        reference=examples.reference(s), swapped=examples.swapped(s), shaped=_Shaped(s),
        symbolic_call=examples.symbolic_call(s),
        shape=f"({s.batch}, {s.timesteps}, {s.features})",
        x_shape=f"({s.timesteps}, {s.features})",
    )  # fmt: skip
    return examples.lines(made)


def _example(given: dict[str, Any], s: Setting) -> Example:
    if s.kind in given.get("one_row", ()):
        s = replace(s, batch=1, shapes=None)
    shown = given.get("tokens" if s.tokens else "symbolic" if s.symbolic else "", given)
    return Example(code=fill(shown["code"], s), check=fill(shown.get("check", ""), s))


@functools.cache
def tables(name: str) -> dict[str, Any]:
    """Return what is written in one file."""
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _maker(given: Any) -> Maker:
    named = tables("programs")[given] if isinstance(given, str) else given
    return functools.partial(_example, named)


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
