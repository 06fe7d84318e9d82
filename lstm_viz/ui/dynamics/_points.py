"""Fixed points: found, as a table, one of them in detail, and buttons that start there."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from lstm_viz.dynamics import FixedPointRun, FixedPoints, answers_of, reads_of
from lstm_viz.figures.dynamics import eigenvalue_figure
from lstm_viz.models import LayerSpec
from lstm_viz.tracing import trace
from lstm_viz.ui._plain import plain
from lstm_viz.ui.dynamics._settings import settings
from lstm_viz.ui.dynamics._starts import start_here
from lstm_viz.ui.dynamics._subject import answer_words, held_value, held_words
from lstm_viz.ui.visit import caches, chart, choices, is_dark, t, translate, worked

_STARTS, _FEWER_STARTS, _WIDE = 512, 128, 128


def find_points(opened: Any, spec: LayerSpec) -> FixedPoints | None:
    """Fixed points of a layer under what is held, None while they are looked for."""
    held = held_value(opened)
    if reads_of(opened.model)[spec.name].whole:
        # No held input of the model fixes what this layer reads: its own is held instead.
        st.caption(
            t(
                "This layer reads what another makes of the whole sequence: its own "
                "input is held at 0."
            )
        )
        held = {spec.name: np.zeros(spec.features)}
    starts = _STARTS if spec.units <= _WIDE else _FEWER_STARTS
    model, sequences = opened.model, [(s.name, s.x) for s in caches.sequences_of(opened.id)]

    def begin() -> FixedPointRun:
        runs = {name: trace(model, x, compile=False) for name, x in sequences}
        return FixedPointRun(model, spec.name, x=held, near=runs, starts=starts)

    key = (opened.id, spec.name, settings().held, tuple(name for name, _ in sequences))
    found: FixedPoints | None = worked(
        "points", key, begin, n=starts, words=t("Looking for fixed points")
    )
    return found


def points_table(opened: Any, spec: LayerSpec, points: FixedPoints) -> None:
    """Draw the table, and whether it is complete."""
    st.header(t("Fixed points"), anchor=False)
    census, whole = t.known(points.census()), t.known(points.completeness())
    st.markdown(f"**{plain(census)}** {plain(whole)}")
    for note in points.notes:
        st.caption(plain(t.known(note)))
    if len(points.slow):
        slowest = float(points.slow.speed.min())
        st.caption(
            t(
                "{count} slow places were found too, where a step is as short as "
                "{slowest:.2g}: runs linger there, but none is fixed.",
                count=len(points.slow),
                slowest=slowest,
            )
        )
    if not len(points):
        return
    with caches.running(opened):
        answers = answers_of(points)
    words = [answer_words(opened, row) for row in answers]
    kinds = [t.known(kind) for kind in points.kinds]
    leading = np.abs(points.eigenvalues[:, 0])
    table = {
        t("point"): np.arange(1, len(points) + 1),
        t("kind"): kinds,
        t("unstable directions"): points.unstable,
        t("largest |λ|"): leading.round(4),
        t("time constant, steps"): points.time_constants.round(1),
        t("the model answers"): words,
        t("starts that ended there"): points.hits,
    }
    st.dataframe(table, hide_index=True, height=min(38 + 35 * len(points), 290), key="points_table")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        number = choices.selectbox(
            t("Point"),
            range(len(points)),
            format_func=lambda k: f"{k + 1}: {kinds[k]}, {words[k]}",
            width=330,
            key=f"dynamics_point_{spec.name}",
        )
        number = min(number or 0, len(points) - 1)
        start = points.initial_state(number)
        values = {
            one.name: found
            for one in opened.model.layers
            if (found := start.values(one.name)) is not None
        }
        st.button(
            t("Start here"),
            key="dynamics_start_point",
            icon=":material/play_arrow:",
            on_click=start_here,
            args=(opened, values, t("point {point}", point=number + 1)),
        )
    values_here = points.eigenvalues[number]
    steps = points.time_constants[number]
    grows = t("is left") if points.unstable[number] else t("is returned to")
    st.caption(
        t(
            "Point {number} under {held_words}: a step changes no number by more than "
            "{residual:.1g}. Along its slowest direction it {grows} with a time "
            "constant of {steps:.3g} steps; {int} of {count} eigenvalues lie outside "
            "the unit circle.",
            number=number + 1,
            held_words=held_words(opened),
            residual=points.residual[number],
            grows=grows,
            steps=steps,
            int=int(points.unstable[number]),
            count=len(values_here),
        )
    )
    chart(
        eigenvalue_figure(
            values_here,
            title=t("Eigenvalues of a step at point {number}", number=number + 1),
            dark=is_dark(),
            t=translate(),
        ),
        key="dynamics_eigenvalues",
        alt=(
            t(
                "Eigenvalues at point {number}: the largest has absolute value {largest:.4f}.",
                number=number + 1,
                largest=np.abs(values_here[0]),
            )
        ),
    )
