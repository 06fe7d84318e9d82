"""The table of scenarios: norms, distances, horizons, final outputs and reachability."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st

from lstm_viz._language import N_, Text
from lstm_viz.compare import Comparison, Distance, OtherAnswers, Reach
from lstm_viz.experiment import Experiment
from lstm_viz.models import LayerSpec
from lstm_viz.tracing import Traces
from lstm_viz.ui import visit
from lstm_viz.ui.compare._settings import baseline_id
from lstm_viz.ui.visit import t

_BASELINE: Final = " (baseline)"


def scenario_table(
    opened: Any,
    spec: LayerSpec,
    traces: Traces,
    comparisons: Mapping[str, Comparison],
    reaches: Mapping[str, Reach],
) -> None:
    """Draw the table and its download."""
    current = visit.experiment()
    table = table_of(current, baseline_id(), opened, spec, traces, comparisons, reaches)
    shown = _in_words(table)
    st.dataframe(
        shown,
        hide_index=True,
        key="compare_table",
        placeholder="–",
        alt=t("Numbers of every scenario in layer {spec}, the baseline first", spec=spec.name),
        column_config={
            said: st.column_config.NumberColumn(format="%.4g")
            for name, said in zip(table.columns, shown.columns, strict=True)
            if table[name].dtype == np.float64 and not name.startswith("horizon")
        },
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            t("Download this table as CSV"),
            data=lambda: table.to_csv(index=False).encode(),
            file_name=f"{opened.id}-{spec.name.replace('/', '-')}-compared.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            key="compare_table_download",
        )
        st.caption(
            t(
                "Layer {spec}. A horizon is the first step from which a distance stays "
                "below {value:g} % of its value at t = 0; outputs begin at t = 1 and "
                "are measured against their largest distance. Click a column to sort.",
                spec=spec.name,
                value=100 * current.view.compare.threshold,
            )
        )


def table_of(
    current: Experiment,
    base: str,
    opened: Any,
    spec: LayerSpec,
    traces: Traces,
    comparisons: Mapping[str, Comparison],
    reaches: Mapping[str, Reach],
) -> pd.DataFrame:
    """One row a scenario, the baseline first; numbers of one layer and of every output.

    Returns
    -------
    DataFrame
        Numbers are missing in the baseline's row, and a horizon where it is not reached.
    """
    sample = current.view.sample
    rows = []
    for key in [base, *(s.id for s in current.scenarios if s.id != base)]:
        trace, found = traces[key], comparisons.get(key)
        name = current.scenario(key).name
        row: dict[str, Any] = {"scenario": f"{name}{_BASELINE}" if key == base else name}
        parts: dict[str, Distance | None] = {
            s: None if found is None else found.signals[s] for s in spec.states
        }
        answers: dict[str, OtherAnswers | None] = {}
        for output in trace.all_outputs:
            label = f"output {output}" if len(trace.all_outputs) > 1 else "output"
            parts[label] = None if found is None else found.outputs[output]
            answers[label] = None if found is None else found.answers[output]
        row |= {f"horizon of {label}": _horizon(part) for label, part in parts.items()}
        row["not forgotten"] = ", ".join(
            label for label, part in parts.items() if part is not None and part.horizon is None
        )
        for label, answer in answers.items():
            first = None if answer is None else answer.first
            row[f"first other answer, {label}"] = np.nan if first is None else float(first)
        for output, values in trace.all_outputs.items():
            label = f"output {output}" if len(trace.all_outputs) > 1 else "output"
            row[f"final {label}"] = final_output(
                values[sample, -1],
                tuple(map(t.known, opened.output_names)),
                opened.output_kind == "class",
            )
        for signal in spec.states:
            start = trace[spec.name].signal(signal)[sample, 0].astype(np.float64)
            row[f"|{signal}0|"] = float(np.linalg.norm(start))
        for label, part in parts.items():
            row[f"|Δ{label}| first"] = np.nan if part is None else float(part.values[0])
            row[f"|Δ{label}| last"] = np.nan if part is None else part.final
            row[f"rate of {label}"] = np.nan if part is None else part.rate
        reached = reaches.get(key)
        row["distance to visited / spread"] = np.nan if reached is None else reached.ratio
        row["reachability"] = "" if reached is None else reached.badge
        rows.append(row)
    return pd.DataFrame(rows)


# The parts of a column's name: what is told, and of which state or output.
_COLUMNS: Final = {
    r"horizon of (.+)": N_("horizon of {part}"),
    r"first other answer, (.+)": N_("first other answer, {part}"),
    r"final (.+)": N_("final {part}"),
    r"\|Δ(.+)\| first": N_("|Δ{part}| first"),
    r"\|Δ(.+)\| last": N_("|Δ{part}| last"),
    r"rate of (.+)": N_("rate of {part}"),
}
_NAMES: Final = {
    "scenario": N_("scenario"),
    "not forgotten": N_("not forgotten"),
    "distance to visited / spread": N_("distance to visited / spread"),
    "reachability": N_("reachability"),
}


def _in_words(table: pd.DataFrame) -> pd.DataFrame:
    """The table as the page shows it; the file keeps its names."""
    shown = table.copy()
    shown["reachability"] = [t.known(badge) for badge in table["reachability"]]
    shown["not forgotten"] = [
        ", ".join(_part(part) for part in parts.split(", ")) for parts in table["not forgotten"]
    ]
    first = table["scenario"].iloc[0].removesuffix(_BASELINE)
    shown.loc[shown.index[0], "scenario"] = t("{name} (baseline)", name=first)
    return shown.set_axis([_column(name) for name in table.columns], axis=1)


def _column(name: str) -> str:
    for pattern, message in _COLUMNS.items():
        if found := re.fullmatch(pattern, name):
            return t.known(Text.filled(message, part=_part(found[1])))
    return t.known(_NAMES.get(name, name))


def _part(name: str) -> str:
    if name == "output":
        return t("output")
    output = name.removeprefix("output ")
    return name if output == name else t("output {output}", output=output)


def _horizon(distance: Distance | None) -> float:
    if distance is None or distance.horizon is None:
        return np.nan
    return float(distance.horizon)


def final_output(values: np.ndarray, names: Any, classes: bool) -> str:
    """The last answer in a few characters: the likeliest class, or up to four numbers."""
    flat = np.asarray(values, np.float64).reshape(-1)
    if classes and len(flat) > 1 and np.isfinite(flat).all():
        best = int(np.argmax(flat))
        name = names[best] if best < len(names) else f"class {best}"
        return f"{name} ({100 * flat[best]:.1f} %)"
    shown = ", ".join(f"{value:.4g}" for value in flat[:4])
    return shown + (", …" if len(flat) > 4 else "")
