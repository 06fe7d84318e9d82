"""Complete Keras programs, made of what is written: pieces of code and the sizes of a layer."""

from __future__ import annotations

import ast
import functools
import re
import tomllib
from collections import ChainMap
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from lstm_viz.keras_code.doctor._finding import Example, Setting

_FOLDER: Final = Path(__file__).with_name("written")
# What stands behind a colon, as it is put into these pieces.
_MORE: Final = {"layer": ", {}", "model": "\n    {},"}


@functools.cache
def tables(name: str) -> dict[str, Any]:
    """Return what is written in one file."""
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


class _Pieces(dict[str, Any]):
    """Sizes and pieces of code for a setting, by the names that programs have for them."""

    def __init__(self, s: Setting, shapes: tuple[tuple[int, ...], ...] = ()) -> None:
        # So many rows that shuffled ones hardly ever stay in their order.
        many = s.batch * (2 if s.batch > 2 else 6)
        super().__init__(
            cell=s.cell, units=s.units, batch=s.batch, timesteps=s.timesteps, features=s.features,
            more_rows=s.batch + 1, more_units=s.units + 1, kept=(s.timesteps + 1) // 2,
            shape=(s.batch, s.timesteps, s.features), x_shape=(s.timesteps, s.features),
            many_shape=(many, s.timesteps, s.features), names=", ".join(s.states),
            names_in=", ".join(f"{name}_in" for name in s.states),
            sequences=", ".join("sequence" for _ in s.states),
        )  # fmt: skip
        self.setting = s
        stacked = s.kind == "stacked LSTM cells"
        self.states = [
            {
                "name": name,
                "reach": 0.9 if name.rpartition("_")[2].startswith("h") else 2.0,
                "place": f"[{place // 2}][{place % 2}]" if stacked else f"[{place}]",
                "state_shape": shapes[place] if shapes else None,
                "width": shapes[place][1] if shapes and len(shapes[place]) > 1 else s.units,
            }
            for place, name in enumerate(s.states)
        ]

    def __missing__(self, name: str) -> _Piece:
        return _Piece(name, self)


class _Piece:
    """A piece of code that is filled where a program asks for it."""

    def __init__(self, name: str, pieces: _Pieces) -> None:
        self._name, self._pieces = name, pieces

    def __format__(self, more: str) -> str:
        s, pieces, written = self._pieces.setting, self._pieces, tables("pieces")
        template = written[self._name]
        if self._name == "shaped":
            shapes = s.shapes or (ast.literal_eval(more),) * len(s.states)
            pieces = _Pieces(s, shapes)
            if s.symbolic and all(len(shape) == 2 for shape in shapes):
                template = written["shaped_symbolic"]
        if isinstance(template, dict) and "each" in template:
            filled = [template["each"].format_map(ChainMap(one, pieces)) for one in pieces.states]
            return "\n".join(filled)
        if isinstance(template, dict):
            template = template.get(s.kind, template["any"])
        more = _MORE[self._name].format(more) if more and self._name in _MORE else ""
        return template.format_map(ChainMap({"more": more}, pieces))


def fill(template: str, s: Setting) -> str:
    """Put the sizes of a setting, and the code that they make, into a program."""
    # One step has to be left of which the result comes.
    s = replace(s, timesteps=max(s.timesteps, 2)) if "{kept}" in template else s
    return re.sub(r"\n{3,}", "\n\n", template.format_map(_Pieces(s))).strip("\n")


def example(given: dict[str, Any], s: Setting) -> Example:
    """Return a program that is written, or that of a rule, for a setting."""
    if s.kind in given.get("one_row", ()):
        s = replace(s, batch=1, shapes=None)
    shown = given.get("tokens" if s.tokens else "symbolic" if s.symbolic else "", given)
    return Example(code=fill(shown["code"], s), check=fill(shown.get("check", ""), s))
