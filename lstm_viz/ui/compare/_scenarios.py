"""Every scenario against the baseline: a picture, sentences, and a table."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import streamlit as st

from lstm_viz.compare import Comparison, Reach, answer_kinds, compare
from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import COMPARE_PICTURES, MOST_SCENARIOS
from lstm_viz.models import LayerSpec
from lstm_viz.tracing import Trace, Traces
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.compare._pictures import PICTURE_NAMES, distance_in, scenario_picture
from lstm_viz.ui.compare._reach import BADGE_COLORS, reach_of, reach_words
from lstm_viz.ui.compare._settings import (
    baseline_id,
    baseline_select,
    bound,
    output_of,
    settings,
    signal_of,
    signal_select,
    threshold_select,
    units_field,
)
from lstm_viz.ui.compare._table import scenario_table
from lstm_viz.ui.visit import choices, t

# With more scenarios than these, their sentences scroll beside the picture.
_MOST_SENTENCES: Final = 2
_WORDS_HEIGHT: Final = 400


def compare_scenarios(opened: Any, traces: Traces) -> None:
    """Draw the part of the page that compares the scenarios."""
    if len(traces) == 1:
        _only_one(opened)
        return
    spec = visit.layer_of(opened)
    base = baseline_id()
    _controls(spec, traces)
    signal = signal_of(spec, traces[base])
    comparisons = comparisons_of(opened, traces, spec.name)
    reaches, why = _reaches(opened, spec, traces)
    picture, words = st.columns([2.2, 1], gap="medium")
    with picture:
        scenario_picture(opened, spec, traces, comparisons, signal)
    with words:
        many = len(comparisons) > _MOST_SENTENCES
        with st.container(height=_WORDS_HEIGHT if many else "content", border=False):
            _words(comparisons, reaches, signal, traces[base])
    scenario_table(opened, spec, traces, comparisons, reaches)
    reach_words(opened, spec, reaches, why)


def comparisons_of(opened: Any, traces: Traces, layer: str) -> dict[str, Comparison]:
    """Every scenario but the baseline, compared with it."""
    base = baseline_id()
    kinds = answer_kinds(opened.model)
    return {
        key: compare(
            traces[base],
            trace,
            layer,
            sample=visit.experiment().view.sample,
            threshold=settings().threshold,
            kinds=kinds,
        )
        for key, trace in traces.items()
        if key != base
    }


def _only_one(opened: Any) -> None:
    st.info(t("There is one scenario, so there is nothing to compare it with."))
    st.button(
        t("Add a scenario"),
        icon=":material/add:",
        key="compare_add_scenario",
        type="primary",
        on_click=visit.add_scenario,  # type: ignore[arg-type]
        args=(opened,),
        disabled=len(visit.experiment().scenarios) >= MOST_SCENARIOS,
    )


def _controls(spec: LayerSpec, traces: Traces) -> None:
    baseline = traces[baseline_id()]
    is_output = output_of(signal_of(spec, baseline), baseline) is not None
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        choices.selectbox(
            t("Picture"),
            COMPARE_PICTURES,
            format_func=lambda name: t.known(PICTURE_NAMES[name]),
            width=185,
            **bound("picture", options=COMPARE_PICTURES),
        )
        baseline_select()
        signal_select(spec, baseline)
        threshold_select()
        if settings().picture == "distance":
            st.toggle(t("Share of the start"), **bound("relative"))
            st.toggle(t("Log scale"), **bound("log"))
        elif settings().picture != "difference" and not is_output:
            units_field(spec, traces)
        if settings().picture == "multiples":
            st.toggle(t("Free ranges"), **bound("free"))
    if settings().picture == "multiples" and settings().free:
        st.warning(
            t(
                "Every panel has a range of its own: heights in different panels cannot "
                "be compared."
            ),
            icon=":material/warning:",
        )


def _reaches(opened: Any, spec: LayerSpec, traces: Traces) -> tuple[dict[str, Reach], str]:
    """Reachability of every scenario, or a sentence on why it cannot be told."""
    sample = visit.experiment().view.sample
    starts = {
        key: {s: trace[spec.name].signal(s)[sample, 0] for s in spec.states}
        for key, trace in traces.items()
    }
    try:
        return {key: reach_of(opened, spec, start) for key, start in starts.items()}, ""
    except LstmVizError as error:
        return {}, t.told(error)


def _words(
    comparisons: dict[str, Comparison],
    reaches: dict[str, Reach],
    signal: str,
    baseline: Trace,
) -> None:
    scenarios = {s.id: s for s in visit.experiment().scenarios}
    base = plain(scenarios[baseline_id()].name)
    for key, comparison in comparisons.items():
        found = distance_in(comparison, signal, baseline)
        badge = ""
        if key in reaches:
            badge = f" :{BADGE_COLORS[reaches[key].badge]}-badge[{t.known(reaches[key].badge)}]"
        st.markdown(
            t(
                "**{name} against {base}**{badge}",
                name=plain(scenarios[key].name),
                base=base,
                badge=badge,
            )
        )
        rate = ""
        if np.isfinite(found.rate):
            rate = " " + t("It {rate}.", rate=found.rate_words())
        st.markdown(f"{plain(t.known(found.words()))}{rate}")
        for name, answers in comparison.answers.items():
            prefix = f"{plain(name)}: " if len(comparison.answers) > 1 else ""
            st.markdown(f"{prefix}{t.known(answers.words())}")
