"""Tells the browser which language the page is in, and has it keep the visitor's choice."""

from __future__ import annotations

from typing import Final

from lstm_viz.ui.components._part import part

COOKIE: Final = "lstm_viz_language"
KEY: Final = "language_of_page"


def language_of_page(tag: str, *, chosen: str | None) -> None:
    """Mount the part of the page that does both; it shows nothing.

    Parameters
    ----------
    tag : str
        The language as HTML names it.
    chosen : str or None
        Code of the language that the visitor chose in the switch, to be kept; None keeps none.
    """
    component = part("language", js="language.js")
    component(key=KEY, data={"tag": tag, "chosen": chosen, "cookie": COOKIE}, height=0)
