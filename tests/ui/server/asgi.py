"""Requests to an ASGI application, without a server and without a network."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Answer:
    """What came back: status, headers by lower-case name, and bytes."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def run(work: Coroutine[Any, Any, Any]) -> Any:
    """Run in a thread of its own: a browser test may have an event loop in this one."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, work).result()


def ask(app: Any, path: str, method: str = "GET", **headers: str) -> Answer:
    """Send one request; underscores in names of headers stand for hyphens."""

    given = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> dict[str, Any]:
        # Whoever waits for the end of the connection is cancelled with the answer.
        return given.pop() if given else await asyncio.Future()

    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    run(app(scope("http", path, headers, method=method), receive, send))
    begin = next(one for one in sent if one["type"] == "http.response.start")
    body = b"".join(one.get("body", b"") for one in sent if one["type"] == "http.response.body")
    names = {name.decode().lower(): value.decode() for name, value in begin["headers"]}
    return Answer(begin["status"], names, body)


def connect(app: Any, path: str, **headers: str) -> list[dict[str, Any]]:
    """Open a websocket and close it again; returns what the application sent."""
    given = [{"type": "websocket.connect"}, {"type": "websocket.disconnect", "code": 1000}]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return given.pop(0)

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    run(app(scope("websocket", path, headers), receive, send))
    return sent


def scope(kind: str, path: str, headers: dict[str, str], **rest: Any) -> dict[str, Any]:
    """What a server tells an application of a connection."""
    named: Sequence[tuple[bytes, bytes]] = [
        (name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()
    ]
    return {
        "type": kind, "path": path, "raw_path": path.encode(), "query_string": b"",
        "headers": list(named), "root_path": "", "scheme": "http", "server": ("test", 80),
        "client": ("test", 1), "http_version": "1.1", "subprotocols": [], **rest,
    }  # fmt: skip
