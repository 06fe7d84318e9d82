"""Bars of h0 and c0: what their JavaScript is sent, and what it sends."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from lstm_viz._language import N_, Translate, english
from lstm_viz.errors import LstmVizError
from lstm_viz.models import LayerSpec
from lstm_viz.player._payload import pack

COMMANDS: Final = ("undo", "redo")


@dataclass(frozen=True)
class Edit:
    """What the visitor did.

    Parameters
    ----------
    seq : int
        Number of the message; echoed, so that the browser knows what has arrived.
    group : int
        Edits of one drag have the same group: one step for undo.
    changes : dict of str to dict of int to float
        New values by signal and unit.
    command : str or None
        "undo" or "redo".
    """

    seq: int
    group: int
    changes: dict[str, dict[int, float]]
    command: str | None


def bars_data(
    *,
    place: tuple[str, ...],
    values: Mapping[str, np.ndarray],
    color: str,
    undo: str,
    redo: str,
    seq: int,
    at: int = 0,
    label: str = "",
    others: Mapping[tuple[str, str], Mapping[str, np.ndarray]] | None = None,
    roll: Mapping[str, np.ndarray] | None = None,
    t: Translate = english,
) -> dict[str, Any]:
    """What the bars are sent.

    Parameters
    ----------
    place : tuple of str
        Model, layer and scenario: with another one, the bars start anew.
    values : mapping of str to ndarray of shape ``(units,)``
        Initial values by signal.
    color : str
        Of the scenario.
    undo, redo : str
        What there is to undo or redo, in words; empty when there is nothing.
    seq : int
        The last message that was applied.
    at : int
        Step after which the state is; 0 is the initial state.
    label : str
        What the bars are, for those who do not see them; an initial state by default.
    others : mapping of (id, name) to values by signal, optional
        Scenarios towards which the state may move.
    roll : mapping of str to ndarray of shape ``(units,)``, optional
        What the next draw of random numbers gives, by signal, so that it is shown at once.
    t : Translate
    """
    return {
        "label": label or t("Initial state, one bar per unit"),
        "words": _words(t),
        "at": str(at),
        "place": list(place),
        "rows": [{"signal": name, "values": pack(array)} for name, array in values.items()],
        "others": [
            {"id": key, "name": name, "values": {s: pack(array) for s, array in state.items()}}
            for (key, name), state in (others or {}).items()
        ],
        "roll": {name: pack(array) for name, array in (roll or {}).items()},
        "color": color,
        "undo": undo,
        "redo": redo,
        "seq": seq,
    }


def _words(t: Translate) -> dict[str, str]:
    """The words of the bars by key; the browser fills their places."""
    return {
        "undo": t("Undo"),
        "redo": t("Redo"),
        "button": t("{name}: {what}, {keys}"),
        "waits": t("The pictures follow when you let go. {reason}"),
        "slider": t(
            "{name}: left and right choose the unit, up and down change it, Enter types, Delete "
            "is zero"
        ),
        "value": t("unit {unit}: {name} = {value}"),
        "field": t("unit {unit}: {name}"),
        "unit_of": t("Unit of {name}"),
        "value_of": t("Value of {name} in unit {unit}"),
        "animate": t("Animate"),
        "what_moves": t("What moves"),
        "moving_unit": t("Unit that moves"),
        "from": t("From"),
        "to": t("To"),
        "position": t("Position"),
        "play": t("Play"),
        "pause": t("Pause"),
        "trail": t("trail of the last states"),
        "one_unit": t("one unit of {signal}0"),
        "towards": t("the state, towards {name}"),
        "scaled": t("the state, scaled"),
        "from_below_to": t("“From” is a number below “To”."),
        "times": t("{factor} times the state"),
        "way": t("{share} % of the way to {name}"),
        "no_number": t("“{text}” is not a number: {value} is kept."),
    }


def read_edit(sent: Any, spec: LayerSpec) -> Edit:
    """Check what a browser sent.

    Raises
    ------
    LstmVizError
        When it is not well formed, or names a unit or signal that the layer does not have.
    """
    numbers = ("seq", "group")
    if not isinstance(sent, dict) or not all(isinstance(sent.get(k), int) for k in numbers):
        raise LstmVizError(N_("The edit did not arrive whole: try again."))
    command, raw = sent.get("command"), sent.get("changes") or {}
    if command not in (None, *COMMANDS) or not isinstance(raw, dict):
        raise LstmVizError(N_("The edit did not arrive whole: try again."))
    changes: dict[str, dict[int, float]] = {}
    for signal, units in raw.items():
        if signal not in spec.states or not isinstance(units, dict):
            raise LstmVizError(
                N_("Layer '{layer}' has no state '{state}'."),
                layer=spec.name,
                state=str(signal)[:10],
            )
        for unit, value in units.items():
            number = float(value) if isinstance(value, (int, float)) else math.nan
            if not str(unit).isdecimal() or int(unit) >= spec.units or not math.isfinite(number):
                raise LstmVizError(
                    N_("Unit {unit} cannot be set to {value}."),
                    unit=str(unit)[:10],
                    value=str(value)[:20],
                )
            changes.setdefault(signal, {})[int(unit)] = number
    return Edit(sent["seq"], sent["group"], changes, command)
