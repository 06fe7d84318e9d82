"""Initial states: recipes and edits in, arrays per layer out.

In go recipes, single units set by hand, words or files; out come ``h`` and ``c`` of every layer as
arrays. Start with `_initial_state`; `_recipes` holds the recipes, `_words` the text of a command
line or a link.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_viz._lazy import lazy

if TYPE_CHECKING:
    from lstm_viz.states._files import read_noted_states as read_noted_states
    from lstm_viz.states._files import read_states as read_states
    from lstm_viz.states._initial_state import InitialState as InitialState
    from lstm_viz.states._operations import blended as blended
    from lstm_viz.states._operations import scaled as scaled
    from lstm_viz.states._operations import with_noise as with_noise
    from lstm_viz.states._recipes import Constant as Constant
    from lstm_viz.states._recipes import Normal as Normal
    from lstm_viz.states._recipes import OneUnit as OneUnit
    from lstm_viz.states._recipes import Own as Own
    from lstm_viz.states._recipes import Recipe as Recipe
    from lstm_viz.states._recipes import Uniform as Uniform
    from lstm_viz.states._recipes import Values as Values
    from lstm_viz.states._recipes import Zeros as Zeros
    from lstm_viz.states._recipes import recipe_from_json as recipe_from_json
    from lstm_viz.states._recipes import shortest as shortest
    from lstm_viz.states._words import items_of as items_of
    from lstm_viz.states._words import quoted as quoted
    from lstm_viz.states._words import recipe_from_words as recipe_from_words
    from lstm_viz.states._words import recipe_to_words as recipe_to_words
    from lstm_viz.states._words import split_words as split_words
    from lstm_viz.states._words import state_from_words as state_from_words
    from lstm_viz.states._words import state_to_words as state_to_words

lazy(__name__)
