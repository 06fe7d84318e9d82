"""Plotly's own JavaScript: the file of the installed package, and where browsers find it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import plotly

# The version is in the name, so that browsers may keep the file for good.
PLOTLY_ROUTE: Final = f"/assets/plotly-{plotly.__version__}.min.js"
PLOTLY_FILE: Final = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
