"""Names: what a module's is, what one that nothing is known of may stand for."""

from __future__ import annotations

import ast
import re
from typing import Any, Final

from lstm_viz.keras_code.doctor.reading._parts import Layer, Model, StatesOf
from lstm_viz.keras_code.doctor.reading._values import Items, Path, Tensor, Unknown
from lstm_viz.keras_code.doctor.reading._world import World

_GONE: Final = ("recurrent", "wrappers", "core", "embeddings", "convolutional", "normalization",
                "cudnn_recurrent", "merge")
_LAYER_NAME: Final = re.compile(
    r"((en|de)c(oder)?_?|my_?|bi_?)?(lstm|gru)(_?layer)?_?\d*|(lstm|gru)_(en|de)c(oder)?"
)
_ROOTS: Final = ("keras.layers", "tensorflow.keras.layers")


def guess(name: str) -> Any:
    """Return what a name that nothing is known of stands for, by its words."""
    low = name.lower()
    if low in ("model", "net", "network", "rnn_net") or low.endswith("model"):
        return Model(class_name="model", name=name)
    found = _LAYER_NAME.fullmatch(low)
    for word, kind in (("lstm", "LSTM"), ("gru", "GRU")) if found else ():
        if word in low:
            bidirectional = low.startswith("bi")
            return Layer(class_name="Bidirectional" if bidirectional else kind,
                         kind=f"Bidirectional {kind}" if bidirectional else kind, name=name)
    return Unknown(name)


def dotted_name(node: ast.expr) -> str:
    """Return ``self.lstm`` for such an expression; empty for others."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) and parts else ""


def path_of(raw: str) -> Path:
    """Return a module, class or function by the name it is imported with."""
    name = raw
    for prefix in ("tensorflow.python.keras", "tensorflow.keras", "tf_keras"):
        if raw == prefix or raw.startswith(prefix + "."):
            name = "keras" + raw[len(prefix) :]
    return Path(name, raw)


def imported(module: str, name: str) -> Path:
    """Return what ``from module import name`` gives; layers from where they once were, too."""
    path = path_of(f"{module}.{name}")
    if any(path.name.startswith(f"keras.layers.{gone}.") for gone in _GONE):
        return Path(f"keras.layers.{name}", path.raw)
    return path


def gone_module(module: str) -> str:
    """Return the module that Keras 3 has not any more; empty where it is not one of those."""
    for root in _ROOTS:
        for gone in _GONE:
            if module == f"{root}.{gone}" or module.startswith(f"{root}.{gone}."):
                return f"{root}.{gone}"
    return ""


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
            known = isinstance(value, (Layer, Model, StatesOf, Items, Tensor))
            if known or (node in asked and value is not None):
                kept[node.id] = value
                world.scope.names[node.id] = Unknown(node.id)
    return kept
