"""Pictures of a layer's signals: states and gates, of chosen units or of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import plotly.graph_objects as go

from lstm_viz.errors import LstmVizError
from lstm_viz.figures._stacked import stacked_heatmaps
from lstm_viz.figures._steps import base_figure, show
from lstm_viz.figures._style import ScenarioStyle, diverging_scale, ink, sequential_scale

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
    dark: bool = False,
    cursor: int | None = None,
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

    Raises
    ------
    LstmVizError
        If there is no unit to draw, too many, or one outside the layer.
    """
    arrays = _arrays(traces, layer, signal, sample)
    width = next(iter(arrays.values())).shape[1]
    if not units:
        raise LstmVizError("No unit is chosen, so there is nothing to draw: choose at least one.")
    if len(units) > MOST_LINES:
        raise LstmVizError(f"{len(units)} units are too many lines: choose at most {MOST_LINES}.")
    for unit in units:
        if not 0 <= unit < width:
            raise LstmVizError(f"Layer {layer!r} has units 0 to {width - 1}, so no unit {unit}.")
    first = 0 if signal in _STATES else 1
    figure = go.Figure()
    for key, values in arrays.items():
        style = styles[key]
        t = np.arange(first, first + len(values))
        for k, unit in enumerate(units):
            figure.add_scatter(
                x=t,
                y=values[:, unit],
                name=show(style.name),
                legendgroup=key,
                showlegend=k == 0,
                mode="lines+markers",
                line={
                    "color": style.color,
                    "dash": style.dash,
                    "width": 2.6 if unit == focus else 1.4,
                },
                marker={
                    "color": style.color,
                    "symbol": style.symbol,
                    "size": [8 if first == 0 else 0] + [0] * (len(t) - 1),
                    "line": {"width": 0},
                },
                opacity=1.0 if unit == focus or focus is None else 0.75,
                meta={"unit": unit, "scenario": key},
                hovertemplate=f"t = %{{x}}<br>{signal}, unit {unit} = %{{y:.4g}}"
                "<extra>%{fullData.name}</extra>",
            )
    figure.update_yaxes(nticks=5)
    return base_figure(
        figure,
        title=f"{_title(signal)}, {_units_in_words(units)}"
        + _shade_masked(figure, traces, layer, sample, dark),
        steps=len(next(iter(arrays.values()))) - (1 - first),
        height=160,
        dark=dark,
        identity=f"{layer}-{signal}-lines",
        cursor=cursor,
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
) -> go.Figure:
    """All units over all steps, one row of the figure a scenario, on one locked colour range.

    States and the candidate diverge from zero, symmetric; gates run from 0 to 1.

    Parameters
    ----------
    order : sequence of int, optional
        Units from top to bottom; as stored by default. The figure's ``meta`` keeps it.
    """
    arrays = _arrays(traces, layer, signal, sample)
    first = 0 if signal in _STATES else 1
    low, high, scale = _color_range(signal, arrays, dark)
    return stacked_heatmaps(
        arrays,
        styles,
        first=first,
        value=signal,
        colors=(low, high, scale),
        order=order,
        title=f"{_title(signal)}, all units",
        masked=lambda figure: _shade_masked(figure, traces, layer, sample, dark),
        identity=f"{layer}-{signal}-heatmap",
        dark=dark,
        cursor=cursor,
    )


def _shade_masked(
    figure: go.Figure, traces: Mapping[str, Trace], layer: str, sample: int, dark: bool
) -> str:
    """Shade the steps that the layer skips; returns the words for the title."""
    mask = next(iter(traces.values()))[layer].mask
    if mask is None or mask[sample].all():
        return ""
    edges = np.flatnonzero(np.diff(np.concatenate([[True], mask[sample], [True]]).astype(int)))
    for start, end in list(zip(edges[::2], edges[1::2], strict=True))[:_MOST_SHADES]:
        figure.add_vrect(
            x0=start + 0.5,
            x1=end + 0.5,
            fillcolor=ink(dark),
            opacity=0.18,
            line_width=0,
            layer="above",
        )
    return ", masked steps shaded"


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


def _title(signal: str) -> str:
    return SIGNAL_TITLES.get(signal, f"Signal {signal}")


def _units_in_words(units: Sequence[int]) -> str:
    if len(units) == 1:
        return f"unit {units[0]}"
    if len(units) > 8:
        return f"{len(units)} units"
    return "units " + ", ".join(str(unit) for unit in units)
