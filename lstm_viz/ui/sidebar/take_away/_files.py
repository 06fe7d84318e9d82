"""Files to take away: numbers, a report, a script, each made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from lstm_viz import __version__
from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import Experiment
from lstm_viz.export import (
    MOST_CSV_ROWS,
    MOST_NUMBERS,
    MOST_PARQUET_ROWS,
    script_zip,
    table_rows,
    traces_csv,
    traces_npz,
    traces_parquet,
)
from lstm_viz.figures import report
from lstm_viz.keras_code import script
from lstm_viz.tracing import Traces
from lstm_viz.ui import visit
from lstm_viz.ui.sidebar.take_away._about import about, file_name_of
from lstm_viz.ui.visit import caches, choices, t


def numbers_part(opened: Any, current: Experiment, traces: Traces) -> None:
    st.write(
        t(
            "Hidden and cell states, gates and outputs of every timestep in every "
            "scenario, in full float32 precision. Each file carries the experiment that "
            "made it."
        )
    )
    spec = visit.layer_of(opened)
    names = {
        "all": t("all recurrent layers and the outputs"),
        "one": t("layer {layer} only", layer=spec.name),
    }
    scope = choices.radio(
        t("CSV and Parquet hold"),
        list(names),
        format_func=names.get,
        key="take_away_scope",
        horizontal=True,
    )
    layers = (spec.name,) if scope == "one" else None
    rows, numbers = table_rows(traces, layers), table_rows(traces, None)
    name = file_name_of(current)
    _download(
        t("NumPy (.npz)"),
        lambda: traces_npz(traces, current),
        f"{name}.npz",
        "application/octet-stream",
        t(
            "`numpy.load(file)`: arrays named SCENARIO/LAYER/SIGNAL, their dtypes and shapes "
            "listed in the array `contents`; {numbers:,} numbers of all layers.",
            numbers=numbers,
        ),
        numbers <= MOST_NUMBERS,
    )
    _download(
        t("CSV"),
        lambda: traces_csv(traces, current, layers=layers),
        f"{name}.csv",
        "text/csv",
        t(
            '`pandas.read_csv(file, comment="#")`: one row for each number, {rows:,} rows.',
            rows=rows,
        ),
        rows <= MOST_CSV_ROWS,
    )
    _download(
        t("Parquet"),
        lambda: traces_parquet(traces, current, layers=layers),
        f"{name}.parquet",
        "application/vnd.apache.parquet",
        t("`pandas.read_parquet(file)`: the same {rows:,} rows, small and typed.", rows=rows),
        rows <= MOST_PARQUET_ROWS,
    )


def report_part(opened: Any, current: Experiment, traces: Traces) -> None:
    st.write(
        t(
            "One HTML file with all pictures of every layer, interactive, the memory "
            "horizons in words, tables, the Keras script and the experiment. It opens "
            "without a network."
        )
    )
    x, known = caches.sequence_of(current).x, about(opened, caches.sequence_of(current))

    def made() -> bytes:
        try:
            text = script(current, opened.model, x, traces)
        except LstmVizError:
            # A report without the script is better than none.
            text = ""
        return report(
            current, opened.model, traces, known, version=__version__, script=text
        ).encode()

    _download(
        t("Report (.html)"),
        made,
        f"{file_name_of(current)}.html",
        "text/html",
        t("5 MB and more: the drawing library is inside."),
    )


def script_part(opened: Any, current: Experiment, traces: Traces) -> None:
    x = caches.sequence_of(current).x
    text = script(current, opened.model, x, traces)
    st.write(
        t(
            "Plain Keras 3, without LSTM Viz: it sets the initial states, recomputes "
            "the outputs and checks them against the numbers on this page."
        )
    )
    name = file_name_of(current)
    _download(
        t("Script with model and input (.zip)"),
        lambda: script_zip(current, opened.model, x, traces),
        f"{name}.zip",
        "application/zip",
        t("Unpack it and run `python script.py` in its folder."),
    )
    _download(t("Script alone (.py)"), text.encode(), f"{name}.py", "text/x-python", "")
    st.code(text, language="python", height=360)


def _download(
    label: str,
    data: bytes | Callable[[], bytes],
    file_name: str,
    mime: str,
    words: str,
    fits: bool = True,
) -> None:
    st.download_button(
        label,
        data=data,
        file_name=file_name,
        mime=mime,
        icon=":material/download:",
        on_click="ignore",
        disabled=not fits,
        key=f"take_away_{file_name.rpartition('.')[2]}",
    )
    if not fits:
        words += " " + t(
            "Too many for a download: cut the sequence, or use `lstm-viz trace --out`."
        )
    if words:
        st.caption(words)
