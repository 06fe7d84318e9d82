"""What the server does beside drawing pages: routes, headers, health, visits that end.

In go requests, out come answers; nothing here draws. `_options` puts it together for ``app.py``.
"""

from __future__ import annotations

from lstm_viz.ui.server._options import OPTIONS as OPTIONS
from lstm_viz.ui.server._options import SCRIPT as SCRIPT
