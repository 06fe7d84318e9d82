"""Traces -> how far scenarios are apart, and for how long the initial state matters."""

from __future__ import annotations

from lstm_viz.compare._distance import Comparison as Comparison
from lstm_viz.compare._distance import compare as compare
from lstm_viz.compare._distance import decay_rate as decay_rate
from lstm_viz.compare._distance import distance as distance
from lstm_viz.compare._distance import first_other_answer as first_other_answer
from lstm_viz.compare._distance import forget_share as forget_share
from lstm_viz.compare._distance import memory_horizon as memory_horizon
