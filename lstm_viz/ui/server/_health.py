"""The health route: what a load balancer or the person who runs the server asks."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse

from lstm_viz import __version__
from lstm_viz.models.reader import readers
from lstm_viz.ui.server._places import PLACES
from lstm_viz.ui.visit import MODELS

HEALTH_ROUTE: Final = "/healthz"


async def health(request: Request) -> JSONResponse:
    """Answer that the server is up, and how busy it is; nothing about any visitor."""
    busy, waiting = readers()
    return JSONResponse(
        {
            "status": "ok",
            "version": __version__,
            "visits": PLACES.visits,
            "visits_waiting": PLACES.waiting,
            "visits_most": PLACES.most,
            "readers_busy": busy,
            "readers_waiting": waiting,
            "visitors_models": MODELS.count(),
            "visitors_models_mib": round(MODELS.used() / 2**20, 1),
        },
        headers={"cache-control": "no-store"},
    )
