"""The safe reader of model files: any Keras since 2.0, and no code from the file.

In go the bytes of a file; out comes a model built from a table of ours, or a `ModelRefused` with a
code and one sentence. Start with `_read`; `isolated` is the half that touches the bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_viz._lazy import lazy

if TYPE_CHECKING:
    from lstm_viz.models.reader._activations import keras2_hard_sigmoid as keras2_hard_sigmoid
    from lstm_viz.models.reader._process import readers as readers
    from lstm_viz.models.reader._read import load_model as load_model
    from lstm_viz.models.reader._read import read_model as read_model
    from lstm_viz.models.reader._refusal import LayerRow as LayerRow
    from lstm_viz.models.reader._refusal import ModelRefused as ModelRefused
    from lstm_viz.models.reader.isolated._limits import Limits as Limits
    from lstm_viz.models.reader.isolated._refused import (
        CODES as REFUSAL_CODES,  # noqa: F401
    )

lazy(__name__)
