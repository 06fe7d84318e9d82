"""One layer's entry, with everything inside it, becomes a checked `Layer`."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, Final

from ._fields import KERAS2_HARD_SIGMOID, REQUIRED, At
from ._reading import (
    FLOATS,
    INTEGERS,
    Reading,
    checked_name,
    dtype_name,
    from_keras,
    name_of,
)
from ._refused import Refused, shown
from ._spec import Layer
from ._table import (
    BUILT_IN,
    CELLS,
    CUDNN,
    IGNORED,
    IGNORED_ENDINGS,
    LAYERS,
    MODELS,
    UNUSED,
    LayerClass,
)

_MOST_WRAPPED: Final = 8
# Reads a model that stands in the place of a layer.
Nested = Callable[[dict[str, Any], bool], Layer]


def read_layer(
    raw: Any, reading: Reading, nested: Nested, trainable: bool, wrapped: int = 0
) -> Layer:
    """Return one checked layer.

    Parameters
    ----------
    raw : JSON value
    reading : Reading
    nested : function
        Reads a model in the place of a layer, given its entry and whether it is trained.
    trainable : bool
        Whether what the layer is part of is trained.
    wrapped : int
        How many layers it is wrapped in.

    Raises
    ------
    Refused
        When its class is not in the table, or a setting is not one or has an impossible value.
    """
    if not isinstance(raw, dict) or not isinstance(raw.get("class_name"), str):
        raise Refused("config", "A layer in the file is not described as one: save it again.")
    reading.count += 1
    if reading.count > reading.limits.layers or wrapped > _MOST_WRAPPED:
        raise Refused(
            "limit",
            f"The model has more than {reading.limits.layers} layers: use a smaller one.",
        )
    saved_as: str = raw["class_name"]
    own_name = name_of(raw)
    _check_class(raw, saved_as, own_name)
    if saved_as in MODELS:
        return nested(raw, trainable)
    config = raw.get("config")
    if not isinstance(config, dict):
        raise Refused("config", f"Layer '{own_name}' has no settings: save the model again.")
    kind = CUDNN.get(saved_as, saved_as)
    saved_name: Any = config.get("name", raw.get("name", kind.lower()))
    trainable = trainable and config.get("trainable") is not False
    layer = Layer(kind, saved_as, checked_name(saved_name, reading), trainable)
    layer.saved_name = saved_name
    rest = _inner(layer, config, reading, nested, wrapped)
    layer.config = _settings(LAYERS[kind], rest, layer, reading)
    if layer.saved_as in CUDNN:
        layer.config |= {"activation": "tanh", "recurrent_activation": "sigmoid"}
        layer.config |= {"reset_after": True} if kind == "GRU" else {}
    _repair(layer, reading)
    return layer


def _inner(
    layer: Layer, config: dict[str, Any], reading: Reading, nested: Nested, wrapped: int
) -> dict[str, Any]:
    """Read the layers in a layer; return the settings that are left."""
    rest = dict(config)

    def read(raw: Any) -> Layer:
        return read_layer(raw, reading, nested, layer.trainable, wrapped + 1)

    wrappers: dict[str, dict[str, frozenset[str] | None]] = {
        "RNN": {"cell": CELLS | {"StackedRNNCells"}},
        "Bidirectional": {"layer": frozenset({"LSTM", "GRU", "SimpleRNN", "RNN"})},
        "TimeDistributed": {"layer": None},
    }
    wanted = wrappers.get(layer.kind, {})
    if layer.kind == "Bidirectional" and rest.get("backward_layer") is not None:
        wanted["backward_layer"] = wanted["layer"]
    for key, kinds in wanted.items():
        raw = rest.pop(key, None)
        if layer.kind == "RNN" and isinstance(raw, list):
            raw = {"class_name": "StackedRNNCells", "config": {"cells": raw, "name": "cells"}}
        inner = read(raw)
        if (kinds is not None and inner.kind not in kinds) or inner.kind in CELLS and not kinds:
            raise Refused(
                "unsupported-setting",
                f"Layer '{layer.name}' is a {layer.kind} around a {inner.kind}, which is not "
                "supported: use built-in recurrent layers or cells.",
                in_python=True,
            )
        layer.inner[key] = inner
    if layer.kind == "Bidirectional" and "backward_layer" not in layer.inner:
        rest.pop("backward_layer", None)
        backward = copy.deepcopy(layer.inner["layer"])
        backward.config["go_backwards"] = not backward.config["go_backwards"]
        layer.inner["backward_layer"] = backward
    if layer.kind == "StackedRNNCells":
        cells = rest.pop("cells", None)
        if not isinstance(cells, list) or not cells:
            raise Refused("config", f"Layer '{layer.name}' has no cells: save the model again.")
        layer.layers = [read(cell) for cell in cells]
        strange = next((cell for cell in layer.layers if cell.kind not in CELLS), None)
        if strange is not None:
            raise Refused(
                "unsupported-setting",
                f"Cell '{strange.name}' is a {strange.kind}: only LSTM, GRU and SimpleRNN cells "
                "can be stacked.",
                in_python=True,
            )
    return rest


def _settings(
    known: LayerClass, config: dict[str, Any], layer: Layer, reading: Reading
) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in config.items():
        target = known.aliases.get(key, key)
        at = At(layer.name, shown(key, 40), reading.limits, reading.keras2)
        if target in known.fields:
            made[target] = known.fields[target][0](value, at)
        elif key == "dtype":
            _check_dtype(value, layer, reading)
        elif key in UNUSED:
            UNUSED[key](value, at)
        elif key != "name" and key not in IGNORED and not key.endswith(IGNORED_ENDINGS):
            raise Refused(
                "config-key",
                f"Layer '{layer.name}' ({layer.saved_as}) has the setting '{shown(key, 40)}', "
                "which the built-in class does not have.",
                in_python=True,
            )
    for key, (_, default) in known.fields.items():
        if key in made:
            continue
        if default is REQUIRED and not (layer.saved_as in CUDNN and key != "units"):
            raise Refused(
                "config",
                f"Layer '{layer.name}' ({layer.saved_as}) does not say its {key}: save the model "
                "again.",
            )
        made[key] = None if default is REQUIRED else default
    return made


def _repair(layer: Layer, reading: Reading) -> None:
    if layer.kind == "Bidirectional":
        for inner in layer.inner.values():
            if reading.keras2 and "zero_output_for_mask" in inner.config:
                # tf.keras forced this when it made the layer; Keras before TensorFlow had no such.
                forced = inner.config["return_sequences"] and not reading.standalone
                inner.config["zero_output_for_mask"] = forced
    if KERAS2_HARD_SIGMOID in layer.config.values():
        if reading.keras2:
            reading.note("hard-sigmoid-written", writer=reading.writer)
        else:
            reading.note("hard-sigmoid-first")
    if layer.config.get("stateful"):
        reading.note("stateful", layer=layer.name)
    if layer.saved_as in CUDNN:
        reading.note("cudnn", layer=layer.name, old=layer.saved_as, new=layer.kind)


def _check_dtype(value: Any, layer: Layer, reading: Reading) -> None:
    dtype = dtype_name(value)
    if dtype in FLOATS:
        if dtype != "float32":
            reading.note("dtype", dtype=dtype)
    elif not (dtype in INTEGERS and layer.kind in ("Embedding", "Masking")) and dtype is not None:
        raise Refused(
            "dtype",
            f"Layer '{layer.name}' computes in {shown(dtype, 30)}: save the model in float32.",
        )


def _check_class(raw: dict[str, Any], class_name: str, own_name: str) -> None:
    module = raw.get("module")
    if isinstance(module, str) and ".ops." in module:
        raise Refused(
            "operation",
            f"'{own_name}' is a calculation ({shown(class_name)}) between layers: this page runs "
            "only built-in layers, so use one such as Add or Concatenate.",
            in_python=True,
        )
    if class_name == "Lambda":
        raise Refused(
            "lambda-layer",
            f"Layer '{own_name}' is a Lambda, which carries Python code: this page runs only "
            "built-in layers.",
            in_python=True,
        )
    known = class_name in LAYERS or class_name in CUDNN or class_name in MODELS
    if not from_keras(raw, class_name) or not (known or class_name in BUILT_IN):
        raise Refused(
            "custom-layer",
            f"Layer '{own_name}' is a custom layer `{shown(class_name, 80)}`: this page runs only "
            "built-in layers.",
            in_python=True,
        )
    if not known:
        raise Refused(
            "unsupported-layer",
            f"Layer '{own_name}' is a {class_name}, which this page does not read.",
            in_python=True,
        )
