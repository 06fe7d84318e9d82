"""Loads what pages need while the server already answers, and draws the first page once.

The first visitor then finds what the second one finds: TensorFlow loaded, the first model open and
traced, its pictures made.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import logging
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from streamlit import runtime
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.session_manager import SessionClient

from lstm_viz._lazy import no_collections
from lstm_viz._quiet import load_tensorflow
from lstm_viz.ui.server._beside import beside
from lstm_viz.ui.server._plotly import packed

_LOGGER: Final = logging.getLogger(__name__)
_LOADING: Final = threading.Lock()
# The first page asks for a model, which may be a large one from the command line.
_MOST_SECONDS: Final = 120
_MAIN: Final = "lstm_viz.ui._main"


@asynccontextmanager
async def warming(app: Any) -> AsyncIterator[None]:
    """Begin to load TensorFlow, Keras and the pages as the server starts."""
    async with beside(_warm()):
        yield


def load() -> None:
    """Load them, or wait until they are loaded: two threads never do it at once."""
    with _LOADING:
        if _MAIN in sys.modules:
            return
        with no_collections():
            try:
                load_tensorflow()
                importlib.import_module(_MAIN)
            finally:
                gc.freeze()


def loaded() -> bool:
    """Whether `load` has nothing to wait for."""
    return _MAIN in sys.modules and not _LOADING.locked()


async def _warm() -> None:
    # Shielded: a thread goes on whatever becomes of the task that waits for it.
    await asyncio.shield(asyncio.gather(asyncio.to_thread(load), asyncio.to_thread(packed)))
    try:
        await first_visit()
    except Exception:
        # Visitors may still come: they wait for what was not made ready.
        _LOGGER.exception("the first page could not be drawn at the start")
    await asyncio.to_thread(lambda: importlib.import_module(_MAIN).load_other_pages())


async def first_visit() -> None:
    """Draw the first page for nobody, as a visit of its own that ends with it.

    Raises
    ------
    TimeoutError
        When it takes too long.
    """
    server, nobody = runtime.get_instance(), _Nobody()
    visit = server.connect_session(client=nobody, user_info={})
    try:
        asked = BackMsg()
        asked.rerun_script.query_string = ""
        server.handle_backmsg(visit, asked)
        await asyncio.wait_for(nobody.drawn.wait(), _MOST_SECONDS)
    finally:
        server.close_session(visit)


class _Nobody(SessionClient):
    """Takes what is sent to a browser, and keeps nothing of it.

    Attributes
    ----------
    drawn : asyncio.Event
        Set when a run of the page has ended.
    """

    def __init__(self) -> None:
        self.drawn = asyncio.Event()

    def write_forward_msg(self, msg: ForwardMsg) -> None:
        """Look whether it is the end of a run."""
        if msg.WhichOneof("type") == "script_finished":
            self.drawn.set()

    @property
    def client_context(self) -> None:
        """There is no connection."""
        return None
