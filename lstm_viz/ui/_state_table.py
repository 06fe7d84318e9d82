"""The table in which the initial state is set unit by unit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd
import streamlit as st

from lstm_viz.errors import LstmVizError
from lstm_viz.models import LayerSpec
from lstm_viz.states import InitialState
from lstm_viz.tracing import LayerTrace
from lstm_viz.ui import _session

_VERSION: Final = "state_table_version"
_ERROR: Final = "state_table_error"


def new_table() -> None:
    """Drop what was typed into the table: the values under it have changed.

    Streamlit would lay old edits over new values as long as the key of the table is the same.
    """
    st.session_state[_VERSION] = st.session_state.get(_VERSION, 0) + 1
    st.session_state[_ERROR] = None


def state_table(opened: Any, scenario: str, spec: LayerSpec, layer: LayerTrace) -> None:
    """Draw h (and c) at t = 0, one row a unit, to be edited."""
    view = _session.experiment().view
    values = {name: layer.signal(name)[view.sample, 0].astype(float) for name in spec.states}
    version = st.session_state.get(_VERSION, 0)
    model = _session.experiment().model
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
                name: st.column_config.NumberColumn(name, format="%.4f", width="small")
                for name in spec.states
            },
        },
        on_change=_edited,
        args=(opened, scenario, spec.name, key),
    )
    error = st.session_state.get(_ERROR)
    if error:
        st.error(error)
    else:
        st.caption("Click a number to set it. Cells that are no number are left as they were.")


def with_edits(
    state: InitialState, layer: str, rows: Mapping[int, Mapping[str, Any]]
) -> InitialState:
    """Return ``state`` with the cells of an edited table set.

    Parameters
    ----------
    rows : mapping of unit to mapping of signal to value
        What Streamlit reports as ``edited_rows``.

    Raises
    ------
    LstmVizError
        If a cell is empty or its value cannot be a state.
    """
    for unit, cells in rows.items():
        for signal, value in cells.items():
            if value is None:
                raise LstmVizError(f"{signal} of unit {unit} is empty: type a number.")
            state = state.set(layer, signal, unit=int(unit), value=value)
    return state


def _edited(opened: Any, scenario: str, layer: str, key: str) -> None:
    state = _session.state_of(opened, scenario)
    try:
        edited = with_edits(state, layer, st.session_state[key]["edited_rows"])
    except LstmVizError as error:
        st.session_state[_ERROR] = str(error)
        return
    st.session_state[_ERROR] = None
    _session.put_state(scenario, edited)
