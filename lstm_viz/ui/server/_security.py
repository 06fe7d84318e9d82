"""Headers that keep the page to its own address, and the names under which it answers."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import streamlit
from starlette.responses import PlainTextResponse

from lstm_viz._embedding import embedders_of_the_environment

INDEX: Final = Path(streamlit.__file__).parent / "static" / "index.html"
_NOBODY: Final = "'none'"
_INLINE: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]


def content_security_policy(index: str, embedders: Sequence[str] = ()) -> str:
    """The policy for a page whose HTML is ``index``.

    Its inline scripts are allowed by their hashes, so that no other inline script runs.

    Parameters
    ----------
    index : str
    embedders : sequence of str
        Pages that may show it in a frame; none by default.
    """
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in _INLINE.findall(index)
    )
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {hashes}".rstrip(),
            # Streamlit and Plotly both write style elements as they draw.
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "worker-src 'self' blob:",
            # Browsers that do not count the page's own websocket as 'self' need the schemes.
            "connect-src 'self' ws: wss:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            f"frame-ancestors {' '.join(embedders) or _NOBODY}",
        )
    )


class SecurityHeaders:
    """ASGI middleware that adds the headers to every answer."""

    def __init__(self, app: Application) -> None:
        self._app = app
        who = embedders_of_the_environment()
        policy = content_security_policy(INDEX.read_text(encoding="utf-8"), who)
        # The older header knows nobody and the page's own address, and no list.
        frame = {(): b"DENY", ("'self'",): b"SAMEORIGIN"}.get(who)
        self._headers = [
            (b"content-security-policy", policy.encode()),
            (b"x-content-type-options", b"nosniff"),
            *([] if frame is None else [(b"x-frame-options", frame)]),
            (b"referrer-policy", b"same-origin"),
            (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
        ]

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                ours = {b"x-frame-options", *(name for name, _ in self._headers)}
                theirs = [h for h in message.get("headers", ()) if h[0].lower() not in ours]
                message["headers"] = [*theirs, *self._headers]
            await send(message)

        await self._app(scope, receive, send_with_headers)


def is_allowed(host: str, allowed: Sequence[str]) -> bool:
    """Whether a ``Host`` header names one of the allowed hosts; its port does not matter.

    ``*.example.edu`` allows every name under it, ``*`` any name, an empty list too.
    """
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        name = ""
    patterns = [pattern.strip().lower() for pattern in allowed]
    return not patterns or any(
        name.endswith(pattern[1:]) if pattern.startswith("*.") else pattern in (name, "*")
        for pattern in patterns
    )


class AllowedHosts:
    """ASGI middleware that answers only under the names in ``server.allowedHosts``.

    Streamlit checks its websocket against them; without this, a visitor under another name would
    see a page that never connects, and no word why.

    Parameters
    ----------
    app : callable
    without : tuple of str
        Paths that are answered under any name.
    """

    def __init__(self, app: Application, without: tuple[str, ...] = ()) -> None:
        self._app = app
        self._without = without

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        app = self._app
        if scope["type"] == "http" and scope["path"] not in self._without:
            host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
            if not is_allowed(host, streamlit.get_option("server.allowedHosts")):
                app = PlainTextResponse(
                    "LSTM Viz does not answer under this name. Whoever runs it adds the name "
                    "with --server.allowedHosts, as docs/how_to/serving.md says.\n",
                    status_code=421,
                )
        await app(scope, receive, send)
