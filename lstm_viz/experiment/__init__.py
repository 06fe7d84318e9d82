"""The one document behind the page, the link, the saved file and the script.

In go JSON, a link or a file; out comes a checked `Experiment`, and back. It is the one thing that
pages, commands and exports hand to each other. Start with `_document`; `_link` is the address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_viz._lazy import lazy

if TYPE_CHECKING:
    from lstm_viz.experiment._bundle import Bundle as Bundle
    from lstm_viz.experiment._bundle import read_bundle as read_bundle
    from lstm_viz.experiment._bundle import write_bundle as write_bundle
    from lstm_viz.experiment._change import NAVIGATION as NAVIGATION
    from lstm_viz.experiment._change import change_in_words as change_in_words
    from lstm_viz.experiment._compare_view import COMPARE_PICTURES as COMPARE_PICTURES
    from lstm_viz.experiment._compare_view import DRAWS as DRAWS
    from lstm_viz.experiment._compare_view import MOST_MEMBERS as MOST_MEMBERS
    from lstm_viz.experiment._compare_view import MOST_NEW_TOKENS as MOST_NEW_TOKENS
    from lstm_viz.experiment._compare_view import PARTS as PARTS
    from lstm_viz.experiment._compare_view import CompareView as CompareView
    from lstm_viz.experiment._data import InputData as InputData
    from lstm_viz.experiment._document import SUFFIX as SUFFIX
    from lstm_viz.experiment._document import Experiment as Experiment
    from lstm_viz.experiment._dynamics_view import DYNAMICS_PARTS as DYNAMICS_PARTS
    from lstm_viz.experiment._dynamics_view import PLANES as PLANES
    from lstm_viz.experiment._dynamics_view import DynamicsView as DynamicsView
    from lstm_viz.experiment._link import MOST_LETTERS as MOST_LETTERS
    from lstm_viz.experiment._link import LinkReading as LinkReading
    from lstm_viz.experiment._link import digest_of as digest_of
    from lstm_viz.experiment._link import fitting_link as fitting_link
    from lstm_viz.experiment._link import read_link as read_link
    from lstm_viz.experiment._scenario import COLORS as COLORS
    from lstm_viz.experiment._scenario import MOST_SCENARIOS as MOST_SCENARIOS
    from lstm_viz.experiment._scenario import Scenario as Scenario
    from lstm_viz.experiment._versions import FORMAT as FORMAT
    from lstm_viz.experiment._versions import VERSION as VERSION
    from lstm_viz.experiment._view import MOST_UNITS as MOST_UNITS
    from lstm_viz.experiment._view import ORDERS as ORDERS
    from lstm_viz.experiment._view import PAGES as PAGES
    from lstm_viz.experiment._view import PICTURES as PICTURES
    from lstm_viz.experiment._view import PURPOSES as PURPOSES
    from lstm_viz.experiment._view import SECTIONS as SECTIONS
    from lstm_viz.experiment._view import View as View

lazy(__name__)
