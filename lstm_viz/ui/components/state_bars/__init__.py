"""Bars of h0 and c0, one per unit, that a visitor draws."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
import streamlit as st

from lstm_viz._language import Translate
from lstm_viz.player import bars_data
from lstm_viz.ui.components._part import part

KEY: Final = "state_bars"


def state_bars(
    *,
    place: tuple[str, ...],
    values: dict[str, np.ndarray],
    color: str,
    undo: str,
    redo: str,
    seq: int,
    on_edit: Callable[[Any], None],
    key: str = KEY,
    at: int = 0,
    label: str = "",
    others: Mapping[tuple[str, str], dict[str, np.ndarray]] | None = None,
    roll: Mapping[str, np.ndarray] | None = None,
    t: Translate,
) -> None:
    """Mount the bars.

    Parameters
    ----------
    place : tuple of str
        Model, layer and scenario: with another one, the bars start anew.
    values : dict of str to ndarray of shape (units,)
        Initial values by signal.
    color : str
        Of the scenario.
    undo, redo : str
        What there is to undo or redo, in words; empty when there is nothing.
    seq : int
        The last message that was applied.
    on_edit : callable
        Called with what the browser sent; read it with `lstm_viz.player.read_edit`.
    key : str
        Of the component, where a page has several.
    at : int
        Step after which the state is; 0 is the initial state.
    label : str
        What the bars are, for those who do not see them; an initial state by default.
    others : mapping of (id, name) to dict of str to ndarray of shape (units,), optional
        Initial values of other scenarios, that a start can move towards.
    roll : mapping of str to ndarray of shape (units,), optional
        What the button Randomize gives next, by signal.
    t : Translate
    """
    component = part("state_bars", js="state_bars.js", css="state_bars.css")
    component(
        key=key,
        data=bars_data(
            place=place, values=values, color=color, undo=undo, redo=redo, seq=seq, at=at,
            label=label, others=others, roll=roll, t=t,
        ),
        on_edit_change=lambda: on_edit(st.session_state[key].get("edit")),
    )
