"""Settings of the page Dynamics: widgets that read and write the experiment's view."""

from __future__ import annotations

from typing import Final

from lstm_viz.experiment import DynamicsView
from lstm_viz.ui import visit
from lstm_viz.ui.sidebar import refresh

# Key of the fragment that the page is drawn in.
FRAGMENT: Final = "dynamics_fragment"


def refresh_page() -> None:
    """Draw the page and the link anew."""
    refresh(FRAGMENT)


_SETTINGS: Final = visit.Settings("dynamics", refresh_page)
change, typed = _SETTINGS.change, _SETTINGS.typed
bound, tied = _SETTINGS.bound, _SETTINGS.tied


def settings() -> DynamicsView:
    """The settings of the session's experiment."""
    return _SETTINGS.now()
