"""The pictures of the page Compare that show every scenario against the baseline."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Final

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from lstm_viz._language import N_
from lstm_viz.compare import Comparison, Distance
from lstm_viz.errors import LstmVizError
from lstm_viz.figures import (
    difference_heatmap,
    difference_lines,
    distance_figure,
    output_figure,
    scenario_styles,
    signal_lines,
    signal_title,
    small_multiples,
)
from lstm_viz.models import LayerSpec
from lstm_viz.tracing import Trace, Traces
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.compare._settings import baseline_id, output_of, settings, signals_of
from lstm_viz.ui.visit import caches, chart, chosen_units, t, translate

_LOGGER: Final = logging.getLogger(__name__)
_HEIGHT: Final = 350
_MOST_LINES: Final = 8
_MOST_PANELS: Final = 9
PICTURE_NAMES: Final = {
    "distance": N_("Distance"),
    "difference": N_("Difference, heatmap"),
    "difference_lines": N_("Difference, lines"),
    "overlay": N_("Overlay"),
    "multiples": N_("Small multiples"),
}


def scenario_picture(
    opened: Any,
    spec: LayerSpec,
    traces: Traces,
    comparisons: dict[str, Comparison],
    signal: str,
) -> None:
    """Draw the chosen picture; one that fails leaves the rest of the page standing."""
    build, alt = _PICTURES[settings().picture]
    try:
        figure = build(opened, spec, traces, comparisons, signal)
    except LstmVizError as error:
        st.error(plain(t.told(error)))
        return
    except Exception:
        _LOGGER.exception("picture %s could not be drawn", settings().picture)
        st.error(t("This picture could not be drawn. The rest of the page is not affected."))
        return
    chart(
        figure,
        key="compare_figure",
        alt=t(
            "{alt}: {signal} of layer {layer}",
            alt=t.known(alt),
            signal=signal_title(signal, translate()),
            layer=spec.name,
        ),
    )
    _notes(spec, traces, comparisons, signal)


def _notes(
    spec: LayerSpec, traces: Traces, comparisons: dict[str, Comparison], signal: str
) -> None:
    """What else has to be known of the picture."""
    names = {s.id: s.name for s in visit.experiment().scenarios}
    for key, comparison in comparisons.items():
        if comparison.direct is not None and signal == comparison.direct.signal:
            st.caption(f"{plain(names[key])}: {t.known(comparison.direct.words())}")
    is_output = output_of(signal, traces[baseline_id()]) is not None
    if spec.direction == "backward" and not is_output:
        st.caption(t("This layer reads backwards: its step t is counted from the sequence's end."))
    if is_output:
        for note in dict.fromkeys(note for trace in traces.values() for note in trace.notes):
            st.caption(plain(t.known(note)))


def styles() -> dict[str, Any]:
    scenarios = visit.experiment().scenarios
    return scenario_styles([(s.id, s.name, s.color) for s in scenarios])


def _output_names(opened: Any) -> tuple[str, ...]:
    return tuple(map(t.known, opened.output_names))


def _base_name() -> str:
    return visit.experiment().scenario(baseline_id()).name


def distance_in(comparison: Comparison, signal: str, baseline: Trace) -> Distance:
    """The distance of a signal or output in a comparison."""
    output = output_of(signal, baseline)
    return comparison.signals[signal] if output is None else comparison.outputs[output]


def _distance_picture(
    opened: Any, spec: LayerSpec, traces: Traces, comparisons: dict[str, Comparison], signal: str
) -> go.Figure:
    chosen, base = settings(), traces[baseline_id()]
    title = signals_of(spec, base)[signal]
    how = t("absolute")
    if chosen.relative:
        of_start = t("as a share of the start")
        how = of_start if signal in spec.states else t("as a share of the largest")
    return distance_figure(
        {key: distance_in(found, signal, base) for key, found in comparisons.items()},
        styles(),
        title=t(
            "{title}: distance to {base_name}, {how}", title=title, base_name=_base_name(), how=how
        ),
        relative=chosen.relative,
        log=chosen.log,
        direct={
            key: found.direct
            for key, found in comparisons.items()
            if found.direct is not None and found.direct.signal == signal
        },
        height=_HEIGHT,
        dark=visit.is_dark(),
        t=translate(),
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
    sample, base = visit.experiment().view.sample, baseline_id()
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
        styles(),
        first=_first(spec, signal),
        title=t("{title}: difference to {base_name}", title=title, base_name=_base_name()),
        identity=f"{spec.name}-{signal}-difference",
        height=_HEIGHT,
        dark=visit.is_dark(),
        t=translate(),
    )


def _units(
    spec: LayerSpec, traces: Traces, signal: str, most: int = _MOST_LINES
) -> tuple[int, ...]:
    """Units that get a line: the chosen ones of a layer; of an output those that differ most."""
    if output_of(signal, traces[baseline_id()]) is None:
        return chosen_units(spec, traces)[:most]
    differences = np.stack(list(differences_of(traces, spec, signal).values()))
    size = np.nan_to_num(np.abs(differences)).max(axis=(0, 1))
    return tuple(sorted(int(k) for k in np.argsort(-size, kind="stable")[:most]))


def _difference_lines_picture(
    opened: Any, spec: LayerSpec, traces: Traces, comparisons: dict[str, Comparison], signal: str
) -> go.Figure:
    base = traces[baseline_id()]
    title = signals_of(spec, base)[signal]
    is_output = output_of(signal, base) is not None
    return difference_lines(
        differences_of(traces, spec, signal),
        styles(),
        first=_first(spec, signal),
        units=_units(spec, traces, signal),
        names=_output_names(opened) if is_output else (),
        title=t("{title}: difference to {base_name}", title=title, base_name=_base_name()),
        identity=f"{spec.name}-{signal}-lines",
        height=_HEIGHT,
        dark=visit.is_dark(),
        t=translate(),
    )


def _overlay_picture(
    opened: Any, spec: LayerSpec, traces: Traces, comparisons: dict[str, Comparison], signal: str
) -> go.Figure:
    sample = visit.experiment().view.sample
    base = traces[baseline_id()]
    if output_of(signal, base) is None:
        figure = signal_lines(
            traces,
            styles(),
            layer=spec.name,
            signal=signal,
            units=_units(spec, traces, signal),
            sample=sample,
            dark=visit.is_dark(),
            t=translate(),
        )
        return figure.update_layout(height=_HEIGHT)
    figure = output_figure(
        {key: values_of(trace, spec, signal, sample) for key, trace in traces.items()},
        styles(),
        names=_output_names(opened),
        labels=caches.sequence_of(visit.experiment()).labels,
        classes=opened.output_kind == "class",
        title=signals_of(spec, base)[signal],
        dark=visit.is_dark(),
        t=translate(),
    )
    return figure.update_layout(height=max(_HEIGHT, figure.layout.height))


def _multiples_picture(
    opened: Any, spec: LayerSpec, traces: Traces, comparisons: dict[str, Comparison], signal: str
) -> go.Figure:
    sample, base = visit.experiment().view.sample, traces[baseline_id()]
    is_output = output_of(signal, base) is not None
    return small_multiples(
        {key: values_of(trace, spec, signal, sample) for key, trace in traces.items()},
        styles(),
        first=_first(spec, signal),
        units=_units(spec, traces, signal, _MOST_PANELS),
        names=_output_names(opened) if is_output else (),
        title=signals_of(spec, base)[signal],
        free=settings().free,
        dark=visit.is_dark(),
        t=translate(),
    )


Build = Callable[[Any, LayerSpec, Traces, dict[str, Comparison], str], go.Figure]
_PICTURES: Final[dict[str, tuple[Build, str]]] = {
    "distance": (_distance_picture, N_("Distance of every scenario to the baseline over time")),
    "difference": (_difference_picture, N_("Difference of all units to the baseline")),
    "difference_lines": (
        _difference_lines_picture,
        N_("Difference of chosen units to the baseline"),
    ),
    "overlay": (_overlay_picture, N_("Every scenario in one picture")),
    "multiples": (_multiples_picture, N_("One panel for each unit, with every scenario in it")),
}
