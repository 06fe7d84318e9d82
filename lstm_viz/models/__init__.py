"""Keras models as things that can be traced: file or object in, `RecurrentModel` out.

In goes a file or an in-memory Keras model; out comes a `RecurrentModel` with a `LayerSpec` for
every recurrent cell. Start with `_recurrent_model`; `_graph` finds the recurrent layers of a model,
`reader` opens files without trusting them, `_gallery` holds the bundled models.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_viz._lazy import lazy

if TYPE_CHECKING:
    from lstm_viz.models._gallery import Sample as Sample
    from lstm_viz.models._gallery import Sequence as Sequence
    from lstm_viz.models._gallery import load_sample as load_sample
    from lstm_viz.models._gallery import sample_file as sample_file
    from lstm_viz.models._gallery import sample_folder as sample_folder
    from lstm_viz.models._gallery import sample_names as sample_names
    from lstm_viz.models._gallery import sample_test_part as sample_test_part
    from lstm_viz.models._gallery import sample_title as sample_title
    from lstm_viz.models._known_sample import sample_of as sample_of
    from lstm_viz.models._recurrent_model import RecurrentModel as RecurrentModel
    from lstm_viz.models._recurrent_model import wrap as wrap
    from lstm_viz.models._spec import SIGNAL_NAMES as SIGNAL_NAMES
    from lstm_viz.models._spec import LayerSpec as LayerSpec
    from lstm_viz.models._spec import caption_in as caption_in
    from lstm_viz.models.reader import REFUSAL_CODES as REFUSAL_CODES
    from lstm_viz.models.reader import LayerRow as LayerRow
    from lstm_viz.models.reader import Limits as Limits
    from lstm_viz.models.reader import ModelRefused as ModelRefused
    from lstm_viz.models.reader import load_model as load_model
    from lstm_viz.models.reader import read_model as read_model

lazy(__name__)
