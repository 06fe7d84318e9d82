"""Where this Python runs, and what a browser reaches from there."""

from __future__ import annotations

import os
import sys
from typing import Final, Literal
from urllib.parse import urlsplit

from lstm_viz.errors import LstmVizError

Where = Literal["computer", "notebook", "hub", "colab"]

_INSTEAD: Final = (
    "In a cell, lstm_viz.player(lstm_viz.trace(model, x, ...)) shows the pictures and "
    "lstm_viz.edit(model, x) edits the initial state."
)


def where() -> Where:
    """Tell where this Python runs.

    Returns
    -------
    {"computer", "notebook", "hub", "colab"}
        A program or a terminal; a notebook on a computer; a notebook on a JupyterHub (Binder is
        one), whose machine the reader's browser does not reach; Google Colab.
    """
    if "google.colab" in sys.modules or "COLAB_RELEASE_TAG" in os.environ:
        return "colab"
    if "JUPYTERHUB_SERVICE_PREFIX" in os.environ:
        return "hub"
    return "notebook" if "ipykernel" in sys.modules else "computer"


def check_reachable(*, port: int | None, proxy: str | None) -> None:
    """Refuse to start an app that the reader's browser would not reach.

    Raises
    ------
    LstmVizError
        On Colab; on a hub, unless a proxy or a port is named.
    """
    found = where()
    if found == "colab":
        raise LstmVizError(
            "Colab does not carry the connection that the app keeps to its server (websockets), "
            f"so that show does not work there. {_INSTEAD}"
        )
    if found == "hub" and proxy is None and port is None:
        raise LstmVizError(
            "This notebook runs on a JupyterHub, and your browser does not reach the app there by "
            "itself. Where jupyter-server-proxy is installed, write the address of your notebooks "
            "up to /lab: lstm_viz.show(..., proxy='https://hub.example.edu/user/me'); for a "
            f"tunnel of your own, name its port=. {_INSTEAD}"
        )


def behind(proxy: str, port: int) -> tuple[str, str]:
    """Address of the app behind jupyter-server-proxy, and the host name in it.

    Parameters
    ----------
    proxy : str
        Address of Jupyter, such as ``https://hub.example.edu/user/me``; what follows ``/lab`` or
        ``/tree`` is left out.
    port : int
        Of the app.

    Raises
    ------
    LstmVizError
        When it is no such address.
    """
    parts = urlsplit(proxy)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise LstmVizError(
            f"“{proxy[:80]}” is no address of Jupyter: write it as in the browser, such as "
            "https://hub.example.edu/user/me."
        )
    path = parts.path
    for page in ("/lab", "/tree", "/notebooks"):
        if f"{page}/" in f"{path}/":
            path = path[: f"{path}/".index(f"{page}/")]
    return f"{parts.scheme}://{parts.netloc}{path.rstrip('/')}/proxy/{port}/", parts.hostname
