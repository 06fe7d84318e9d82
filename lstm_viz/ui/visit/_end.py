"""Visits that ended give back the memory of their models soon, and not some time later.

Streamlit keeps an ended visit for two minutes, in case its connection comes back, and then until
another visit begins or ends; and Keras models are part of reference cycles, which Python may leave
for long. The very last visit of a server is held until another one begins.
"""

from __future__ import annotations

import time
from typing import Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

# Seconds between two looks for visits that ended.
LOOK_EVERY: Final = 2.0
# Visits that lost their connection and had a model of their own, and when they are over.
ENDED_VISITS: Final[dict[str, float]] = {}


def free_after_visit() -> None:
    """Have what this visit holds freed soon after it has ended."""
    _visit()


def _note_end(visit: str) -> None:
    # Before Streamlit itself gives up waiting: from then on it keeps the visit, but hides it.
    wait = st.get_option("server.disconnectedSessionTTL") - 2 * LOOK_EVERY
    ENDED_VISITS[visit] = time.monotonic() + max(wait, 0)


@st.cache_resource(show_spinner=False, scope="session", max_entries=1, on_release=_note_end)
def _visit() -> str:
    context = get_script_run_ctx()
    return "" if context is None else context.session_id
