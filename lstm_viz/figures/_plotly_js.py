"""Plotly.js of the installed package, written so that a browser is ready with it sooner.

The file is two functions, one in the other, that hold everything. A browser reads a function twice,
first for its end and then for its content, unless it is seen to be called at once: then it begins
with ``(function``, which the file's own arrows do not. And of its 46 kinds of traces our pictures
have three: making the others ready takes three quarters of the time that a browser spends on the
whole file, before any picture. That holds for the copy in Streamlit's front end, too.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

import plotly

PLOTLY_FILE: Final = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
# What is replaced, by what, and whether the last one is meant; `this` stays what it is in an arrow.
_REWRITTEN: Final = (
    (b" : this, () => {", b" : this, (function() {", False),
    (b"var Plotly=(()=>{", b"var Plotly=(function(){", False),
    (b"})();\n/*!", b"}).call(this);\n/*!", True),
    (b"}));", b"}).bind(this)));", True),
)
# What our pictures are made of, beside scatter, which is always there.
TRACES: Final = ("bar", "heatmap")
_REGISTERED: Final = re.compile(rb"\.register\(\[((?:[\w$]+\(\),?)+)\]\)")
# A module that is another one, and one that says what it is.
_PASSED_ON: Final = re.compile(rb"\.exports=([\w$]+)\(\)\}\)")
_NAMED: Final = re.compile(rb'moduleType:"\w+",name:"(\w+)"')
_MOST_OF_A_MODULE: Final = 3_000
# So Streamlit's copy names its modules.
_FILES: Final = re.compile(rb'([\w$]+)=\w+\(\{"lib/(\w+)\.js"')


@cache
def plotly_js() -> bytes:
    """The file, to be read once, with our kinds of traces ready."""
    return drawing_only(read_once(PLOTLY_FILE.read_bytes()), TRACES)


def drawing_only(source: bytes, traces: tuple[str, ...]) -> bytes:
    """Write Plotly.js so that it makes only some kinds of traces ready.

    Parameters
    ----------
    source : bytes
        The file.
    traces : tuple of str
        The kinds beside ``scatter``.

    Returns
    -------
    bytes
        The same program without the others; the file as it is where it is not written as expected.
    """
    lists = list(_REGISTERED.finditer(source))
    if len(lists) != 1:
        return source
    if b'({"lib/index.js"' in source:
        kinds = {name + b"()": kind for name, kind in _FILES.findall(source)}
    else:
        kinds = {call: _kind(source, call) for call in lists[0][1].split(b",")}
    found = {kinds.get(call): call for call in lists[0][1].split(b",")}
    kept = [found.get(kind.encode()) for kind in traces]
    if None in kept:
        return source
    start, end = lists[0].span(1)
    return source[:start] + b",".join(call for call in kept if call) + source[end:]


def _kind(source: bytes, call: bytes) -> bytes | None:
    """Name of the kind of traces that a call such as ``ab()`` makes ready, if it tells one."""
    for _ in range(2):
        place = source.find(b"var %s=" % call.removesuffix(b"()"))
        module = source[place : place + _MOST_OF_A_MODULE] if place >= 0 else b""
        module = module.split(b"});var ")[0] + b"})"
        passed_on = _PASSED_ON.search(module)
        if passed_on is None:
            named = _NAMED.search(module)
            return named[1] if named else None
        call = passed_on[1] + b"()"
    return None


def read_once(source: bytes) -> bytes:
    """Write the two functions that hold Plotly.js so that a browser reads them once.

    Parameters
    ----------
    source : bytes
        The file.

    Returns
    -------
    bytes
        The same program; the file as it is where it is not written as expected.
    """
    written = source
    for old, new, last in _REWRITTEN:
        place = written.rfind(old) if last else written.find(old)
        if place < 0:
            return source
        written = written[:place] + new + written[place + len(old) :]
    return written
