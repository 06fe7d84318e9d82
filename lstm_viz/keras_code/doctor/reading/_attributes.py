"""Attributes of what code makes: there, not there, or not known."""

from __future__ import annotations

from types import ModuleType
from typing import Any, Final

import keras

from lstm_viz.keras_code.doctor.reading import _values as v
from lstm_viz.keras_code.doctor.reading._layers import keras_class
from lstm_viz.keras_code.doctor.reading._models import RESETS, states_of
from lstm_viz.keras_code.doctor.reading._names import guess, path_of
from lstm_viz.keras_code.doctor.reading._parts import Layer, LayersOf, Model, StateOf, StatesOf
from lstm_viz.keras_code.doctor.reading._world import World

# What every recurrent layer has, and what no layer and no model has any more.
_RECURRENT: Final = (*RESETS, "states", "stateful", "return_state", "return_sequences", "cell",
                     "state_size", "single_state")
GONE: Final = ("state_updates", "updates", "get_value", "set_value")
_KERAS_MODELS: Final = ("keras.Model", "keras.models.Model")


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
        return _of_tensor(owner, name)
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
    if name == "states":
        return states_of(world, owner, node)
    if name in ("stateful", "return_sequences", "return_state") and has_attribute(owner, name):
        value = getattr(owner, name)
        return v.UNKNOWN if value is None else v.Const(value)
    if name == "units" and owner.units is not None:
        return v.Const(owner.units)
    if name == "name":
        return owner.known_as
    if name == "__class__":
        return class_of(owner)
    if name in ("forward_layer", "layer") and owner.inner is not None:
        return owner.inner
    if has_attribute(owner, name) is False:
        world.tell("attribute", node, owner, name=name)
    return v.Bound(owner, name)


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
    if isinstance(found, v.Function):
        return v.Bound(owner, name)
    if found is not None:
        return found
    paths = owner.of.paths()
    if name == "model" and any(path.endswith("Callback") for path in paths):
        owner.attributes[name] = Model(class_name="model", name="self.model")
        return owner.attributes[name]
    derived = paths and all(path in _KERAS_MODELS for path in paths)
    if derived and name in RESETS and not any(
        not isinstance(base, (v.Path, v.Class)) for base in owner.of.bases
    ):
        world.tell("attribute", node, Model(class_name=owner.of.node.name), name=name)
    if not owner.of.bases and world.guess and name not in owner.attributes:
        return guess(name)
    return v.Bound(owner, name)


def _of_tensor(owner: v.Tensor, name: str) -> Any:
    if name == "T":
        return owner.changed(shape=owner.shape[::-1] if owner.shape else None)
    if name == "shape" and owner.shape is not None:
        return v.items(v.UNKNOWN if size is None else v.Const(size) for size in owner.shape)
    return v.UNKNOWN if name == "shape" else v.Bound(owner, name)


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
