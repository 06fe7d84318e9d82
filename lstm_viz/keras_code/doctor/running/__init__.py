"""Findings go in, what running their examples showed comes out."""

from __future__ import annotations

from lstm_viz.keras_code.doctor.running._verify import MOST_RUN as MOST_RUN
from lstm_viz.keras_code.doctor.running._verify import Verdict as Verdict
from lstm_viz.keras_code.doctor.running._verify import corrected_verdict as corrected_verdict
from lstm_viz.keras_code.doctor.running._verify import mistake_verdict as mistake_verdict
from lstm_viz.keras_code.doctor.running._verify import programs as programs
from lstm_viz.keras_code.doctor.running._verify import run_examples as run_examples
