"""What each row of a batch remembers from call to call, from real runs of Keras.

In goes a `Setting` of layers, rows and calls; out come the states that Keras gives, which inputs
they remember, and code that shows it. Start with `_run`; `_question` asks before it tells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_viz._lazy import lazy

if TYPE_CHECKING:
    from lstm_viz.keras_code.statefulness._code import statefulness_code as statefulness_code
    from lstm_viz.keras_code.statefulness._layers import LAYERS as LAYERS
    from lstm_viz.keras_code.statefulness._memory import Evidence as Evidence
    from lstm_viz.keras_code.statefulness._memory import Part as Part
    from lstm_viz.keras_code.statefulness._memory import evidence as evidence
    from lstm_viz.keras_code.statefulness._memory import in_words as in_words
    from lstm_viz.keras_code.statefulness._question import Choice as Choice
    from lstm_viz.keras_code.statefulness._question import Question as Question
    from lstm_viz.keras_code.statefulness._question import ask as ask
    from lstm_viz.keras_code.statefulness._run import Simulation as Simulation
    from lstm_viz.keras_code.statefulness._run import simulate as simulate
    from lstm_viz.keras_code.statefulness._setting import MOST_CALLS as MOST_CALLS
    from lstm_viz.keras_code.statefulness._setting import MOST_ROWS as MOST_ROWS
    from lstm_viz.keras_code.statefulness._setting import WAYS as WAYS
    from lstm_viz.keras_code.statefulness._setting import Setting as Setting

lazy(__name__)
