"""What the app serves beside its pages: Plotly.js, the health route, and headers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import streamlit as st
from starlette.formparsers import MultiPartParser
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lstm_viz._embedding import EMBED_VARIABLE, embedders_of_the_environment
from lstm_viz.errors import LstmVizError
from lstm_viz.ui.components import LIVE_ROUTE, PLOTLY_ROUTE
from lstm_viz.ui.server._at_once import send_at_once
from lstm_viz.ui.server._every_run import keep_every_run
from lstm_viz.ui.server._freeing import freeing
from lstm_viz.ui.server._health import HEALTH_ROUTE, health
from lstm_viz.ui.server._heap import freezing, keep_keras_state
from lstm_viz.ui.server._index import ROUTES
from lstm_viz.ui.server._plotly import plotly
from lstm_viz.ui.server._queue import ROUTES as QUEUE_ROUTES
from lstm_viz.ui.server._queue import Capacity
from lstm_viz.ui.server._security import AllowedHosts, SecurityHeaders
from lstm_viz.ui.server._shelf import Shelf
from lstm_viz.ui.server._still_there import keep_what_is_shown_again
from lstm_viz.ui.server._warm import warming

try:
    embedders_of_the_environment()
except LstmVizError as error:
    raise SystemExit(f"{EMBED_VARIABLE}: {error}") from error

SCRIPT: Final = Path(__file__).with_name("_app_script.py")
# A visitor's file stays in memory; by default larger ones would be written to disk on arrival.
MultiPartParser.spool_max_size = 128 * 2**20


async def _live(request: Request) -> Response:
    # Imported when it is first asked: the server answers before Keras is loaded.
    from lstm_viz.ui.live import live

    return await live(request)


def _based(path: str) -> str:
    """The path below ``server.baseUrlPath``, where Streamlit puts its own routes, not ours."""
    base = st.get_option("server.baseUrlPath").strip("/")
    return f"/{base}{path}" if base else path


@asynccontextmanager
async def _life(app: Any) -> AsyncIterator[None]:
    keep_keras_state()
    keep_every_run()
    keep_what_is_shown_again()
    send_at_once()
    async with warming(app), freezing(app), freeing(app):
        yield


OPTIONS: Final[dict[str, Any]] = {
    "routes": [
        Route(_based(route.path), route.endpoint, methods=route.methods)
        for route in (
            Route(PLOTLY_ROUTE, plotly),
            Route(HEALTH_ROUTE, health),
            Route(LIVE_ROUTE, _live, methods=["POST"]),
            *QUEUE_ROUTES,
            *ROUTES,
        )
    ],
    "lifespan": _life,
    "middleware": [
        Middleware(SecurityHeaders),
        Middleware(AllowedHosts, without=(_based(HEALTH_ROUTE), _based("/_stcore/health"))),
        Middleware(Capacity),
        Middleware(Shelf, base=_based("")),
    ],
}
