"""Shapes, dtypes and sizes of arrays that pasted code makes, as far as its text tells."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any, Final

from lstm_viz.keras_code.doctor.reading import _values as v
from lstm_viz.keras_code.doctor.reading._parts import Layer, Role, Shape, StateOf

_MOST_SIZE: Final = 10**6
_MOST_NUMBERS: Final = 4_000
_ZEROS: Final = ("zeros", "empty")
_NORMAL: Final = ("randn", "normal", "standard_normal", "truncated_normal", "random_normal")
_UNIFORM: Final = ("rand", "random", "uniform", "random_sample", "random_uniform")
_LIKE: Final = {"zeros_like": 0.0, "ones_like": 1.0, "full_like": None, "empty_like": 0.0}
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


def array_call(name: str, given: v.Arguments) -> Any:
    """Return what a call of NumPy, TensorFlow or ``keras.ops`` makes."""
    made, last = _made(name, given), name.rpartition(".")[2]
    if not isinstance(made, v.Tensor) or last in (*_NORMAL, *_UNIFORM, "empty", "empty_like"):
        return made
    if last in _MAKERS and given.args and isinstance(given.args[0], v.Tensor):
        return replace(made, content=given.args[0].content)
    parts = [v.content_of(one) for one in (*given.args, *given.named.values())]
    if None in parts or last in ("Variable", "randint"):
        return made
    return replace(made, content=(last, *parts, *given.named))


def _made(name: str, given: v.Arguments) -> Any:
    last = name.rpartition(".")[2]
    dtype = dtype_of(given.named.get("dtype"))
    second = given.args[1] if len(given.args) > 1 else None
    if last == "default_rng":
        return v.Path("rng", "rng")
    if last == "Variable":
        return _tensor(given.get(0, "initial_value", "initializer")).changed(form="variable")
    if last in (*_ZEROS, "ones"):
        one = 0.0 if last in _ZEROS else 1.0
        return _filled(shape_of(given.get(0, "shape")), one, dtype or dtype_of(second))
    if last == "full":
        value = number_of(given.get(1, "fill_value", "value"))
        return _filled(shape_of(given.get(0, "shape")), value, dtype)
    if last in _LIKE:
        like = given.args[0] if given.args else v.UNKNOWN
        shape = like.shape if isinstance(like, v.Tensor) else None
        value = number_of(second) if last == "full_like" else _LIKE[last]
        return _filled(shape, value, dtype)
    if last in (*_NORMAL, *_UNIFORM):
        return v.Tensor(shape=_random_shape(name, given), dtype=dtype,
                        largest=_random_size(name, given))
    if last in _MAKERS:
        inner = given.get(0, "object", "value")
        stored = isinstance(inner, StateOf)
        made = state_tensor(inner.layer, inner.index) if stored else _tensor(inner)
        form = "symbolic" if made.form == "symbolic" else "array"
        return made.changed(dtype=dtype or dtype_of(second) or made.dtype, form=form)
    return _changed(last, given)


def _tensor(value: Any) -> v.Tensor:
    """Return the array that a value is or makes."""
    return value if isinstance(value, v.Tensor) else from_literal(value) or v.Tensor()


def _filled(shape: Shape | None, value: float | None, dtype: str) -> v.Tensor:
    nan = value is not None and math.isnan(value)
    largest = None if value is None or nan else abs(value)
    return v.Tensor(shape=shape, dtype=dtype, largest=largest, nan=nan)


def _random_shape(name: str, given: v.Arguments) -> Shape | None:
    root, _, last = name.rpartition(".")
    if last in ("randn", "rand"):
        return shape_of(v.items(given.args))
    if root.startswith(("numpy", "rng")) and last in ("normal", "uniform"):
        return shape_of(given.get(2, "size"))
    return shape_of(given.get(0, "shape", "size"))


def _random_size(name: str, given: v.Arguments) -> float | None:
    root, _, last = name.rpartition(".")
    if last in _NORMAL:
        scale = number_of(given.get(1, "scale", "stddev", default=v.Const(1.0)))
        told = scale if last in ("normal", "random_normal") else 1.0
        return None if told is None else 3 * abs(told)
    # Only NumPy's own is given its bounds by their places.
    placed = last == "uniform" and root.startswith(("numpy", "rng")) and len(given.args) > 1
    named = v.Arguments(node=None, args=given.args if placed else (), named=given.named)
    low = number_of(named.get(0, "low", "minval", default=v.Const(0.0)))
    high = number_of(named.get(1, "high", "maxval", default=v.Const(1.0)))
    return None if low is None or high is None else max(abs(low), abs(high))


def _changed(last: str, given: v.Arguments) -> Any:
    first = given.args[0] if given.args else v.UNKNOWN
    if not isinstance(first, v.Tensor):
        parts = v.closed(first) or []
        shapes = [one.shape for one in parts if isinstance(one, v.Tensor) and one.shape is not None]
        symbolic = any(one.form == "symbolic" for one in parts if isinstance(one, v.Tensor))
        shape, axis = None, number_of(given.get(1, "axis", default=v.Const(0)))
        if last == "stack" and len(shapes) == len(parts) and axis == 0 and not symbolic and parts:
            shape = (len(shapes), *shapes[0])
        made = v.Tensor(shape=shape, form="symbolic" if symbolic else "array")
        return made if parts else v.UNKNOWN
    if last == "expand_dims":
        axis, shape = number_of(given.get(1, "axis")), first.shape
        if shape is None or axis is None or not -len(shape) - 1 <= axis <= len(shape):
            return first.changed(shape=None)
        place = int(axis) if axis >= 0 else len(shape) + 1 + int(axis)
        return first.changed(shape=(*shape[:place], 1, *shape[place:]))
    if last == "reshape":
        return reshaped(first, given.get(1, "newshape", "shape"))
    if last == "transpose":
        return first.changed(shape=first.shape[::-1] if first.shape else None)
    if last == "cast":
        return first.changed(dtype=dtype_of(given.get(1, "dtype")))
    if last in ("clip", "clip_by_value"):
        ends = [abs(end) for one in given.args[1:3] if (end := number_of(one)) is not None]
        return first.changed(largest=max(ends) if len(ends) == 2 else None)
    if last in _BOUNDED:
        return first.changed(largest=min(first.largest or 1.0, 1.0))
    return first.changed(shape=None)


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
    size: Any = value.value if isinstance(value, v.Const) else None
    whole = isinstance(size, int) and not isinstance(size, bool)
    return size if whole and -1 <= size <= _MOST_SIZE else None


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
        parts = (v.Const, v.Items)
        known = value.values and all(isinstance(one, parts) for one in value.values)
        return v.Tensor(shape=tuple(shape)) if known else None
    nan = any(math.isnan(number) for number in numbers)
    finite = [abs(number) for number in numbers if not math.isnan(number)]
    return v.Tensor(shape=tuple(shape), largest=max(finite, default=None), nan=nan)


def _numbers(value: Any, into: list[float]) -> list[float] | None:
    if isinstance(value, v.Items):
        for one in value.values:
            if value.open or len(into) > _MOST_NUMBERS or _numbers(one, into) is None:
                return None
        return None if value.open else into
    number = number_of(value)
    if number is None:
        return None
    into.append(number)
    return into
