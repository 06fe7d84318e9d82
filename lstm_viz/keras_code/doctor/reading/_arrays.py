"""Shapes, dtypes and sizes of arrays that pasted code makes, as far as its text tells."""

from __future__ import annotations

import math
from collections.abc import Mapping as Named
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from lstm_viz.keras_code.doctor.reading import _values as v
from lstm_viz.keras_code.doctor.reading._parts import Layer, StateOf
from lstm_viz.keras_code.doctor.reading._passed import Role, Shape

_MOST_SIZE: Final = 10**6
_MOST_NUMBERS: Final = 4_000
_ZEROS: Final = ("zeros", "empty")
_NORMAL: Final = ("randn", "normal", "standard_normal", "truncated_normal", "random_normal")
_UNIFORM: Final = ("rand", "random", "uniform", "random_sample", "random_uniform")
_LIKE: Final = ("zeros_like", "ones_like", "full_like", "empty_like")
_MAKERS: Final = (
    "array", "asarray", "constant", "convert_to_tensor", "as_tensor", "float32", "identity",
    "copy", "stop_gradient", "nan_to_num",
)  # fmt: skip
_BOUNDED: Final = ("tanh", "sigmoid", "sin", "cos")
_ROOTS: Final = ("numpy", "tensorflow", "keras.ops", "keras.random", "keras.backend", "rng")


def is_array_function(name: str) -> bool:
    """Whether a full name is that of a function that `array_call` knows."""
    root, _, last = name.rpartition(".")
    known = (*_ZEROS, *_NORMAL, *_UNIFORM, *_LIKE, *_MAKERS, *_BOUNDED, "ones", "full", "eye",
             "expand_dims", "reshape", "transpose", "repeat", "tile", "stack", "concatenate",
             "concat", "clip", "clip_by_value", "Variable", "cast", "default_rng", "randint")
    return last in known and (root.split(".")[0] in ("numpy", "tensorflow", "rng")
                              or root.startswith(_ROOTS) or name == "keras.Variable")


def array_call(name: str, args: Sequence[Any], named: Named[str, Any]) -> Any:
    """Return what a call of NumPy, TensorFlow or ``keras.ops`` makes."""
    made = _made(name, args, named)
    root, _, last = name.rpartition(".")
    if not isinstance(made, v.Tensor) or last in (*_NORMAL, *_UNIFORM, "empty", "empty_like"):
        return made
    if last in _MAKERS and args and isinstance(args[0], v.Tensor):
        return replace(made, content=args[0].content)
    parts = [v.content_of(one) for one in (*args, *named.values())]
    if None in parts or last in ("Variable", "randint"):
        return made
    return replace(made, content=(last, *parts, *named))


def _made(name: str, args: Sequence[Any], named: Named[str, Any]) -> Any:
    root, _, last = name.rpartition(".")
    dtype = dtype_of(named.get("dtype"))
    value: float | None
    if last == "default_rng":
        return v.Path("rng", "rng")
    if last == "Variable":
        inner = args[0] if args else named.get("initial_value", named.get("initializer"))
        made = inner if isinstance(inner, v.Tensor) else from_literal(inner) or v.Tensor()
        return made.changed(form="variable")
    if last in (*_ZEROS, "ones", "full"):
        value = 0.0 if last in _ZEROS else 1.0
        if last == "full":
            fill = args[1] if len(args) > 1 else named.get("fill_value", named.get("value"))
            value = number_of(fill)
        elif len(args) > 1 and not dtype:
            dtype = dtype_of(args[1])
        return _filled(shape_of(args[0] if args else named.get("shape")), value, dtype)
    if last in _LIKE:
        like = args[0] if args else v.UNKNOWN
        shape = like.shape if isinstance(like, v.Tensor) else None
        value = {"zeros_like": 0.0, "empty_like": 0.0, "ones_like": 1.0}.get(last)
        if last == "full_like" and len(args) > 1:
            value = number_of(args[1])
        return _filled(shape, value, dtype)
    if last in (*_NORMAL, *_UNIFORM):
        return _random(root, last, args, named, dtype)
    if last in _MAKERS:
        inner = args[0] if args else named.get("object", named.get("value"))
        made = _state_values(inner) or (
            inner if isinstance(inner, v.Tensor) else from_literal(inner) or v.Tensor()
        )
        if len(args) > 1 and not dtype:
            dtype = dtype_of(args[1])
        form = "symbolic" if made.form == "symbolic" else "array"
        return made.changed(dtype=dtype or made.dtype, form=form)
    return _changed(last, args, named)


def _filled(shape: Shape | None, value: float | None, dtype: str) -> v.Tensor:
    nan = value is not None and math.isnan(value)
    largest = None if value is None or nan else abs(value)
    return v.Tensor(shape=shape, dtype=dtype, largest=largest, nan=nan)


def _random(
    root: str, last: str, args: Sequence[Any], named: Named[str, Any], dtype: str
) -> v.Tensor:
    if last in ("randn", "rand"):
        shape = shape_of(v.items(tuple(args)))
    elif root.startswith(("numpy", "rng")) and last in ("normal", "uniform"):
        shape = shape_of(named.get("size", args[2] if len(args) > 2 else None))
    else:
        shape = shape_of(named.get("shape", named.get("size", args[0] if args else None)))
    if last in _NORMAL:
        scale = named.get("scale", named.get("stddev", args[1] if len(args) > 1 else v.Const(1.0)))
        told = number_of(scale) if last in ("normal", "random_normal") else 1.0
        largest = None if told is None else 3 * abs(told)
    else:
        low = number_of(named.get("low", named.get("minval", v.Const(0.0))))
        high = number_of(named.get("high", named.get("maxval", v.Const(1.0))))
        if last == "uniform" and root.startswith(("numpy", "rng")) and len(args) > 1:
            low, high = number_of(args[0]), number_of(args[1])
        largest = None if low is None or high is None else max(abs(low), abs(high))
    return v.Tensor(shape=shape, dtype=dtype, largest=largest)


def _changed(last: str, args: Sequence[Any], named: Named[str, Any]) -> Any:
    first = args[0] if args else v.UNKNOWN
    if not isinstance(first, v.Tensor):
        parts = v.closed(first) or []
        shapes = [one.shape for one in parts if isinstance(one, v.Tensor) and one.shape is not None]
        symbolic = any(one.form == "symbolic" for one in parts if isinstance(one, v.Tensor))
        if last == "stack" and len(shapes) == len(parts) > 0:
            axis = number_of(named.get("axis", args[1] if len(args) > 1 else v.Const(0)))
            return v.Tensor(shape=(len(shapes), *shapes[0]) if axis == 0 and not symbolic else None,
                          form="symbolic" if symbolic else "array")
        return v.Tensor(form="symbolic" if symbolic else "array") if parts else v.UNKNOWN
    second = args[1] if len(args) > 1 else None
    if last == "expand_dims":
        axis = number_of(named.get("axis", second))
        return first.changed(shape=_with_axis(first.shape, axis))
    if last == "reshape":
        return reshaped(first, named.get("newshape", named.get("shape", second)))
    if last == "transpose":
        return first.changed(shape=first.shape[::-1] if first.shape else None)
    if last == "cast":
        return first.changed(dtype=dtype_of(named.get("dtype", second)))
    if last in ("clip", "clip_by_value"):
        ends = [abs(end) for one in args[1:3] if (end := number_of(one)) is not None]
        return first.changed(largest=max(ends) if len(ends) == 2 else None)
    if last in _BOUNDED:
        return first.changed(largest=min(first.largest or 1.0, 1.0))
    return first.changed(shape=None)


def _with_axis(shape: Shape | None, axis: float | None) -> Shape | None:
    if shape is None or axis is None or not -len(shape) - 1 <= axis <= len(shape):
        return None
    place = int(axis) if axis >= 0 else len(shape) + 1 + int(axis)
    return (*shape[:place], 1, *shape[place:])


def reshaped(tensor: v.Tensor, shape: Any) -> v.Tensor:
    """Return a tensor with another shape, as far as it can be told."""
    wanted = shape_of(shape)
    if wanted is None:
        return tensor.changed(shape=None)
    sizes = [size for size in tensor.shape or () if size is not None]
    known = tensor.shape is not None and len(sizes) == len(tensor.shape)
    total = math.prod(sizes) if known else None
    if -1 in wanted:
        rest = math.prod(size for size in wanted if size is not None and size != -1)
        told = total // rest if total is not None and rest and total % rest == 0 else None
        wanted = tuple(told if size == -1 else size for size in wanted)
    return tensor.changed(shape=wanted)


def _state_values(value: Any) -> v.Tensor | None:
    if not isinstance(value, StateOf):
        return None
    return state_tensor(value.layer, value.index)


def state_tensor(layer: Layer, index: int | None) -> v.Tensor:
    """What a stored state of a layer holds."""
    per = 2 if layer.kind and "LSTM" in layer.kind else 1
    role: Role | None = None if index is None else "c" if index % per else "h"
    shape = (layer.batch, layer.units) if layer.units else None
    return v.Tensor(shape=shape, role=role)


def number_of(value: Any) -> float | None:
    """Return a number, where it is one."""
    if isinstance(value, v.Path):
        return {"numpy.nan": math.nan, "numpy.inf": math.inf, "numpy.pi": math.pi}.get(value.name)
    if isinstance(value, v.Const) and isinstance(value.value, (int, float)):
        try:
            return float(value.value)
        except OverflowError:
            return None
    return None


def int_of(value: Any) -> int | None:
    """Return a size, where it is one."""
    if (
        isinstance(value, v.Const)
        and isinstance(value.value, int)
        and not isinstance(value.value, bool)
        and -1 <= value.value <= _MOST_SIZE
    ):
        return value.value
    return None


def shape_of(value: Any) -> Shape | None:
    """Return a shape written as a number, a tuple or a list; sizes not told are None."""
    if isinstance(value, v.Const):
        size = int_of(value)
        return None if size is None else (size,)
    inner = v.closed(value)
    if inner is not None and len(inner) <= 8:
        return tuple(int_of(one) for one in inner)
    return None


def dtype_of(value: Any) -> str:
    """Return the name of a dtype written as a string or as ``np.float64``."""
    if isinstance(value, v.Const) and isinstance(value.value, str):
        return value.value if value.value in ("float32", "float64", "float16") else ""
    if isinstance(value, v.Path):
        last = value.name.rpartition(".")[2]
        return {"double": "float64"}.get(last, last if last.startswith("float") else "")
    return ""


def from_literal(value: Any) -> v.Tensor | None:
    """Return the array that a list of numbers makes; None if it is none."""
    if v.closed(value) is None:
        return None
    shape: list[int] = []
    level: Any = value
    while isinstance(level, v.Items):
        shape.append(len(level.values))
        level = level.values[0] if level.values else None
    numbers = _numbers(value, [])
    if numbers is None:
        return v.Tensor(shape=tuple(shape)) if _all_items_know(value) else None
    nan = any(math.isnan(number) for number in numbers)
    finite = [abs(number) for number in numbers if not math.isnan(number)]
    return v.Tensor(shape=tuple(shape), largest=max(finite, default=None), nan=nan)


def _all_items_know(value: v.Items) -> bool:
    return bool(value.values) and all(isinstance(one, (v.Const, v.Items)) for one in value.values)


def _numbers(value: Any, into: list[float]) -> list[float] | None:
    if isinstance(value, v.Items) and value.open:
        return None
    if isinstance(value, v.Items):
        for one in value.values:
            if len(into) > _MOST_NUMBERS or _numbers(one, into) is None:
                return None
        return into
    number = number_of(value)
    if number is None:
        return None
    into.append(number)
    return into
