"""How much the initial state moves the outputs, and for how long."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import streamlit as st

from lstm_viz._language import Text
from lstm_viz.dynamics import Exponents, Sensitivity, lyapunov_exponents, sensitivity, state_names
from lstm_viz.errors import LstmVizError
from lstm_viz.figures.dynamics import exponents_figure, norm_figure, sensitivity_heatmap
from lstm_viz.models import LayerSpec
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.dynamics._settings import change, settings, tied
from lstm_viz.ui.dynamics._starts import start_choice, start_here, values_of
from lstm_viz.ui.dynamics._subject import output_titles, sequence_inputs
from lstm_viz.ui.visit import InParts, chart, choices, is_dark, t, translate, worked

_DIRECTIONS: Final = 3


def sensitivity_section(opened: Any, spec: LayerSpec) -> None:
    """Draw the section."""
    current = visit.experiment()
    names = {s.id: s.name for s in current.scenarios}
    chosen = settings().scenario
    if chosen is None or chosen not in names:
        chosen = next(iter(names))
    top = st.container(horizontal=True, vertical_alignment="bottom", gap="small")
    with top:
        choices.selectbox(
            t("At the start of"),
            list(names),
            format_func=lambda key: names.get(key, key),
            width=140,
            **tied("scenario", chosen, lambda key: change(scenario=key), options=list(names)),
        )
    state, model, x = visit.state_of(opened, chosen), opened.model, sequence_inputs(opened)

    def slopes() -> Sensitivity:
        return sensitivity(model, x, state, spec.name)

    def exponents_or_why_not() -> Exponents | str:
        try:
            return lyapunov_exponents(model, x, state, spec.name)
        except LstmVizError as error:
            return Text.of(error)

    key = (
        opened.id, current.sequence, current.view.sample, spec.name,
        current.scenario(chosen).digest,
    )  # fmt: skip
    result = worked(
        "sensitivity",
        key,
        lambda: InParts(slopes, exponents_or_why_not),
        n=2,
        words=t("Differentiating the run"),
    )
    if result is None:
        return
    found, exponents = result
    titles = output_titles(opened, found.outputs)
    output = min(settings().output, len(titles) - 1)
    with top:
        choices.selectbox(
            t("Output"),
            range(len(titles)),
            format_func=lambda k: titles[k],
            width=170,
            **tied("output", output, lambda k: change(output=k), options=range(len(titles))),
        )
        start_choice()
    st.caption(
        t(
            "Exact derivatives of layer {spec}, {exact}.",
            spec=plain(spec.name),
            exact=plain(t.known(found.exact)),
        )
    )
    _pictures(spec, found, exponents, output, titles)
    _directions(opened, spec, found)


def _pictures(
    spec: LayerSpec,
    found: Sensitivity,
    exponents: Exponents | str,
    output: int,
    titles: list[str],
) -> None:
    labels = [
        t("{state}0 of unit {unit}", state=state, unit=unit)
        for state in spec.states
        for unit in range(spec.units)
    ]
    norm = found.norm[:, output]
    known = np.isfinite(norm)
    if not known.any():
        st.info(t("This output is not known at any step."))
        return
    last, largest = float(norm[known][-1]), float(norm[known].max())
    when = int(np.flatnonzero(known)[norm[known].argmax()]) + 1
    heat = sensitivity_heatmap(found, output, labels, dark=is_dark(), t=translate())
    title = t("How much h0 and c0 move {output}", output=plain(titles[output]))
    heat.update_layout(title={"text": title})
    chart(
        heat,
        key="dynamics_heatmap",
        alt=(
            t(
                "Derivative of {titles} by every number of the initial state: its "
                "length is largest at t = {when} ({largest:.3g}) and {last:.3g} at the "
                "end.",
                titles=titles[output],
                when=when,
                largest=largest,
                last=last,
            )
        ),
    )
    left, right = st.columns(2)
    with left:
        chart(
            norm_figure(found, titles, dark=is_dark(), t=translate()),
            key="dynamics_norm",
            alt=t(
                "Length of the derivative of every output over time; {titles}: "
                "{last:.3g} at the end.",
                titles=titles[output],
                last=last,
            ),
        )
    with right:
        if isinstance(exponents, str):
            st.info(plain(t.known(exponents)))
        else:
            chart(
                exponents_figure(exponents, dark=is_dark(), t=translate()),
                key="dynamics_exponents",
                alt=t("Growth of the leading directions. {words}", words=exponents.words()),
            )
            st.markdown(plain(t.known(exponents.words())))


def _directions(opened: Any, spec: LayerSpec, found: Sensitivity) -> None:
    st.header(t("Directions that matter most"), anchor=False)
    vectors, sizes = found.directions(_DIRECTIONS)
    by = st.slider(t("Length of the move"), 0.1, 3.0, 1.0, step=0.1, key="dynamics_move")
    names = [t.known(name) for name in state_names(spec)]
    for k, (vector, size) in enumerate(zip(vectors, sizes, strict=True)):
        largest = np.argsort(-np.abs(vector), kind="stable")[:3]
        words = ", ".join(f"{names[n]} {vector[n]:+.2f}" for n in largest)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(
                t(
                    "{k}. moves all outputs together by {size:.3g} a unit: {words}, …",
                    k=k + 1,
                    size=size,
                    words=words,
                )
            )
            for sign, label in ((1, t("Try +")), (-1, t("Try −"))):
                state = found.start + sign * by * vector
                st.button(
                    label,
                    key=f"dynamics_try_{k}_{sign}",
                    on_click=start_here,
                    args=(opened, values_of(spec, state), f"direction {k + 1}"),
                )
