"""What can be done to an intervention in the lane."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from lstm_viz.interventions import Clamp, Intervention, Lesion, Set, in_words, last_step
from lstm_viz.ui import visit
from lstm_viz.ui.components.lane import LaneEdit, Mark
from lstm_viz.ui.explore.interventions._place import Place, select, selected
from lstm_viz.ui.visit import t


def marks(place: Place) -> list[Mark]:
    """The interventions of all scenarios as marks; those of other layers name their layer."""
    found = []
    several = len(place.opened.model.layers) > 1
    for key, ones in visit.experiment().interventions().items():
        for number, one in enumerate(ones):
            words = in_words(one, names=place.names, t=t)
            if several:
                words = t("{words}, layer {layer}", words=words, layer=one.layer)
            first, last, everywhere = extent(one, place.steps)
            after = t("after step {step}, the last one here", step=place.steps)
            beyond = (last_step(one) or 0) > place.steps
            found.append(
                Mark(
                    scenario=key,
                    number=number,
                    kind=one.kind,
                    words=words,
                    first=first,
                    last=last,
                    everywhere=everywhere,
                    on=one.on,
                    note=after if beyond else "",
                )
            )
    return found


def extent(one: Intervention, steps: int) -> tuple[int, int, bool]:
    """First and last step, and whether those are all of them."""
    if isinstance(one, (Clamp, Lesion)):
        return (*(one.steps or (1, steps)), one.steps is None)
    at = one.at  # type: ignore[attr-defined]
    return at, at, False


def moved(one: Intervention, by: int) -> Intervention:
    """The same intervention, so many steps later."""
    if isinstance(one, (Clamp, Lesion)):
        if one.steps is None:
            return one
        first, last = one.steps
        return replace(one, steps=(first + by, last + by))
    return replace(one, at=one.at + by)  # type: ignore[call-arg, attr-defined]


def apply(place: Place, edit: LaneEdit) -> None:
    """Do what the visitor did to a mark."""
    ones = list(visit.experiment().interventions()[edit.scenario])
    one: Any = ones[edit.number]
    chosen = (edit.scenario, edit.number)
    if edit.action == "select":
        select(None if selected() == chosen else chosen)
        return
    if edit.action == "move":
        ones[edit.number] = moved(one, edit.by)
    elif edit.action == "toggle":
        ones[edit.number] = replace(one, on=not one.on)
    elif edit.action == "copy":
        ones.append(one)
        chosen = (edit.scenario, len(ones) - 1)
    else:
        del ones[edit.number]
        if selected() is not None and selected()[0] == edit.scenario:  # type: ignore[index]
            select(None)
    group = ("lane", *chosen) if edit.action == "move" else None
    if place.put(edit.scenario, ones, group=group) and edit.action == "copy":
        select(chosen)


def with_values(
    ones: tuple[Intervention, ...], layer: str, at: int, changes: dict[str, dict[int, float]]
) -> tuple[Intervention, ...]:
    """Set units in row ``at``: a setting of that row that is there already takes them in."""
    found = list(ones)
    for signal, units in changes.items():
        place = next(
            (
                number
                for number, one in enumerate(found)
                if isinstance(one, Set)
                and (one.layer, one.signal, one.at) == (layer, signal, at)
                and one.on
                and not one.with_h
                and one.unit is not None
                and not _by_sample(one.value)
            ),
            None,
        )
        values: dict[int, float] = {}
        if place is not None:
            values = _values(found[place])  # type: ignore[arg-type]
        values |= units
        ordered = dict(sorted(values.items()))
        made = Set(layer, signal, at=at, unit=tuple(ordered), value=tuple(ordered.values()))
        if place is not None:
            del found[place]
        # What was set last acts last.
        found.append(made)
    return tuple(found)


def _values(one: Set) -> dict[int, float]:
    units = one.unit if isinstance(one.unit, tuple) else (one.unit,)
    value = one.value if isinstance(one.value, tuple) else (one.value,) * len(units)
    return dict(zip(units, value, strict=True))  # type: ignore[arg-type]


def _by_sample(value: Any) -> bool:
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], tuple)
