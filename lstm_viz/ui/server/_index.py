"""The HTML of the pages: Streamlit's own, with some lines put into it.

Streamlit's HTML does not say where the server answers, so that a browser that opens a page behind a
path, such as ``/compare``, asks below the page first and meets two errors: a script that runs
before Streamlit's says it. It also says what the front end would ask for before it connects, so
that it connects at once. And a browser learns of Plotly and of the modules of the page's own
parts only when the page has arrived and each of them is read: here the first lines of the HTML name
them all, so that they come while Streamlit's own front end still loads.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Final

import streamlit as st
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from lstm_viz.experiment import PAGES
from lstm_viz.ui.components import PLOTLY_ROUTE
from lstm_viz.ui.server._queue import admitted
from lstm_viz.ui.server._security import INDEX
from lstm_viz.ui.server._shelf import FIRST, front_end, joined
from lstm_viz.ui.visit import LESSONS

_ROUTE: Final = "/assets/server.js"
_SCRIPT: Final = """\
window.__streamlit = {
  ...window.__streamlit, BACKEND_BASE_URL: new URL("./", location.href).href, HOST_CONFIG: @HOST@,
};
// Its 5 MB are read while the front end still waits for the network.
window.lstmVizPlotly = new Promise((resolve, reject) => {
  const script = document.createElement("script");
  script.fetchPriority = "high";
  script.src = ".@ROUTE@";
  script.onload = () => resolve(window.Plotly);
  script.onerror = reject;
  document.head.append(script);
});
// Whoever needs it asks again and tells the visitor; see the player's server.js.
window.lstmVizPlotly.catch(() => {});
""".replace("@ROUTE@", PLOTLY_ROUTE)
# Streamlit's elements that stand on it: names of modules of its front end.
ELEMENTS: Final = (
    "BidiComponent",
    "Button",
    "ButtonGroup",
    "ColorPicker",
    "FileUploader",
    "Html",
    "NumberInput",
    "Selectbox",
    "TextInput",
)
_IMPORTED: Final = re.compile(r'\b(?:from|import)"\./([\w.-]+\.js)"')


def early() -> list[str]:
    """Paths of our modules that every page's HTML asks for before the page does."""
    called = [
        path for path in joined().own if path.endswith(tuple(f".{one}/{one}.js" for one in FIRST))
    ]
    return [joined().path, *called]


def elements() -> list[str]:
    """Paths of the modules of Streamlit's front end that the first page's elements need."""
    files = {path.rpartition("/")[2]: path for path in front_end() if path.endswith(".js")}
    waiting = [name for name in files if re.sub(r"\.[^.]+\.js$", "", name) in ELEMENTS]
    found: dict[str, str] = {}
    while waiting:
        name = waiting.pop(0)
        if name in files and name not in found:
            found[name] = files[name]
            waiting += _IMPORTED.findall(front_end()[files[name]].read_text(encoding="utf-8"))
    return list(found.values())


def page_html(index: str) -> str:
    """Return Streamlit's HTML with the script before its own, and what comes early after them."""
    lines = [
        f'  <link rel="modulepreload" href=".{path}">\n  '
        for path in (*early(), *elements())
        if path not in index
    ]
    first = (
        f'<link rel="preload" as="script" fetchpriority="high" href=".{PLOTLY_ROUTE}">\n    '
        f'<script src=".{_ROUTE}"></script>'
    )
    told = index.replace("<head>", f"<head>\n    {first}", 1)
    return told.replace("</head>", f"{''.join(lines)}</head>", 1)


async def _page(request: Request) -> Response:
    return admitted(request, lambda: HTMLResponse(_html(), headers={"cache-control": "no-cache"}))


@lru_cache(maxsize=1)
def _html() -> str:
    return page_html(INDEX.read_text(encoding="utf-8"))


async def _script(request: Request) -> Response:
    # As Streamlit's own route answers; the front end reads that too, once it is connected.
    host = {
        "allowedOrigins": st.get_option("client.allowedOrigins"),
        "useExternalAuthToken": False,
    }
    told = _SCRIPT.replace("@HOST@", json.dumps(host))
    return Response(told, media_type="text/javascript", headers={"cache-control": "no-cache"})


# The first page has the root path.
ROUTES: Final = [
    Route(_ROUTE, _script),
    Route("/", _page),
    *(Route(f"/{page}", _page) for page in (*PAGES[1:], LESSONS)),
]
