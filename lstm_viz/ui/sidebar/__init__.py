"""The sidebar: model, input, scenarios, link, save and open, take away.

In goes the visit's experiment; out come the visitor's choices, put into it. `_sidebar` draws the
choices; `_link` keeps the address up to date.
"""

from __future__ import annotations

from lstm_viz.ui.sidebar._language import language_switch as language_switch
from lstm_viz.ui.sidebar._link import bar as bar
from lstm_viz.ui.sidebar._link import draw_notice as draw_notice
from lstm_viz.ui.sidebar._link import files as files
from lstm_viz.ui.sidebar._link import open_link as open_link
from lstm_viz.ui.sidebar._link import receive as receive
from lstm_viz.ui.sidebar._link import refresh as refresh
from lstm_viz.ui.sidebar._scenario_list import words_key as words_key
from lstm_viz.ui.sidebar._sidebar import sidebar as sidebar
from lstm_viz.ui.sidebar.own_model import being_opened as being_opened
from lstm_viz.ui.sidebar.own_model import keep_files as keep_files
from lstm_viz.ui.sidebar.take_away import take_away_button as take_away_button
