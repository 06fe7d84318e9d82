"""Lines of code that many of the programs share."""

from __future__ import annotations

from lstm_viz.keras_code._case import LayerCase

IMPORTS = "import keras\nimport numpy as np\n"
WIDTH = 58


def states(case: LayerCase) -> str:
    """``"h0, c0"``, or ``"h0"`` for a layer without a cell state."""
    return ", ".join(case.states)


def now(case: LayerCase) -> str:
    """``"h, c"`` or ``"h"``."""
    return states(case).replace("0", "")


def head(case: LayerCase) -> str:
    """Imports, and what ``state.npz`` holds: input, initial state, weights, and a mask if any."""
    names = ["x", *case.states] + (["mask"] if case.mask is not None else [])
    lines = [f'{name} = data["{name}"]  # {_shape(case, name)}' for name in names]
    weights = listed([f'data["{name}"]' for name in case.weights], "weights = [", "]")
    return "\n".join([IMPORTS, 'data = np.load("state.npz")', *lines, weights, ""])


def listed(parts: list[str], before: str, after: str) -> str:
    """``before`` and ``after`` around the parts, broken into lines that fit on the page."""
    one = before + ", ".join(parts) + after
    if len(one) <= WIDTH:
        return one
    inner = "\n".join(f"    {part}," for part in parts)
    return f"{before}\n{inner}\n{after}"


def layer(
    case: LayerCase, *more: str, name: str = "layer", sequences: bool = True
) -> str:
    """The line that makes the layer; ``more`` are further arguments."""
    arguments = [str(case.spec.units)]
    if sequences:
        arguments.append("return_sequences=True")
    arguments += [f"{name}={value!r}" for name, value in case.arguments.items()]
    parts = [part.replace("'", '"') for part in (*arguments, *more)]
    return listed(parts, f"{name} = keras.layers.{case.kind}(", ")")


def built(case: LayerCase, *more: str, sequences: bool = True) -> str:
    """Lines that make the layer and give it its weights."""
    return (
        f"{layer(case, *more, sequences=sequences)}\n"
        "layer.build(x.shape)\nlayer.set_weights(weights)\n"
    )


def masked(case: LayerCase, part: str = "") -> str:
    """The mask as a further argument of a call, where the layer has one."""
    return f", mask=mask{part}" if case.mask is not None else ""


def _shape(case: LayerCase, name: str) -> str:
    array = {"x": case.x, "mask": case.mask, **case.states}[name]
    return str(tuple(array.shape))
