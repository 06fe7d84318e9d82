"""What the app serves beside its pages: Plotly.js from the installed package, and headers."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import plotly
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Route

from lstm_viz.ui._security import SecurityHeaders

SCRIPT: Final = Path(__file__).with_name("_app_script.py")
# The version is in the name, so that browsers may keep the file for good.
PLOTLY_ROUTE: Final = f"/assets/plotly-{plotly.__version__}.min.js"
_PLOTLY_FILE: Final = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"


async def _plotly(request: Request) -> FileResponse:
    return FileResponse(
        _PLOTLY_FILE,
        media_type="text/javascript",
        headers={"cache-control": "public, max-age=31536000, immutable"},
    )


OPTIONS: Final[dict[str, Any]] = {
    "routes": [Route(PLOTLY_ROUTE, _plotly)],
    "middleware": [Middleware(SecurityHeaders)],
}
