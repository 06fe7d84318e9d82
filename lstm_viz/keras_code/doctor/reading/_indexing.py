"""What stands between brackets: parts of lists, dictionaries, arrays, states and layers."""

from __future__ import annotations

from typing import Any

from lstm_viz.keras_code.doctor.reading import _models as models
from lstm_viz.keras_code.doctor.reading import _values as v
from lstm_viz.keras_code.doctor.reading._arrays import int_of
from lstm_viz.keras_code.doctor.reading._builtins import each
from lstm_viz.keras_code.doctor.reading._parts import LayersOf, StatesOf
from lstm_viz.keras_code.doctor.reading._results import mixed
from lstm_viz.keras_code.doctor.reading._world import World


def subscript(world: World, owner: Any, key: Any, node: Any) -> Any:
    """Return ``owner[key]``."""
    if isinstance(owner, StatesOf):
        if isinstance(key, v.Slice):
            inner = each(owner)
            return v.items(inner) if inner and key.ends[0] == v.Const(None) else v.UNKNOWN
        return models.state_at(world, owner, key, node)
    if isinstance(owner, LayersOf):
        if isinstance(key, v.Slice):
            inner = each(owner) if owner.model.ordered else None
            return v.UNKNOWN if inner is None else _item(world, v.items(inner), key, node)
        return models.layer_at(world, owner.model, key, node)
    if isinstance(owner, v.Items):
        return _item(world, owner, key, node)
    if isinstance(owner, v.Tensor):
        return _part(owner, key)
    if isinstance(owner, v.Record) and isinstance(key, v.Const):
        return owner.entries.get(key.value, v.UNKNOWN) if not owner.open else v.UNKNOWN
    return owner.item if isinstance(owner, v.Many) and int_of(key) is not None else v.UNKNOWN


def _item(world: World, owner: Any, key: Any, node: Any) -> Any:
    values = v.closed(owner)
    if values is None:
        return v.UNKNOWN
    if isinstance(key, v.Slice):
        ends = _ends(key)
        if ends is None:
            return v.UNKNOWN
        return v.items(values[slice(*ends)], birth=world.uncertain, origin=owner.origin)
    place = int_of(key)
    if place is None:
        return v.UNKNOWN
    if -len(values) <= place < len(values):
        return values[place]
    if owner.origin is not None:
        world.tell("item", node, owner, value=place)
    return v.UNKNOWN


def _ends(key: v.Slice) -> list[int | None] | None:
    ends: list[int | None] = []
    for told in key.ends:
        number = int_of(told)
        # A reader of sizes knows no number below -1.
        if isinstance(told, v.Const) and isinstance(told.value, int) and abs(told.value) < 10**6:
            number = int(told.value)
        if number is None and told != v.Const(None) or number == 0 and len(ends) == 2:
            return None
        ends.append(number)
    return ends


def _part(owner: v.Tensor, key: Any) -> v.Tensor:
    shape, keys = _sliced(owner.shape, key)
    part = mixed(owner, shape=shape).changed(
        role=owner.role, dtype=owner.dtype, largest=owner.largest, nan=owner.nan,
        label=owner.label, dynamic=owner.dynamic and owner.form == "symbolic",
    )
    return part if keys is None else part.changed(content=(owner.content, keys))


def _sliced(shape: Any, key: Any) -> tuple[Any, Any]:
    """Shape of a part of an array, and what tells it from other parts."""
    left, made, keys, told = list(shape or ()), [], [], shape is not None
    for part in key.values if isinstance(key, v.Items) else [key]:
        if isinstance(part, v.Slice):
            ends = _ends(part)
            keys.append(None if ends is None else ("slice", *ends))
            size = left.pop(0) if left else None
            if ends is None or size is None:
                made.append(size if ends == [None] * 3 else None)
            else:
                made.append(len(range(size)[slice(*ends)]))
            continue
        keys.append(v.content_of(part))
        if part == v.Const(None):
            made.append(1)
        elif isinstance(part, v.Const) and isinstance(part.value, int) and left:
            left.pop(0)
        else:
            told = False
    return (*made, *left) if told else None, None if None in keys else tuple(keys)
