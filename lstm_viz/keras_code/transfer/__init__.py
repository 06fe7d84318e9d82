"""What one model can hand on to another: the states of a run, or its parameters.

Dai and Le (2015), "Semi-supervised sequence learning" (https://arxiv.org/abs/1511.01432), transfer
parameters: "the parameters obtained from the unsupervised step can be used as a starting point
for other supervised training models". They transfer no states.

In go two models and a run, or weights; out come a state for the other model, what it did to the
outputs, and code. Start with `_match`, which finds the layers that fit each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_viz._lazy import lazy

if TYPE_CHECKING:
    from lstm_viz.keras_code.transfer._code import Names as Names
    from lstm_viz.keras_code.transfer._code import api_code as api_code
    from lstm_viz.keras_code.transfer._code import state_code as state_code
    from lstm_viz.keras_code.transfer._code import weights_code as weights_code
    from lstm_viz.keras_code.transfer._effect import RUNS as RUNS
    from lstm_viz.keras_code.transfer._effect import Effect as Effect
    from lstm_viz.keras_code.transfer._effect import answer as answer
    from lstm_viz.keras_code.transfer._effect import effect as effect
    from lstm_viz.keras_code.transfer._match import LayerMatch as LayerMatch
    from lstm_viz.keras_code.transfer._match import MatchRow as MatchRow
    from lstm_viz.keras_code.transfer._match import best_pair as best_pair
    from lstm_viz.keras_code.transfer._match import match_layers as match_layers
    from lstm_viz.keras_code.transfer._results import StartResults as StartResults
    from lstm_viz.keras_code.transfer._results import start_results as start_results
    from lstm_viz.keras_code.transfer._results import untrained_accuracy as untrained_accuracy
    from lstm_viz.keras_code.transfer._state import plain_text as plain_text
    from lstm_viz.keras_code.transfer._state import transfer_state as transfer_state
    from lstm_viz.keras_code.transfer._weights import WeightTransfer as WeightTransfer
    from lstm_viz.keras_code.transfer._weights import transfer_weights as transfer_weights

lazy(__name__)
