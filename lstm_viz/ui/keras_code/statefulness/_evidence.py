"""How it is known what a row remembers: its state beside the ends of runs from known pasts."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lstm_viz.keras_code.statefulness import Question, Simulation, evidence, in_words
from lstm_viz.ui.visit import choices, t


def show_evidence(simulation: Simulation, question: Question) -> None:
    fold = st.expander(
        t("How is that known?"),
        icon=":material/fact_check:",
        key="statefulness_evidence",
        on_change="rerun",
    )
    if not fold.open:
        return
    with fold:
        with st.container(horizontal=True):
            rows = list(range(simulation.setting.rows))
            row = st.selectbox(
                t("Row"), rows, index=question.row, key=f"evidence_row_{question.row}", width=130
            )
            calls = list(range(simulation.setting.calls))
            call = choices.selectbox(
                t("After call"),
                calls,
                index=question.call,
                format_func=lambda k: str(k + 1),
                key=f"evidence_call_{question.call}",
                width=130,
            )
        st.markdown(
            t(
                "The state is compared with the ends of runs from known pasts, read "
                "from zeros by a layer with the same weights:"
            )
        )
        st.table(
            pd.DataFrame(
                [
                    (
                        t.known(in_words(one.memory)),
                        f"{one.difference:.2g}",
                        t("the same") if one.same else t("another state"),
                    )
                    for one in evidence(simulation, call, row)
                ],
                columns=[t("known past"), t("largest difference in h and c"), t("so it is")],
            ).set_index(t("known past"))
        )
        st.markdown(_numbers(simulation, call, row))


def _numbers(simulation: Simulation, call: int, row: int) -> str:
    c = simulation.c[call, row]
    if simulation.setting.layer == "counter":
        calls = simulation.setting.calls
        counts = [
            f"{chr(ord('A') + n // calls)}{n % calls + 1} = {value:g}"
            for n, value in enumerate(c)
            if value
        ]
        return t(
            "c of row {row}: {counts}; all other units 0. h is the same.",
            row=row,
            counts=", ".join(counts),
        )
    h = simulation.h[call, row]
    return "  \n".join(
        t(
            "{signal} of row {row}: {values}",
            signal=signal,
            row=row,
            values=", ".join(f"{value:.4f}" for value in numbers),
        )
        for signal, numbers in (("h", h), ("c", c))
    )
