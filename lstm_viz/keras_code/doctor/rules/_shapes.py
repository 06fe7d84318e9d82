"""What Keras makes of the shapes of states, by its own broadcasting."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lstm_viz._language import AND, Text
from lstm_viz.keras_code.doctor.reading import Passed, Shape
from lstm_viz.keras_code.doctor.rules._mark import Mark, mark

_SILENT: Final = ("states-broadcast", "states-more-rows", "states-more-axes")


def shape_problems(
    flat: list[Passed], kind: str, *, rows: int | None, units: int | None
) -> Iterator[Mark]:
    """Yield what is wrong with the shapes of states, in the layer's order; one mark a rule."""
    cell = "LSTM" if "LSTM" in kind else "GRU" if "GRU" in kind else "SimpleRNN"
    per = 2 if cell == "LSTM" else 1
    found: dict[str, list[tuple[Passed, str]]] = {}
    for position, state in enumerate(flat):
        if state.shape is None:
            continue
        role = "c" if per == 2 and position % 2 else "h"
        code = _shape_problem(state.shape, role, cell, rows, units)
        if code is not None:
            found.setdefault(code, []).append((state, role))
    shapes = tuple(
        tuple((rows or 3) if size is None else size for size in state.shape)
        if state.shape is not None
        else (rows or 3, units or 8)
        for state in flat
    )
    usable = shapes if kind in ("LSTM", "GRU", "SimpleRNN") and len(shapes) == per else None
    free = all(state.shape is None or state.shape[:1] == (None,) for state in flat)
    wanted = f"({'batch' if rows is None else rows}, {'units' if units is None else units})"
    errors = [code for code in found if code not in _SILENT]
    for code, states in found.items():
        if errors and code in _SILENT:
            continue
        named = Text.joined(
            [f"{one.name or role} {shown(one.shape)}" for one, role in states],
            AND,
        )
        turned = any(state.shape == (units, rows) != (rows, units) for state, _ in states)
        yield mark(
            code, "turned" if turned else "", names=named, wanted=wanted,
            shapes=usable if units is not None and (rows is not None or free) else None,
            error=_shape_error(code, states[0][1], cell, states[0][0].shape, rows, units),
        )


def _shape_problem(
    shape: Shape, role: str, cell: str, rows: int | None, units: int | None
) -> str | None:
    """Return the rule that fits one state's shape, by Keras' own broadcasting."""
    if len(shape) > 2:
        if cell == "SimpleRNN":
            return "states-more-axes"
        if cell == "LSTM" and shape == (1, 1, units) and (role == "h" or rows == 1):
            # One row gets through: h loses the axis in front, c hands it on to the output.
            if role == "c":
                return "states-more-axes"
            return "states-broadcast" if rows is not None and rows > 1 else None
        return "states-rank"
    if role == "h":
        if not shape or (len(shape) == 1 and cell == "GRU"):
            return "states-rank"
        if units is not None and shape[-1] is not None and shape[-1] != units:
            return "states-shape"
        if len(shape) == 1:
            return None if rows == 1 else "states-broadcast"
        return _rows_problem(shape[0], rows)
    if units is not None and shape and shape[-1] is not None and shape[-1] not in (1, units):
        return "states-shape"
    if len(shape) == 2 and (problem := _rows_problem(shape[0], rows)) is not None:
        return problem
    spread = len(shape) < 2 or (shape[-1] == 1 and units not in (None, 1))
    return "states-broadcast" if spread else None


def _rows_problem(given: int | None, rows: int | None) -> str | None:
    if given is None or rows is None or given == rows:
        return None
    if given == 1:
        return "states-broadcast"
    return "states-more-rows" if rows == 1 else "states-batch"


def _shape_error(
    code: str, role: str, cell: str, shape: Shape | None, rows: int | None, units: int | None
) -> str | None:
    if code != "states-shape" or shape is None or None in (*shape, rows, units):
        return None
    if role == "h" and len(shape) == 2:
        wide = {"LSTM": 4, "GRU": 3, "SimpleRNN": 1}[cell] * (units or 0)
        return (
            "InvalidArgumentError: Matrix size-incompatible: "
            f"In[0]: [{shape[0]},{shape[1]}], In[1]: [{units},{wide}]"
        )
    return "InvalidArgumentError"


def shown(shape: Shape | None) -> str:
    """Write a shape; ``?`` stands for what cannot be told."""
    inner = ", ".join("?" if size is None else str(size) for size in shape or ())
    return f"({inner},)" if shape is not None and len(shape) == 1 else f"({inner})"
