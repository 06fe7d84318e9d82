"""Plotly.js for browsers: compressed once, and not again for every visitor as Streamlit would."""

from __future__ import annotations

import asyncio
import gzip
from functools import lru_cache
from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from lstm_viz.figures import PLOTLY_FILE, plotly_js

# The version is in the name.
_KEPT: Final = {"cache-control": "public, max-age=31536000, immutable", "vary": "Accept-Encoding"}
_TYPE: Final = "text/javascript"


async def plotly(request: Request) -> Response:
    """Answer with the installed package's own file."""
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return FileResponse(PLOTLY_FILE, media_type=_TYPE, headers=_KEPT)
    body = await asyncio.to_thread(packed)
    return Response(body, media_type=_TYPE, headers={**_KEPT, "content-encoding": "gzip"})


@lru_cache(maxsize=1)
def packed() -> bytes:
    """The file as `plotly_js` writes it, compressed."""
    return gzip.compress(plotly_js(), compresslevel=6, mtime=0)
