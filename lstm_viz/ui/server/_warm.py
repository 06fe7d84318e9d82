"""Loads what pages need while the server already answers."""

from __future__ import annotations

import asyncio
import importlib
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from lstm_viz._quiet import load_tensorflow

_LOADING: Final = threading.Lock()


@asynccontextmanager
async def warming(app: Any) -> AsyncIterator[None]:
    """Begin to load TensorFlow, Keras and the pages as the server starts."""
    task = asyncio.create_task(asyncio.to_thread(load))
    yield
    await task


def load() -> None:
    """Load them, or wait until they are loaded: two threads never do it at once."""
    with _LOADING:
        load_tensorflow()
        importlib.import_module("lstm_viz.ui._main")
