"""What a player needs that stands by itself: numbers of all units, and frames to draw them in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np

from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import MOST_UNITS
from lstm_viz.figures import (
    MOST_UNITS_IN_WORDS,
    line_width,
    unit_order,
    units_in_words,
)
from lstm_viz.player._board import board
from lstm_viz.player._message import Board, Message, message
from lstm_viz.player._on_show import OnShow
from lstm_viz.player._pictures import signal_pictures
from lstm_viz.player._units import PRESETS, SENTENCES, preset
from lstm_viz.tracing import Trace

# 32 MB in the document before it is compressed.
MOST_NUMBERS: Final = 8_000_000


def standing_alone(
    shown: OnShow, traces: Mapping[str, Trace], *, edits: int = 0
) -> tuple[Message, Message]:
    """Write what a player shows, for the light and the dark page.

    Both boards have the input, the outputs, and for each signal a heatmap in the stored order and
    lines of a pattern: one unit that has the focus and one that has not. ``all`` holds the numbers
    of all units, from which the browser makes pictures of any of them.

    Parameters
    ----------
    shown : OnShow
        What it shows first; ``dark`` does not count.
    traces : mapping of scenario id to Trace
    edits : int
        Number of the last edit of the bars that it has.

    Returns
    -------
    tuple of two Message
        The second leaves out what the first has.

    Raises
    ------
    LstmVizError
        When the layer's signals have more than 8 million numbers.
    """
    spec, sample = shown.spec, shown.view.sample
    count = sum(trace[spec.name].signal(s)[sample].size for trace in traces.values()
                for s in spec.signals)
    if count > MOST_NUMBERS:
        raise LstmVizError(
            "Layer '{layer}' has {count:.0f} million numbers in these runs, a player that stands "
            "by itself carries at most {most} million: cut the sequence or the scenarios.",
            layer=spec.name,
            count=count / 1000000.0,
            most=MOST_NUMBERS // 10 ** 6,
        )
    numbers = _all(shown, traces)
    light = message(_board(replace(shown, dark=False), traces, numbers), edits=edits)
    dark = _board(replace(shown, dark=True), traces, numbers)
    return light, message(dark, known=light.digests, edits=edits)


def _pattern(shown: OnShow) -> tuple[int, ...]:
    return tuple(range(min(2, shown.spec.units)))


def _board(shown: OnShow, traces: Mapping[str, Trace], numbers: Mapping[str, Any]) -> Board:
    view = replace(shown.view, order="stored", gates=True, unit=0, units=None)
    lines = replace(shown, view=replace(view, pictures="lines"), units=_pattern(shown))
    heat = replace(shown, view=replace(view, pictures="heatmap"))
    made = board(lines, traces)
    return Board(
        [
            *made.pictures,
            *signal_pictures(heat, traces, shown.spec.states, area="states"),
            *signal_pictures(heat, traces, shown.gates, area="gates"),
        ],
        {**made.rest, "all": numbers},
        made.words,
    )


def _all(shown: OnShow, traces: Mapping[str, Trace]) -> dict[str, Any]:
    spec, view, t = shown.spec, shown.view, shown.t
    first = next(iter(traces.values()))[spec.name]
    return {
        "signals": {
            key: {
                signal: np.ascontiguousarray(trace[spec.name].signal(signal)[view.sample].T)
                for signal in spec.signals
            }
            for key, trace in traces.items()
        },
        "states": list(spec.states),
        "units": spec.units,
        "most": MOST_UNITS,
        "pattern": list(_pattern(shown)),
        "title": {
            "pattern": units_in_words(_pattern(shown), t),
            "one": t("unit {unit}"),
            "several": t("units {units}"),
            "many": t("{count} units"),
            "most": MOST_UNITS_IN_WORDS,
        },
        "thin": {s: line_width(first.signal(s).shape[1]) for s in spec.signals},
        "orders": {
            name: unit_order(name, first.h[view.sample]) for name in ("similar", "final")
        },
        "presets": {name: _preset(name, shown, traces) for name in PRESETS},
        "sentences": {name: t.known(text) for name, text in SENTENCES.items()},
        "first": {
            "units": list(shown.units),
            "unit": view.unit if view.unit in shown.units else shown.units[0],
            "pictures": "heatmap" if view.pictures == "heatmap" else "lines",
            "order": view.order,
            "gates": view.gates,
        },
    }


def _preset(name: str, shown: OnShow, traces: Mapping[str, Trace]) -> list[int] | str:
    """Units of a preset, or the sentence that says why there are none."""
    try:
        return list(preset(name, traces, shown.spec, sample=shown.view.sample))
    except LstmVizError as error:
        return shown.t.told(error)
