"""Visits that ended give back the memory of their models soon, and not some time later.

Streamlit keeps an ended visit for two minutes, in case its connection comes back, and then until
another visit begins or ends; and Keras models are part of reference cycles, which Python may leave
for long. The very last visit of a server is held by Streamlit until another one begins.
"""

from __future__ import annotations

import asyncio
import gc
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

import streamlit as st
from streamlit import runtime

from lstm_viz.ui._visitor_models import MODELS

_LOOK_EVERY: Final = 5.0
_TRIES: Final = 8
_TRY_AGAIN_AFTER: Final = 5.0
# Visits that ended and had a model of their own: when they can be gone, and how often that was
# tried.
_ENDED: Final[deque[tuple[float, int]]] = deque()


def free_after_visit() -> None:
    """Have what this visit holds freed soon after it has ended."""
    _visit()


def _note_end(visit: object) -> None:
    kept = st.get_option("server.disconnectedSessionTTL")
    _ENDED.append((time.monotonic() + kept + 1, 0))


@st.cache_resource(show_spinner=False, scope="session", max_entries=1, on_release=_note_end)
def _visit() -> object:
    return object()


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
    while True:
        await asyncio.sleep(_LOOK_EVERY)
        now = time.monotonic()
        due = [entry for entry in _ENDED if entry[0] <= now]
        if not due:
            continue
        # Listing the visits drops those whose time is over; only this thread may do it.
        sessions = getattr(runtime.get_instance(), "_session_mgr", None)
        if sessions is not None:
            sessions.list_sessions()
        before = MODELS.count()
        await asyncio.to_thread(gc.collect)
        for entry in due:
            _ENDED.remove(entry)
        tries = max(tries for _, tries in due) + 1
        if MODELS.count() == before and before and tries < _TRIES:
            # Something of the visit still runs: once more, later.
            _ENDED.append((now + _TRY_AGAIN_AFTER, tries))
