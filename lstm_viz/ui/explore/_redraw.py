"""What is drawn anew after an edit: player, editor, the scenario's words and the link."""

from __future__ import annotations

from typing import Final

from lstm_viz.ui.sidebar import refresh, words_key

# Key of the fragment that holds the player and the editor.
EXPLORE: Final = "explore_fragment"


def redraw(*scenarios: str) -> None:
    """Draw anew what edits of scenarios change, and nothing else; the last act of a callback."""
    refresh(EXPLORE, *map(words_key, scenarios))
