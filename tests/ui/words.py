"""What a visitor reads on a page, of the elements that Streamlit draws and of the player."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from google.protobuf.json_format import MessageToDict
from streamlit.testing.v1 import AppTest

_FIELDS = ("label", "body", "help", "placeholder", "options", "alt", "text")
_MARKED = re.compile(r"⟦[^⟦⟧]*⟧")
# A label that was made shorter has lost its second mark.
_CUT = re.compile(r"⟦[^⟦⟧…\n]*…")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.]*[A-Za-z0-9]")
# Marks of Streamlit's text that nobody reads, and code.
_SIGNS = re.compile(r":material/\w+:|`[^`]*`|<style>.*?</style>|<[^>]+>", re.DOTALL)


def texts(app: AppTest) -> Iterator[str]:
    """Every text that the elements of a page show."""
    for root in (app.sidebar, app.main):
        yield from _below(root)


def _below(node: Any) -> Iterator[str]:
    children = getattr(node, "children", None)
    if children is not None:
        for child in children.values():
            yield from _below(child)
    proto = getattr(node, "proto", None)
    if proto is not None and getattr(node, "type", "") != "code":
        yield from _strings(MessageToDict(proto))


def _strings(found: Any) -> Iterator[str]:
    for key, value in found.items() if isinstance(found, dict) else ():
        if isinstance(value, dict):
            yield from _strings(value)
        elif key in _FIELDS:
            yield from [value] if isinstance(value, str) else filter(_is_text, value)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def words_without_marks(text: str) -> list[str]:
    """Latin words of two letters and more that stand outside the marks of messages."""
    text = _SIGNS.sub(" ", text)
    while _MARKED.search(text):
        # A message in a message: the inner one first.
        text = _MARKED.sub(" ", text)
    return _WORD.findall(_CUT.sub(" ", text))
