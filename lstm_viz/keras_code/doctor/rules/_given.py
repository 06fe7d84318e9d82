"""Values of code as states that are passed."""

from __future__ import annotations

from typing import Any

from lstm_viz.keras_code.doctor.reading import Bare, Given, Passed
from lstm_viz.keras_code.doctor.reading import _values as v
from lstm_viz.keras_code.doctor.reading._arrays import state_tensor
from lstm_viz.keras_code.doctor.reading._parts import StateOf, StatesOf


def as_passed(value: Any, node: Any) -> Given | None:
    """Return the states as they are passed; None if that cannot be told."""
    if isinstance(value, v.Record):
        return Bare(state=Passed(form="dict"))
    if isinstance(value, (StatesOf, StateOf)) or not isinstance(value, v.Items):
        state = None if isinstance(value, (StatesOf, StateOf)) else one_state(value, _name(node))
        return None if state is None or state.form == "unknown" else Bare(state=state)
    if value.open:
        return None
    entries: list[Any] = []
    nodes = getattr(node, "elts", None) or [None] * len(value.values)
    if len(nodes) != len(value.values):
        nodes = [None] * len(value.values)
    for one, inner in zip(value.values, nodes, strict=True):
        if isinstance(one, v.Items) and not _is_numbers(one):
            nested = as_passed(one, inner)
            if nested is None or isinstance(nested, Bare):
                return None
            entries.append(nested)
        else:
            entries.append(one_state(one, _name(inner)) or Passed(form="unknown"))
    return entries


def _is_numbers(value: v.Items) -> bool:
    flat = value.values[:50]
    return bool(flat) and not value.open and all(
        (isinstance(one, v.Const) and isinstance(one.value, (int, float)))
        or (isinstance(one, v.Items) and _is_numbers(one))
        for one in flat
    )


def one_state(value: Any, name: str) -> Passed | None:
    """Return what is known of one state."""
    if isinstance(value, v.Tensor):
        return value.named(name)
    if isinstance(value, StateOf):
        return state_tensor(value.layer, value.index).named(name)
    if isinstance(value, v.Const):
        return Passed(name=name, form="none" if value.value is None else "unknown")
    if isinstance(value, v.Items) and _is_numbers(value):
        return Passed(name=name, form="list")
    label = value.label if isinstance(value, v.Unknown) else ""
    return Passed(name=name or label, role=v.role_of(name or label), form="unknown")


def _name(node: Any) -> str:
    return getattr(node, "id", "") or getattr(node, "attr", "")
