"""Every scenario against the baseline: a picture, a sentence each, and a table."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Final

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from lstm_viz.compare import Comparison, Distance, answer_kinds, compare
from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import MOST_SCENARIOS
from lstm_viz.figures import (
    SIGNAL_TITLES,
    difference_heatmap,
    difference_lines,
    distance_figure,
    output_figure,
    scenario_styles,
    signal_lines,
)
from lstm_viz.models import LayerSpec
from lstm_viz.tracing import Trace, Traces
from lstm_viz.ui import _caches, _session
from lstm_viz.ui._compare_settings import (
    baseline_id,
    bound,
    output_of,
    settings,
    signal_of,
    signals_of,
)
from lstm_viz.ui._compare_table import scenario_table
from lstm_viz.ui._pictures import chosen_units
from lstm_viz.ui._plain import plain

_LOGGER: Final = logging.getLogger(__name__)
_HEIGHT: Final = 350
_MOST_LINES: Final = 8
PICTURES: Final = {
    "distance": "Distance",
    "difference": "Difference, all units",
    "difference_lines": "Difference, lines",
    "overlay": "Overlay",
    "multiples": "Small multiples",
}
_THRESHOLDS: Final = (0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5)


def compare_scenarios(opened: Any, traces: Traces) -> None:
    """Draw the part of the page that compares the scenarios."""
    if len(traces) == 1:
        _only_one(opened)
        return
    spec = _session.layer_of(opened)
    base = baseline_id()
    signal = _controls(spec, traces[base])
    comparisons = comparisons_of(opened, traces, spec.name)
    picture, words = st.columns([2.2, 1], gap="medium")
    with picture:
        _picture(opened, spec, traces, comparisons, signal)
    with words:
        _words(comparisons, signal, spec, traces[base])
    scenario_table(opened, spec, traces, comparisons)


def comparisons_of(opened: Any, traces: Traces, layer: str) -> dict[str, Comparison]:
    """Every scenario but the baseline, compared with it."""
    base = baseline_id()
    kinds = answer_kinds(opened.model)
    return {
        key: compare(
            traces[base],
            trace,
            layer,
            sample=_session.experiment().view.sample,
            threshold=settings().threshold,
            kinds=kinds,
        )
        for key, trace in traces.items()
        if key != base
    }


def _only_one(opened: Any) -> None:
    st.info("There is one scenario, so there is nothing to compare it with.")
    st.button(
        "Add a scenario",
        icon=":material/add:",
        key="compare_add_scenario",
        type="primary",
        on_click=_session.add_scenario,
        args=(opened,),
        disabled=len(_session.experiment().scenarios) >= MOST_SCENARIOS,
    )


def _controls(spec: LayerSpec, baseline: Trace) -> str:
    names = {s.id: s.name for s in _session.experiment().scenarios}
    known = signals_of(spec, baseline)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.segmented_control(
            "Picture", list(PICTURES), format_func=PICTURES.get, required=True, **bound("picture")
        )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.session_state["compare_baseline"] = baseline_id()
        arguments = bound("baseline")
        st.session_state["compare_baseline"] = baseline_id()
        st.selectbox("Baseline", list(names), format_func=names.get, width=140, **arguments)
        arguments = bound("signal")
        st.session_state["compare_signal"] = signal_of(spec, baseline)
        st.selectbox("Signal", list(known), format_func=known.get, width=190, **arguments)
        thresholds = sorted({*_THRESHOLDS, settings().threshold})
        st.selectbox(
            "Forgotten below",
            thresholds,
            format_func=lambda share: f"{100 * share:g} %",
            width=130,
            help="Share of the start below which a difference counts as forgotten.",
            **bound("threshold"),
        )
        if settings().picture == "distance":
            st.toggle("As share of the start", **bound("relative"))
            st.toggle("Log scale", **bound("log"))
        elif settings().picture == "multiples":
            st.toggle("Free ranges", **bound("free"))
    return signal_of(spec, baseline)


def distance_in(comparison: Comparison, signal: str, baseline: Trace) -> Distance:
    """The distance of a signal or output in a comparison."""
    output = output_of(signal, baseline)
    return comparison.signals[signal] if output is None else comparison.outputs[output]


def _words(
    comparisons: dict[str, Comparison], signal: str, spec: LayerSpec, baseline: Trace
) -> None:
    scenarios = {s.id: s for s in _session.experiment().scenarios}
    base = scenarios[baseline_id()]
    for key, comparison in comparisons.items():
        found = distance_in(comparison, signal, baseline)
        scenario = scenarios[key]
        st.markdown(
            f"**{plain(scenario.name)} against {plain(base.name)}**  \n{found.words()} "
            f"It {found.rate_words()}."
            if np.isfinite(found.rate)
            else f"**{plain(scenario.name)} against {plain(base.name)}**  \n{found.words()}"
        )
        for name, answers in comparison.answers.items():
            prefix = f"{plain(name)}: " if len(comparison.answers) > 1 else ""
            st.markdown(f"{prefix}{answers.words()}")
        if comparison.direct is not None and signal == comparison.direct.signal:
            st.caption(comparison.direct.words())


def _picture(
    opened: Any,
    spec: LayerSpec,
    traces: Traces,
    comparisons: dict[str, Comparison],
    signal: str,
) -> None:
    build, alt = _PICTURES[settings().picture]
    try:
        figure = build(opened, spec, traces, comparisons, signal)
    except LstmVizError as error:
        st.error(str(error))
        return
    except Exception:
        _LOGGER.exception("picture %s could not be drawn", settings().picture)
        st.error("This picture could not be drawn. The rest of the page is not affected.")
        return
    st.plotly_chart(
        figure,
        theme=None,
        key="compare_figure",
        alt=f"{alt}: {SIGNAL_TITLES.get(signal, signal)} of layer {spec.name}",
        config={"displaylogo": False},
    )


def _styles() -> dict[str, Any]:
    scenarios = _session.experiment().scenarios
    return scenario_styles([(s.id, s.name, s.color) for s in scenarios])


def _base_name() -> str:
    return _session.experiment().scenario(baseline_id()).name


def _distance_picture(
    opened: Any, spec: LayerSpec, traces: Traces, comparisons: dict[str, Comparison], signal: str
) -> go.Figure:
    chosen, base = settings(), traces[baseline_id()]
    title = signals_of(spec, base)[signal]
    how = "as a share of the start" if chosen.relative else "absolute"
    return distance_figure(
        {key: distance_in(found, signal, base) for key, found in comparisons.items()},
        _styles(),
        title=f"{title}: distance to {_base_name()}, {how}",
        relative=chosen.relative,
        log=chosen.log,
        direct={
            key: found.direct
            for key, found in comparisons.items()
            if found.direct is not None and found.direct.signal == signal
        },
        height=_HEIGHT,
        dark=_session.is_dark(),
    )


def values_of(trace: Trace, spec: LayerSpec, signal: str, sample: int) -> np.ndarray:
    """Values of a signal or output, shape ``(steps, units)``."""
    output = output_of(signal, trace)
    if output is None:
        return trace[spec.name].signal(signal)[sample]
    values = trace.all_outputs[output][sample]
    return values.reshape(len(values), -1)


def differences_of(traces: Traces, spec: LayerSpec, signal: str) -> dict[str, np.ndarray]:
    """Every scenario's values less the baseline's, float64 of shape ``(steps, units)``."""
    sample, base = _session.experiment().view.sample, baseline_id()
    start = values_of(traces[base], spec, signal, sample).astype(np.float64)
    return {
        key: values_of(trace, spec, signal, sample) - start
        for key, trace in traces.items()
        if key != base
    }


def _first(spec: LayerSpec, signal: str) -> int:
    return 0 if signal in spec.states else 1


def _difference_picture(
    opened: Any, spec: LayerSpec, traces: Traces, comparisons: dict[str, Comparison], signal: str
) -> go.Figure:
    title = signals_of(spec, traces[baseline_id()])[signal]
    return difference_heatmap(
        differences_of(traces, spec, signal),
        _styles(),
        first=_first(spec, signal),
        title=f"{title}: difference to {_base_name()}",
        identity=f"{spec.name}-{signal}-difference",
        dark=_session.is_dark(),
    )


def _units(spec: LayerSpec, traces: Traces, signal: str) -> tuple[int, ...]:
    """Units that get a line: the chosen ones of a layer; of an output those that differ most."""
    if output_of(signal, traces[baseline_id()]) is None:
        return chosen_units(spec, traces)[:_MOST_LINES]
    differences = np.stack(list(differences_of(traces, spec, signal).values()))
    size = np.nan_to_num(np.abs(differences)).max(axis=(0, 1))
    return tuple(sorted(int(k) for k in np.argsort(-size, kind="stable")[:_MOST_LINES]))


def _difference_lines_picture(
    opened: Any, spec: LayerSpec, traces: Traces, comparisons: dict[str, Comparison], signal: str
) -> go.Figure:
    base = traces[baseline_id()]
    title = signals_of(spec, base)[signal]
    is_output = output_of(signal, base) is not None
    return difference_lines(
        differences_of(traces, spec, signal),
        _styles(),
        first=_first(spec, signal),
        units=_units(spec, traces, signal),
        names=opened.output_names if is_output else (),
        title=f"{title}: difference to {_base_name()}",
        identity=f"{spec.name}-{signal}-lines",
        height=_HEIGHT,
        dark=_session.is_dark(),
    )


def _overlay_picture(
    opened: Any, spec: LayerSpec, traces: Traces, comparisons: dict[str, Comparison], signal: str
) -> go.Figure:
    sample = _session.experiment().view.sample
    base = traces[baseline_id()]
    if output_of(signal, base) is None:
        figure = signal_lines(
            traces,
            _styles(),
            layer=spec.name,
            signal=signal,
            units=_units(spec, traces, signal),
            sample=sample,
            dark=_session.is_dark(),
        )
        return figure.update_layout(height=_HEIGHT)
    figure = output_figure(
        {key: values_of(trace, spec, signal, sample) for key, trace in traces.items()},
        _styles(),
        names=opened.output_names,
        labels=_caches.sequence_of(_session.experiment()).labels,
        classes=opened.output_kind == "class",
        title=signals_of(spec, base)[signal],
        dark=_session.is_dark(),
    )
    return figure.update_layout(height=max(_HEIGHT, figure.layout.height))


Build = Callable[[Any, LayerSpec, Traces, dict[str, Comparison], str], go.Figure]
_PICTURES: Final[dict[str, tuple[Build, str]]] = {
    "distance": (_distance_picture, "Distance of every scenario to the baseline over time"),
    "difference": (_difference_picture, "Difference of all units to the baseline"),
    "difference_lines": (_difference_lines_picture, "Difference of chosen units to the baseline"),
    "overlay": (_overlay_picture, "Every scenario in one picture"),
    "multiples": (_overlay_picture, "One panel a unit"),
}
