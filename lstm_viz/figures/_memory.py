"""Picture of what each row of a batch remembers, call after call."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final

import plotly.graph_objects as go

from lstm_viz._language import Translate, english
from lstm_viz.figures._style import FONT_SIZE, SCENARIO_COLORS, ink, template
from lstm_viz.keras_code.statefulness import Simulation, in_words

_WIDTH: Final = 0.92
# Of the room for a block, so that neighbours are told apart.
_BLOCK: Final = 0.95
_LEFT: Final = 62
# Colours that are dark enough for white letters.
_WHITE_ON: Final = ("#0072B2",)


def memory_figure(
    simulation: Simulation,
    *,
    marked: tuple[int, int] | None = None,
    dark: bool = False,
    t: Translate = english,
) -> go.Figure:
    """Memory of every row after every call as blocks, one for each part it has read.

    Parameters
    ----------
    simulation : Simulation
    marked : tuple of (call, row), optional
        A cell to draw a frame around, from 0.
    dark : bool, optional

    Returns
    -------
    plotly.graph_objects.Figure
        One bar trace a sequence, its blocks named as parts are ("B2"); what the last call read is
        outlined, and a dashed line stands where states were reset.
    """
    setting = simulation.setting
    block = _WIDTH / setting.calls
    blocks: dict[int, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for call, memories in enumerate(simulation.memories):
        for row, memory in enumerate(memories):
            for place, part in enumerate(memory):
                one = blocks[part.row]
                one["base"].append(call + 1 - _WIDTH / 2 + place * block)
                one["y"].append(row)
                one["text"].append(part.name)
                one["outline"].append(2.5 if place == len(memory) - 1 else 0)
                one["hover"].append(
                    t("row {row} after call {call}", row=row, call=call + 1)
                    + "<br>"
                    + t("remembers {memory}", memory=in_words(memory))
                )
    figure = go.Figure()
    _room_for_memory(figure, setting.rows, setting.calls, dark)
    for sequence in sorted(blocks):
        one = blocks[sequence]
        color = SCENARIO_COLORS[sequence % len(SCENARIO_COLORS)]
        figure.add_bar(
            orientation="h",
            base=one["base"],
            x=[_BLOCK * block] * len(one["y"]),
            y=one["y"],
            width=0.62,
            name=t("sequence {sequence}", sequence=chr(ord("A") + sequence)),
            text=one["text"],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={
                "color": "#ffffff" if color in _WHITE_ON else "#111111",
                "size": FONT_SIZE + 1,
            },
            marker={
                "color": color,
                "line": {"color": ink(dark), "width": one["outline"]},
            },
            customdata=one["hover"],
            hovertemplate="%{customdata}<extra></extra>",
        )
    for reset in setting.resets:
        figure.add_vline(
            x=reset + 0.5,
            line={"color": ink(dark), "width": 2, "dash": "dash"},
            annotation={
                "text": t("reset"),
                "y": 0,
                "yanchor": "top",
                "xanchor": "center",
                "font": {"size": FONT_SIZE, "color": ink(dark)},
            },
        )
    if marked is not None:
        call, row = marked
        figure.add_shape(
            type="rect",
            x0=call + 1 - _WIDTH / 2 - 0.03,
            x1=call + 1 + _WIDTH / 2 + 0.03,
            y0=row - 0.42,
            y1=row + 0.42,
            line={"color": ink(dark), "width": 2.5, "dash": "dot"},
        )
    _layout(figure, setting.rows, setting.calls, dark, t)
    return figure


def _room_for_memory(figure: go.Figure, rows: int, calls: int, dark: bool) -> None:
    """A pale track in each cell, so that an empty memory is seen to be empty."""
    figure.add_bar(
        orientation="h",
        base=[call + 1 - _WIDTH / 2 for call in range(calls) for _ in range(rows)],
        x=[_WIDTH] * (calls * rows),
        y=[row for _ in range(calls) for row in range(rows)],
        width=0.62,
        name="",
        showlegend=False,
        hoverinfo="skip",
        marker={"color": "rgba(250,250,250,0.07)" if dark else "rgba(38,39,48,0.06)"},
    )


def _layout(figure: go.Figure, rows: int, calls: int, dark: bool, t: Translate) -> None:
    figure.update_layout(
        template=template(dark),
        barmode="overlay",
        height=74 + 62 * rows,
        margin={"l": _LEFT, "r": 8, "t": 30, "b": 44},
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 0, "yanchor": "bottom", "yref": "container"},
        xaxis={
            "side": "top",
            "range": [0.5, calls + 0.5],
            "tickvals": list(range(1, calls + 1)),
            "ticktext": [t("after call {call}", call=call) for call in range(1, calls + 1)],
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
        yaxis={
            "range": [rows - 0.5, -0.5],
            "tickvals": list(range(rows)),
            "ticktext": [t("row {row}", row=row) for row in range(rows)],
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
    )
