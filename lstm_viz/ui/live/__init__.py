"""Pictures that follow the hand: what a visitor has on show, and the route that draws it anew.

In go an edited initial state and the handle of a visit; out come the bytes of the player's
pictures, or of a trajectory in a plane of state space. Start with `_route`, which answers the
browser.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_viz._lazy import lazy

if TYPE_CHECKING:
    from lstm_viz.ui.live._handles import Seat as Seat
    from lstm_viz.ui.live._handles import Start as Start
    from lstm_viz.ui.live._handles import take_seat as take_seat
    from lstm_viz.ui.live._in_plane import InPlane as InPlane
    from lstm_viz.ui.live._in_plane import read_dragged as read_dragged
    from lstm_viz.ui.live._route import live as live

lazy(__name__)
