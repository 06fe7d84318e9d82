"""The language of a lesson: that of the visit."""

from __future__ import annotations

from lstm_viz.ui.visit import language as language
from lstm_viz.ui.visit import t as t
