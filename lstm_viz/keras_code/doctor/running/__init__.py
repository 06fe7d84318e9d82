"""What the examples of findings do when they are run.

In go findings; out come verdicts on the mistake and on the corrected code. Start with `_verify`.
"""

from __future__ import annotations

from lstm_viz.keras_code.doctor.running._verify import MOST_RUN as MOST_RUN
from lstm_viz.keras_code.doctor.running._verify import Verdict as Verdict
from lstm_viz.keras_code.doctor.running._verify import corrected_verdict as corrected_verdict
from lstm_viz.keras_code.doctor.running._verify import mistake_verdict as mistake_verdict
from lstm_viz.keras_code.doctor.running._verify import programs as programs
from lstm_viz.keras_code.doctor.running._verify import run_examples as run_examples
