"""An intervention in words for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lstm_viz._language import Translate, english
from lstm_viz.interventions._kinds import Add, Clamp, Intervention, Lesion, Scale, Set, Splice
from lstm_viz.models._spec import SIGNAL_NAMES

_STATES = ("h", "c")


def in_words(
    one: Intervention, *, names: Mapping[str, str] | None = None, t: Translate = english
) -> str:
    """Say what an intervention does: "set cell state c of unit 3 to 1 after step 12".

    Parameters
    ----------
    one : Intervention
    names : mapping of str to str, optional
        Names of the scenarios that splices take states from, by what the splices call them.
    t : Translate, optional
        English by default.
    """
    when = _when(one, t)
    if isinstance(one, Splice):
        what = t(" and ").join(one.signals) if one.signals else t("the state")
        source = t("another run")
        if isinstance(one.source, str):
            source = (names or {}).get(one.source, one.source)
        put = {"what": what, "source": source, "when": when}
        if one.unit is None:
            return t("put {what} of {source} in place {when}", **put)
        return t(
            "put {what} of {source} in place of {units} {when}", units=_units(one.unit, t), **put
        )
    said: dict[str, Any] = {"signal": _signal(one, t), "when": when}
    if isinstance(one, Set):
        words = t("set {signal} to {value} {when}", value=_number(one.value, t), **said)
    elif isinstance(one, Clamp):
        words = t("hold {signal} at {value} {when}", value=_number(one.value, t), **said)
    elif isinstance(one, Lesion):
        goal = t("zero") if one.to == "zero" else t("its mean")
        words = t("hold {signal} at {value} {when}", value=goal, **said)
    elif isinstance(one, Scale):
        words = t("multiply {signal} by {value} {when}", value=_number(one.by, t), **said)
    elif isinstance(one, Add):
        words = t("add {value} to {signal} {when}", value=_number(one.values, t), **said)
    else:
        raise TypeError(f"unknown intervention {type(one).__name__}")
    return t("{words}, h following", words=words) if getattr(one, "with_h", False) else words


def _signal(one: Any, t: Translate) -> str:
    name = t.known(SIGNAL_NAMES[one.signal])
    if one.unit is None:
        return name
    return t("{signal} of {units}", signal=name, units=_units(one.unit, t))


def _units(unit: Any, t: Translate) -> str:
    if not isinstance(unit, tuple):
        return t("unit {unit}", unit=unit)
    if len(unit) > 4:
        return t("{count} units", count=len(unit))
    return t("units {some} and {last}", some=", ".join(map(str, unit[:-1])), last=unit[-1])


def _number(value: Any, t: Translate) -> str:
    return f"{value:.4g}" if isinstance(value, float) else t("given values")


def _when(one: Any, t: Translate) -> str:
    if isinstance(one, (Clamp, Lesion)):
        if one.steps is None:
            return t("at every step")
        first, last = one.steps
        if first == last:
            return t("at step {step}", step=first)
        return t("from step {first} to {last}", first=first, last=last)
    if one.at == 0:
        return t("before the first step")
    gate = getattr(one, "signal", "h") not in _STATES
    return t("in step {step}", step=one.at) if gate else t("after step {step}", step=one.at)
