"""Garbage collections that do not walk what stays, and Keras left alone between two runs.

Everything that TensorFlow, Keras and the sample models are made of lives as long as the server: a
full collection that walks it holds the interpreter for 0.2 s, and every visitor waits. Once it is
there it is frozen (`gc.freeze`), so that collections only see what came later, visitors' own models
among it.
"""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from streamlit.runtime.scriptrunner import script_runner

from lstm_viz.ui.server._beside import beside
from lstm_viz.ui.visit import LOOK_EVERY, MODELS, SHARED_MODELS

_LOGGER: Final = logging.getLogger(__name__)
_CLEANING: Final = "_clean_problem_modules"


def keep_keras_state() -> None:
    """Stop Streamlit from resetting Keras after every run of every page.

    `ScriptRunner` calls ``keras.backend.clear_session()`` when a run has ended. Keras' state is one
    for the process: the reset takes the scopes away from under a layer that runs for another
    visitor, and then collects all garbage. No page of this app changes that state, nor uses
    matplotlib, which the same function cleans up after.
    """
    if hasattr(script_runner, _CLEANING):
        setattr(script_runner, _CLEANING, _leave_alone)
    else:
        _LOGGER.warning("Streamlit has no %s any more: see lstm_viz/ui/server/_heap.py", _CLEANING)


def freeze() -> bool:
    """Collect garbage, and have later collections pass over what is left.

    Returns
    -------
    bool
        Whether it was done. While a visitor's own model is in memory it is not: frozen, the model
        would stay for good, since models are part of reference cycles.
    """
    if MODELS.count():
        return False
    gc.collect()
    if MODELS.count():
        return False
    gc.freeze()
    return True


@asynccontextmanager
async def freezing(app: Any) -> AsyncIterator[None]:
    """Freeze what came to stay, for as long as the server runs."""
    try:
        async with beside(_watch()):
            yield
    finally:
        gc.unfreeze()


async def _watch() -> None:
    seen = frozen = 0
    while True:
        await asyncio.sleep(LOOK_EVERY)
        opened = len(SHARED_MODELS)
        # Between two looks, so that the page that opened a model is drawn and its caches are full.
        if opened == seen != frozen and await asyncio.to_thread(freeze):
            frozen = opened
        seen = opened


def _leave_alone() -> None:
    """Stand in for Streamlit's function."""
