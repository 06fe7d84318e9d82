"""The arguments of a recurrent layer, as code writes them."""

from __future__ import annotations

from typing import Any, Final

import keras

from lstm_viz.errors import LstmVizError
from lstm_viz.models import LayerSpec
from lstm_viz.models.reader import keras2_hard_sigmoid

# Activations that Keras itself finds by this name.
_NAMED: Final = (
    "celu", "elu", "exponential", "gelu", "glu", "hard_shrink", "hard_sigmoid", "hard_silu",
    "hard_tanh",
    "leaky_relu", "linear", "log_sigmoid", "mish", "relu", "relu6", "selu", "sigmoid", "silu",
    "soft_shrink", "softmax", "softplus", "softsign", "sparse_plus", "sparsemax", "squareplus",
    "tanh", "tanh_shrink", "threshold",
)  # fmt: skip

_POLICIES: Final = (
    "float32", "float16", "float64", "bfloat16", "mixed_float16", "mixed_bfloat16"
)  # fmt: skip


class Defined(str):
    """Name of a function that a program defines itself, written without quotes."""

    def __repr__(self) -> str:
        return str(self)


def layer_arguments(cell: Any, spec: LayerSpec, backward: bool) -> dict[str, Any]:
    """Return what a layer is constructed with beside its units, where it differs from the defaults.

    Every value is a bool, or one of the names in this module: what a file says is never written
    into code as it is.

    Parameters
    ----------
    cell : keras LSTMCell, GRUCell or SimpleRNNCell
    spec : LayerSpec
    backward : bool
        Whether the layer reads the sequence from its end.

    Raises
    ------
    LstmVizError
        When an activation or dtype policy has no name that Keras knows.
    """
    given: dict[str, Any] = {}
    defaults = {"activation": "tanh", "recurrent_activation": "sigmoid"}
    for name, default in defaults.items():
        function = getattr(cell, name, None)
        if name == "recurrent_activation" and spec.kind == "SimpleRNN":
            continue
        written = _name_of(function)
        if written is None:
            raise LstmVizError(
                "Layer '{layer}' has the {what} '{function}', which Keras {version} does not "
                "know by a name: there is no short code for this layer.",
                layer=spec.name,
                what=name.replace("_", " "),
                function=getattr(function, "__name__", function),
                version=keras.__version__,
            )
        if written != default:
            given[name] = written
    if not spec.use_bias:
        given["use_bias"] = False
    if spec.kind == "GRU" and not cell.reset_after:
        given["reset_after"] = False
    if backward:
        given["go_backwards"] = True
    policy = cell.dtype_policy.name
    if policy not in _POLICIES:
        raise LstmVizError(
            "Layer '{layer}' has a dtype policy for which there is no code.",
            layer=spec.name,
        )
    if policy != "float32":
        given["dtype"] = policy
    return given


def _name_of(function: Any) -> str | None:
    if function is keras2_hard_sigmoid:
        return Defined(keras2_hard_sigmoid.__name__)
    for name in _NAMED:
        if getattr(keras.activations, name) is function:
            return name
    return None
