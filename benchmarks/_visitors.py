"""Visitors without a browser: they speak Streamlit's own websocket protocol.

What they send is what a real browser sent, captured by `captured`; what they receive is read with
the installed Streamlit's own protobuf.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import math
import re
import struct
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.sync_api import sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

from tests.conftest import BROWSER_ARGUMENTS, chromium_path

_DONE: Final = (
    ForwardMsg.FINISHED_SUCCESSFULLY,
    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
)
_PLAYER: Final = "lstm-viz.player"
_MOST_BYTES: Final = 2**27
_THREADS: Final = ThreadPoolExecutor(32)


class Lost(Exception):
    """A visitor who did not get what was asked for."""


class Waiting(Exception):
    """A visitor who was given a number in the queue instead of the page."""


@dataclass(frozen=True)
class Captured:
    """What a browser sends.

    Attributes
    ----------
    first : bytes
        To draw the page.
    randomize : bytes
        When the button is clicked.
    """

    first: bytes
    randomize: bytes


def captured(url: str) -> Captured:
    """Open the page in Chromium, click Randomize, and return what was sent."""
    sent: list[bytes] = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=chromium_path(), args=BROWSER_ARGUMENTS
        )
        page = chromium.new_page(viewport={"width": 1366, "height": 768})
        page.on("websocket", lambda socket: socket.on("framesent", lambda one: sent.append(one)))
        page.goto(url)
        page.locator(".lv-player[data-revision]").wait_for(timeout=90_000)
        button = page.get_by_role("button", name="Randomize")
        revision = page.locator(".lv-player").get_attribute("data-revision")
        before = len(sent)
        button.click()
        page.wait_for_function(
            "(old) => document.querySelector('.lv-player').dataset.revision !== old", arg=revision
        )
        chromium.close()
    clicks = [one for one in sent[before:] if _clicked(one)]
    return Captured(first=sent[0], randomize=clicks[0])


def _clicked(message: bytes) -> bool:
    widgets = BackMsg.FromString(message).rerun_script.widget_states.widgets
    return any(widget.trigger_value and "randomize" in widget.id for widget in widgets)


@dataclass
class Visitor:
    """One visitor.

    Attributes
    ----------
    url : str
        Of the app.
    captured : Captured
    received : int
        Bytes so far.
    """

    url: str
    captured: Captured
    received: int = 0
    _socket: Any = None
    _cookie: str = ""
    _fields: dict[str, Any] = field(default_factory=dict)
    _hashes: list[str] = field(default_factory=list)
    _shown: bytes = b""
    _live: dict[str, Any] = field(default_factory=dict)

    async def arrive(self) -> float:
        """Ask for the page and wait until it is drawn; returns the seconds.

        Raises
        ------
        Waiting
            When every place is taken.
        """
        start = time.perf_counter()
        status, answer = await self._http("GET", "/")
        if status == 503:
            number = re.search(r'id="place"[^>]*>(\d+)<', answer)
            raise Waiting(number[1] if number else "no number")
        address = self.url.replace("http", "ws", 1) + "/_stcore/stream"
        self._socket = await connect(
            address,
            subprotocols=["streamlit"],
            compression=None,
            max_size=_MOST_BYTES,
            open_timeout=60,
            additional_headers={"Cookie": self._cookie},
        )
        await self._ask(BackMsg.FromString(self.captured.first))
        return time.perf_counter() - start

    async def edit(self) -> float:
        """Click Randomize and wait until the new pictures are here; returns the seconds."""
        message = BackMsg.FromString(self.captured.randomize)
        for widget in message.rerun_script.widget_states.widgets:
            value = self._fields.get(widget.id)
            if value is not None and widget.HasField("int_value"):
                widget.int_value = int(value)
            elif value is not None and widget.HasField("double_value"):
                widget.double_value = value
        before, start = self._shown, time.perf_counter()
        await self._ask(message)
        if self._shown == before:
            raise Lost("the pictures did not change")
        return time.perf_counter() - start

    async def drag(self, seconds: float, rate: float) -> list[float]:
        """Move a bar of c0 as a browser asks for it, one question at a time.

        Parameters
        ----------
        seconds : float
        rate : float
            Questions a second at most: what a screen shows.

        Returns
        -------
        list of float
            Seconds of each answer.
        """
        host, _, port = self.url.partition("//")[2].partition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        begin, took = time.perf_counter(), []
        unit = self._live["unit"]
        try:
            while (start := time.perf_counter()) < begin + seconds:
                value = math.sin(9 * (start - begin))
                header = {"seq": len(took), "scenario": unit["scenario"], "layer": unit["layer"]}
                text = json.dumps({**header, "signals": [[unit["signal"], 1]]}).encode()
                body = struct.pack("<I", len(text)) + text + struct.pack("<If", 0, value)
                writer.write(
                    f"POST /{self._live['route']} HTTP/1.1\r\nHost: {host}:{port}\r\n"
                    f"x-lstm-viz-handle: {self._live['handle']}\r\n"
                    f"content-length: {len(body)}\r\n\r\n".encode() + body
                )
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                size = re.search(r"content-length: (\d+)", head, re.IGNORECASE)
                if " 200 " not in head.splitlines()[0] or size is None:
                    raise Lost(head.splitlines()[0])
                self.received += len(await reader.readexactly(int(size[1])))
                took.append(time.perf_counter() - start)
                await asyncio.sleep(max(0.0, start + 1 / rate - time.perf_counter()))
        finally:
            writer.close()
        return took

    async def number(self) -> int:
        """Ask for the number in the queue; 0 when it is this visitor's turn."""
        _, answer = await self._http("POST", "/queue")
        return int(json.loads(answer)["place"])

    async def _http(self, method: str, path: str) -> tuple[int, str]:
        asked = urllib.request.Request(
            self.url + path,
            method=method,
            headers={"Accept": "text/html", "Cookie": self._cookie},
        )

        def answer() -> tuple[int, str]:
            try:
                with urllib.request.urlopen(asked, timeout=60) as got:
                    self._keep(got.headers)
                    return got.status, got.read().decode()
            except urllib.error.HTTPError as refused:
                self._keep(refused.headers)
                return refused.code, refused.read().decode()

        return await asyncio.get_running_loop().run_in_executor(_THREADS, answer)

    def _keep(self, headers: Any) -> None:
        for cookie in headers.get_all("set-cookie", []):
            if cookie.startswith("lstm_viz_place="):
                self._cookie = cookie.split(";")[0]

    async def leave(self) -> None:
        """Close the page."""
        if self._socket is not None:
            await self._socket.close()

    async def _ask(self, message: BackMsg) -> None:
        message.rerun_script.context_info.url = self.url
        message.rerun_script.cached_message_hashes[:] = self._hashes
        await self._socket.send(message.SerializeToString())
        while True:
            data = await self._socket.recv()
            self.received += len(data)
            if self._read(ForwardMsg.FromString(data)):
                return

    def _read(self, message: ForwardMsg) -> bool:
        """Take in what the server sent; whether it was the end of a run."""
        if message.metadata.cacheable and message.hash:
            self._hashes = [*self._hashes, message.hash][-2:]
        if message.WhichOneof("type") == "delta":
            element = message.delta.new_element
            kind = element.WhichOneof("type")
            if kind == "number_input" and element.number_input.set_value:
                self._fields[element.number_input.id] = element.number_input.value
            elif kind == "bidi_component" and element.bidi_component.component_name == _PLAYER:
                content = element.bidi_component.SerializeToString()
                self._shown = hashlib.sha256(content).digest()
                self._live = _live(element.bidi_component.bytes) or self._live
        return message.WhichOneof("type") == "script_finished" and (
            message.script_finished in _DONE
        )


def _live(message: bytes) -> dict[str, Any]:
    """What a player's message says of the route, and which bar its visitor edits."""
    if not message:
        return {}
    header = json.loads(message[4 : 4 + int.from_bytes(message[:4], "little")])
    told = header["unit"]
    unit = {"scenario": header["edited"], "layer": told["layer"], "signal": told["states"][-1]}
    return {**header["live"], "unit": unit}
