"""Visits that ended give back the memory of their models soon, and not some time later.

Streamlit keeps an ended visit for two minutes, in case its connection comes back, and then until
another visit begins or ends; and Keras models are part of reference cycles, which Python may leave
for long.
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

_LOOK_EVERY: Final = 5.0
# When the visits that ended, and had a model of their own, can be gone.
_ENDED: Final[deque[float]] = deque()


def free_after_visit() -> None:
    """Have what this visit holds freed soon after it has ended."""
    _visit()


def _note_end(visit: object) -> None:
    _ENDED.append(time.monotonic() + st.get_option("server.disconnectedSessionTTL") + 1)


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
        if not _ENDED or _ENDED[0] > time.monotonic():
            continue
        while _ENDED and _ENDED[0] <= time.monotonic():
            _ENDED.popleft()
        # Listing the visits drops those whose time is over; only this thread may do it.
        sessions = getattr(runtime.get_instance(), "_session_mgr", None)
        if sessions is not None:
            sessions.list_sessions()
        await asyncio.to_thread(gc.collect)
