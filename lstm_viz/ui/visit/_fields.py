"""Fields that a person types into: every entry takes effect, or has its sentence beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

import streamlit as st

from lstm_viz._language import N_, half_width
from lstm_viz.errors import LstmVizError
from lstm_viz.inputs import read_number, read_whole
from lstm_viz.ui._plain import plain
from lstm_viz.ui.visit._language import t
from lstm_viz.ui.visit._widgets import entered_in, follow, now_shows, numbered

Value = TypeVar("Value")

# Width of a sentence that stands in a row of fields.
_BESIDE: Final = 320


def typed_field(
    label: str,
    value: Value,
    read: Callable[[str], Value],
    *,
    key: str,
    show: Callable[[Value], str] = str,
    write: Callable[[Value], None] | None = None,
    **named: Any,
) -> Value:
    """Draw a field of text; returns its value, which is the last that could be read.

    Parameters
    ----------
    label : str
    value : object
        What the field is about now; without ``write``, what it begins with.
    read : callable
        Makes the value of what was typed, or raises a `LstmVizError` with the sentence.
    key : str
        Of the widget; with ``write``, a number is added to it (see `numbered`).
    show : callable, optional
        Writes a value as `read` reads it.
    write : callable, optional
        Gets what was typed; may raise too, and may end the callback by a rerun. Without it, the
        visit keeps the value: see `field_value`.
    **named
        Further arguments of the widget.
    """
    if write is None:
        value = st.session_state.setdefault(_kept(key), value)
    problem = st.session_state.get(_problem(key))
    if problem is not None and problem[0] is None:
        # Told beside the value that held when it is first shown.
        problem = st.session_state[_problem(key)] = ((value,), problem[1])
    widget = key if write is None else numbered(key, value)
    if problem is not None and (problem[0] != (value,) or widget not in st.session_state):
        # The value was changed by other means, or the page was left.
        problem = st.session_state[_problem(key)] = None
    first: dict[str, Any] = {}
    if problem is None and widget in st.session_state:
        follow(widget, show(value))
    elif problem is None:
        # A value that is set from outside is shown a moment late.
        first = {"value": show(value)}

    def entered() -> None:
        text = st.session_state.get(key) if write is None else entered_in(key, widget)
        if text is None:
            # A page that is being left tells that nothing is there.
            return
        st.session_state[_problem(key)] = None
        try:
            found = read(text)
            if write is None:
                st.session_state[_kept(key)] = found
            else:
                now_shows(key, found)
                write(found)
        except LstmVizError as error:
            st.session_state[_problem(key)] = (None, t.told(error))
            if write is not None:
                now_shows(key, value)

    st.text_input(label, key=widget, on_change=entered, **first, **named)
    if problem is not None:
        row = isinstance(named.get("width"), int)
        st.error(plain(problem[1]), width=_BESIDE if row else "stretch")
    return value


def whole_field(
    label: str,
    value: int,
    low: int,
    high: int,
    *,
    key: str,
    write: Callable[[int], None] | None = None,
    **named: Any,
) -> int:
    """Draw a field for a whole number between two bounds; see `typed_field`."""
    kept = st.session_state.get(_kept(key))
    if write is None and kept is not None and not low <= kept <= high:
        # The bounds have changed.
        st.session_state[_kept(key)] = min(max(kept, low), high)
    return typed_field(
        label,
        value,
        lambda text: read_whole(text, label, low, high),
        key=key,
        write=write,
        **named,
    )


def number_field(
    label: str,
    value: float,
    *,
    key: str,
    low: float | None = None,
    high: float | None = None,
    write: Callable[[float], None] | None = None,
    **named: Any,
) -> float:
    """Draw a field for a number, from ``low`` to ``high`` where they are given; see `typed_field`.

    A decimal comma is read too.
    """

    def read(text: str) -> float:
        number = read_number(text)
        if not abs(number) < float("inf"):
            raise LstmVizError(
                N_("{field} has to be finite: write a number such as 0.5."), field=label
            )
        if (low is not None and number < low) or (high is not None and number > high):
            given = {"field": label, "number": number, "low": low}
            if high is None:
                raise LstmVizError(
                    N_("{field} {number:g} is out of range: write a number from {low:g}."), **given
                )
            raise LstmVizError(
                N_("{field} {number:g} is out of range: write a number from {low:g} to {high:g}."),
                high=high,
                **given,
            )
        return number

    return typed_field(label, value, read, key=key, show=show_number, write=write, **named)


def field_value(key: str) -> Any:
    """What a field holds that the visit keeps.

    Raises
    ------
    LstmVizError
        When what stands in the field could not be read.
    """
    problem = st.session_state.get(_problem(key))
    if problem is not None:
        raise LstmVizError(problem[1])
    return st.session_state[_kept(key)]


def set_field(key: str, value: Any) -> None:
    """Give a field that the visit keeps another value."""
    st.session_state[_kept(key)], st.session_state[_problem(key)] = value, None


def show_number(value: float) -> str:
    """A number as it is typed: all of its digits, and no more."""
    return repr(float(value)).removesuffix(".0")


def _kept(key: str) -> str:
    return f"{key}_value"


def _problem(key: str) -> str:
    return f"{key}_problem"


def half_width_text(text: str) -> str:
    """What was typed, with the digits and signs of a Chinese keyboard as those of ASCII."""
    return half_width(text).strip()
