"""A model's description, of any Keras since 2.0, becomes a checked `Layer`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ._fields import At, shape
from ._graph import connect
from ._layer import read_layer
from ._reading import (
    FLOATS,
    INTEGERS,
    Reading,
    checked_name,
    dtype_name,
    from_keras,
    model_name,
    name_of,
)
from ._refused import Refused, shown
from ._spec import Input, Layer
from ._table import CUDNN, LAYERS, MODELS


def read_config(raw: Any, reading: Reading) -> Layer:
    """Return the model that a description stands for.

    Parameters
    ----------
    raw : JSON value
        ``config.json`` of a `.keras` file, ``model_config`` of an `.h5` file, ``to_json()``.
    reading : Reading

    Raises
    ------
    Refused
        When it is not a model of layers in the table, with possible settings.
    """
    if not isinstance(raw, dict) or not isinstance(raw.get("class_name"), str):
        raise Refused(
            "config",
            "The file's description is not that of a Keras model: save it with "
            "model.save('my_model.keras').",
        )
    class_name = raw["class_name"]
    if class_name in LAYERS or class_name in CUDNN:
        raise Refused(
            "config",
            f"The file holds a single {class_name} layer, not a model: put it into a "
            "keras.Sequential and save that.",
        )
    if class_name not in MODELS or not from_keras(raw, class_name):
        graph = isinstance(raw.get("config"), dict) and "input_layers" in raw["config"]
        raise Refused(
            "custom-model",
            f"The model is a `{shown(class_name, 80)}` with code of its own: this page runs only "
            "Sequential and Functional models"
            + ("." if graph else ", so build one of the same layers and copy the weights."),
            in_python=graph,
        )
    model = _model(raw, reading, 0, True)
    if model.kind == "Sequential":
        model.input = model.input or _first_input(model)
        if model.input is None:
            raise Refused(
                "input-shape",
                "The model does not say the shape of its input: put keras.Input((time, features)) "
                "first, or call it once, and save it again.",
            )
    return model


def _model(raw: dict[str, Any], reading: Reading, depth: int, trainable: bool) -> Layer:
    if depth > reading.limits.nesting:
        raise Refused(
            "limit",
            f"Models are nested more than {reading.limits.nesting} deep in the file: flatten them.",
        )
    config = raw.get("config")
    if isinstance(config, list) and raw["class_name"] == "Sequential":
        # Keras before 2.2.3 wrote only the layers.
        config = {"layers": config, "name": raw.get("name", "sequential")}
    if not isinstance(config, dict) or not isinstance(config.get("layers"), list):
        raise Refused(
            "custom-model" if raw["class_name"] == "Model" else "config",
            f"Model '{name_of(raw)}' lists no layers: save a Sequential or Functional model.",
        )
    trainable = trainable and config.get("trainable") is not False

    def read(entry: Any) -> Layer:
        def nested(raw: dict[str, Any], trained: bool) -> Layer:
            return _model(raw, reading, depth + 1, trained)

        return read_layer(entry, reading, nested, trainable)

    saved_name = config.get("name", raw["class_name"].lower())
    own_name = model_name(saved_name, reading)
    kind = "Sequential" if raw["class_name"] == "Sequential" else "Functional"
    known = saved_name if isinstance(saved_name, str) else own_name
    model = Layer(kind, kind, own_name, trainable, saved_name=known)
    if kind == "Sequential":
        _fill_sequential(model, config, raw, reading, read)
    else:
        connect(model, config, reading, read, lambda entry: _read_input(entry, reading))
    _check_names(model)
    return model


def _fill_sequential(
    model: Layer,
    config: dict[str, Any],
    raw: dict[str, Any],
    reading: Reading,
    read: Callable[[Any], Layer],
) -> None:
    entries = config["layers"]
    if entries and isinstance(entries[0], dict) and entries[0].get("class_name") == "InputLayer":
        model.input = _read_input(entries[0], reading)
        entries = entries[1:]
    model.layers = [read(entry) for entry in entries]
    if not model.layers:
        raise Refused("config", f"Model '{model.name}' has no layers: nothing can be shown.")
    if model.input is None:
        model.input = _implied_input(config, raw, entries[0], model, reading)
    if model.input is not None and model.layers[0].kind == "Embedding":
        model.input.dtype = "int32"


def _implied_input(
    config: dict[str, Any],
    raw: dict[str, Any],
    first: dict[str, Any],
    model: Layer,
    reading: Reading,
) -> Input | None:
    settings = first["config"]
    built = raw.get("build_config")
    candidates = [
        *(settings.get(key) for key in ("batch_input_shape", "batch_shape")),
        config.get("build_input_shape"),
        built.get("input_shape") if isinstance(built, dict) else None,
    ]
    found = next((one for one in candidates if one is not None), None)
    if found is None:
        return None
    at = At(model.layers[0].name, "input shape", reading.limits, reading.keras2)
    sizes = shape(found, at)
    if len(sizes) == 1:
        at.refuse(found, "a batch size and at least one more size")
    return Input(f"{model.name}_input", sizes, "float32")


def _first_input(model: Layer) -> Input | None:
    first = model.layers[0]
    if first.kind == "Functional" and len(first.inputs) == 1:
        return first.inputs[0]
    if first.kind == "Sequential":
        return first.input or _first_input(first)
    return None


def _read_input(raw: dict[str, Any], reading: Reading) -> Input:
    """Return the input that an InputLayer stands for."""
    config = raw.get("config")
    if not isinstance(config, dict):
        raise Refused("config", "An input of the model has no settings: save the model again.")
    reading.count += 1
    own_name = checked_name(config.get("name", raw.get("name", "input")), reading)
    at = At(own_name, "batch_shape", reading.limits, reading.keras2)
    found = config.get("batch_shape", config.get("batch_input_shape"))
    if found is None:
        raise Refused(
            "input-shape",
            f"Input '{own_name}' does not say its shape: give keras.Input a shape and save again.",
        )
    for key in ("sparse", "ragged"):
        if config.get(key):
            raise Refused(
                "unsupported-setting",
                f"Input '{own_name}' is {key}: build the model with a dense input and save again.",
            )
    dtype = dtype_name(config.get("dtype", "float32"))
    if dtype in INTEGERS:
        dtype = "int32"
    elif dtype in FLOATS:
        dtype = "float32"
    elif dtype != "bool":
        raise Refused(
            "dtype",
            f"Input '{own_name}' takes {shown(dtype, 20)}, not numbers: build the model with a "
            "numeric input and save again.",
        )
    return Input(own_name, shape(found, at), dtype)


def _check_names(model: Layer) -> None:
    seen: set[str] = set()
    for name in (*(one.name for one in model.layers), *(one.name for one in model.inputs)):
        if name in seen:
            raise Refused(
                "name",
                f"Two layers of model '{model.name}' are called '{name}': give each its own "
                "name.",
            )
        seen.add(name)
