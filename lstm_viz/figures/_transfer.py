"""Pictures of the transfer lab: what is handed on, and what training from it gave."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from lstm_viz._language import Translate, english
from lstm_viz.figures._style import FONT_SIZE, SCENARIO_COLORS, SYMBOLS, ink, template
from lstm_viz.keras_code.transfer import StartResults
from lstm_viz.models import SIGNAL_NAMES


def handover_figure(
    states: Mapping[str, np.ndarray], *, dark: bool = False, t: Translate = english
) -> go.Figure:
    """States that are handed on, a bar for each unit.

    Parameters
    ----------
    states : mapping of signal to ndarray of shape (units,)
    dark : bool, optional
    """
    figure = make_subplots(rows=len(states), cols=1, shared_xaxes=True, vertical_spacing=0.16)
    for row, (signal, values) in enumerate(states.items(), start=1):
        figure.add_bar(
            x=np.arange(len(values)),
            y=values,
            name=signal,
            marker={"color": SCENARIO_COLORS[0]},
            hovertemplate=t("unit {unit}", unit="%{x}")
            + f": {signal} = %{{y:.4f}}<extra></extra>",
            row=row,
            col=1,
        )
        figure.update_yaxes(
            title={"text": signal, "standoff": 2}, nticks=4, fixedrange=True, row=row, col=1
        )
    names = t(" and ").join(t.known(SIGNAL_NAMES[signal]) for signal in states)
    figure.update_xaxes(fixedrange=True, showgrid=False, tickformat="d")
    figure.update_xaxes(title={"text": t("unit"), "standoff": 2}, row=len(states), col=1)
    figure.update_layout(
        template=template(dark),
        title=_title(t("Handed on: {names}", names=names)),
        height=64 + 76 * len(states),
        margin={"l": 56, "r": 8, "t": 30, "b": 38},
        showlegend=False,
        bargap=0.15,
    )
    return figure


def start_results_figure(
    results: StartResults, *, dark: bool = False, t: Translate = english
) -> go.Figure:
    """Accuracy from each kind of start: a point for each seed, the mean and its spread.

    Parameters
    ----------
    results : StartResults
    dark : bool, optional
    """
    figure = go.Figure()
    for place, (way, values) in enumerate(results.accuracy.items()):
        color = SCENARIO_COLORS[place % len(SCENARIO_COLORS)]
        name = t.known(way)
        spread = np.linspace(-0.22, 0.22, len(values))
        figure.add_scatter(
            x=place + spread,
            y=values,
            name=name,
            mode="markers",
            marker={"color": color, "size": 8, "symbol": SYMBOLS[place % len(SYMBOLS)]},
            customdata=np.arange(len(values)),
            hovertemplate=t("{way}, seed {seed}", way=name, seed="%{customdata}")
            + ": %{y:.4f}<extra></extra>",
        )
        figure.add_scatter(
            x=[place + 0.36],
            y=[results.mean(way)],
            name=t("{way}, mean", way=name),
            mode="markers",
            marker={"color": ink(dark), "size": 9, "symbol": "line-ew-open", "line": {"width": 3}},
            error_y={
                "type": "data",
                "array": [results.spread(way)],
                "color": ink(dark),
                "thickness": 2,
                "width": 5,
            },
            hovertemplate=(
                t(
                    "{way}: mean {mean}, standard deviation {spread:.3f}",
                    way=name,
                    mean="%{y:.3f}",
                    spread=results.spread(way),
                )
                + "<extra></extra>"
            ),
        )
    figure.add_hline(
        y=results.chance,
        line={"color": ink(dark), "width": 1.5, "dash": "dot"},
        annotation={
            "text": t("guessing"),
            "font": {"size": FONT_SIZE, "color": ink(dark)},
            "xanchor": "left",
            "x": 0,
            "yanchor": "bottom",
        },
    )
    low = min(results.chance, *(min(values) for values in results.accuracy.values()))
    figure.update_layout(
        template=template(dark),
        title=_title(
            t(
                "Accuracy on {test} test waves, {seeds} seeds a start",
                test=results.test,
                seeds=results.seeds,
            )
        ),
        height=330,
        margin={"l": 56, "r": 8, "t": 34, "b": 30},
        showlegend=False,
        xaxis={
            "tickvals": list(range(len(results.accuracy))),
            "ticktext": [t.known(way) for way in results.accuracy],
            "range": [-0.5, len(results.accuracy) - 0.4],
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
        yaxis={"range": [low - 0.05, 1], "zeroline": False, "fixedrange": True},
    )
    return figure


def _title(text: str) -> dict[str, object]:
    return {
        "text": text,
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "y": 1,
        "yanchor": "top",
        "pad": {"t": 6, "l": 0},
        "font": {"size": FONT_SIZE + 1},
    }
