"""What the player shows: pictures and numbers over time, as the bytes that its JavaScript reads.

In go traces and what is on show of them; out comes a message, the same for the page and for a
player that stands by itself. Start with `_on_show`, then `_board` and `_message`; `_player` is
the one that stands by itself, `_alone` what it carries and ``assets/start.js`` how it begins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_viz._lazy import lazy

if TYPE_CHECKING:
    from lstm_viz.player._bars import Edit as Edit
    from lstm_viz.player._bars import bars_data as bars_data
    from lstm_viz.player._bars import read_edit as read_edit
    from lstm_viz.player._board import board as board
    from lstm_viz.player._bundle import FOLDERS as FOLDERS
    from lstm_viz.player._bundle import bundle as bundle
    from lstm_viz.player._bundle import functions as functions
    from lstm_viz.player._bundle import imported as imported
    from lstm_viz.player._document import plotly_element as plotly_element
    from lstm_viz.player._editor import Editor as Editor
    from lstm_viz.player._editor import edit as edit
    from lstm_viz.player._message import Board as Board
    from lstm_viz.player._message import Message as Message
    from lstm_viz.player._message import message as message
    from lstm_viz.player._on_show import OnShow as OnShow
    from lstm_viz.player._payload import Picture as Picture
    from lstm_viz.player._payload import output_numbers as output_numbers
    from lstm_viz.player._payload import pack as pack
    from lstm_viz.player._payload import unit_numbers as unit_numbers
    from lstm_viz.player._player import Player as Player
    from lstm_viz.player._player import player as player
    from lstm_viz.player._player import player_of as player_of
    from lstm_viz.player._units import preset as preset
    from lstm_viz.player._units import read_units as read_units
    from lstm_viz.player._units import write_units as write_units
    from lstm_viz.player._words import picture_words as picture_words

lazy(__name__)
