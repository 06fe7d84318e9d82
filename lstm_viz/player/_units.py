"""Which units get lines, and in which order the heatmap has them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np

from lstm_viz._language import N_, half_width
from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import MOST_UNITS
from lstm_viz.models import LayerSpec
from lstm_viz.tracing import Trace

SENTENCES: Final = {
    "no_number": N_("“{part}” is no unit: write numbers and ranges, as in 0-3, 7."),
    "no_such_unit": N_("This layer has units 0 to {last}, so no unit {unit}."),
    "none": N_("No unit is chosen: write numbers and ranges, as in 0-3, 7."),
    "too_many": N_("At most {most} units are drawn as lines, not {count}."),
}
PRESETS: Final = ("different", "variable", "saturated")
_CHOICE: Final = 3
_GATES: Final = ("i", "f", "o", "z", "r")
_PART: Final = re.compile(r"(\d+)(?:-(\d+))?")
_MOST_DIGITS: Final = 9


def read_units(text: str, units: int) -> tuple[int, ...]:
    """Read unit numbers and ranges, as in ``0-3, 7``; a range may run backwards.

    Raises
    ------
    LstmVizError
        When a part is neither, a unit is outside the layer, or there are more than 64.
    """
    chosen: set[int] = set()
    joined = re.sub(r"(?<=\d)\s*-\s*(?=\d)", "-", half_width(text))
    for part in filter(None, re.split(r"[,;\s]+", joined)):
        found = _PART.fullmatch(part)
        if not found:
            raise LstmVizError(SENTENCES["no_number"], part=part[:20])
        ends = [found[1], found[2] or found[1]]
        # Python limits how many digits a number may be read from.
        far = next((end for end in ends if len(end) > _MOST_DIGITS), None)
        first, last = sorted(map(int, ends)) if far is None else (units, units)
        if last >= units:
            shown = f"{far[:12]}…" if far else last
            raise LstmVizError(SENTENCES["no_such_unit"], last=units - 1, unit=shown)
        chosen.update(range(first, last + 1))
    if not chosen:
        raise LstmVizError(SENTENCES["none"])
    if len(chosen) > MOST_UNITS:
        raise LstmVizError(SENTENCES["too_many"], most=MOST_UNITS, count=len(chosen))
    return tuple(sorted(chosen))


def write_units(units: Iterable[int]) -> str:
    """Unit numbers as text that `read_units` reads; runs of three or more become ranges."""
    ordered = sorted(units)
    parts, start = [], 0
    for place in range(1, len(ordered) + 1):
        if place < len(ordered) and ordered[place] == ordered[place - 1] + 1:
            continue
        run = ordered[start:place]
        parts += [f"{run[0]}-{run[-1]}"] if len(run) > 2 else [str(unit) for unit in run]
        start = place
    return ", ".join(parts)


def preset(
    name: str, traces: Mapping[str, Trace], spec: LayerSpec, *, sample: int
) -> tuple[int, ...]:
    """Three units that answer a question about the traces.

    Parameters
    ----------
    name : {"different", "variable", "saturated"}
        Mean range of h over the scenarios; standard deviation of h over time; share of gate values
        below 0.1 or above 0.9.

    Raises
    ------
    LstmVizError
        For another name, or saturated gates of a layer without gates.
    """
    layers = [trace[spec.name] for trace in traces.values()]
    h = np.stack([layer.h[sample] for layer in layers])
    if name == "different":
        score = np.ptp(h, axis=0).mean(axis=0) if len(h) > 1 else np.ptp(h[0], axis=0)
    elif name == "variable":
        score = h.std(axis=1).mean(axis=0)
    elif name == "saturated":
        gates = [signal for signal in _GATES if signal in spec.signals]
        if not gates:
            raise LstmVizError("Layer '{layer}' has no gates.", layer=spec.name)
        values = np.stack([layer.signal(gate)[sample] for layer in layers for gate in gates])
        score = ((values < 0.1) | (values > 0.9)).mean(axis=(0, 1))
    else:
        raise LstmVizError("There is no choice of units '{name}'.", name=name[:20])
    best = np.argsort(-np.nan_to_num(score), kind="stable")[:_CHOICE]
    return tuple(sorted(int(unit) for unit in best))
