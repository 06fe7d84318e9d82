"""Visits that ended give back the memory of their models soon, and not some time later.

Streamlit keeps an ended visit for two minutes, in case its connection comes back, and then until
another visit begins or ends; and Keras models are part of reference cycles, which Python may leave
for long. The very last visit of a server is held until another one begins.
"""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from lstm_viz.ui._visitor_models import MODELS

_LOOK_EVERY: Final = 2.0
_TRIES: Final = 8
# Visits that lost their connection and had a model of their own, and when they are over.
_ENDED: Final[dict[str, float]] = {}


def free_after_visit() -> None:
    """Have what this visit holds freed soon after it has ended."""
    _visit()


def _note_end(visit: str) -> None:
    # Before Streamlit itself gives up waiting: from then on it keeps the visit, but hides it.
    wait = st.get_option("server.disconnectedSessionTTL") - 2 * _LOOK_EVERY
    _ENDED[visit] = time.monotonic() + max(wait, 0)


@st.cache_resource(show_spinner=False, scope="session", max_entries=1, on_release=_note_end)
def _visit() -> str:
    context = get_script_run_ctx()
    return "" if context is None else context.session_id


@asynccontextmanager
async def freeing(app: Any) -> AsyncIterator[None]:
    """Free ended visits for as long as the server runs."""
    task = asyncio.create_task(_free())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _free() -> None:
    tries = 0
    while True:
        await asyncio.sleep(_LOOK_EVERY)
        if _close_ended():
            tries = _TRIES
        if tries and MODELS.count():
            # Something of a visit may still run: it is tried some times.
            tries -= 1
            await asyncio.to_thread(gc.collect)


def _close_ended() -> bool:
    now = time.monotonic()
    over = [visit for visit, when in _ENDED.items() if when <= now]
    for visit in over:
        del _ENDED[visit]
        # One whose connection has come back goes on.
        if not runtime.get_instance().is_active_session(visit):
            runtime.get_instance().close_session(visit)
    return bool(over)
