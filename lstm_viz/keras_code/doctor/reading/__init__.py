"""Code becomes what it does: text goes in, events come out; nothing is ever run.

`read_paste` makes a syntax tree of text; `read_code` follows it statement by statement, with values
that are known or not (`_values`), and tells a listener of each thing that happens to a layer, a
model or a state as an `Event`. One evaluator does so: a `World`, which grows by what
`_expressions`, `_binding`, `_functions` and `_statements` read. What Keras does with layers is in
`_layers`, with models and stored states in `_models`. Start with `_world`.
"""

from __future__ import annotations

from lstm_viz.keras_code.doctor.reading._parts import Bare as Bare
from lstm_viz.keras_code.doctor.reading._parts import Given as Given
from lstm_viz.keras_code.doctor.reading._parts import Passed as Passed
from lstm_viz.keras_code.doctor.reading._parts import Role as Role
from lstm_viz.keras_code.doctor.reading._parts import Shape as Shape
from lstm_viz.keras_code.doctor.reading._parts import flat_states as flat_states
from lstm_viz.keras_code.doctor.reading._paste import MOST_CHARACTERS as MOST_CHARACTERS
from lstm_viz.keras_code.doctor.reading._paste import parses as parses
from lstm_viz.keras_code.doctor.reading._paste import read_paste as read_paste
from lstm_viz.keras_code.doctor.reading._statements import Reading as Reading
from lstm_viz.keras_code.doctor.reading._statements import read_code as read_code
from lstm_viz.keras_code.doctor.reading._world import Event as Event
