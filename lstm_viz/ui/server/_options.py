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
from starlette.responses import FileResponse
from starlette.routing import Route

from lstm_viz.ui.components import PLOTLY_FILE, PLOTLY_ROUTE
from lstm_viz.ui.server._freeing import freeing
from lstm_viz.ui.server._heap import freezing, keep_keras_state
from lstm_viz.ui.server._health import HEALTH_ROUTE, health
from lstm_viz.ui.server._index import ROUTES
from lstm_viz.ui.server._security import AllowedHosts, SecurityHeaders
from lstm_viz.ui.server._warm import warming

SCRIPT: Final = Path(__file__).with_name("_app_script.py")
# A visitor's file stays in memory; by default larger ones would be written to disk on arrival.
MultiPartParser.spool_max_size = 128 * 2**20


async def _plotly(request: Request) -> FileResponse:
    return FileResponse(
        PLOTLY_FILE,
        media_type="text/javascript",
        headers={"cache-control": "public, max-age=31536000, immutable"},
    )


def _based(*paths: str) -> tuple[str, ...]:
    """Paths below ``server.baseUrlPath``, where Streamlit has its own; it leaves ours alone."""
    base = st.get_option("server.baseUrlPath").strip("/")
    return tuple(f"/{base}{path}" if base else path for path in paths)


def _routes(*routes: Route) -> list[Route]:
    return [Route(*_based(route.path), route.endpoint) for route in routes]


@asynccontextmanager
async def _life(app: Any) -> AsyncIterator[None]:
    keep_keras_state()
    async with warming(app), freezing(app), freeing(app):
        yield


OPTIONS: Final[dict[str, Any]] = {
    "routes": _routes(Route(PLOTLY_ROUTE, _plotly), Route(HEALTH_ROUTE, health), *ROUTES),
    "lifespan": _life,
    "middleware": [
        Middleware(SecurityHeaders),
        Middleware(AllowedHosts, without=_based(HEALTH_ROUTE, "/_stcore/health")),
    ],
}
