"""The table of scenarios: norms, distances, horizons and final outputs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from lstm_viz.compare import Comparison
from lstm_viz.models import LayerSpec
from lstm_viz.tracing import Traces
from lstm_viz.ui import _session
from lstm_viz.ui._compare_settings import baseline_id


def scenario_table(
    opened: Any, spec: LayerSpec, traces: Traces, comparisons: dict[str, Comparison]
) -> None:
    """Draw the table and its download."""
    table = table_of(opened, spec, traces, comparisons)
    st.dataframe(table, hide_index=True, key="compare_table")
    st.download_button(
        "Download this table as CSV",
        data=lambda: table.to_csv(index=False).encode(),
        file_name=f"{opened.id}-{spec.name.replace('/', '-')}-compared.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key="compare_table_download",
    )


def table_of(
    opened: Any, spec: LayerSpec, traces: Traces, comparisons: dict[str, Comparison]
) -> pd.DataFrame:
    """One row a scenario, the baseline first; numbers of the chosen layer and of every output."""
    current = _session.experiment()
    sample, base = current.view.sample, baseline_id()
    order = [base, *(s.id for s in current.scenarios if s.id != base)]
    rows = []
    for key in order:
        trace, found = traces[key], comparisons.get(key)
        row: dict[str, Any] = {"scenario": current.scenario(key).name}
        if key == base:
            row["scenario"] += " (baseline)"
        for signal in spec.states:
            values = trace[spec.name].signal(signal)[sample].astype(np.float64)
            row[f"|{signal}0|"] = float(np.linalg.norm(values[0]))
        for signal in spec.states:
            distance = None if found is None else found.signals[signal]
            row[f"|Δ{signal}| at the start"] = None if distance is None else distance.values[0]
            row[f"|Δ{signal}| at the end"] = None if distance is None else distance.final
            row[f"horizon of {signal}"] = None if distance is None else distance.horizon
        for name, values in trace.all_outputs.items():
            several = len(trace.all_outputs) > 1
            which = f" {name}" if several else ""
            distance = None if found is None else found.outputs[name]
            row[f"|Δoutput{which}| at the end"] = None if distance is None else distance.final
            row[f"horizon of output{which}"] = None if distance is None else distance.horizon
            answers = None if found is None else found.answers[name]
            row[f"first other answer{which}"] = None if answers is None else answers.first
            row[f"final output{which}"] = final_output(
                values[sample, -1], opened.output_names, opened.output_kind == "class"
            )
        rows.append(row)
    return pd.DataFrame(rows)


def final_output(values: np.ndarray, names: Any, classes: bool) -> str:
    """The last answer in a few characters: the likeliest class, or up to four numbers."""
    flat = np.asarray(values, np.float64).reshape(-1)
    if classes and len(flat) > 1 and np.isfinite(flat).all():
        best = int(np.argmax(flat))
        name = names[best] if best < len(names) else f"class {best}"
        return f"{name} ({100 * flat[best]:.1f} %)"
    shown = ", ".join(f"{value:.4g}" for value in flat[:4])
    return shown + (", …" if len(flat) > 4 else "")
