"""A model's description, of any Keras since 2.0, becomes a checked `Layer`."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any, Final

from ._fields import REQUIRED, At, name, shape
from ._graph import connect
from ._layers import (
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
from ._limits import Limits
from ._refused import Refused, shown
from ._spec import Input, Layer

_ROOTS: Final = ("keras", "tf_keras", "tensorflow.keras", "tensorflow.python.keras")
_INSIDE: Final = frozenset(
    """layers models src.models.functional src.models.sequential src.engine.functional
    src.engine.sequential engine.functional engine.sequential""".split()
)
_MODULES: Final = frozenset(_ROOTS) | {f"{root}.{part}" for root in _ROOTS for part in _INSIDE}
_FLOATS: Final = frozenset({"float32", "float64", "float16", "bfloat16", "mixed_float16"}) | {
    "mixed_bfloat16"
}
_INTEGERS: Final = frozenset({"int8", "int16", "int32", "int64", "uint8", "uint16", "uint32"})
_MOST_WRAPPED: Final = 8
_WAY_OUT: Final = "In Python, use lstm_viz.wrap(model)."


@dataclass
class Reading:
    """What holds for the whole file.

    Attributes
    ----------
    limits : Limits
    keras2 : bool
        Whether Keras 2 wrote it.
    standalone : bool
        Whether it was Keras 2 before it moved into TensorFlow.
    version : str
        As in the file; empty where it does not say.
    backend : str or None
        What Keras 2 computed with, where the file says so.
    notes : list of str
        What was repaired or assumed.
    """

    limits: Limits
    keras2: bool
    standalone: bool
    version: str
    backend: str | None
    notes: list[str] = field(default_factory=list)
    count: int = 0

    def note(self, sentence: str) -> None:
        """Add a sentence once."""
        if sentence not in self.notes:
            self.notes.append(sentence)

    @property
    def writer(self) -> str:
        """The version in words."""
        return f"Keras {self.version}" if self.version else f"Keras {2 if self.keras2 else 3}"


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
    if class_name not in MODELS or not _from_keras(raw, class_name):
        raise Refused(
            "custom-model",
            f"The model is a `{shown(class_name, 80)}` with code of its own: this page runs only "
            f"Sequential and Functional models. {_WAY_OUT}",
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


def _from_keras(raw: dict[str, Any], class_name: str) -> bool:
    module, registered = raw.get("module"), raw.get("registered_name")
    known = module is None or (isinstance(module, str) and module in _MODULES)
    return known and registered in (None, class_name)


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
            f"Model '{_name_of(raw)}' lists no layers: save a Sequential or Functional model.",
        )
    trainable = trainable and config.get("trainable") is not False
    saved_name = config.get("name", raw["class_name"].lower())
    own_name = _checked_name(saved_name, reading)
    kind = "Sequential" if raw["class_name"] == "Sequential" else "Functional"
    model = Layer(kind, kind, own_name, trainable, saved_name=saved_name)
    if kind == "Sequential":
        _fill_sequential(model, config, raw, reading, depth)
    else:
        connect(
            model,
            config,
            reading,
            lambda entry: read_layer(entry, reading, depth, trainable),
            lambda entry: read_input(entry, reading),
        )
    _check_names(model)
    return model


def _fill_sequential(
    model: Layer, config: dict[str, Any], raw: dict[str, Any], reading: Reading, depth: int
) -> None:
    entries = config["layers"]
    if entries and isinstance(entries[0], dict) and entries[0].get("class_name") == "InputLayer":
        model.input = read_input(entries[0], reading)
        entries = entries[1:]
    model.layers = [read_layer(entry, reading, depth, model.trainable) for entry in entries]
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


def read_input(raw: dict[str, Any], reading: Reading) -> Input:
    """Return the input that an InputLayer stands for."""
    config = raw.get("config")
    if not isinstance(config, dict):
        raise Refused("config", "An input of the model has no settings: save the model again.")
    reading.count += 1
    own_name = _checked_name(config.get("name", raw.get("name", "input")), reading)
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
    dtype = _dtype_name(config.get("dtype", "float32"))
    if dtype in _INTEGERS:
        dtype = "int32"
    elif dtype in _FLOATS:
        dtype = "float32"
    elif dtype != "bool":
        raise Refused(
            "dtype",
            f"Input '{own_name}' takes {shown(dtype, 20)}, not numbers: build the model with a "
            "numeric input and save again.",
        )
    return Input(own_name, shape(found, at), dtype)


def read_layer(raw: Any, reading: Reading, depth: int, trainable: bool, wrapped: int = 0) -> Layer:
    """Return one checked layer, with everything inside it."""
    if not isinstance(raw, dict) or not isinstance(raw.get("class_name"), str):
        raise Refused("config", "A layer in the file is not described as one: save it again.")
    reading.count += 1
    if reading.count > reading.limits.layers or wrapped > _MOST_WRAPPED:
        raise Refused(
            "limit",
            f"The model has more than {reading.limits.layers} layers: use a smaller one.",
        )
    saved_as = raw["class_name"]
    own_name = _name_of(raw)
    _check_class(raw, saved_as, own_name)
    if saved_as in MODELS:
        return _model(raw, reading, depth + 1, trainable)
    config = raw.get("config")
    if not isinstance(config, dict):
        raise Refused("config", f"Layer '{own_name}' has no settings: save the model again.")
    kind = CUDNN.get(saved_as, saved_as)
    saved_name = config.get("name", raw.get("name", kind.lower()))
    trainable = trainable and config.get("trainable") is not False
    layer = Layer(kind, saved_as, _checked_name(saved_name, reading), trainable)
    layer.saved_name = saved_name
    rest = _inner(layer, config, reading, depth, wrapped)
    layer.config = _settings(LAYERS[kind], rest, layer, reading)
    if layer.saved_as in CUDNN:
        layer.config |= {"activation": "tanh", "recurrent_activation": "sigmoid"}
        layer.config |= {"reset_after": True} if kind == "GRU" else {}
    _repair(layer, reading)
    return layer


def _inner(
    layer: Layer, config: dict[str, Any], reading: Reading, depth: int, wrapped: int
) -> dict[str, Any]:
    """Read the layers in a layer; return the settings that are left."""
    rest = dict(config)

    def read(raw: Any) -> Layer:
        return read_layer(raw, reading, depth, layer.trainable, wrapped + 1)

    wanted: dict[str, frozenset[str] | None] = {
        "RNN": {"cell": CELLS | {"StackedRNNCells"}},
        "Bidirectional": {"layer": frozenset({"LSTM", "GRU", "SimpleRNN", "RNN"})},
        "TimeDistributed": {"layer": None},
    }.get(layer.kind, {})
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
                f"supported: use built-in recurrent layers or cells. {_WAY_OUT}",
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
                f"can be stacked. {_WAY_OUT}",
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
                f"which the built-in class does not have. {_WAY_OUT}",
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
    if "keras2_hard_sigmoid" in layer.config.values() and reading.keras2:
        reading.note(
            f"Written by {reading.writer}: hard_sigmoid is 0.2 x + 0.5, as that version computed "
            "it."
        )
    if layer.config.get("stateful"):
        reading.note(
            f"Layer '{layer.name}' is stateful, and files do not hold stored states: it starts "
            "from zeros."
        )
    if layer.saved_as in CUDNN:
        reading.note(
            f"Layer '{layer.name}' was a {layer.saved_as} and runs as {layer.kind}: the same "
            "equations, its weights put into that layer's order."
        )


def _check_dtype(value: Any, layer: Layer, reading: Reading) -> None:
    dtype = _dtype_name(value)
    if dtype in _FLOATS:
        if dtype != "float32":
            reading.note(f"Layers of type {dtype} run in float32: small differences are possible.")
    elif not (dtype in _INTEGERS and layer.kind in ("Embedding", "Masking")) and dtype is not None:
        raise Refused(
            "dtype",
            f"Layer '{layer.name}' computes in {shown(dtype, 30)}: save the model in float32.",
        )


def _dtype_name(value: Any) -> Any:
    if isinstance(value, dict):
        config = value.get("config")
        value = config.get("name") if isinstance(config, dict) else value.get("class_name")
    return value if value is None or isinstance(value, str) else repr(value)


def _check_class(raw: dict[str, Any], class_name: str, own_name: str) -> None:
    module = raw.get("module")
    if isinstance(module, str) and ".ops." in module:
        raise Refused(
            "operation",
            f"'{own_name}' is a calculation ({shown(class_name)}) between layers: this page runs "
            f"only built-in layers, so use one such as Add or Concatenate. {_WAY_OUT}",
        )
    if class_name == "Lambda":
        raise Refused(
            "lambda-layer",
            f"Layer '{own_name}' is a Lambda, which carries Python code: this page runs only "
            f"built-in layers. {_WAY_OUT}",
        )
    known = class_name in LAYERS or class_name in CUDNN or class_name in MODELS
    if not _from_keras(raw, class_name) or not (known or class_name in BUILT_IN):
        raise Refused(
            "custom-layer",
            f"Layer '{own_name}' is a custom layer `{shown(class_name, 80)}`: this page runs only "
            f"built-in layers. {_WAY_OUT}",
        )
    if not known:
        raise Refused(
            "unsupported-layer",
            f"Layer '{own_name}' is a {class_name}, which this page does not read. {_WAY_OUT}",
        )


def _check_names(model: Layer) -> None:
    seen: set[str] = set()
    for layer in [*model.layers, *model.inputs]:
        if layer.name in seen:
            raise Refused(
                "name",
                f"Two layers of model '{model.name}' are called '{layer.name}': give each its own "
                "name.",
            )
        seen.add(layer.name)


def _name_of(raw: dict[str, Any]) -> str:
    config = raw.get("config")
    found = config.get("name") if isinstance(config, dict) else None
    return shown(found if isinstance(found, str) else raw.get("name", raw.get("class_name")))


def _checked_name(value: Any, reading: Reading) -> str:
    made = name(value, At("", "name", reading.limits, reading.keras2))
    if made != value:
        reading.note(f"Layer '{shown(value)}' is called '{made}' here: TensorFlow wants it so.")
    return made
