"""Frees visits that ended, for as long as the server runs."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from streamlit import runtime

from lstm_viz.ui.server._beside import beside
from lstm_viz.ui.visit import ENDED_VISITS, LOOK_EVERY, MODELS, collect

_TRIES: Final = 8


@asynccontextmanager
async def freeing(app: Any) -> AsyncIterator[None]:
    """Free ended visits for as long as the server runs."""
    async with beside(_free()):
        yield


async def _free() -> None:
    tries = 0
    while True:
        await asyncio.sleep(LOOK_EVERY)
        if _close_ended():
            tries = _TRIES
        if tries and MODELS.count():
            # Something of a visit may still run: it is tried some times.
            tries -= 1
            # What was frozen is walked once: it stops every visitor for a moment.
            await asyncio.to_thread(gc.collect if tries else collect)


def _close_ended() -> bool:
    now = time.monotonic()
    over = [visit for visit, when in ENDED_VISITS.items() if when <= now]
    for visit in over:
        del ENDED_VISITS[visit]
        # One whose connection has come back goes on.
        if not runtime.get_instance().is_active_session(visit):
            runtime.get_instance().close_session(visit)
    return bool(over)
