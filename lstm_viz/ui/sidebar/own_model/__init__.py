"""A visitor's own model files in the sidebar: given, read, refused, kept in the browser, forgotten.

In go files that a visitor gives, out come models to choose from. Start with `_own_model`, which
draws the field; `_desk` holds what is going on, `_opening` takes a file to a model, `_refusal`
tells why not.
"""

from __future__ import annotations

from lstm_viz.ui.sidebar.own_model._desk import own_model_ids as own_model_ids
from lstm_viz.ui.sidebar.own_model._desk import own_model_title as own_model_title
from lstm_viz.ui.sidebar.own_model._own_model import being_opened as being_opened
from lstm_viz.ui.sidebar.own_model._own_model import keep_files as keep_files
from lstm_viz.ui.sidebar.own_model._own_model import own_model_fields as own_model_fields
from lstm_viz.ui.sidebar.own_model._own_model import own_model_notes as own_model_notes
