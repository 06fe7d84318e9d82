"""Files that every new browser asks for, answered from memory.

A browser that comes for the first time asks for about 150 small files: the modules of Streamlit's
front end and of the page's own parts. Handed through all of Streamlit's layers, each costs the
server some milliseconds, in which nobody else is answered; from memory it costs a fraction of one.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Awaitable, Callable, MutableMapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import lstm_viz
from lstm_viz.ui.server._security import INDEX

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

_PACKAGE: Final = Path(lstm_viz.__file__).parent
_PARTS: Final = "/_stcore/bidi-components/lstm-viz"
# Streamlit's names carry a hash of the content, ours do not: a browser asks whether they changed.
_FOR_GOOD: Final = b"public, immutable, max-age=31536000"
_ASK: Final = b"no-cache"
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


class Shelf:
    """ASGI middleware that answers for these files and leaves everything else to the app."""

    def __init__(self, app: Application) -> None:
        self._app = app
        self._own, self._theirs = own_parts(), front_end()
        self._kept: dict[str, tuple[list[tuple[bytes, bytes]], bytes]] = {}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        path = scope.get("path", "")
        file = self._own.get(path) or self._theirs.get(path)
        if scope["type"] != "http" or file is None or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        if path not in self._kept:
            self._kept[path] = _read(file, _ASK if path in self._own else _FOR_GOOD)
        headers, body = self._kept[path]
        asked = dict(scope["headers"])
        status, etag = 200, dict(headers)[b"etag"]
        if etag in asked.get(b"if-none-match", b""):
            status, body = 304, b""
            headers = [one for one in headers if one[0] != b"content-length"]
        await send({"type": "http.response.start", "status": status, "headers": list(headers)})
        await send(
            {"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body}
        )


def _read(file: Path, control: bytes) -> tuple[list[tuple[bytes, bytes]], bytes]:
    body = file.read_bytes()
    return [
        (b"content-type", _TYPES[file.suffix].encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", control),
        (b"etag", b'"' + hashlib.sha256(body).hexdigest()[:20].encode() + b'"'),
    ], body
