"""Answers that leave at once.

An answer is written in two parts, its head and its body. The system keeps a small second part back
until the browser has confirmed the first, which it does 40 ms later (Nagle's algorithm meets a
delayed acknowledgement): each of the 150 files of a new browser would wait for that, and each
picture under a hand. Asyncio switches it off, but not for sockets made as Streamlit makes its own.
"""

from __future__ import annotations

import socket
from typing import Any, Final

from uvicorn.protocols.http.auto import AutoHTTPProtocol

from lstm_viz.ui.server._wrapped import Method, wrap

_FAMILIES: Final = (socket.AF_INET, socket.AF_INET6)


def send_at_once(protocol: Any = AutoHTTPProtocol) -> None:
    """Have the server send every part of an answer as it is written.

    Parameters
    ----------
    protocol : type, optional
        What handles a connection; by default the server's own.
    """
    wrap(protocol, "connection_made", _without_delay)


def _without_delay(made: Method) -> Method:
    def connection_made(self: Any, transport: Any) -> None:
        connection = transport.get_extra_info("socket")
        if connection is not None and connection.family in _FAMILIES:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        made(self, transport)

    return connection_made
