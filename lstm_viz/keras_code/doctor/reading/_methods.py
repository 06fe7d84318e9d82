"""Methods of arrays, lists, dictionaries and texts."""

from __future__ import annotations

from typing import Any, Final

from lstm_viz.keras_code.doctor.reading._arrays import dtype_of, reshaped
from lstm_viz.keras_code.doctor.reading._values import (
    UNKNOWN,
    AutoName,
    Const,
    Items,
    Many,
    Record,
    Tensor,
    items,
)
from lstm_viz.keras_code.doctor.reading._world import World

_WORDS: Final = ("lower", "upper", "strip", "startswith", "endswith", "format", "replace")


def tensor_method(owner: Tensor, name: str, args: list[Any], named: dict[Any, Any]) -> Any:
    """Return what a method of an array gives."""
    if name == "astype":
        kept = dtype_of(args[0] if args else named.get("dtype"))
        return owner.changed(dtype=kept, content=("astype", kept, owner.content))
    if name == "reshape":
        shape = args[0] if len(args) == 1 and isinstance(args[0], Items) else items(args)
        return reshaped(owner, shape)
    if name in ("copy", "numpy", "clip"):
        form = owner.form if owner.form in ("symbolic", "unknown") else "array"
        return owner.changed(form=form, content=object() if name == "clip" else owner.content)
    if name == "transpose" and not args:
        return owner.changed(shape=owner.shape[::-1] if owner.shape else None)
    if name == "tolist":
        return items((items((Const(0.0),)),))
    if name in ("max", "mean", "sum", "flatten", "ravel", "squeeze", "item"):
        return Tensor(run=owner.run, form=owner.form)
    return UNKNOWN


def items_method(world: World, owner: Items, name: str, args: list[Any]) -> Any:
    """Let a list grow; what may have been put into it opens it."""
    if name not in ("append", "extend", "insert", "pop", "remove", "clear", "reverse", "sort"):
        return UNKNOWN
    owner.origin = None
    more = [args[0]] if name == "append" and args else None
    if name == "extend" and args and isinstance(args[0], Items) and not args[0].open:
        more = list(args[0].values)
    grown = None if more is None else items([*owner.values, *more])
    if not world.certain(owner) or not isinstance(grown, Items):
        owner.open = True
        return UNKNOWN
    owner.values, owner.size, owner.depth = grown.values, grown.size, grown.depth
    return Const(None)


def record_method(
    world: World, owner: Record, name: str, args: list[Any], named: dict[Any, Any]
) -> Any:
    """Return what a method of a dictionary gives."""
    if name in ("get", "pop", "setdefault") and args:
        key = args[0].value if isinstance(args[0], Const) else None
        if name != "get":
            owner.open = True
        if isinstance(key, str) and key in owner.entries:
            return owner.entries[key]
        if name == "get" and isinstance(key, str) and not owner.open:
            return args[1] if len(args) > 1 else Const(None)
        return UNKNOWN
    if name == "update":
        inner = args[0] if args else Record()
        known = isinstance(inner, Record) and not inner.open and None not in named
        if known and world.certain(owner):
            owner.entries.update(inner.entries | named)
        else:
            owner.open, owner.entries = True, {}
        return Const(None)
    if name == "copy":
        return Record(dict(owner.entries), owner.open, birth=world.uncertain)
    if owner.open:
        return Many(UNKNOWN)
    if name == "values":
        return items(owner.entries.values())
    if name == "keys":
        return items(Const(key) for key in owner.entries)
    if name == "items":
        return items(items([Const(key), value]) for key, value in owner.entries.items())
    return UNKNOWN


def text_method(owner: Const | AutoName, name: str, args: list[Any]) -> Any:
    """Return what a method of a text gives."""
    texts = [one.value for one in args if isinstance(one, Const) and isinstance(one.value, str)]
    if isinstance(owner, AutoName):
        if name == "lower":
            return owner
        if name == "startswith" and len(texts) == 1 == len(args):
            return Const(owner.letters.startswith(texts[0])) if texts[0].isalpha() else UNKNOWN
        return UNKNOWN
    if not isinstance(owner.value, str) or len(texts) != len(args) or name not in _WORDS:
        return UNKNOWN
    try:
        made = getattr(owner.value, name)(*texts)
    except (TypeError, ValueError, LookupError):
        return UNKNOWN
    return Const(made) if isinstance(made, bool) or len(made) < 10_000 else UNKNOWN
