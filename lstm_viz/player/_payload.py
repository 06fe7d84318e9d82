"""What the player is sent: pictures as frames and numbers, and the numbers of one unit."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from lstm_viz.experiment import Scenario
from lstm_viz.figures import Drawing
from lstm_viz.models import LayerSpec
from lstm_viz.tracing import Trace

# More answers than this are told by the picture alone.
_MOST_ANSWERS: Final = 400_000


@dataclass(frozen=True, kw_only=True)
class Picture:
    """One picture of the player.

    Parameters
    ----------
    key : str
        Stays the same when its data changes.
    area : {"sequence", "states", "gates"}
    alt : str
        What it shows, for those who do not see it.
    drawing : Drawing or None
    error : str or None
        The sentence that stands in its place.
    signal : str or None
        Signal of the layer, when it draws one.
    """

    key: str
    area: str
    alt: str
    drawing: Drawing | None = None
    error: str | None = None
    signal: str | None = None


def pack(values: np.ndarray) -> dict[str, str]:
    """An array as Plotly writes typed arrays: dtype, base64 bytes, and the shape of two axes."""
    small = np.ascontiguousarray(values, np.uint8 if values.dtype == bool else np.float32)
    packed = {
        "dtype": "u1" if small.dtype == np.uint8 else "f4",
        "bdata": base64.b64encode(small.tobytes()).decode("ascii"),
    }
    if small.ndim == 2:
        packed["shape"] = f"{small.shape[0]}, {small.shape[1]}"
    return packed


def unit_numbers(
    traces: Mapping[str, Trace],
    scenarios: Sequence[Scenario],
    spec: LayerSpec,
    *,
    unit: int,
    sample: int,
) -> dict[str, Any]:
    """All signals of one unit over time, in every scenario.

    States have T + 1 numbers, row 0 the initial state; gates have T.
    """
    mask = next(iter(traces.values()))[spec.name].mask
    return {
        "layer": spec.name,
        "kind": spec.kind,
        "unit": unit,
        "states": list(spec.states),
        "activation": spec.activation,
        "mask": None if mask is None else mask[sample].astype(bool),
        "scenarios": [
            {
                "id": scenario.id,
                "name": scenario.name,
                "color": scenario.color,
                "signals": {
                    signal: traces[scenario.id][spec.name].signal(signal)[sample, :, unit]
                    for signal in spec.signals
                },
            }
            for scenario in scenarios
        ],
    }


def output_numbers(
    traces: Mapping[str, Trace],
    scenarios: Sequence[Scenario],
    *,
    sample: int,
    names: Sequence[str],
    classes: bool,
) -> dict[str, Any] | None:
    """What the model answers at every step in every scenario, where it is one row of numbers."""
    first = next(iter(traces.values()))
    if len(first.all_outputs) != 1 or next(iter(first.all_outputs.values())).ndim != 3:
        return None
    outputs = {key: next(iter(trace.all_outputs.values()))[sample] for key, trace in traces.items()}
    if sum(values.size for values in outputs.values()) > _MOST_ANSWERS:
        return None
    return {
        "classes": classes,
        "names": list(names),
        "scenarios": [
            {"name": scenario.name, "values": outputs[scenario.id]} for scenario in scenarios
        ],
    }
