"""The HTML of pages behind a path, such as ``/compare``, opened directly.

Streamlit's own HTML does not say where the server answers, so that the browser asks below the page
first and meets two errors. Here a script that runs before Streamlit's says it.
"""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from lstm_viz.experiment import PAGES
from lstm_viz.ui.server._security import INDEX

_ROUTE: Final = "/assets/server.js"
_SCRIPT: Final = """\
window.__streamlit = {...window.__streamlit, BACKEND_BASE_URL: new URL("./", location.href).href};
"""


def page_html(index: str) -> str:
    """Return Streamlit's HTML with the script put before its own scripts."""
    return index.replace("<head>", f'<head>\n    <script src=".{_ROUTE}"></script>', 1)


async def _page(request: Request) -> HTMLResponse:
    html = page_html(INDEX.read_text(encoding="utf-8"))
    return HTMLResponse(html, headers={"cache-control": "no-cache"})


async def _script(request: Request) -> Response:
    return Response(_SCRIPT, media_type="text/javascript", headers={"cache-control": "no-cache"})


# The first page has the root path and needs none of this.
ROUTES: Final = [Route(_ROUTE, _script), *(Route(f"/{page}", _page) for page in PAGES[1:])]
