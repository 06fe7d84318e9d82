"""The live route, asked as a browser does."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from starlette.requests import Request

from lstm_viz.ui.live import live

UNITS, STEPS = 5, 12


def ask(handle: str, sent: bytes):
    async def receive():
        return {"type": "http.request", "body": sent, "more_body": False}

    headers = [(b"x-lstm-viz-handle", handle.encode())]
    scope = {"type": "http", "method": "POST", "path": "/live", "headers": headers}
    # In a thread: a browser test may have a loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, live(Request(scope, receive))).result()
