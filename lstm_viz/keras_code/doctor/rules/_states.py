"""What Keras makes of the states that are passed: their number, nesting, shapes, order, values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lstm_viz._language import AND, N_, Text
from lstm_viz.keras_code.doctor._setting import Setting
from lstm_viz.keras_code.doctor.reading import Bare, Given, Passed, flat_states
from lstm_viz.keras_code.doctor.rules._mark import Mark, mark
from lstm_viz.keras_code.doctor.rules._shapes import shape_problems as shape_problems

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


def states_problems(
    given: Given, s: Setting, *, rows: int | None, units: int | None
) -> Iterator[Mark]:
    """Yield what is wrong with the states passed to the call of a layer.

    Parameters
    ----------
    given : Bare, or sequence of Passed or of sequences of Passed
        As written.
    s : Setting
        Its kind counts; ``rows`` and ``units`` are its sizes where they are known.
    rows, units : int or None
        Rows of the input and units of the layer; None where they cannot be told.
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
