"""An intervention in words for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lstm_viz.interventions._kinds import Add, Clamp, Intervention, Lesion, Scale, Set, Splice
from lstm_viz.models._spec import SIGNAL_NAMES

_STATES = ("h", "c")


def in_words(one: Intervention, *, names: Mapping[str, str] | None = None) -> str:
    """Say what an intervention does: "set cell state c of unit 3 to 1 after step 12".

    Parameters
    ----------
    one : Intervention
    names : mapping of str to str, optional
        Names of the scenarios that splices take states from, by what the splices call them.
    """
    where = _units(one.unit)
    if isinstance(one, Splice):
        what = " and ".join(one.signals) if one.signals else "the state"
        source = "another run"
        if isinstance(one.source, str):
            source = (names or {}).get(one.source, one.source)
        return f"put {what} of {source} in place{where} {_when(one)}"
    signal = SIGNAL_NAMES[one.signal] + where  # type: ignore[attr-defined]
    if isinstance(one, Set):
        said = f"set {signal} to {_number(one.value)} {_when(one)}"
    elif isinstance(one, Clamp):
        said = f"hold {signal} at {_number(one.value)} {_when(one)}"
    elif isinstance(one, Lesion):
        goal = "zero" if one.to == "zero" else "its mean"
        said = f"hold {signal} at {goal} {_when(one)}"
    elif isinstance(one, Scale):
        said = f"multiply {signal} by {_number(one.by)} {_when(one)}"
    elif isinstance(one, Add):
        said = f"add {_number(one.values)} to {signal} {_when(one)}"
    else:
        raise TypeError(f"unknown intervention {type(one).__name__}")
    return said + (", h following" if getattr(one, "with_h", False) else "")


def _units(unit: Any) -> str:
    if unit is None:
        return ""
    if not isinstance(unit, tuple):
        return f" of unit {unit}"
    if len(unit) > 4:
        return f" of {len(unit)} units"
    return f" of units {', '.join(map(str, unit[:-1]))} and {unit[-1]}"


def _number(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else "given values"


def _when(one: Any) -> str:
    if isinstance(one, (Clamp, Lesion)):
        if one.steps is None:
            return "at every step"
        first, last = one.steps
        return f"at step {first}" if first == last else f"from step {first} to {last}"
    if one.at == 0:
        return "before the first step"
    gate = getattr(one, "signal", "h") not in _STATES
    return f"in step {one.at}" if gate else f"after step {one.at}"
