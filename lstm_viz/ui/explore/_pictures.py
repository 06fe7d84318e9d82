"""The pictures of the page Explore; one that fails leaves the others standing."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any, Final

import plotly.graph_objects as go

from lstm_viz.errors import LstmVizError
from lstm_viz.figures import (
    SIGNAL_TITLES,
    answers,
    answers_with_a_sequence,
    flat,
    input_figure,
    output_figure,
    scenario_styles,
    signal_heatmap,
    signal_lines,
    unit_order,
)
from lstm_viz.models import LayerSpec
from lstm_viz.tracing import Traces
from lstm_viz.ui import visit
from lstm_viz.ui.components.player import Picture
from lstm_viz.ui.visit import caches

_LOGGER: Final = logging.getLogger(__name__)


def sequence_pictures(opened: Any, sequence: Any, traces: Traces) -> Iterator[Picture]:
    """Pictures of the inputs and the outputs."""
    current = visit.experiment()
    dark, sample = visit.is_dark(), current.view.sample
    styles = _styles()
    first = next(iter(traces.values()))
    for number, x in enumerate(first.x):
        if x.ndim not in (2, 3) or (x.ndim == 2 and x.dtype.kind not in "iu"):
            continue
        several = len(first.x) > 1
        yield _picture(
            f"input_{number}",
            "sequence",
            "Input x at every step",
            ("input", number, sample, dark),
            lambda x=x, several=several: input_figure(
                x[sample],
                names=() if several else opened.input_names,
                labels=sequence.labels,
                vocabulary=opened.vocabulary,
                dark=dark,
            ),
        )
    for number, name in enumerate(first.all_outputs):
        several = len(first.all_outputs) > 1
        target = None if sequence.target is None or several else flat(sequence.target[sample])
        title = f"Output {name}" if several else "Output y"
        if answers_with_a_sequence(first, name):
            title += ", after the whole input"
        yield _picture(
            f"output_{number}",
            "sequence",
            "Output y of every scenario at every step, and the target where it is known",
            ("output", name, sample, dark),
            lambda traces, name=name, target=target, several=several, title=title: output_figure(
                {key: answers(trace, name, sample) for key, trace in traces.items()},
                styles,
                target=target,
                names=() if several else opened.output_names,
                labels=sequence.labels,
                classes=opened.output_kind == "class",
                title=title,
                dark=dark,
            ),
        )


def signal_pictures(
    spec: LayerSpec, traces: Traces, signals: tuple[str, ...], *, area: str, row_order: str
) -> Iterator[Picture]:
    """One picture for each signal of the chosen layer."""
    current = visit.experiment()
    dark, sample = visit.is_dark(), current.view.sample
    styles = _styles()
    units = visit.chosen_units(spec, traces)
    focus = current.view.unit if current.view.unit in units else None
    rows = None
    if row_order != "stored":
        # One order for all pictures, so that a unit keeps its row: that of the baseline's h.
        rows = unit_order(row_order, next(iter(traces.values()))[spec.name].h[sample])
    for signal in signals:
        alt = f"{SIGNAL_TITLES.get(signal, signal)} of layer {spec.name} in every scenario"
        if current.view.pictures == "heatmap":
            yield _picture(
                f"heatmap_{signal}",
                area,
                f"{alt}, all units as a heatmap",
                ("heatmap", spec.name, signal, sample, row_order, dark),
                lambda traces, signal=signal: signal_heatmap(
                    traces,
                    styles,
                    layer=spec.name,
                    signal=signal,
                    sample=sample,
                    order=rows,
                    dark=dark,
                ),
                signal,
            )
        else:
            yield _picture(
                f"lines_{signal}",
                area,
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
                signal,
            )


def _picture(
    key: str,
    area: str,
    alt: str,
    what: tuple[Any, ...],
    build: Callable[..., go.Figure],
    signal: str | None = None,
) -> Picture:
    figure = error = None
    make = caches.input_json if what[0] == "input" else caches.figure_json
    try:
        figure = make(visit.experiment(), *what, build=build)
    except LstmVizError as mistake:
        error = str(mistake)
    except Exception:
        _LOGGER.exception("picture %s could not be drawn", key)
        error = "This picture could not be drawn. The other pictures are not affected."
    return Picture(key=key, area=area, alt=alt, figure=figure, error=error, signal=signal)


def _styles() -> dict[str, Any]:
    scenarios = visit.experiment().scenarios
    return scenario_styles([(s.id, s.name, s.color) for s in scenarios])
