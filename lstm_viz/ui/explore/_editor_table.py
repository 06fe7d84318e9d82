"""The table in which the initial state is set unit by unit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd
import streamlit as st

from lstm_viz.inputs import read_number
from lstm_viz.models import LayerSpec
from lstm_viz.states import InitialState
from lstm_viz.tracing import LayerTrace
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.explore._redraw import redraw

_VERSION: Final = "state_table_version"
_ERROR: Final = "state_table_error"
_COMMAS: Final = "state_table_commas"


def new_table() -> None:
    """Drop what was typed into the table: the values under it have changed.

    Streamlit would lay old edits over new values as long as the key of the table is the same.
    """
    st.session_state[_VERSION] = st.session_state.get(_VERSION, 0) + 1
    st.session_state[_ERROR], st.session_state[_COMMAS] = None, False


def state_table(opened: Any, scenario: str, spec: LayerSpec, layer: LayerTrace) -> None:
    """Draw h (and c) at t = 0, one row a unit, to be edited."""
    view = visit.experiment().view
    # As text: a column of numbers would drop what does not parse, and say nothing.
    values = {
        name: [f"{value:.6g}" for value in layer.signal(name)[view.sample, 0]]
        for name in spec.states
    }
    version = (visit.widgets_version(), st.session_state.get(_VERSION, 0))
    model = visit.experiment().model
    key = f"state_table|{model}|{spec.name}|{scenario}|{view.sample}|{version}"
    st.data_editor(
        pd.DataFrame({"unit": range(spec.units), **values}),
        key=key,
        hide_index=True,
        disabled=["unit"],
        num_rows="fixed",
        height=min(35 * (spec.units + 1) + 3, 318),
        column_config={
            "unit": st.column_config.NumberColumn("unit", width=50),
            **{
                name: st.column_config.TextColumn(name, width="small", alignment="right")
                for name in spec.states
            },
        },
        on_change=_edited,
        args=(opened, scenario, spec.name, key),
    )
    error = st.session_state.get(_ERROR)
    if error:
        st.error(plain(error))
    else:
        read = "Read with decimal commas. " if st.session_state.get(_COMMAS) else ""
        st.caption(f"{read}Click a number to set it, or paste a column from a spreadsheet.")


def with_edits(
    state: InitialState, layer: str, rows: Mapping[int, Mapping[str, Any]]
) -> tuple[InitialState, list[str]]:
    """Return ``state`` with the cells of an edited table set, and what could not be set.

    Parameters
    ----------
    rows : mapping of unit to mapping of signal to text
        What Streamlit reports as ``edited_rows``.

    Returns
    -------
    state : InitialState
        With every cell that holds a number.
    refused : list of str
        The others, each by signal, unit and text.
    """
    refused = []
    for unit, cells in rows.items():
        for signal, text in cells.items():
            try:
                value = read_number("" if text is None else str(text))
                state = state.set(layer, signal, unit=int(unit), value=value)
            except (ValueError, OverflowError):
                shown = "empty" if text is None or not str(text).strip() else f"“{str(text)[:12]}”"
                refused.append(f"{signal} of unit {unit}: {shown}")
    return state, refused


def _edited(opened: Any, scenario: str, layer: str, key: str) -> None:
    state = visit.state_of(opened, scenario)
    rows = st.session_state[key]["edited_rows"]
    edited, refused = with_edits(state, layer, rows)
    visit.put_state(scenario, edited)
    # Drawn anew, the table shows what holds.
    new_table()
    typed = [str(text) for cells in rows.values() for text in cells.values()]
    st.session_state[_COMMAS] = any("," in text for text in typed)
    if refused:
        named = "; ".join(refused[:3]) + ("; …" if len(refused) > 3 else "")
        count = "1 cell is" if len(refused) == 1 else f"{len(refused)} cells are"
        st.session_state[_ERROR] = f"{count} no finite number and left as before: {named}."
    redraw(scenario)
