"""Names and attributes: what they stand for, and whether they are there."""

from __future__ import annotations

import ast
import re
from types import ModuleType
from typing import Any, Final

import keras

from lstm_viz.keras_code.doctor.reading import _values as v
from lstm_viz.keras_code.doctor.reading._layers import keras_class
from lstm_viz.keras_code.doctor.reading._models import RESETS
from lstm_viz.keras_code.doctor.reading._parts import Layer, LayersOf, Model, StateOf, StatesOf
from lstm_viz.keras_code.doctor.reading._world import World

# Modules of layers that Keras 3 has not any more, and what is in them.
_GONE: Final = re.compile(
    r"((?:tensorflow\.)?keras\.layers\.(?:recurrent|wrappers|core|embeddings|convolutional|"
    r"normalization|cudnn_recurrent|merge))(?:\.|$)"
)
_KERAS: Final = re.compile(r"(tensorflow\.python\.keras|tensorflow\.keras|tf_keras)(?=\.|$)")
_LAYER_NAME: Final = re.compile(
    r"((en|de)c(oder)?_?|my_?|bi_?)?(lstm|gru)(_?layer)?_?\d*|(lstm|gru)_(en|de)c(oder)?"
)
# What every recurrent layer has, and what no layer and no model has any more.
_RECURRENT: Final = (*RESETS, "states", "stateful", "return_state", "return_sequences", "cell",
                     "state_size", "single_state")
GONE: Final = ("state_updates", "updates", "get_value", "set_value")
_KERAS_MODELS: Final = ("keras.Model", "keras.models.Model")


def guess(name: str) -> Any:
    """Return what a name that nothing is known of stands for, by its words."""
    low = name.lower()
    if low in ("model", "net", "network", "rnn_net") or low.endswith("model"):
        return Model(class_name="model")
    if _LAYER_NAME.fullmatch(low):
        kind = "LSTM" if "lstm" in low else "GRU"
        if low.startswith("bi"):
            return Layer(class_name="Bidirectional", kind=f"Bidirectional {kind}")
        return Layer(class_name=kind, kind=kind)
    return v.Unknown(name)


def dotted_name(node: ast.expr) -> str:
    """Return ``self.lstm`` for such an expression; empty for others."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) and parts else ""


def path_of(raw: str) -> v.Path:
    """Return a module, class or function by the name it is imported with."""
    found = _KERAS.match(raw)
    return v.Path(f"keras{raw[found.end():]}" if found else raw, raw)


def imported(module: str, name: str) -> v.Path:
    """Return what ``from module import name`` gives; layers from where they once were, too."""
    path = path_of(f"{module}.{name}")
    return v.Path(f"keras.layers.{name}", path.raw) if _GONE.match(path.name) else path


def gone_module(module: str) -> str:
    """Return the module that Keras 3 has not any more; empty where it is not one of those."""
    found = _GONE.match(module)
    return found[1] if found else ""


def doubt(world: World, condition: ast.expr) -> dict[str, Any]:
    """Forget the objects that a condition asks about; returns what their names stood for.

    Whoever asks about an object has a reason: nothing may be said about it behind the question.
    """
    kept: dict[str, Any] = {}
    asked = [node.args[0] for node in ast.walk(condition) if isinstance(node, ast.Call)
             and getattr(node.func, "id", "") in ("hasattr", "getattr") and node.args]
    for node in ast.walk(condition):
        if isinstance(node, ast.Name):
            value = world.scope.find(node.id)
            known = isinstance(value, (Layer, Model, StatesOf, v.Items, v.Tensor))
            if known or (node in asked and value is not None):
                kept[node.id] = value
                world.scope.names[node.id] = v.Unknown(node.id)
    return kept


def has_attribute(owner: Any, name: str) -> bool | None:
    """Tell whether an object has an attribute; None where that is not known."""
    if isinstance(owner, Layer):
        found = keras_class(owner.class_name)
        if found is None or owner.own:
            return None
        if hasattr(found, name):
            return True
        family = issubclass(found, (keras.layers.RNN, keras.layers.Bidirectional))
        if name in _RECURRENT:
            return family and (name != "cell" or owner.class_name != "Bidirectional")
        return False if name in GONE or ((family or owner.cell) and "state" in name) else None
    if isinstance(owner, Model) and owner.class_name in ("Sequential", "Functional"):
        if hasattr(keras.Sequential if owner.class_name == "Sequential" else keras.Model, name):
            return True
        return False if name in (*_RECURRENT, *GONE) or "state" in name else None
    if isinstance(owner, v.Path):
        # What TensorFlow shows of Keras under its own name is not the same everywhere.
        module = getattr(keras, owner.raw.removeprefix("keras."), None)
        known = owner.raw.startswith("keras.") and isinstance(module, ModuleType)
        return hasattr(module, name) if known else None
    if isinstance(owner, StateOf):
        return hasattr(keras.Variable, name)
    if isinstance(owner, StatesOf):
        return hasattr(tuple if owner.layer.class_name == "Bidirectional" else list, name)
    if isinstance(owner, v.Instance):
        return True if name in owner.attributes or owner.of.find(name) is not None else None
    if isinstance(owner, v.Const):
        return hasattr(owner.value, name)
    return None


def attribute(world: World, owner: Any, name: str, node: Any) -> Any:
    """Return ``owner.name``."""
    if isinstance(owner, v.Path):
        return path_of(f"{owner.raw}.{name}")
    if isinstance(owner, Layer):
        return _of_layer(world, owner, name, node)
    if isinstance(owner, Model):
        return _of_model(world, owner, name, node)
    if isinstance(owner, v.Instance):
        return _of_instance(world, owner, name, node)
    if isinstance(owner, v.Class):
        found = owner.find(name)
        return v.Unknown(name) if found is None else found
    if isinstance(owner, v.Tensor):
        if name == "T":
            return owner.changed(shape=owner.shape[::-1] if owner.shape else None)
        if name == "shape" and owner.shape is not None:
            return v.items(v.UNKNOWN if size is None else v.Const(size) for size in owner.shape)
        return v.UNKNOWN if name == "shape" else v.Bound(owner, name)
    if isinstance(owner, StateOf) and name == "shape":
        return v.UNKNOWN
    if has_attribute(owner, name) is False or (isinstance(owner, v.Items) and owner.origin):
        world.tell("attribute", node, owner, name=name)
    if isinstance(owner, (StateOf, StatesOf, v.Items, v.Record, v.Const, v.Many, v.Function)):
        return v.Bound(owner, name)
    return v.Unknown(name) if isinstance(owner, v.Unknown) else v.UNKNOWN


def _of_layer(world: World, owner: Layer, name: str, node: Any) -> Any:
    if name in owner.given:
        return owner.given[name]
    if name == "states" and owner.runs:
        return StatesOf(owner)
    if name in ("stateful", "return_sequences", "return_state") and has_attribute(owner, name):
        return v.told(getattr(owner, name))
    if name == "units" and owner.units is not None:
        return v.Const(owner.units)
    if name == "name":
        return owner.known_as
    if name == "__class__":
        return class_of(owner)
    if name in ("forward_layer", "layer") and owner.inner is not None:
        return owner.inner
    if name == "states" or has_attribute(owner, name) is False:
        world.tell("attribute", node, owner, name=name)
    return v.UNKNOWN if name == "states" else v.Bound(owner, name)


def class_of(owner: Any) -> Any:
    """Return the class of an object, where it is known."""
    if isinstance(owner, Layer) and not owner.own and owner.class_name != "?":
        return v.Path(f"keras.layers.{owner.class_name}", owner.class_name)
    return owner.of if isinstance(owner, v.Instance) else v.UNKNOWN


def _of_model(world: World, owner: Model, name: str, node: Any) -> Any:
    if name in owner.given:
        return owner.given[name]
    if name == "layers":
        return LayersOf(owner)
    if name in (*RESETS, "states", *GONE) or has_attribute(owner, name) is False:
        world.tell("attribute", node, owner, name=name)
    if name in ("name", "input", "inputs", "output", "outputs", "states", *GONE):
        return v.UNKNOWN
    return v.Bound(owner, name)


def _of_instance(world: World, owner: v.Instance, name: str, node: Any) -> Any:
    if name in owner.attributes:
        return owner.attributes[name]
    found = owner.of.find(name)
    if found is not None:
        return v.Bound(owner, name) if isinstance(found, v.Function) else found
    paths = owner.of.paths()
    if name == "model" and any(path.endswith("Callback") for path in paths):
        owner.attributes[name] = Model(class_name="model")
        return owner.attributes[name]
    known = all(isinstance(base, (v.Path, v.Class)) for base in owner.of.bases)
    if name in RESETS and known and paths and all(path in _KERAS_MODELS for path in paths):
        world.tell("attribute", node, Model(class_name=owner.of.node.name), name=name)
    return guess(name) if not owner.of.bases and world.guess else v.Bound(owner, name)


def set_attribute(world: World, owner: Any, name: str, value: Any, node: Any) -> None:
    """Set ``owner.name``."""
    if isinstance(owner, v.Instance):
        certain = world.uncertain == 0 or name not in owner.attributes
        owner.attributes[name] = value if certain else v.UNKNOWN
    elif isinstance(owner, Layer):
        world.tell("set", node, owner, name=name, value=value)
        if name in ("stateful", "return_sequences", "return_state"):
            # What an attribute does that is changed after building depends on more than its value.
            known = isinstance(value, v.Const) and not owner.built
            world.change(owner, **{name: bool(value.value) if known else None})
        elif name != "states":
            owner.given[name] = value
    elif isinstance(owner, Model):
        owner.given[name] = value
    elif isinstance(owner, LayersOf):
        owner.model.layers = None
