"""Traces -> how far scenarios are apart, and for how long the initial state matters.

In go traces, or a model and a family of initial states; out come distances, memory horizons, the
first other answer, ensembles and generated text. Start with `_compare`, then `_distance`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_viz._lazy import lazy

if TYPE_CHECKING:
    from lstm_viz.compare._answers import KIND_WORDS as KIND_WORDS
    from lstm_viz.compare._answers import OtherAnswers as OtherAnswers
    from lstm_viz.compare._answers import answer_kinds as answer_kinds
    from lstm_viz.compare._answers import other_answers as other_answers
    from lstm_viz.compare._compare import Comparison as Comparison
    from lstm_viz.compare._compare import compare as compare
    from lstm_viz.compare._compare import output_distance as output_distance
    from lstm_viz.compare._compare import signal_distance as signal_distance
    from lstm_viz.compare._direct_path import DirectPath as DirectPath
    from lstm_viz.compare._direct_path import direct_path as direct_path
    from lstm_viz.compare._direct_path import forget_share as forget_share
    from lstm_viz.compare._distance import Distance as Distance
    from lstm_viz.compare._distance import decay_rate as decay_rate
    from lstm_viz.compare._distance import distance as distance
    from lstm_viz.compare._distance import memory_horizon as memory_horizon
    from lstm_viz.compare._ensemble_result import LEVELS as LEVELS
    from lstm_viz.compare._ensemble_result import Ensemble as Ensemble
    from lstm_viz.compare._ensemble_result import Extreme as Extreme
    from lstm_viz.compare._ensemble_result import Fan as Fan
    from lstm_viz.compare._ensemble_run import Cancelled as Cancelled
    from lstm_viz.compare._ensemble_run import EnsembleRun as EnsembleRun
    from lstm_viz.compare._ensemble_run import reduced_ensemble as reduced_ensemble
    from lstm_viz.compare._families import DrawnStates as DrawnStates
    from lstm_viz.compare._families import SampledStates as SampledStates
    from lstm_viz.compare._families import check_seed as check_seed
    from lstm_viz.compare._generate import Generated as Generated
    from lstm_viz.compare._generate import generate_text as generate_text
    from lstm_viz.compare._generate import generator_size as generator_size
    from lstm_viz.compare._generate import is_generator as is_generator
    from lstm_viz.compare._generate import text_of as text_of
    from lstm_viz.compare._members import Baseline as Baseline
    from lstm_viz.compare._members import MemberRuns as MemberRuns
    from lstm_viz.compare._members import Reduced as Reduced
    from lstm_viz.compare._patch_map import PatchMap as PatchMap
    from lstm_viz.compare._patch_map import PatchMapRun as PatchMapRun
    from lstm_viz.compare._patch_map import patch_map as patch_map
    from lstm_viz.compare._visited import Reach as Reach
    from lstm_viz.compare._visited import Visited as Visited
    from lstm_viz.compare._visited import reach as reach
    from lstm_viz.compare._visited import visited_states as visited_states

lazy(__name__)
