"""The HTML of the pages: Streamlit's own, with two things put into it.

Streamlit's HTML does not say where the server answers, so that a browser that opens a page behind a
path, such as ``/compare``, asks below the page first and meets two errors: a script that runs
before Streamlit's says it. And a browser learns of Plotly and of the modules of the page's own
parts only when the page has arrived and each of them is read: here the first lines of the HTML name
them all, so that they come while Streamlit's own front end still loads.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from lstm_viz.experiment import PAGES
from lstm_viz.ui.components import PLOTLY_ROUTE
from lstm_viz.ui.server._queue import admitted
from lstm_viz.ui.server._security import INDEX
from lstm_viz.ui.server._shelf import own_parts
from lstm_viz.ui.visit import LESSONS

_ROUTE: Final = "/assets/server.js"
_SCRIPT: Final = """\
window.__streamlit = {...window.__streamlit, BACKEND_BASE_URL: new URL("./", location.href).href};
// Its 5 MB are read while the front end still waits for the network.
window.lstmVizPlotly = new Promise((resolve, reject) => {
  const script = document.createElement("script");
  script.src = ".@ROUTE@";
  script.onload = () => resolve(window.Plotly);
  script.onerror = reject;
  document.head.append(script);
});
// Whoever needs it asks again and tells the visitor; see the player's server.js.
window.lstmVizPlotly.catch(() => {});
""".replace("@ROUTE@", PLOTLY_ROUTE)
# Parts that the first page has from its start.
_PARTS: Final = ("experiment_bar", "keeper", "player", "state_bars")


def early() -> list[str]:
    """Paths of the modules that every page's HTML asks for before the page does."""
    return [
        path
        for path in own_parts()
        if path.endswith(".js") and path.split("/")[-2].removeprefix("lstm-viz.") in _PARTS
    ]


def page_html(index: str) -> str:
    """Return Streamlit's HTML with the script before its own, and what comes early after them."""
    lines = [f'  <link rel="modulepreload" href=".{path}">\n  ' for path in early()]
    told = index.replace("<head>", f'<head>\n    <script src=".{_ROUTE}"></script>', 1)
    return told.replace("</head>", f"{''.join(lines)}</head>", 1)


async def _page(request: Request) -> Response:
    return admitted(request, lambda: HTMLResponse(_html(), headers={"cache-control": "no-cache"}))


@lru_cache(maxsize=1)
def _html() -> str:
    return page_html(INDEX.read_text(encoding="utf-8"))


async def _script(request: Request) -> Response:
    return Response(_SCRIPT, media_type="text/javascript", headers={"cache-control": "no-cache"})


# The first page has the root path.
ROUTES: Final = [
    Route(_ROUTE, _script),
    Route("/", _page),
    *(Route(f"/{page}", _page) for page in (*PAGES[1:], LESSONS)),
]
