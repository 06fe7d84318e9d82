"""Plotly.js for browsers: compressed once, and not again for every visitor as Streamlit would.

The file is two functions, one in the other, that hold everything. A browser reads a function twice,
first for its end and then for its content, unless it is seen to be called at once: then it begins
with ``(function``, which the file's own arrows do not.
"""

from __future__ import annotations

import asyncio
import gzip
from functools import lru_cache
from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from lstm_viz.ui.components import PLOTLY_FILE

# The version is in the name.
_KEPT: Final = {"cache-control": "public, max-age=31536000, immutable", "vary": "Accept-Encoding"}
_TYPE: Final = "text/javascript"
# What is replaced, by what, and whether the last one is meant; `this` stays what it is in an arrow.
_REWRITTEN: Final = (
    (b" : this, () => {", b" : this, (function() {", False),
    (b"var Plotly=(()=>{", b"var Plotly=(function(){", False),
    (b"})();\n/*!", b"}).call(this);\n/*!", True),
    (b"}));", b"}).bind(this)));", True),
)


async def plotly(request: Request) -> Response:
    """Answer with the installed package's own file."""
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return FileResponse(PLOTLY_FILE, media_type=_TYPE, headers=_KEPT)
    body = await asyncio.to_thread(packed)
    return Response(body, media_type=_TYPE, headers={**_KEPT, "content-encoding": "gzip"})


@lru_cache(maxsize=1)
def packed() -> bytes:
    """The file, to be read once, compressed."""
    return gzip.compress(read_once(PLOTLY_FILE.read_bytes()), compresslevel=6, mtime=0)


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
