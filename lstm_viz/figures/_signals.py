"""Pictures of a layer's signals: states and gates, of chosen units or of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import plotly.graph_objects as go

from lstm_viz._language import Translate, english
from lstm_viz.errors import LstmVizError
from lstm_viz.figures._drawing import Drawing, Frame
from lstm_viz.figures._stacked import stacked_drawing
from lstm_viz.figures._steps import Shades, base_figure, shade, show
from lstm_viz.figures._style import ScenarioStyle, diverging_scale, sequential_scale
from lstm_viz.figures._thin import line_width, thin_line

if TYPE_CHECKING:
    from lstm_viz.tracing import Trace

MOST_LINES: Final = 64
_MOST_SHADES: Final = 40
SIGNAL_TITLES: Final = {
    "h": "Hidden state h",
    "c": "Cell state c",
    "i": "Input gate i",
    "f": "Forget gate f",
    "g": "Candidate g",
    "o": "Output gate o",
    "z": "Update gate z",
    "r": "Reset gate r",
}
MOST_UNITS_IN_WORDS: Final = 8
_STATES: Final = ("h", "c")
_UNIT_RANGE: Final = ("i", "f", "o", "z", "r")


def signal_lines(
    traces: Mapping[str, Trace],
    styles: Mapping[str, ScenarioStyle],
    *,
    layer: str,
    signal: str,
    units: Sequence[int],
    sample: int = 0,
    focus: int | None = None,
    baseline: str | None = None,
    dark: bool = False,
    cursor: int | None = None,
    t: Translate = english,
) -> go.Figure:
    """One line for each chosen unit of each scenario; a state starts at t = 0 with a marker.

    Parameters
    ----------
    traces : mapping of str to Trace
        Scenario id to trace.
    units : sequence of int
        At most 64.
    sample : int, optional
        Row of the batch.
    focus : int, optional
        Unit drawn thicker than the others.
    baseline : str, optional
        Id of a scenario: the others are drawn minus it, and it is not drawn.

    Raises
    ------
    LstmVizError
        If there is no unit to draw, too many, or one outside the layer; or no scenario beside
        the baseline.
    """
    return lines_drawing(
        traces,
        styles,
        layer=layer,
        signal=signal,
        units=units,
        sample=sample,
        focus=focus,
        baseline=baseline,
        dark=dark,
        cursor=cursor,
        t=t,
    ).figure()


def lines_drawing(
    traces: Mapping[str, Trace],
    styles: Mapping[str, ScenarioStyle],
    *,
    layer: str,
    signal: str,
    units: Sequence[int],
    sample: int = 0,
    focus: int | None = None,
    baseline: str | None = None,
    dark: bool = False,
    cursor: int | None = None,
    t: Translate = english,
) -> Drawing:
    """The picture of `signal_lines` as frame and numbers."""
    arrays = _arrays(traces, layer, signal, sample)
    if baseline is not None:
        base = arrays.pop(baseline)
        arrays = {key: values - base for key, values in arrays.items()}
        if not arrays:
            raise LstmVizError("There is no other scenario to take the difference of: add one.")
    rows, width = next(iter(arrays.values())).shape
    if not units:
        raise LstmVizError("No unit is chosen, so there is nothing to draw: choose at least one.")
    if len(units) > MOST_LINES:
        raise LstmVizError(
            "{count} units are too many lines: choose at most {most}.",
            count=len(units),
            most=MOST_LINES,
        )
    for unit in units:
        if not 0 <= unit < width:
            raise LstmVizError(
                "Layer {layer!r} has units 0 to {width}, so no unit {unit}.",
                layer=layer,
                width=width - 1,
                unit=unit,
            )
    state = signal in _STATES
    frame = _lines_frame(
        tuple((key, styles[key]) for key in arrays),
        layer=layer,
        signal=signal,
        units=tuple(units),
        rows=rows,
        focus=focus,
        minus="" if baseline is None else styles[baseline].name,
        shades=_shades(traces, layer, sample),
        dark=dark,
        cursor=cursor,
        t=t,
    )
    numbers: dict[str, Any] = {}
    for k, (values, unit) in enumerate(product(arrays.values(), units)):
        kept = thin_line(values[:, unit])
        if kept is None:
            numbers[f"data/{k}/y"] = np.ascontiguousarray(values[:, unit])
        else:
            numbers[f"data/{k}/x"] = kept + (0 if state else 1)
            numbers[f"data/{k}/y"] = values[kept, unit]
    if state:
        lines = len(arrays) * len(units)
        for k, values in enumerate(arrays.values(), start=lines):
            numbers[f"data/{k}/y"] = values[0, list(units)]
    return Drawing(frame, numbers)


@lru_cache(maxsize=128)
def _lines_frame(
    styles: tuple[tuple[str, ScenarioStyle], ...],
    *,
    layer: str,
    signal: str,
    units: tuple[int, ...],
    rows: int,
    focus: int | None,
    minus: str,
    shades: Shades,
    dark: bool,
    cursor: int | None,
    t: Translate,
) -> Frame:
    first = 0 if signal in _STATES else 1
    figure = go.Figure()
    opacities = [1.0 if unit == focus or focus is None else 0.75 for unit in units]
    times = np.arange(first, first + rows)
    for key, style in styles:
        for k, unit in enumerate(units):
            figure.add_scatter(
                x=times,
                name=show(style.name),
                legendgroup=key,
                showlegend=k == 0,
                mode="lines",
                line={
                    "color": style.color,
                    "dash": style.dash,
                    "width": 2.6 if unit == focus else 1.4,
                },
                opacity=opacities[k],
                meta={"unit": unit, "scenario": key},
                hovertemplate="t = %{x}<br>"
                + t("{signal}, unit {unit}", signal=signal, unit=unit)
                + " = %{y:.4g}<extra>%{fullData.name}</extra>",
            )
    if first == 0:
        # Traces of their own: a line with markers costs Plotly one element for every step.
        for key, style in styles:
            figure.add_scatter(
                x=np.zeros(len(units)),
                name=show(style.name),
                legendgroup=key,
                showlegend=False,
                mode="markers",
                marker={
                    "color": style.color,
                    "symbol": style.symbol,
                    "size": 8,
                    "opacity": opacities,
                    "line": {"width": 0},
                },
                meta={"start_of": key, "units": list(units)},
                hoverinfo="skip",
            )
    figure.update_yaxes(nticks=5)
    named = {"signal": signal_title(signal, t), "units": units_in_words(units, t)}
    heading = t("{signal}, {units}", **named)
    if minus:
        heading = t("{signal} minus {scenario}, {units}", scenario=minus, **named)
    return Frame(
        base_figure(
            figure,
            title=shade(figure, shades, dark, heading, t),
            steps=rows - (1 - first),
            height=160,
            dark=dark,
            identity=f"{layer}-{signal}-{'difference' if minus else 'lines'}",
            cursor=cursor,
            thinned=line_width(rows),
            t=t,
        )
    )


def signal_heatmap(
    traces: Mapping[str, Trace],
    styles: Mapping[str, ScenarioStyle],
    *,
    layer: str,
    signal: str,
    sample: int = 0,
    order: Sequence[int] | None = None,
    dark: bool = False,
    cursor: int | None = None,
    t: Translate = english,
) -> go.Figure:
    """All units over all steps, one row of the figure a scenario, on one locked colour range.

    States and the candidate diverge from zero, symmetric; gates run from 0 to 1.

    Parameters
    ----------
    order : sequence of int, optional
        Units from top to bottom; as stored by default. The figure's ``meta`` keeps it.
    """
    return heatmap_drawing(
        traces,
        styles,
        layer=layer,
        signal=signal,
        sample=sample,
        order=order,
        dark=dark,
        cursor=cursor,
        t=t,
    ).figure()


def heatmap_drawing(
    traces: Mapping[str, Trace],
    styles: Mapping[str, ScenarioStyle],
    *,
    layer: str,
    signal: str,
    sample: int = 0,
    order: Sequence[int] | None = None,
    dark: bool = False,
    cursor: int | None = None,
    t: Translate = english,
) -> Drawing:
    """The picture of `signal_heatmap` as frame and numbers."""
    arrays = _arrays(traces, layer, signal, sample)
    return stacked_drawing(
        arrays,
        styles,
        first=0 if signal in _STATES else 1,
        value=signal,
        colors=_color_range(signal, arrays, dark),
        order=order,
        title=t("{signal}, all units", signal=signal_title(signal, t)),
        shades=_shades(traces, layer, sample),
        identity=f"{layer}-{signal}-heatmap",
        dark=dark,
        cursor=cursor,
        t=t,
    )


def _shades(traces: Mapping[str, Trace], layer: str, sample: int) -> Shades:
    """First and last step of every stretch that the layer skips."""
    mask = next(iter(traces.values()))[layer].mask
    if mask is None or mask[sample].all():
        return ()
    edges = np.flatnonzero(np.diff(np.concatenate([[True], mask[sample], [True]]).astype(int)))
    pairs = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    return tuple((start + 1, end) for start, end in pairs)[:_MOST_SHADES]


def _arrays(
    traces: Mapping[str, Trace], layer: str, signal: str, sample: int
) -> dict[str, np.ndarray]:
    if not traces:
        raise LstmVizError("There is no scenario to draw: add one.")
    return {key: trace[layer].signal(signal)[sample] for key, trace in traces.items()}


def _color_range(
    signal: str, arrays: Mapping[str, np.ndarray], dark: bool
) -> tuple[float, float, list[list[float | str]]]:
    if signal in _UNIT_RANGE:
        return 0.0, 1.0, sequential_scale(dark)
    finite = [np.abs(values[np.isfinite(values)]).max(initial=0.0) for values in arrays.values()]
    limit = float(max(finite)) or 1.0
    return -limit, limit, diverging_scale(dark)


def signal_title(signal: str, t: Translate = english) -> str:
    """The name of a signal with its letter: "Hidden state h"."""
    title = SIGNAL_TITLES.get(signal)
    return t.known(title) if title else t("Signal {signal}", signal=signal)


def units_in_words(units: Sequence[int], t: Translate = english) -> str:
    """Units as the title of a picture names them."""
    if len(units) == 1:
        return t("unit {unit}", unit=units[0])
    if len(units) > MOST_UNITS_IN_WORDS:
        return t("{count} units", count=len(units))
    return t("units {units}", units=", ".join(str(unit) for unit in units))
