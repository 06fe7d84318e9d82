"""Findings where layers and models are made."""

from __future__ import annotations

import difflib
import functools
import inspect
from typing import Any, Final

import keras

from lstm_viz._language import Text
from lstm_viz.keras_code.doctor.reading import Event
from lstm_viz.keras_code.doctor.reading._arrays import shape_of
from lstm_viz.keras_code.doctor.reading._layers import BATCH_SHAPES
from lstm_viz.keras_code.doctor.reading._models import TRANSPARENT
from lstm_viz.keras_code.doctor.reading._parts import CELLS, RECURRENT, Layer, Model
from lstm_viz.keras_code.doctor.reading._values import Const, Path, closed, role_of
from lstm_viz.keras_code.doctor.rules._states import shown
from lstm_viz.keras_code.doctor.rules._told import Told, on

_BASE: Final = ("name", "dtype", "trainable", "activity_regularizer", "autocast", "input_shape",
                "input_dim", "zero_output_for_mask", "implementation")
# What a recurrent layer of Keras 2.15 takes besides.
_KERAS_2: Final = ("input_length", "batch_input_shape", "batch_size", "time_major", "weights")
_CODES: Final = {
    "batch_size": "constructor-batch-size",
    "batch_input_shape": "constructor-batch-shape",
    "batch_shape": "constructor-batch-shape",
    "time_major": "constructor-time-major",
    "initial_state": "constructor-initial-state",
}


@functools.cache
def known_arguments(kind: str) -> frozenset[str]:
    """Names of the arguments that a layer of this Keras takes."""
    signature = inspect.signature(getattr(keras.layers, kind).__init__)
    return frozenset(signature.parameters) - {"self", "kwargs"} | frozenset(_BASE)


@on("import")
def old_import(event: Event, told: Told) -> None:
    """A module that is gone."""
    told.report(event, "old-import")


@on("make")
def arguments(event: Event, told: Told) -> None:
    """Arguments that a layer does not take."""
    made: Layer = event.subject
    name = made.class_name
    if name.startswith("CuDNN"):
        told.report(event, "cudnn-layer", layer=made)
    where = {word.arg: word.value for word in getattr(event.node, "keywords", ()) if word.arg}
    for word in event.named:
        if word is None or (told.keras == 2 and word in _KERAS_2):
            continue
        more: dict[str, Any] = {"layer": made, "at": where.get(word, event.node).lineno,
                                "word": word}
        if word in ("input_shape", "input_dim") and name in (*RECURRENT, "RNN", "Bidirectional"):
            told.report(event, "input-shape-argument", "made", **more)
            continue
        code = _CODES.get(word)
        if code and (word in (*BATCH_SHAPES, "batch_size") or name in (*RECURRENT, "RNN")):
            if name not in (*RECURRENT, "RNN", "Bidirectional"):
                more |= _other_input(made, word, event.named[word])
            told.report(event, code, "made", **more)
        elif name in RECURRENT and word not in known_arguments(name):
            close = difflib.get_close_matches(word, known_arguments(name), 1, 0.8)
            told.report(event, "constructor-argument", "close" if close else "made", **more,
                        close="".join(close))


def _other_input(made: Layer, word: str, value: Any) -> dict[str, Any]:
    """Remedy where it is not the recurrent layer that is given the shape of the input."""
    shape = shape_of(value) if word in BATCH_SHAPES else None
    if shape is None:
        return {}
    remedy = Text(
        "Give the sizes to an Input in front of it: keras.Input(batch_shape={shape}).",
        shape=shown(shape),
    )
    if made.class_name == "Embedding" and len(shape) == 2:
        sizes = {"tokens": True, "features": made.units or 8, "batch": shape[0] or 3,
                 "timesteps": shape[1] or 10}
        return {"remedy": remedy, "sizes": sizes}
    return {"remedy": remedy}


@on("make")
def no_cell(event: Event, told: Told) -> None:
    """What stands in an RNN and is no cell; a cell where a layer must stand."""
    made: Layer = event.subject
    inner = event.args[0] if event.args else event.named.get("cell", event.named.get("layer"))
    if made.class_name == "Bidirectional" and _is_cell(inner):
        error = "ValueError" if inner.class_name == "StackedRNNCells" else "TypeError"
        told.report(event, "cell-wrapped", layer=inner, by="Bidirectional", error=error)
    if made.class_name not in ("RNN", "StackedRNNCells"):
        return
    for one in [inner] if closed(inner) is None else closed(inner) or ():
        name = one.name.rpartition(".")[2] if isinstance(one, Path) else ""
        if name in CELLS and one.name == f"keras.layers.{name}":
            told.report(event, "no-cell", "class", by=made.class_name, word=name)
            return
        if isinstance(one, Layer) and one.class_name in (*RECURRENT, "Dense") and not one.own:
            told.report(event, "no-cell", "layer", by=made.class_name, word=one.class_name)
            return


def _is_cell(value: Any) -> bool:
    known = isinstance(value, Layer) and not value.own
    return known and (value.cell or value.class_name == "StackedRNNCells")


@on("call", "add")
def cell_at_every_step(event: Event, told: Told) -> None:
    """A cell inside TimeDistributed."""
    layer = event.value if event.what == "add" else event.subject
    inner = getattr(layer, "inner", None)
    if _is_cell(inner) and layer.class_name == "TimeDistributed":
        error = "TypeError" if _eager(event) else "NotImplementedError"
        told.report(event, "cell-wrapped", layer=inner, by="TimeDistributed", error=error)


def _eager(event: Event) -> bool:
    return event.what == "call" and getattr(event.value[0], "form", "") == "array"


@on("make", "call", "add")
def one_cell_twice(event: Event, told: Told) -> None:
    """A cell that stands twice in a stack."""
    layer = event.value if event.what == "add" else event.subject
    if not isinstance(layer, Layer) or layer.class_name == "Bidirectional":
        return
    cells = [one for one in layer.cells or () if isinstance(one, Layer) and one.cell]
    cell = next((one for one in cells if sum(other is one for other in cells) > 1), None)
    if cell is None:
        return
    if None in (layer.features, cell.units) or layer.features == cell.units:
        if event.what == "make":
            told.report(event, "cell-twice", layer=cell)
    else:
        told.withdraw("cell-twice", layer.line)
        error = "InvalidArgumentError: Matrix size-incompatible" if _eager(event) else None
        told.report(event, "cell-twice-sizes", at=layer.line, layer=cell, error=error,
                    sizes={"features": layer.features}, features=layer.features, units=cell.units)


@on("input")
def input_argument(event: Event, told: Told) -> None:
    """``batch_input_shape`` for an Input."""
    if "batch_input_shape" in event.named:
        told.report(event, "input-batch-shape")


@on("add")
def added(event: Event, told: Told) -> None:
    """A layer that does not fit behind the one before it in a Sequential model."""
    model, layer = event.subject, event.value
    if isinstance(layer, Model):
        return
    if layer.cell or layer.class_name == "StackedRNNCells":
        told.report(event, "cell-sequential", layer=layer)
    parts = model.layers or []
    before = next((one for one in reversed(parts) if one.class_name not in TRANSPARENT), None)
    if not isinstance(before, Layer):
        before = None
    last = parts[-1] if parts and isinstance(parts[-1], Layer) else None
    if last is not None and last.return_state and (last.recurrent or last.cells):
        told.report(event, "return-state-sequential", layer=last)
    elif before and before.recurrent and before.return_sequences is False and layer.recurrent:
        told.report(event, "return-sequences-missing", "added", layer=before)
    if layer.recurrent and not parts and model.axes == 2:
        told.report(event, "two-axes", "added", layer=layer)
    if layer.recurrent and layer.stateful and model.input_given and model.dynamic_batch:
        told.report(event, "stateful-without-batch", "added", layer=layer)
    name = layer.known_as.value if isinstance(layer.known_as, Const) else None
    if layer.class_name == "Lambda" and before and before.recurrent and isinstance(name, str):
        if role_of(name) == "c":
            told.report(event, "outputs-as-cell", "lambda", layer=before, value=name)


@on("name")
def outputs_named_cell(event: Event, told: Told) -> None:
    """A part of a layer's outputs that is given the name of a cell state."""
    value, words = event.value or event.subject, event.name.lower()
    source = getattr(value, "source", None)
    if source is None or value.whole or value.role is not None or role_of(event.name) != "c":
        return
    if source.kind == "LSTM" and any(word in words for word in ("cell", "carry", "state")):
        told.report(event, "outputs-as-cell", "named", layer=source)


@on("item")
def missing_layer(event: Event, told: Told) -> None:
    """A layer that a model does not have."""
    model = event.subject
    if isinstance(model, Model) and model.class_name == "Sequential":
        layer = next((one for one in model.every if one.recurrent), None)
        told.report(event, "layer-missing", layer=layer, value=event.value,
                    count=len(model.layers or ()))


@on("end")
def states_returned_last(event: Event, told: Told) -> None:
    """A Sequential model whose last layer returns its states, which only the end tells."""
    for model in event.value:
        last = model.layers[-1] if model.layers else None
        if model.class_name != "Sequential" or not isinstance(last, Layer):
            continue
        if last.recurrent and last.return_state:
            told.report(event, "return-state-last", at=last.line, layer=last)
