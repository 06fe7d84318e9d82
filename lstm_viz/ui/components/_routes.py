"""Addresses beside the pages that the page's own JavaScript asks."""

from __future__ import annotations

from typing import Final

# Draws a visit's pictures for a state under the hand.
LIVE_ROUTE: Final = "/live"
