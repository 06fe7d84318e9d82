"""The page Keras code: ways to set a state, the State Doctor, Statefulness, Transfer lab.

In goes the visit's experiment, or what a person says of a program; out come programs and what
running them showed. `_page` is where to start reading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_viz._lazy import lazy

if TYPE_CHECKING:
    from lstm_viz.ui.keras_code._page import keras_code as keras_code

lazy(__name__)
