"""Keras code for an experiment, checked by running it in a helper process.

In goes an experiment; out come programs in plain Keras and what running them gave. Start with
`_script` for the file to take away, `_run` for the helper process; `ways`, `doctor`, `statefulness`
and `transfer` are the four parts of the page Keras code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_viz._lazy import lazy

if TYPE_CHECKING:
    from lstm_viz.keras_code._case import LayerCase as LayerCase
    from lstm_viz.keras_code._case import layer_case as layer_case
    from lstm_viz.keras_code._program import CodeError as CodeError
    from lstm_viz.keras_code._program import CodeResult as CodeResult
    from lstm_viz.keras_code._program import Program as Program
    from lstm_viz.keras_code._run import CodeRun as CodeRun
    from lstm_viz.keras_code._run import npz as npz
    from lstm_viz.keras_code._run import run_code as run_code
    from lstm_viz.keras_code._run import start_code as start_code
    from lstm_viz.keras_code._script import Script as Script
    from lstm_viz.keras_code._script import script as script
    from lstm_viz.keras_code._script import write_script as write_script

lazy(__name__)
