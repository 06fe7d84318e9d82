"""The pictures of the page; one that fails leaves the others standing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Final

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import MOST_UNITS, PICTURES
from lstm_viz.figures import (
    SIGNAL_TITLES,
    input_figure,
    output_figure,
    scenario_styles,
    signal_heatmap,
    signal_lines,
)
from lstm_viz.models import LayerSpec
from lstm_viz.tracing import Trace, Traces
from lstm_viz.ui import _caches, _session

_LOGGER: Final = logging.getLogger(__name__)
_FIRST_CHOICE: Final = 3


def sequence_pictures(opened: Any, sequence: Any, traces: Traces) -> None:
    """Draw the inputs and the outputs."""
    current = _session.experiment()
    dark, sample = _session.is_dark(), current.view.sample
    styles = _styles()
    first = next(iter(traces.values()))
    for number, x in enumerate(first.x):
        if x.ndim not in (2, 3) or (x.ndim == 2 and x.dtype.kind not in "iu"):
            continue
        several = len(first.x) > 1
        picture(
            f"input_{number}",
            "Input x at every step",
            ("input", number, sample, dark),
            lambda _, x=x, several=several: input_figure(
                x[sample],
                names=() if several else opened.input_names,
                labels=sequence.labels,
                vocabulary=opened.vocabulary,
                dark=dark,
            ),
        )
    for number, name in enumerate(first.all_outputs):
        several = len(first.all_outputs) > 1
        target = None if sequence.target is None or several else _flat(sequence.target[sample])
        title = f"Output {name}" if several else "Output y"
        if _answers_with_a_sequence(first, name):
            title += ", after the whole input"
        picture(
            f"output_{number}",
            "Output y of every scenario at every step, and the target where it is known",
            ("output", name, sample, dark),
            lambda traces, name=name, target=target, several=several, title=title: output_figure(
                {key: _answers(trace, name, sample) for key, trace in traces.items()},
                styles,
                target=target,
                names=() if several else opened.output_names,
                labels=sequence.labels,
                classes=opened.output_kind == "class",
                title=title,
                dark=dark,
            ),
        )


def state_controls(spec: LayerSpec, traces: Traces) -> None:
    """Draw the choice between lines and heatmap, and of the units that get lines."""
    current = _session.experiment()
    st.session_state["pictures_as"] = current.view.pictures
    with st.container(horizontal=True, vertical_alignment="center", key="state_controls"):
        st.radio(
            "States as",
            PICTURES,
            key="pictures_as",
            horizontal=True,
            label_visibility="collapsed",
            on_change=_choose_pictures,
            width="content",
        )
        if current.view.pictures == "lines":
            widget = f"units_{current.model}_{spec.name}"
            st.session_state[widget] = list(chosen_units(spec, traces))
            st.multiselect(
                "Units drawn as lines",
                range(spec.units),
                key=widget,
                format_func=lambda unit: f"unit {unit}",
                max_selections=MOST_UNITS,
                label_visibility="collapsed",
                placeholder="Choose units",
                on_change=_choose_units,
                args=(widget,),
            )


def signal_pictures(spec: LayerSpec, traces: Traces, signals: tuple[str, ...]) -> None:
    """Draw one picture for each signal of the chosen layer."""
    current = _session.experiment()
    dark, sample = _session.is_dark(), current.view.sample
    styles = _styles()
    units = chosen_units(spec, traces)
    focus = current.view.unit if current.view.unit in units else None
    for signal in signals:
        alt = f"{SIGNAL_TITLES.get(signal, signal)} of layer {spec.name} in every scenario"
        if current.view.pictures == "heatmap":
            picture(
                f"heatmap_{signal}",
                f"{alt}, all units as a heatmap",
                ("heatmap", spec.name, signal, sample, dark),
                lambda traces, signal=signal: signal_heatmap(
                    traces, styles, layer=spec.name, signal=signal, sample=sample, dark=dark
                ),
            )
        else:
            picture(
                f"lines_{signal}",
                f"{alt}, chosen units as lines",
                ("lines", spec.name, signal, sample, units, focus, dark),
                lambda traces, signal=signal: signal_lines(
                    traces,
                    styles,
                    layer=spec.name,
                    signal=signal,
                    units=units,
                    sample=sample,
                    focus=focus,
                    dark=dark,
                ),
            )


def picture(
    key: str, alt: str, what: tuple[Any, ...], build: Callable[[Traces], go.Figure]
) -> None:
    """Draw one picture, or the sentence that stands for it."""
    try:
        figure = _caches.figure(_session.experiment(), *what, build=build)
        with st.container(key=f"picture_{key}"):
            st.plotly_chart(
                figure,
                theme=None,
                key=f"chart_{key}",
                alt=alt,
                config={"displayModeBar": False, "responsive": True},
            )
    except LstmVizError as error:
        st.info(str(error))
    except Exception:
        _LOGGER.exception("picture %s could not be drawn", key)
        st.error("This picture could not be drawn. The other pictures are not affected.")


def choose_first_units(spec: LayerSpec, traces: Traces) -> None:
    """Choose units for a layer just opened; they stay when its initial state is edited."""
    if _session.experiment().view.units is None:
        units = chosen_units(spec, traces)
        _session.put(_session.experiment().with_view(units=units, unit=units[0]))


def chosen_units(spec: LayerSpec, traces: Traces) -> tuple[int, ...]:
    """Units that get lines: those chosen, else those whose h the scenarios tell apart most."""
    view = _session.experiment().view
    if view.units is not None:
        return tuple(unit for unit in view.units if unit < spec.units)
    h = np.stack([trace[spec.name].h[view.sample] for trace in traces.values()])
    spread = np.nan_to_num(np.ptp(h, axis=0).mean(axis=0) if len(h) > 1 else np.ptp(h[0], axis=0))
    best = np.argsort(-spread, kind="stable")[:_FIRST_CHOICE]
    return tuple(sorted(int(unit) for unit in best))


def _styles() -> dict[str, Any]:
    scenarios = _session.experiment().scenarios
    return scenario_styles([(s.id, s.name, s.color) for s in scenarios])


def _answers(trace: Trace, name: str, sample: int) -> np.ndarray:
    """Outputs of shape (T, K): at every step, or the sequence that answers the whole input."""
    if _answers_with_a_sequence(trace, name):
        return _flat(trace.all_predictions[name][sample])
    return _flat(trace.all_outputs[name][sample])


def _answers_with_a_sequence(trace: Trace, name: str) -> bool:
    return trace.all_outputs[name].ndim > 3


def _flat(values: np.ndarray) -> np.ndarray:
    return values.reshape(len(values), -1)


def _choose_pictures() -> None:
    chosen = st.session_state["pictures_as"]
    _session.put(_session.experiment().with_view(pictures=chosen))


def _choose_units(widget: str) -> None:
    units = tuple(sorted(st.session_state[widget]))
    _session.put(_session.experiment().with_view(units=units))
