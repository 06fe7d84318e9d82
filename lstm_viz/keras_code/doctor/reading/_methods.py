"""Methods of arrays, lists, dictionaries and texts."""

from __future__ import annotations

from typing import Any, Final

from lstm_viz.keras_code.doctor.reading import _values as v
from lstm_viz.keras_code.doctor.reading._arrays import dtype_of, reshaped
from lstm_viz.keras_code.doctor.reading._world import World

_WORDS: Final = ("lower", "upper", "strip", "startswith", "endswith", "format", "replace")


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
            owner.entries.update(inner.entries | given.named)
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
