"""The reading process' answer, checked again by the side that builds the model."""

from __future__ import annotations

from string import Formatter
from typing import Any, Final

import numpy as np

from lstm_viz._language import Text
from lstm_viz.models.reader._process import nonsense
from lstm_viz.models.reader._refusal import LayerRow, ModelRefused
from lstm_viz.models.reader.isolated._fields import At, name, shape
from lstm_viz.models.reader.isolated._limits import Limits
from lstm_viz.models.reader.isolated._notes import MOST_VALUE, NOTES
from lstm_viz.models.reader.isolated._refused import CODES, Refused, shown
from lstm_viz.models.reader.isolated._spec import Call, Input, Layer, Tensor, leaves
from lstm_viz.models.reader.isolated._table import CELLS, LAYERS, MODELS, RECURRENT

_MOST_ROWS: Final = 200
_MOST_NOTES: Final = 500
_MOST_DEPTH: Final = 16
_DTYPES: Final = ("float32", "int32", "bool")
_INNER: Final = {
    "RNN": ("cell",),
    "Bidirectional": ("layer", "backward_layer"),
    "TimeDistributed": ("layer",),
}


def refusal_of(header: dict[str, Any]) -> ModelRefused | None:
    """Return the refusal that an answer stands for, None when it is a model.

    Raises
    ------
    ModelRefused
        When the answer is neither.
    """
    code = header.get("code", 0)
    if code is None:
        return None
    sentence, rows = header.get("sentence"), header.get("rows")
    if code not in CODES or not isinstance(sentence, str) or not isinstance(rows, list):
        raise nonsense()
    layers = []
    for row in rows[:_MOST_ROWS]:
        if not isinstance(row, list) or len(row) != 3:
            raise nonsense()
        layers.append(LayerRow(*(shown(text, 200) for text in row)))
    return ModelRefused(code, shown(sentence, 1000), tuple(layers))


def model_of(
    header: dict[str, Any], arrays: list[np.ndarray], limits: Limits
) -> tuple[Layer, tuple[str, ...]]:
    """Return the model and the notes of an answer.

    Every setting goes through the validator of its class again, every weight must have the shape
    that its layer's settings ask for, be finite, and be used once.

    Raises
    ------
    ModelRefused
        When anything does not add up.
    """
    notes = header.get("notes")
    if not isinstance(notes, list) or len(notes) > _MOST_NOTES:
        raise nonsense()
    try:
        model = _Checker(limits, arrays).model(header["model"], 0)
    except (Refused, KeyError, TypeError, ValueError, AttributeError):
        raise nonsense() from None
    if model.kind == "Sequential" and model.input is None:
        raise nonsense()
    return model, tuple(map(_note, notes))


def _note(raw: Any) -> Text:
    """A note, which the page can tell in another language."""
    if not isinstance(raw, list) or len(raw) != 2 or not isinstance(raw[0], str):
        raise nonsense()
    code, values = raw
    if code not in NOTES or not isinstance(values, dict):
        raise nonsense()
    places = {place for _, place, _, _ in Formatter().parse(NOTES[code]) if place}
    if set(values) != places or not all(isinstance(value, str) for value in values.values()):
        raise nonsense()
    told = {place: shown(value, MOST_VALUE) for place, value in values.items()}
    return Text.filled(NOTES[code], **told)


class _Checker:
    """Plain data back to `Layer`, believing nothing."""

    def __init__(self, limits: Limits, arrays: list[np.ndarray]) -> None:
        self._limits, self._arrays = limits, arrays
        self._used: set[int] = set()
        self._count = 0

    def model(self, raw: dict[str, Any], depth: int) -> Layer:
        """Return the whole model; every array must belong to it."""
        made = self._layer(raw, depth)
        _expect(made.kind in MODELS)
        for leaf in leaves(made):
            _expect(set(leaf.weights) == set(LAYERS[leaf.kind].weights(leaf.config)))
        _expect(self._used == set(range(len(self._arrays))))
        return made

    def _layer(self, raw: dict[str, Any], depth: int) -> Layer:
        self._count += 1
        # A Bidirectional layer counts once in the file and twice here.
        _expect(depth <= _MOST_DEPTH and self._count <= 2 * self._limits.layers + 1)
        kind = raw["kind"]
        _expect(kind in LAYERS or kind in ("Sequential", "Functional"))
        _expect(type(raw["trainable"]) is bool)
        at = At("", "", self._limits, False)
        _expect(name(raw["name"], at) == raw["name"])
        layer = Layer(kind, kind, raw["name"], raw["trainable"])
        layer.inner = {key: self._layer(inner, depth + 1) for key, inner in raw["inner"].items()}
        layer.layers = [self._layer(inner, depth + 1) for inner in raw["layers"]]
        if kind in LAYERS:
            self._plain(layer, raw, at)
        elif kind == "Sequential":
            _expect(bool(layer.layers) and not layer.inner)
            layer.input = None if raw["input"] is None else self._input(raw["input"])
        else:
            _expect(not layer.inner)
            self._graph(layer, raw)
        _expect(all(inner.kind not in CELLS for inner in layer.layers) or kind not in MODELS)
        return layer

    def _plain(self, layer: Layer, raw: dict[str, Any], at: At) -> None:
        known, config = LAYERS[layer.kind], raw["config"]
        _expect(set(config) == set(known.fields))
        for key, value in config.items():
            _expect(_same(known.fields[key][0](value, at), value))
        layer.config = config
        _expect(tuple(layer.inner) == _INNER.get(layer.kind, ()))
        stacked = layer.kind == "StackedRNNCells"
        _expect(bool(layer.layers) == stacked)
        _expect(not stacked or all(cell.kind in CELLS for cell in layer.layers))
        if layer.kind == "RNN":
            _expect(layer.inner["cell"].kind in CELLS | {"StackedRNNCells"})
        elif layer.kind == "Bidirectional":
            _expect(all(one.kind in RECURRENT - {"Bidirectional"} for one in layer.inner.values()))
        for key, number in raw["weights"].items():
            _expect(type(number) is int and 0 <= number < len(self._arrays))
            _expect(number not in self._used)
            self._used.add(number)
            array, wanted = self._arrays[number], known.weights(config)[key]
            _expect(array.ndim == len(wanted))
            sizes = zip(wanted, array.shape, strict=True)
            _expect(all(size in (None, got) for size, got in sizes))
            _expect(bool(np.isfinite(array).all()))
            layer.weights[key] = number

    def _input(self, raw: dict[str, Any]) -> Input:
        at = At("", "", self._limits, False)
        _expect(name(raw["name"], at) == raw["name"] and raw["dtype"] in _DTYPES)
        _expect(_same(shape(raw["shape"], at), raw["shape"]))
        return Input(raw["name"], raw["shape"], raw["dtype"])

    def _graph(self, layer: Layer, raw: dict[str, Any]) -> None:
        layer.inputs = [self._input(one) for one in raw["inputs"]]
        _expect(bool(layer.inputs) and len(raw["calls"]) <= self._limits.calls)
        for one in raw["calls"]:
            before = len(layer.inputs) + len(layer.calls)
            _expect(type(one["layer"]) is int and 0 <= one["layer"] < len(layer.layers))
            tensors = [_tensor(tensor, before) for tensor in one["tensors"]]
            _expect(type(one["many"]) is bool and (one["many"] or len(tensors) == 1))
            states, mask = one["initial_state"], one["mask"]
            layer.calls.append(
                Call(
                    one["layer"],
                    tensors,
                    one["many"],
                    None if states is None else [_tensor(state, before) for state in states],
                    None if mask is None else _tensor(mask, before),
                )
            )
        known = len(layer.inputs) + len(layer.calls)
        layer.outputs = [_tensor(tensor, known) for tensor in raw["outputs"]]
        _expect(bool(layer.outputs))


def _tensor(raw: Any, before: int) -> Tensor:
    _expect(isinstance(raw, list) and len(raw) == 2 and all(type(n) is int for n in raw))
    _expect(0 <= raw[0] < before and raw[1] >= 0)
    return raw[0], raw[1]


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, list):
        sizes = isinstance(other, list) and len(one) == len(other)
        return sizes and all(map(_same, one, other))
    return type(one) is type(other) and one == other


def _expect(condition: bool) -> None:
    if not condition:
        raise ValueError("the answer does not add up")
