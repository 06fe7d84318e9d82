"""The player as one HTML document that asks for nothing."""

from __future__ import annotations

import base64
import gzip
from collections.abc import Sequence
from functools import cache
from html import escape
from typing import Final

from lstm_viz._version import __version__
from lstm_viz.figures import plotly_js
from lstm_viz.player._bundle import FOLDERS, bundle
from lstm_viz.player._message import Message

THEMES: Final = ("auto", "light", "dark")
# Nothing is asked for: scripts, styles and numbers stand in the document.
_POLICY: Final = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data: blob:"
)


def document(
    messages: Sequence[Message],
    *,
    title: str,
    words: str,
    theme: str = "auto",
    heading: bool,
    first: str = "start.js",
) -> str:
    """Write the document.

    Plotly.js is that of the installed package, compressed: 1.9 MB instead of 4.8.

    Parameters
    ----------
    messages : sequence of two Message
        From `standing_alone`.
    title : str
    words : str
        What it shows, for those who do not see it or have no JavaScript.
    theme : {"auto", "light", "dark"}
        "auto" follows the reader's system.
    heading : bool
        Whether the title is shown above the player.
    first : str
        The module that starts.

    Returns
    -------
    str
    """
    light, dark = messages
    given = f' data-theme="{theme}"' if theme != "auto" else ""
    return "\n".join(
        (
            "<!doctype html>",
            f'<html lang="en"{given}>',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            f'<meta name="generator" content="LSTM Viz {escape(__version__)}">',
            f"<title>{escape(title)}</title>",
            f"<style>{_style()}</style>",
            "</head>",
            "<body>",
            f"<h1>{escape(title)}</h1>" if heading else "",
            f'<main id="lv-root"><p id="lv-wait">{escape(words)}</p></main>',
            "<noscript><p>The player needs JavaScript.</p></noscript>",
            _packed("lv-light", light.data),
            _packed("lv-dark", dark.data),
            plotly_element(),
            f"<script>{bundle(first)}</script>",
            "</body>",
            "</html>",
            "",
        )
    )


def _packed(name: str, data: bytes) -> str:
    # No time in the header: the same player is the same file.
    text = base64.b64encode(gzip.compress(data, 9, mtime=0)).decode("ascii")
    return f'<script type="text/plain" id="{name}">{text}</script>'


@cache
def plotly_element() -> str:
    """The element of a document that holds Plotly.js, compressed."""
    return _packed("lv-plotly", plotly_js())


@cache
def _style() -> str:
    names = ("alone.css", "player.css", "state_bars.css")
    files = (folder / name for folder, name in zip(FOLDERS, names, strict=False))
    return "".join(file.read_text(encoding="utf-8") for file in files)
