"""Who may put the page in a frame of another page."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from lstm_viz.errors import LstmVizError

EMBED_VARIABLE: Final = "LSTM_VIZ_EMBED"
_HOST: Final = re.compile(r"(?:\*\.)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\]")
_EXAMPLE: Final = "write it as https://course.example.edu"


def embedders(given: Sequence[str]) -> tuple[str, ...]:
    """Check addresses of pages that may show this one in a frame.

    Parameters
    ----------
    given : sequence of str
        ``https://course.example.edu``, with a port where it has one; ``https://*.example.edu`` for
        every name under it; ``self`` for pages at the address of this one.

    Returns
    -------
    tuple of str
        Sources as the header ``Content-Security-Policy`` names them.

    Raises
    ------
    LstmVizError
        When one is no such address.
    """
    return tuple(dict.fromkeys(_source(one.strip()) for one in given if one.strip()))


def embedders_of_the_environment() -> tuple[str, ...]:
    """Addresses in ``LSTM_VIZ_EMBED``, between spaces or commas; empty when it is not set."""
    return embedders(re.split(r"[\s,]+", os.environ.get(EMBED_VARIABLE, "")))


def _source(text: str) -> str:
    if text in ("self", "'self'"):
        return "'self'"
    shown = f"“{text[:60]}”"
    if text == "*":
        raise LstmVizError(
            "“*” would let any page show this one in a frame: name the pages that may, as in "
            "https://course.example.edu."
        )
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise LstmVizError(f"{shown} is no address of a page: {_EXAMPLE}.") from error
    if parts.scheme not in ("https", "http"):
        raise LstmVizError(f"{shown} does not begin with https:// or http://: {_EXAMPLE}.")
    if parts.path not in ("", "/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise LstmVizError(
            f"{shown} has more than a name and a port, and a whole site is let in or none: "
            f"{_EXAMPLE}."
        )
    host = parts.netloc.lower().removesuffix(f":{port}")
    if not _HOST.fullmatch(host):
        raise LstmVizError(f"{shown} has no name of a site that can be read: {_EXAMPLE}.")
    return f"{parts.scheme}://{host}" + ("" if port is None else f":{port}")
