"""What widgets show: the experiment, and not what was entered into them before."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Final

import streamlit as st

_VERSION: Final = "widgets_version"
# Of the session keys that hold a widget's number and what it shows.
_SHOWN: Final = "shown_in_"


def widgets_version() -> int:
    """Part of the key of every widget that shows the experiment: with another one, it is new."""
    return st.session_state.get(_VERSION, 0)


def renew_widgets() -> None:
    """Have the widgets show the experiment, and not what was entered into them."""
    st.session_state[_VERSION] = widgets_version() + 1


def follow(widget: str, value: Any) -> None:
    """Have a widget that is about to be drawn show a value of the experiment."""
    # Setting what is there already would take away what a visitor is typing.
    if widget not in st.session_state or st.session_state[widget] != value:
        st.session_state[widget] = value


def numbered(name: str, value: Any) -> str:
    """Key of a widget that is about to show a value: another one when others changed the value.

    A browser sends what its widgets show with every entry. Before it has heard of an undo, a link
    or a file, a widget that stays would choose again what was chosen in it before.

    Parameters
    ----------
    name : str
        Of the widget; its key is this and a number.
    value : object
    """
    number, shown = st.session_state.get(_SHOWN + name, (0, value))
    if not _same(shown, value):
        number += 1
    st.session_state[_SHOWN + name] = number, value
    return f"{name}_{number}"


def entered_in(name: str, key: str) -> Any:
    """What a visitor entered in a widget; None where another has taken its place.

    Parameters
    ----------
    name, key : str
        What `numbered` was given, and what it returned.
    """
    number, _ = st.session_state[_SHOWN + name]
    return st.session_state.get(key) if key == f"{name}_{number}" else None


def now_shows(name: str, value: Any) -> None:
    """Have the widget that `numbered` named stay, since the value was entered in it."""
    number, _ = st.session_state[_SHOWN + name]
    st.session_state[_SHOWN + name] = number, value


def tied(
    name: str,
    value: Any,
    write: Callable[[Any], None],
    *,
    options: Sequence[Any] | None = None,
    begins: str = "value",
) -> dict[str, Any]:
    """Arguments that tie a widget to a value: it shows it, and ``write`` gets what is chosen.

    Parameters
    ----------
    name : str
        Of the widget; see `numbered`.
    value : object
    write : callable
    options : sequence, optional
        Of a select box, which begins at a position and not with a value.
    begins : str, optional
        The widget's own argument for what it shows at first.
    """
    key = numbered(name, value)
    first: dict[str, Any] = {}
    if key in st.session_state:
        follow(key, value)
    elif options is not None:
        first = {"index": list(options).index(value)}
    else:
        # As the widget's own default: one that is set from outside shows its default for a moment
        # first, and a page that looks after its work by the clock would take that for a choice.
        first = {begins: value}

    def act() -> None:
        new = entered_in(name, key)
        # A page that is being left tells that nothing is chosen; and a browser answers with words,
        # which may be those of a moment ago and no option's now.
        if new is not None and (options is None or new in options):
            now_shows(name, new)
            write(new)

    return {**first, "key": key, "on_change": act}


def _same(one: Any, other: Any) -> bool:
    """Whether two values are equal; numbers may have been rounded on their way."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, abs_tol=1e-12)
    return bool(one == other)


def fold(label: str, key: str) -> Any:
    """A fold that is as it was left when its page is shown again; see its ``open``."""
    kept = f"{key}_kept"
    if key not in st.session_state:
        st.session_state[key] = st.session_state.get(kept, False)
    made = st.expander(label, key=key, on_change="rerun")
    st.session_state[kept] = bool(made.open)
    return made


def is_dark() -> bool:
    """Whether the visitor's theme is dark."""
    return st.context.theme.type == "dark"
