"""What a browser asks while a hand moves: read, and refused when it is not well formed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from lstm_viz.errors import LstmVizError
from lstm_viz.models import LayerSpec

_MOST_HEADER: Final = 4096
_NOT_WHOLE: Final = "The state did not arrive whole: try again."


@dataclass(frozen=True)
class Asked:
    """A state under the hand.

    Attributes
    ----------
    seq : int
        Number of the request; the answer carries it.
    scenario, layer : str
    units : dict of str to dict of int to float
        New values by signal and unit.
    """

    seq: int
    scenario: str
    layer: str
    units: dict[str, dict[int, float]]


def most_bytes(spec: LayerSpec) -> int:
    """The longest request about a layer."""
    return 4 + _MOST_HEADER + 8 * spec.units * len(spec.states)


def read_request(body: bytes, spec: LayerSpec, scenarios: frozenset[str]) -> Asked:
    """Read a request: length of the header as uint32, the header, units and values.

    The header is a JSON object of ``seq``, ``scenario``, ``layer`` and ``signals``, a list of pairs
    of a signal and the number of its units; for each follow the units as uint32 and their values as
    float32, little-endian.

    Raises
    ------
    LstmVizError
        When it is not well formed, or not about this layer and one of these scenarios.
    """
    size = int.from_bytes(body[:4], "little")
    if len(body) < 4 or size > min(_MOST_HEADER, len(body) - 4):
        raise LstmVizError(_NOT_WHOLE)
    try:
        header: Any = json.loads(body[4 : 4 + size])
    except ValueError as error:
        raise LstmVizError(_NOT_WHOLE) from error
    if not isinstance(header, dict) or not isinstance(header.get("seq"), int):
        raise LstmVizError(_NOT_WHOLE)
    if header.get("scenario") not in scenarios or header.get("layer") != spec.name:
        raise LstmVizError("This is about a layer or scenario that is no longer on show.")
    units: dict[str, dict[int, float]] = {}
    place = 4 + size
    for signal, count in _signals(header.get("signals"), spec):
        end = place + 8 * count
        if end > len(body):
            raise LstmVizError(_NOT_WHOLE)
        which = np.frombuffer(body, "<u4", count, place)
        values = np.frombuffer(body, "<f4", count, place + 4 * count)
        if count and int(which.max()) >= spec.units:
            raise LstmVizError(
                "Layer '{layer}' has units 0 to {units}, so no unit {unit}.",
                layer=spec.name,
                units=spec.units - 1,
                unit=which.max(),
            )
        if not np.isfinite(values).all():
            raise LstmVizError("A value of {signal}0 is not a finite number.", signal=signal)
        units[signal] = dict(zip(which.tolist(), values.tolist(), strict=True))
        place = end
    if place != len(body):
        raise LstmVizError(_NOT_WHOLE)
    return Asked(header["seq"], header["scenario"], header["layer"], units)


def _signals(given: Any, spec: LayerSpec) -> list[tuple[str, int]]:
    if not isinstance(given, list) or len(given) > len(spec.states):
        raise LstmVizError(_NOT_WHOLE)
    found: list[tuple[str, int]] = []
    for pair in given:
        if not isinstance(pair, list) or len(pair) != 2 or type(pair[1]) is not int:
            raise LstmVizError(_NOT_WHOLE)
        signal, count = pair
        if signal not in spec.states or signal in dict(found):
            raise LstmVizError(
                "Layer '{layer}' has no state '{signal}'.",
                layer=spec.name,
                signal=str(signal)[:10],
            )
        if not 0 <= count <= spec.units:
            raise LstmVizError(
                "Layer '{layer}' has {units} units, not {count}.",
                layer=spec.name,
                units=spec.units,
                count=count,
            )
        found.append((signal, count))
    return found
