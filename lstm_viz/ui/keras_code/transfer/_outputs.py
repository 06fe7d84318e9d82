"""What handing on does to the outputs of the target, in pictures and a table."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import streamlit as st

from lstm_viz.figures import handover_figure, output_figure, scenario_styles
from lstm_viz.keras_code.transfer import RUNS, Effect, answer, plain_text
from lstm_viz.ui import visit
from lstm_viz.ui.keras_code.transfer._sides import Side
from lstm_viz.ui.visit import chart, t, translate


def show_outputs(source: Side, target: Side, found: Effect) -> None:
    st.header(t("What it does to the outputs"), anchor=False)
    dark = visit.is_dark()
    origin = ("Transfer lab", f"From {source.words} to {target.words}.")
    left, right = st.columns([1, 1.6], gap="medium")
    with left:
        chart(
            output_figure(
                {"source": answer(found.source, source.row)},
                scenario_styles([("source", plain_text(source.opened.title), "#0072B2")]),
                target=_target(source),
                names=tuple(map(t.known, source.opened.output_names)),
                labels=source.sequence.labels,
                classes=source.opened.output_kind == "class",
                title=t("Output of the source"),
                dark=dark,
                t=translate(),
            ).update_layout(showlegend=_target(source) is not None),
            key="transfer_source_output",
            origin=origin,
            alt=t("What {title} answers to its own sequence.", title=t.known(source.opened.title)),
        )
        values = found.state.values(target.layer) if found.state is not None else None
        if values is not None:
            chart(
                handover_figure(values, dark=dark, t=translate()),
                key="transfer_states",
                origin=origin,
                alt=_in_numbers(values),
            )
    with right:
        styles = scenario_styles(
            [
                (way, t.known(RUNS[way]), color)
                for way, color in zip(
                    found.runs, ("#0072B2", "#D55E00", "#009E73", "#CC79A7"), strict=False
                )
            ]
        )
        classes = target.opened.output_kind == "class"
        chart(
            output_figure(
                found.outputs(target.row),
                styles,
                target=_target(target),
                names=tuple(map(t.known, target.opened.output_names)),
                labels=target.sequence.labels,
                classes=classes,
                title=t("Output of the target"),
                dark=dark,
                t=translate(),
            ),
            key="transfer_target_output",
            origin=origin,
            alt=t(
                "What {title} answers after each transfer; the table has its end.",
                title=t.known(target.opened.title),
            ),
        )
        answers = found.answers(
            row=target.row,
            names=[t.known(name) for name in target.opened.output_names],
            classes=classes,
            target=_target(target),
        )
        st.table(
            pd.DataFrame(
                [
                    {t.known(name): t.known(value) for name, value in line.items()}
                    for line in answers
                ]
            ).set_index(t("run"))
        )
        st.caption(
            t(
                "Parameters are handed on in a copy; neither model is changed. Without "
                "training afterwards, the rest of the target does not know what the new "
                "parameters mean."
            )
        )


def _target(side: Side) -> np.ndarray | None:
    target = side.sequence.target
    return None if target is None else target[side.row].reshape(len(target[side.row]), -1)


def _in_numbers(states: Mapping[str, np.ndarray]) -> str:
    told = (
        t(
            "{signal} of the units in order: {values}.",
            signal=signal,
            values=" ".join(f"{value:.2f}" for value in values[:64]),
        )
        for signal, values in states.items()
    )
    return " ".join([t("Handed on."), *told])
