"""Files that every new browser asks for, answered from memory.

A browser that comes for the first time asks for about 150 small files: the modules of Streamlit's
front end and of the page's own parts. Handed through all of Streamlit's layers, each costs the
server some milliseconds, in which nobody else is answered; from memory it costs a fraction of one.
What is worth it is compressed once: a class comes over one network.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import posixpath
import tomllib
from collections.abc import Awaitable, Callable, MutableMapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import lstm_viz
from lstm_viz.figures import TRACES, drawing_only
from lstm_viz.ui.server._joined import Joined
from lstm_viz.ui.server._security import INDEX

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

_PACKAGE: Final = Path(lstm_viz.__file__).parent
_PARTS: Final = "/_stcore/bidi-components/lstm-viz"
# Parts that the first page has from its start.
FIRST: Final = (
    *("experiment_bar", "keeper", "lane", "language", "messages", "player", "presenter"),
    "state_bars",
)
# Streamlit's names carry a hash of the content, ours do not: a browser asks whether they changed.
_FOR_GOOD: Final = b"public, immutable, max-age=31536000"
_ASK: Final = b"no-cache"
# Bytes below which compressing saves no packet.
_SMALL: Final = 1_400
_COMPRESSED: Final = (".js", ".css")
_TYPES: Final = {".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2"}


def own_parts() -> dict[str, Path]:
    """The files of the page's own parts, by the path under which Streamlit has them."""
    told = tomllib.loads((_PACKAGE / "pyproject.toml").read_text(encoding="utf-8"))
    parts = told["tool"]["streamlit"]["component"]["components"]
    return {
        f"{_PARTS}.{part['name']}/{file.name}": file
        for part in parts
        for file in sorted((_PACKAGE / part["asset_dir"]).iterdir())
        if file.suffix in _TYPES
    }


@lru_cache(maxsize=1)
def front_end() -> dict[str, Path]:
    """The files of Streamlit's front end whose names carry a hash, by path."""
    home = INDEX.parent
    return {
        f"/{file.relative_to(home).as_posix()}": file
        for file in (home / "static").rglob("*")
        if file.suffix in _TYPES
    }


@lru_cache(maxsize=1)
def joined() -> Joined:
    """The modules of the first page's parts in one file."""
    parts = own_parts()
    return Joined(
        parts,
        [
            path
            for path in parts
            if path.endswith(".js") and path.split("/")[-2].removeprefix("lstm-viz.") in FIRST
        ],
    )


class Shelf:
    """ASGI middleware that answers for these files and leaves everything else to the app.

    Parameters
    ----------
    app : callable
        The app behind it.
    base : str
        The path of the server below which the files are asked for, without a slash at its end.
    """

    def __init__(self, app: Application, base: str = "") -> None:
        self._app, self._base = app, base
        self._own, self._theirs = own_parts(), front_end()
        self._made = {path: text.encode() for path, text in joined().own.items()}
        self._made[joined().path] = joined().source.encode()
        self._kept: dict[tuple[str, bool], tuple[list[tuple[bytes, bytes]], bytes]] = {}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        whole = scope.get("path", "")
        path = whole.removeprefix(self._base) if whole.startswith(f"{self._base}/") else ""
        known = path in self._made or path in self._own or path in self._theirs
        if scope["type"] != "http" or not known or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        asked = dict(scope["headers"])
        packed = b"gzip" in asked.get(b"accept-encoding", b"") and path.endswith(_COMPRESSED)
        if (path, packed) not in self._kept:
            self._kept[path, packed] = await asyncio.to_thread(self._answer, path, packed)
        headers, body = self._kept[path, packed]
        status, etag = 200, dict(headers)[b"etag"]
        if etag in asked.get(b"if-none-match", b""):
            status, body = 304, b""
            headers = [one for one in headers if one[0] != b"content-length"]
        await send({"type": "http.response.start", "status": status, "headers": list(headers)})
        await send(
            {"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body}
        )


    def _answer(self, path: str, packed: bool) -> tuple[list[tuple[bytes, bytes]], bytes]:
        if path in self._made:
            body = self._made[path]
        else:
            body = (self._own.get(path) or self._theirs[path]).read_bytes()
        if path.rpartition("/")[2].startswith("PlotlyChart."):
            body = drawing_only(body, TRACES)
        etag = hashlib.sha256(body).hexdigest()[:20].encode()
        kind = _TYPES[posixpath.splitext(path)[1]]
        headers = [(b"content-type", kind.encode()), (b"vary", b"accept-encoding")]
        if packed and len(body) > _SMALL:
            body = gzip.compress(body, compresslevel=6, mtime=0)
            headers.append((b"content-encoding", b"gzip"))
        return [
            *headers,
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", _ASK if path in self._own else _FOR_GOOD),
            (b"etag", b'"' + etag + b'"'),
        ], body
