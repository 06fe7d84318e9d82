"""The layer's numbers as a table, and as a file to download."""

from __future__ import annotations

import re

import pandas as pd
import streamlit as st

from lstm_viz.experiment import Experiment
from lstm_viz.export import traces_csv
from lstm_viz.tracing import Traces
from lstm_viz.ui import visit
from lstm_viz.ui.visit import chosen_units, t


def numbers_table(opened: object, traces: Traces) -> None:
    """Draw the tidy table of the chosen units, and a button for that of the whole layer."""
    current = visit.experiment()
    spec = visit.layer_of(opened)
    units = chosen_units(spec, traces)
    table = tidy(current, traces, spec.name)
    shown = table[table["unit"].isin(units) & (table["sample"] == current.view.sample)]
    st.dataframe(shown, hide_index=True, height=240, key="numbers")
    words = re.sub(r"[^a-zA-Z0-9]+", "-", f"{current.model}-{current.sequence}-{spec.name}")
    st.download_button(
        t("Download the whole layer as CSV"),
        data=lambda: traces_csv(traces, current, layers=(spec.name,)),
        file_name=f"{words.strip('-')}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key="download_numbers",
    )
    st.caption(
        t(
            "The table shows the chosen units, the file holds all units, steps and "
            "scenarios in full precision: read it with `pandas.read_csv(file, "
            'comment="#")`. Take away has more kinds of files.'
        )
    )


def tidy(experiment: Experiment, traces: Traces, layer: str) -> pd.DataFrame:
    """Tidy table of one layer, scenarios by their names."""
    names = {scenario.id: scenario.name for scenario in experiment.scenarios}
    table = traces.to_dataframe((layer,))
    return table.assign(scenario=table["scenario"].map(names))
