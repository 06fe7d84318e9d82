"""The table in which the initial state is set unit by unit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd
import streamlit as st

from lstm_viz._language import Translate, english
from lstm_viz.inputs import read_number
from lstm_viz.models import LayerSpec
from lstm_viz.states import InitialState
from lstm_viz.tracing import LayerTrace
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.explore._redraw import redraw
from lstm_viz.ui.visit import t

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
            "unit": st.column_config.NumberColumn(t("unit"), width=50),
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
        st.error(plain(t.told(error)))
    else:
        read = t("Read with decimal commas.") + " " if st.session_state.get(_COMMAS) else ""
        st.caption(read + t("Click a number to set it, or paste a column from a spreadsheet."))


def with_edits(
    state: InitialState,
    layer: str,
    rows: Mapping[int, Mapping[str, Any]],
    t: Translate = english,
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
                empty = text is None or not str(text).strip()
                shown = t("empty") if empty else f"“{str(text)[:12]}”"
                refused.append(
                    t("{signal} of unit {unit}: {text}", signal=signal, unit=unit, text=shown)
                )
    return state, refused


def _edited(opened: Any, scenario: str, layer: str, key: str) -> None:
    state = visit.state_of(opened, scenario)
    rows = st.session_state[key]["edited_rows"]
    edited, refused = with_edits(state, layer, rows, t)
    visit.put_state(scenario, edited)
    # Drawn anew, the table shows what holds.
    new_table()
    typed = [str(text) for cells in rows.values() for text in cells.values()]
    st.session_state[_COMMAS] = any("," in text for text in typed)
    if refused:
        named = "; ".join(refused[:3]) + ("; …" if len(refused) > 3 else "")
        st.session_state[_ERROR] = t.ngettext(
            "{count} cell is no finite number and left as before: {cells}.",
            "{count} cells are no finite number and left as before: {cells}.",
            len(refused),
            cells=named,
        )
    redraw(scenario)
