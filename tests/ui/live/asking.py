"""Asks the route for a state under the hand, as a browser does."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from starlette.requests import Request

from lstm_viz.ui.live import live


def body(units, *, seq=3, scenario="s1", layer="lstm", signals=None, tail=b"") -> bytes:
    given = [[signal, len(values)] for signal, values in units.items()]
    header = {"seq": seq, "scenario": scenario, "layer": layer, "signals": signals or given}
    text = json.dumps(header).encode()
    parts = [len(text).to_bytes(4, "little"), text]
    for values in units.values():
        parts += [np.array(list(values), "<u4").tobytes()]
        parts += [np.array(list(values.values()), "<f4").tobytes()]
    return b"".join(parts) + tail


def ask(handle: str, sent: bytes):
    async def receive():
        return {"type": "http.request", "body": sent, "more_body": False}

    headers = [(b"x-lstm-viz-handle", handle.encode())]
    scope = {"type": "http", "method": "POST", "path": "/live", "headers": headers}
    # In a thread: a browser test may have a loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, live(Request(scope, receive))).result()
