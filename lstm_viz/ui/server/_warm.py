"""Loads what pages need while the server already answers."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from lstm_viz._quiet import load_tensorflow


@asynccontextmanager
async def warming(app: Any) -> AsyncIterator[None]:
    """Begin to load TensorFlow, Keras and the pages; a visitor who comes earlier waits for it."""
    task = asyncio.create_task(asyncio.to_thread(_load))
    yield
    await task


def _load() -> None:
    load_tensorflow()
    importlib.import_module("lstm_viz.ui._main")
