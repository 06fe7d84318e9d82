"""Parts of an answer do not wait for each other."""

from __future__ import annotations

import socket
import threading

import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from lstm_viz.ui.server._at_once import send_at_once


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


def test_a_real_server_sends_at_once():
    """With a socket as Streamlit makes it."""
    noted = []

    class Noting(AutoHTTPProtocol):
        def connection_made(self, transport):
            super().connection_made(transport)
            noted.append(at_once(transport.get_extra_info("socket")))

    async def answer(request):
        return PlainTextResponse("body")

    send_at_once()
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    config = uvicorn.Config(
        Starlette(routes=[Route("/", answer)]), http=Noting, log_config=None
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        with socket.create_connection(listening.getsockname()) as browser:
            browser.sendall(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
            got = b""
            while not got.endswith(b"body"):
                got += browser.recv(4096)
    finally:
        server.should_exit = True
        thread.join()
        listening.close()
    assert noted == [True]
