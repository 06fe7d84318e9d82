"""A person's own data as the input of a model: pasted, from a file, or generated.

In go text, files or a wish for generated data; out come arrays that fit a model's inputs. Start
with `_fit`, which says what a model takes; `_read` and `_archive` read files within bounds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_viz._lazy import lazy

if TYPE_CHECKING:
    from lstm_viz.inputs._archive import Archive as Archive
    from lstm_viz.inputs._dialect import Dialect as Dialect
    from lstm_viz.inputs._dialect import read_list as read_list
    from lstm_viz.inputs._dialect import read_number as read_number
    from lstm_viz.inputs._dialect import read_whole as read_whole
    from lstm_viz.inputs._file import read_input as read_input
    from lstm_viz.inputs._file import read_input_data as read_input_data
    from lstm_viz.inputs._fit import Wanted as Wanted
    from lstm_viz.inputs._fit import fit as fit
    from lstm_viz.inputs._fit import wanted as wanted
    from lstm_viz.inputs._generate import WAVES as WAVES
    from lstm_viz.inputs._generate import default_input as default_input
    from lstm_viz.inputs._generate import generate as generate
    from lstm_viz.inputs._read import MOST_BYTES as MOST_BYTES
    from lstm_viz.inputs._read import Reading as Reading
    from lstm_viz.inputs._read import read_arrays as read_arrays
    from lstm_viz.inputs._read import read_data as read_data
    from lstm_viz.inputs._read import read_noted as read_noted
    from lstm_viz.inputs._read import read_noted_data as read_noted_data
    from lstm_viz.inputs._read import read_numbers as read_numbers
    from lstm_viz.inputs._scale import SCALINGS as SCALINGS
    from lstm_viz.inputs._scale import scale as scale
    from lstm_viz.inputs._tokens import read_vocabulary as read_vocabulary
    from lstm_viz.inputs._tokens import tokens as tokens

lazy(__name__)
