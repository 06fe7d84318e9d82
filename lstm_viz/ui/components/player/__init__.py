"""The player: linked pictures over time, moved without asking the server.

In goes a message of `lstm_viz.player`; out come the step and the choices that a visitor settles
on. Start here, then with ``assets/player.js``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import streamlit as st

from lstm_viz.ui.components._part import part

KEY: Final = "player"


def player(
    data: bytes,
    *,
    on_step: Callable[[int], None],
    on_view: Callable[[dict[str, Any]], None],
) -> None:
    """Mount the player.

    Parameters
    ----------
    data : bytes
        From `lstm_viz.player.message`. It must not hold the step: every step would be sent back.
    on_step : callable
        Called with the step when movement has ended.
    on_view : callable
        Called with what the visitor asked for; read its ``asks`` with `unanswered`.
    """
    component = part("player", js="player.js", css="player.css")
    component(
        key=KEY,
        data=data,
        on_step_change=lambda: _tell("step", on_step),
        on_view_change=lambda: _tell("view", on_view),
    )


def _tell(name: str, to: Callable[[Any], None]) -> None:
    value = st.session_state[KEY].get(name)
    if value is not None:
        to(value)
