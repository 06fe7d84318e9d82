"""The section State Doctor: what a person does with states, and what is wrong with it.

In goes a description or pasted code, out come findings with the code to use instead. `_section` is
where to start reading.
"""

from __future__ import annotations

from lstm_viz.ui.keras_code.doctor._section import doctor as doctor
