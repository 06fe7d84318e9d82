"""What Keras makes of the states that are passed: their number, nesting, shapes, order, values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from lstm_viz._language import AND, N_, Text
from lstm_viz.keras_code.doctor._finding import Setting
from lstm_viz.keras_code.doctor.reading import Bare, Given, Passed, Shape, flat_states
from lstm_viz.keras_code.doctor.rules._catalogue import RULES

# Symbolic states are looked at in the first run only, and some raise another error there.
SYMBOLIC_ERRORS: Final = {
    "one-state": "",
    "too-many-states": "",
    "simple-rnn-cell-state": "",
    "bidirectional-states": "",
    "stacked-flat": "",
    "states-nested": "",
    "states-shape": "ValueError: Dimensions must be equal",
    "states-sequence": "ValueError: Dimensions must be equal",
    "bidirectional-gru-states": "",
}
_COUNT_WORDS: Final = {
    1: N_("one state"), 2: N_("two states"), 3: N_("three states"), 4: N_("four states"),
}  # fmt: skip
_SILENT: Final = ("states-broadcast", "states-more-rows", "states-more-axes")


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A rule that fits, and the sentence about this case."""

    code: str
    problem: str
    shapes: tuple[tuple[int, ...], ...] | None = None  # what the example shows the mistake with
    error: str | None = None  # the error in this case, where the rule's own does not say it


def mark(code: str, which: str = "", *, shapes: Any = None, error: str | None = None,
         **values: Any) -> Mark:
    """Return the mark of a rule, with one of its sentences filled with values."""
    problem, told = RULES[code].told(which, **values)
    return Mark(code=code, problem=problem, shapes=shapes, error=told if error is None else error)


def states_problems(
    given: Given, s: Setting, *, rows: int | None, units: int | None
) -> Iterator[Mark]:
    """Yield what is wrong with the states passed to the call of a layer, as they are written.

    Only the setting's kind counts; ``rows`` of the input and ``units`` are None where unknown.
    """
    flat = flat_states(given)
    if any(state.form == "dict" for state in flat):
        yield mark("states-dict")
        return
    if isinstance(given, Bare) and given.state.form == "unknown":
        return
    whole = [state for state in flat if state.sequence]
    if whole:
        named = all(state.name for state in whole)
        yield mark("states-sequence", "named" if named else "", names=_named(whole))
        return
    wrong_count = _count_problem(given, flat, s)
    if wrong_count is not None:
        yield wrong_count
        if wrong_count.code != "gru-cell-state":
            return
        flat = flat[:1]
    for form, code in (("none", "states-none"), ("list", "states-plain-lists")):
        if any(state.form == form for state in flat):
            yield mark(code)
            return
    yield from _order_problems(flat, s)
    yield from shape_problems(flat, s.kind, rows=rows, units=units)
    yield from value_problems(flat, s.kind)


def _count_problem(given: Given, flat: list[Passed], s: Setting) -> Mark | None:
    bare = isinstance(given, Bare)
    nested = not isinstance(given, Bare) and any(not isinstance(one, Passed) for one in given)
    found = Text("{number} states", number=len(flat))
    if len(flat) in _COUNT_WORDS:
        found = Text.of(_COUNT_WORDS[len(flat)])
    if s.kind == "stacked LSTM cells":
        told = nested or any(state.form == "unknown" for state in flat)
        return None if told else mark("stacked-flat", found=found)
    if s.kind.startswith("Bidirectional"):
        if len(flat) == len(s.states) and not nested and not bare:
            return None
        if s.kind == "Bidirectional LSTM":
            how = Text("nested lists") if nested else found
            return mark("bidirectional-states", how=how)
        return _bidirectional_gru(given, flat, s)
    if nested:
        return mark("states-nested") if s.kind == "LSTM" else None
    if s.kind == "LSTM" and len(flat) < 2:
        how = Text("one array without a list") if bare else found
        return mark("one-state", "layer", how=how)
    if len(flat) <= (2 if s.kind == "LSTM" else 1):
        return None
    if s.kind == "GRU":
        return mark("gru-cell-state", "layer", found=found)
    return mark("too-many-states" if s.kind == "LSTM" else "simple-rnn-cell-state", found=found)


def _bidirectional_gru(given: Given, flat: list[Passed], s: Setting) -> Mark | None:
    """One tensor is cut in half by rows, a list of one leaves a direction without a state."""
    if not isinstance(given, Bare):
        single = len(flat) == 1
        return mark("bidirectional-gru-states", "list", kind=s.kind) if single else None
    shape = flat[0].shape
    if flat[0].form == "symbolic":
        error: str | None = "TypeError: len is not well defined for a symbolic Tensor"
    elif shape is not None and shape[0] is not None and shape[0] > 2:
        error = None
    else:
        error = ""
    return mark("bidirectional-gru-states", "tensor", kind=s.kind, error=error)


def _order_problems(flat: list[Passed], s: Setting) -> Iterator[Mark]:
    roles = [state.role for state in flat]
    if s.kind in ("LSTM", "Bidirectional LSTM"):
        pairs = list(zip(roles[::2], roles[1::2], strict=True))
        if all(pair == ("c", "h") for pair in pairs):
            yield mark("states-swapped", names=", ".join(state.name or "?" for state in flat))
            return
    if s.kind == "Bidirectional LSTM" and roles == ["h", "h", "c", "c"]:
        yield mark("bidirectional-order")


def value_problems(flat: list[Passed], kind: str) -> Iterator[Mark]:
    """Yield what is wrong with the values and the dtypes of states, in the layer's order."""
    per = 1 if "LSTM" not in kind else 2
    hidden, cells = flat[::per], flat[1::2] if per == 2 else []
    nan = [state for state in flat if state.nan]
    if nan:
        yield mark("states-nan", names=_named(nan), count=len(nan))
    far = [state for state in hidden if state.largest is not None and state.largest > 1]
    if far and "LSTM" in kind:
        within = [c for c in cells if c.largest is not None and c.largest <= 1]
        swapped = len(within) == len(hidden) == len(cells)
        yield mark("h-out-of-range", "swapped" if swapped else "far", names=_named(far),
                   count=len(far), largest=max(state.largest or 0 for state in far))
    double = [state for state in flat if state.dtype == "float64"]
    if double:
        yield mark("float64", names=_named(double), count=len(double))


def _named(states: list[Passed]) -> str:
    named = [state.name or Text("a state") for state in states]
    return Text.joined(named, AND)


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
