"""What a browser gets when every place is taken: one sentence, and its number in the queue.

The page is a few hundred bytes, asks for its number now and then, and opens the app when its turn
has come. Nothing of Streamlit runs for it.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from lstm_viz.ui.server._places import PLACES, Places

COOKIE: Final = "lstm_viz_place"
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")
_STREAM: Final = "/_stcore/stream"
# Seconds between two questions of a page that waits; more when many wait.
_EVERY: Final = 4
_MOST_A_SECOND: Final = 20
_TRY_AGAIN_LATER: Final = 1013
_NO_STORE: Final = {"cache-control": "no-store"}

_PAGE: Final = """\
<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="UTF-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>LSTM Viz: waiting for a place</title>
    <noscript><meta http-equiv="refresh" content="10"></noscript>
    <style>
      :root { color-scheme: light dark; }
      body { font: 1.1rem/1.5 system-ui, sans-serif; margin: 20vh auto; max-width: 34rem;
             padding: 0 1.5rem; }
      h1 { font-size: 1.5rem; }
    </style>
    <script src="./assets/queue.js" defer></script>
  </head>
  <body>
    <main>
      <h1>LSTM Viz</h1>
      <p>All MOST places of this server are taken.
        You are number <strong id="place" role="status">PLACE</strong> in the queue:
        this page opens by itself when it is your turn.</p>
    </main>
  </body>
</html>
"""
_SCRIPT: Final = """\
const shown = document.getElementById("place");
async function ask() {
  let seconds = EVERY;
  try {
    const answer = await fetch("./queue", { method: "POST", cache: "no-store" });
    const { place, seconds: wait } = await answer.json();
    if (place === 0) {
      location.reload();
      return;
    }
    if (shown.textContent !== String(place)) shown.textContent = place;
    seconds = wait;
  } catch {
    // The server is restarting, or the network is gone: ask again.
  }
  setTimeout(ask, seconds * 1000);
}
setTimeout(ask, EVERY * 1000);
""".replace("EVERY", str(_EVERY))

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]


def admitted(request: Request, page: Callable[[], Response], places: Places = PLACES) -> Response:
    """Answer with the page when there is a place for it, else with a number in the queue."""
    if "text/html" not in request.headers.get("accept", ""):
        # No browser that will connect, so no place is reserved for it.
        return page()
    token = token_of(request.headers.get("cookie", "")) or secrets.token_urlsafe(16)
    place = places.enter(token)
    if place == 0:
        answer = page()
    else:
        html = _PAGE.replace("MOST", str(places.most)).replace("PLACE", str(place))
        answer = HTMLResponse(html, 503, {**_NO_STORE, "retry-after": str(_EVERY)})
    answer.set_cookie(COOKIE, token, httponly=True, samesite="lax")
    return answer


def token_of(cookies: str) -> str:
    """The token in a ``Cookie`` header; empty when there is none."""
    try:
        found = SimpleCookie(cookies).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found is not None and _TOKEN.fullmatch(found.value) else ""


async def _queue(request: Request) -> JSONResponse:
    token = token_of(request.headers.get("cookie", ""))
    # A browser that keeps no cookie cannot be told apart from others: it goes on waiting.
    place = PLACES.number(token) if token else PLACES.waiting + 1
    seconds = max(_EVERY, PLACES.waiting / _MOST_A_SECOND)
    return JSONResponse({"place": place, "seconds": seconds}, headers=_NO_STORE)


async def _script(request: Request) -> Response:
    return Response(_SCRIPT, media_type="text/javascript", headers={"cache-control": "no-cache"})


ROUTES: Final = [Route("/queue", _queue, methods=["POST"]), Route("/assets/queue.js", _script)]


class Capacity:
    """ASGI middleware that counts visits, and lets no more connect than there are places.

    Parameters
    ----------
    app : callable
    places : Places, optional
    """

    def __init__(self, app: Application, places: Places = PLACES) -> None:
        self._app, self._places = app, places

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "websocket" or not scope["path"].endswith(_STREAM):
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        token = token_of(headers.get(b"cookie", b"").decode("latin-1"))
        if not self._places.connect(token):
            await send({"type": "websocket.close", "code": _TRY_AGAIN_LATER})
            return
        try:
            await self._app(scope, receive, send)
        finally:
            self._places.disconnect(token)
