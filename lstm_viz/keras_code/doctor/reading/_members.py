"""Parts and methods of arrays, lists, dictionaries and texts."""

from __future__ import annotations

from typing import Any, Final

from lstm_viz.keras_code.doctor.reading import _models as models
from lstm_viz.keras_code.doctor.reading import _values as v
from lstm_viz.keras_code.doctor.reading._arrays import dtype_of, int_of, reshaped
from lstm_viz.keras_code.doctor.reading._builtins import each
from lstm_viz.keras_code.doctor.reading._parts import LayersOf, StateOf, StatesOf
from lstm_viz.keras_code.doctor.reading._results import mixed
from lstm_viz.keras_code.doctor.reading._world import World

_WORDS: Final = ("lower", "upper", "strip", "startswith", "endswith", "format", "replace")


def subscript(world: World, owner: Any, key: Any, node: Any) -> Any:
    """Return ``owner[key]``."""
    if isinstance(owner, StatesOf):
        if isinstance(key, v.Slice):
            inner = each(owner)
            return v.items(inner) if inner and key.ends[0] == v.Const(None) else v.UNKNOWN
        place = int_of(key)
        world.tell("item", node, owner, value=place)
        return v.UNKNOWN if owner.layer.cells is not None else StateOf(owner.layer, place)
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
        whole = isinstance(told, v.Const) and isinstance(told.value, int)
        number = int(told.value) if whole and abs(told.value) < 10**6 else None
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


def tensor_method(owner: v.Tensor, name: str, given: v.Arguments) -> Any:
    """Return what a method of an array gives."""
    args = given.args
    if name == "astype":
        kept = dtype_of(given.get(0, "dtype"))
        return owner.changed(dtype=kept, content=("astype", kept, owner.content))
    if name == "reshape":
        shape = args[0] if len(args) == 1 and isinstance(args[0], v.Items) else v.items(args)
        return reshaped(owner, shape)
    if name in ("copy", "numpy", "clip"):
        form = owner.form if owner.form in ("symbolic", "unknown") else "array"
        return owner.changed(form=form, content=object() if name == "clip" else owner.content)
    if name == "transpose" and not args:
        return owner.changed(shape=owner.shape[::-1] if owner.shape else None)
    if name == "tolist":
        return v.items((v.items((v.Const(0.0),)),))
    if name in ("max", "mean", "sum", "flatten", "ravel", "squeeze", "item"):
        return v.Tensor(run=owner.run, form=owner.form)
    return v.UNKNOWN


def items_method(world: World, owner: v.Items, name: str, given: v.Arguments) -> Any:
    """Let a list grow; what may have been put into it opens it."""
    first = given.args[0] if given.args else None
    if name not in ("append", "extend", "insert", "pop", "remove", "clear", "reverse", "sort"):
        return v.UNKNOWN
    owner.origin = None
    more = [first] if name == "append" and given.args else None
    if name == "extend":
        more = v.closed(first)
    grown = None if more is None else v.items([*owner.values, *more])
    if not world.certain(owner) or not isinstance(grown, v.Items):
        owner.open = True
        return v.UNKNOWN
    owner.values, owner.size, owner.depth = grown.values, grown.size, grown.depth
    return v.Const(None)


def record_method(world: World, owner: v.Record, name: str, given: v.Arguments) -> Any:
    """Return what a method of a dictionary gives."""
    args = given.args
    if name in ("get", "pop", "setdefault") and args:
        key = args[0].value if isinstance(args[0], v.Const) else None
        if name != "get":
            owner.open = True
        if isinstance(key, str) and key in owner.entries:
            return owner.entries[key]
        if name == "get" and isinstance(key, str) and not owner.open:
            return args[1] if len(args) > 1 else v.Const(None)
        return v.UNKNOWN
    if name == "update":
        inner = args[0] if args else v.Record()
        known = isinstance(inner, v.Record) and not inner.open and given.complete
        if known and world.certain(owner):
            owner.entries.update({**inner.entries, **given.named})
        else:
            owner.open, owner.entries = True, {}
        return v.Const(None)
    if name == "copy":
        return v.Record(dict(owner.entries), owner.open, birth=world.uncertain)
    if owner.open:
        return v.Many(v.UNKNOWN)
    if name == "values":
        return v.items(owner.entries.values())
    if name == "keys":
        return v.items(v.Const(key) for key in owner.entries)
    if name == "items":
        return v.items(v.items([v.Const(key), value]) for key, value in owner.entries.items())
    return v.UNKNOWN


def text_method(owner: v.Const | v.AutoName, name: str, given: v.Arguments) -> Any:
    """Return what a method of a text gives."""
    args = given.args
    texts = [one.value for one in args if isinstance(one, v.Const) and isinstance(one.value, str)]
    if isinstance(owner, v.AutoName):
        if name == "lower":
            return owner
        if name == "startswith" and len(texts) == 1 == len(args):
            return v.Const(owner.letters.startswith(texts[0])) if texts[0].isalpha() else v.UNKNOWN
        return v.UNKNOWN
    if not isinstance(owner.value, str) or len(texts) != len(args) or name not in _WORDS:
        return v.UNKNOWN
    try:
        made = getattr(owner.value, name)(*texts)
    except (TypeError, ValueError, LookupError):
        return v.UNKNOWN
    return v.Const(made) if isinstance(made, bool) or len(made) < 10_000 else v.UNKNOWN
