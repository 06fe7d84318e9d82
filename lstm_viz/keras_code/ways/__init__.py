"""Ways to set a state, each as a complete program with a verdict from running it.

In goes a `LayerCase` (one layer, its weights, input and initial state); out comes for every way a
program, and a verdict on what running it gave. Start with `_way`, then `_groups`.
"""

from __future__ import annotations

from lstm_viz.keras_code.ways._groups import GROUPS as GROUPS
from lstm_viz.keras_code.ways._groups import Group as Group
from lstm_viz.keras_code.ways._way import ELSE as ELSE
from lstm_viz.keras_code.ways._way import NO_ANSWER as NO_ANSWER
from lstm_viz.keras_code.ways._way import RAISES as RAISES
from lstm_viz.keras_code.ways._way import WORKS as WORKS
from lstm_viz.keras_code.ways._way import Check as Check
from lstm_viz.keras_code.ways._way import Compared as Compared
from lstm_viz.keras_code.ways._way import Verdict as Verdict
from lstm_viz.keras_code.ways._way import Way as Way
from lstm_viz.keras_code.ways._way import verdict as verdict
