"""The page's own parts, made known to the server."""

from __future__ import annotations

import functools
from typing import Any

import streamlit as st


@functools.cache
def part(name: str, *, js: str, css: str | None = None) -> Any:
    """What mounts a part; to be called as a page runs.

    Streamlit looks for the files on the disk, which takes as long as a part of the page itself: it
    does so once here, and by itself where another server runs in the same process.

    Parameters
    ----------
    name : str
        As ``pyproject.toml`` of the package has it.
    js, css : str
        Files of its folder.
    """
    return st.components.v2.component(f"lstm-viz.{name}", js=js, css=css, isolate_styles=False)
