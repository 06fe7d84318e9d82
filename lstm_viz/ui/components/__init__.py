"""The page's own parts in JavaScript, each a folder with its Python face.

In go numbers and figures to show; out comes what a visitor did with them, checked. Start with
`player`, whose ``assets/player.js`` the browser runs.
"""

from __future__ import annotations

from lstm_viz.ui.components._plotly import PLOTLY_ROUTE as PLOTLY_ROUTE
from lstm_viz.ui.components._routes import LIVE_ROUTE as LIVE_ROUTE
