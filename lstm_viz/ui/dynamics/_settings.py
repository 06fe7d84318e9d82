"""Settings of the page Dynamics: widgets that read and write the experiment's view."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import streamlit as st

from lstm_viz.experiment import DynamicsView
from lstm_viz.ui import visit
from lstm_viz.ui.sidebar import refresh

# Key of the fragment that the page is drawn in.
FRAGMENT: Final = "dynamics_fragment"


def refresh_page() -> None:
    """Draw the page and the link anew."""
    refresh(FRAGMENT)


_SETTINGS: Final = visit.Settings("dynamics", refresh_page)
change, typed = _SETTINGS.change, _SETTINGS.typed


def settings() -> DynamicsView:
    """The settings of the session's experiment."""
    return _SETTINGS.now()


def bound(
    name: str,
    *,
    read: Callable[[Any], Any] = lambda value: value,
    options: Sequence[Any] | None = None,
) -> dict[str, Any]:
    """Arguments that tie a widget to the setting of the same name; ``read`` makes its value."""
    value = getattr(settings(), name)
    return tied(name, value, lambda new: change(**{name: read(new)}), options=options)


def tied(
    name: str,
    value: Any,
    write: Callable[[Any], None],
    *,
    options: Sequence[Any] | None = None,
) -> dict[str, Any]:
    """Arguments that tie a widget to a value: it shows it, and ``write`` gets what is chosen.

    Parameters
    ----------
    name : str
        Of the widget.
    value : object
    write : callable
    options : sequence, optional
        Of a select box, which begins at a position and not with a value.
    """
    key = _SETTINGS.key(name)
    first: dict[str, Any] = {}
    if key in st.session_state:
        visit.follow(key, value)
    elif options is not None:
        first = {"index": list(options).index(value)}
    else:
        # As the widget's own default: one that is set from outside shows its default for a moment
        # first, and a page that looks after its work by the clock would take that for a choice.
        first = {"value": value}
    return {**first, "key": key, "on_change": _SETTINGS.chosen(name, write)}
