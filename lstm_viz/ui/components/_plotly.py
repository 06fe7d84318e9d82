"""Where browsers find Plotly.js."""

from __future__ import annotations

from typing import Final

import plotly

# The version is in the name, so that browsers may keep the file for good.
PLOTLY_ROUTE: Final = f"/assets/plotly-{plotly.__version__}.min.js"
