"""Text from files, links and people, shown as it is: Streamlit reads most strings as Markdown."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# It has no width; it parts what Streamlit looks for in text that is parsed already.
_JOINER: Final = "\u2060"
_ALWAYS: Final = re.compile(r"([\\`*\[\]$~]|<(?=[A-Za-z/!?])|&(?=#|\w+;))")
_UNDERSCORE: Final = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_LINE_START: Final = re.compile(r"^(>|(?:#{1,6}|[+-])(?=\s|$)|\d+(?=[.)](?:\s|$)))", re.ASCII)
_PARTED: Final = (
    # :material/home:, :red[...], :smile:, https://...
    re.compile(r":(?=[\w/+-])"),
    re.compile(r"(?<=\w)@(?=\w)"),
    re.compile(r"(?i:www)(?=\.)"),
    # Arrows and dashes.
    re.compile(r"[-<>~](?=[-=>])"),
)


def plain(text: object) -> str:
    r"""Markdown that shows ``text`` as it is.

    Line ends become blanks, and characters that no one can see, or that turn the writing
    direction, become "\ufffd".

    Parameters
    ----------
    text : object
        Its ``str`` is shown.
    """
    seen = "".join(
        "\ufffd" if unicodedata.category(c) in ("Cc", "Cf", "Cs") else c
        for c in " ".join(str(text).split())
    )
    marked = _UNDERSCORE.sub(r"\\_", _ALWAYS.sub(r"\\\1", seen))
    start = _LINE_START.match(marked)
    if start is not None:
        # Of a number, its point or bracket makes the list.
        place = start.end() if start[1].isdecimal() else 0
        marked = f"{marked[:place]}\\{marked[place:]}"
    for pattern in _PARTED:
        marked = pattern.sub(lambda found: found[0] + _JOINER, marked)
    return marked
