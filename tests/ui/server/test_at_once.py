"""Parts of an answer do not wait for each other."""

from __future__ import annotations

import socket
import threading
import time

import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from lstm_viz.ui.server._at_once import send_at_once

ANSWERS = 20


class Protocol:
    """Notes the connections that it is given."""

    def __init__(self):
        self.given = []

    def connection_made(self, transport):
        self.given.append(transport)


class Transport:
    def __init__(self, connection):
        self.connection = connection

    def get_extra_info(self, name):
        return {"socket": self.connection}[name]


def at_once(connection) -> bool:
    return connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0


def test_a_connection_sends_at_once_and_is_handed_on():
    class Own(Protocol):
        pass

    send_at_once(Own)
    send_at_once(Own)
    with socket.socket() as connection:
        assert not at_once(connection)
        protocol, transport = Own(), Transport(connection)
        protocol.connection_made(transport)
        assert at_once(connection)
        assert protocol.given == [transport]
    protocol.connection_made(Transport(None))
    assert len(protocol.given) == 2


def test_an_answer_in_two_parts_does_not_wait_40_ms():
    """Against a server with a socket as Streamlit makes it."""

    async def answer(request):
        return PlainTextResponse("body")

    send_at_once()
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    config = uvicorn.Config(Starlette(routes=[Route("/", answer)]), log_config=None)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        with socket.create_connection(listening.getsockname()) as browser:
            took = [_ask(browser) for _ in range(ANSWERS)]
    finally:
        server.should_exit = True
        thread.join()
        listening.close()
    # A single quick one proves nothing: the system confirms the first ones at once.
    assert sorted(took)[ANSWERS // 2] < 0.03


def _ask(browser) -> float:
    start, got = time.perf_counter(), b""
    browser.sendall(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
    while not got.endswith(b"body"):
        got += browser.recv(4096)
    return time.perf_counter() - start
