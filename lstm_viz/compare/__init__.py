"""Traces -> how far scenarios are apart, and for how long the initial state matters."""

from __future__ import annotations

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
