"""What Keras makes of the states that are passed: their number, nesting, shapes, order, values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lstm_viz._language import AND, N_, Text
from lstm_viz.keras_code.doctor._setting import Setting
from lstm_viz.keras_code.doctor.reading import Bare, Given, Passed, flat_states
from lstm_viz.keras_code.doctor.rules._shapes import Mark
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
        yield Mark(code="states-dict", problem=N_("The states are passed as a dictionary."))
        return
    if isinstance(given, Bare) and given.state.form == "unknown":
        return
    whole = [state for state in flat if state.sequence]
    if whole:
        problem = Text("What is passed is the whole output sequence of a layer, not a state.")
        if all(state.name for state in whole):
            problem = Text(
                "{names} is the whole output sequence of a layer, not a state.",
                names=_named(whole),
            )
        yield Mark(code="states-sequence", problem=problem)
        return
    wrong_count = _count_problem(given, flat, s)
    if wrong_count is not None:
        yield wrong_count
        if wrong_count.code != "gru-cell-state":
            return
        flat = flat[:1]
    if any(state.form == "none" for state in flat):
        yield Mark(code="states-none", problem=N_("One of the states is None."))
        return
    if any(state.form == "list" for state in flat):
        yield Mark(
            code="states-plain-lists",
            problem=N_("The states are plain lists of numbers, not arrays."),
        )
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
        if nested or any(state.form == "unknown" for state in flat):
            return None
        return Mark(
            code="stacked-flat",
            problem=Text(
                "Stacked cells are given {found} in a flat list instead of one [h, c] per cell.",
                found=found,
            ),
        )
    if s.kind.startswith("Bidirectional"):
        wanted, how = len(s.states), Text("nested lists") if nested else found
        if len(flat) == wanted and not nested and not bare:
            return None
        if s.kind == "Bidirectional LSTM":
            return Mark(
                code="bidirectional-states",
                problem=Text(
                    "A Bidirectional LSTM is given {how}; it has four states in a flat list, h "
                    "and c of each direction.",
                    how=how,
                ),
            )
        return _bidirectional_gru(given, flat, s)
    if nested:
        return (
            Mark(code="states-nested", problem=N_("The states of one layer are in a nested list."))
            if s.kind == "LSTM"
            else None
        )
    if s.kind == "LSTM" and len(flat) < 2:
        how = Text("one array without a list") if bare else found
        return Mark(
            code="one-state",
            problem=Text("An LSTM is given {how}; it has two, h and c.", how=how),
        )
    if s.kind == "LSTM" and len(flat) > 2:
        return Mark(
            code="too-many-states",
            problem=Text("An LSTM is given {found}; it has two.", found=found),
        )
    if s.kind == "GRU" and len(flat) > 1:
        return Mark(
            code="gru-cell-state",
            problem=Text("A GRU is given {found}; it has one, h.", found=found),
        )
    if s.kind == "SimpleRNN" and len(flat) > 1:
        return Mark(
            code="simple-rnn-cell-state",
            problem=Text("A SimpleRNN is given {found}; it has one, h.", found=found),
        )
    return None


def _bidirectional_gru(given: Given, flat: list[Passed], s: Setting) -> Mark | None:
    """One tensor is cut in half by rows, a list of one leaves a direction without a state."""
    if not isinstance(given, Bare):
        if len(flat) != 1:
            return None
        return Mark(code="bidirectional-gru-states", error="IndexError: list index out of range",
                    problem=Text("A {kind} is given a list of one state; it has one of each "
                    "direction.", kind=s.kind))
    problem = Text(
        "A {kind} is given one tensor; it takes a list of two states.", kind=s.kind
    )
    shape = flat[0].shape
    if flat[0].form == "symbolic":
        error: str | None = "TypeError: len is not well defined for a symbolic Tensor"
    elif shape is not None and shape[0] is not None and shape[0] > 2:
        error = None
    else:
        error = ""
    return Mark(code="bidirectional-gru-states", problem=problem, error=error)


def _order_problems(flat: list[Passed], s: Setting) -> Iterator[Mark]:
    roles = [state.role for state in flat]
    if s.kind in ("LSTM", "Bidirectional LSTM"):
        pairs = list(zip(roles[::2], roles[1::2], strict=True))
        if all(pair == ("c", "h") for pair in pairs):
            names = ", ".join(state.name or "?" for state in flat)
            yield Mark(
                code="states-swapped",
                problem=Text("The states are passed as [{names}], by their names the cell state "
                "before the hidden state.", names=names),
            )
            return
    if s.kind == "Bidirectional LSTM" and roles == ["h", "h", "c", "c"]:
        yield Mark(
            code="bidirectional-order",
            problem=N_("The four states are ordered as h, h, c, c instead of by direction."),
        )


def value_problems(flat: list[Passed], kind: str) -> Iterator[Mark]:
    """Yield what is wrong with the values and the dtypes of states, in the layer's order."""
    per = 1 if "LSTM" not in kind else 2
    hidden, cells = flat[::per], flat[1::2] if per == 2 else []
    nan = [state for state in flat if state.nan]
    if nan:
        yield Mark(
            code="states-nan",
            problem=Text(
                "{names} has NaN.", "{names} have NaN.", names=_named(nan), count=len(nan)
            ),
        )
    far = [state for state in hidden if state.largest is not None and state.largest > 1]
    if far and "LSTM" in kind:
        largest = max(state.largest or 0 for state in far)
        within = [c for c in cells if c.largest is not None and c.largest <= 1]
        told = {"names": _named(far), "count": len(far), "largest": largest}
        problem = Text(
            "{names} has values up to {largest:.3g} in size, a hidden state h lies between -1 and "
            "1.",
            "{names} have values up to {largest:.3g} in size, a hidden state h lies between -1 "
            "and 1.",
            **told,
        )
        if far and len(within) == len(hidden) == len(cells):
            problem = Text(
                "{names} has values up to {largest:.3g} in size, a hidden state h lies between -1 "
                "and 1; as c stays within 1, the two may be swapped.",
                "{names} have values up to {largest:.3g} in size, a hidden state h lies between "
                "-1 and 1; as c stays within 1, the two may be swapped.",
                **told,
            )
        yield Mark(code="h-out-of-range", problem=problem)
    double = [state for state in flat if state.dtype == "float64"]
    if double:
        yield Mark(
            code="float64",
            problem=Text(
                "{names} is float64.", "{names} are float64.", names=_named(double),
                count=len(double),
            ),
        )


def _named(states: list[Passed]) -> str:
    named = [state.name or Text("a state") for state in states]
    return Text.joined(named, AND)
