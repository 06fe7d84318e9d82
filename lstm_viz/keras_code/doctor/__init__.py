"""The State Doctor: what goes wrong with states in Keras, why, and what to write instead.

Code (`diagnose_code`), a file (`diagnose_file`), a model with arrays (`diagnose`) or a description
(`diagnose_description`) go in; a `Report` of findings comes out. ``reading`` turns code into
events, ``rules`` turn events and states into findings, `_verify` runs the findings' examples.
Start with `_code`, which puts the first two together.
"""

from __future__ import annotations

from lstm_viz.keras_code.doctor._arrays import diagnose as diagnose
from lstm_viz.keras_code.doctor._code import SNIPPETS as SNIPPETS
from lstm_viz.keras_code.doctor._code import diagnose_code as diagnose_code
from lstm_viz.keras_code.doctor._code import diagnose_file as diagnose_file
from lstm_viz.keras_code.doctor._description import ARGUMENTS as ARGUMENTS
from lstm_viz.keras_code.doctor._description import THEN as THEN
from lstm_viz.keras_code.doctor._description import WAYS as WAYS
from lstm_viz.keras_code.doctor._description import Description as Description
from lstm_viz.keras_code.doctor._description import diagnose_description as diagnose_description
from lstm_viz.keras_code.doctor._description import read_order as read_order
from lstm_viz.keras_code.doctor._description import read_shapes as read_shapes
from lstm_viz.keras_code.doctor._finding import KINDS as KINDS
from lstm_viz.keras_code.doctor._finding import SEVERITY_WORDS as SEVERITY_WORDS
from lstm_viz.keras_code.doctor._finding import Example as Example
from lstm_viz.keras_code.doctor._finding import Finding as Finding
from lstm_viz.keras_code.doctor._finding import Report as Report
from lstm_viz.keras_code.doctor._verify import MOST_RUN as MOST_RUN
from lstm_viz.keras_code.doctor._verify import Verdict as Verdict
from lstm_viz.keras_code.doctor._verify import corrected_verdict as corrected_verdict
from lstm_viz.keras_code.doctor._verify import mistake_verdict as mistake_verdict
from lstm_viz.keras_code.doctor._verify import programs as programs
from lstm_viz.keras_code.doctor._verify import run_examples as run_examples
from lstm_viz.keras_code.doctor.reading import MOST_CHARACTERS as MOST_CHARACTERS
