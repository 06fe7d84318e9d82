"""Lines of code that many of the programs share."""

from __future__ import annotations

from collections.abc import Callable

from lstm_viz._language import Text
from lstm_viz.keras_code._case import LayerCase

IMPORTS = "import keras\nimport numpy as np\n"
LAST = '\nprint("output at the last step:", output[0, -1])\n'
# What fits beside the verdict on a page of 1366 pixels.
WIDTH = 60
FIXED = f"""{IMPORTS}
rng = np.random.default_rng(0)
x = rng.normal(size=(3, 5, 2)).astype("float32")
h0 = rng.uniform(-1, 1, (3, 8)).astype("float32")
c0 = rng.uniform(-1, 1, (3, 8)).astype("float32")
"""


_HARD_SIGMOID = """

@keras.saving.register_keras_serializable()
def keras2_hard_sigmoid(x):  # Keras 3 has another formula
    return keras.ops.clip(0.2 * x + 0.5, 0.0, 1.0)

"""


def fixed(code: str, *, head: str = FIXED) -> Callable[[LayerCase], str]:
    """A program on a small layer of ours, the same for every experiment."""
    return lambda case: f"{head}\n{code}"


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
    return "\n".join([imports(case), 'data = np.load("state.npz")', *lines, weights, ""])


def imports(case: LayerCase) -> str:
    """Imports, and the activation that Keras 3 does not have, where the layer uses it."""
    used = "keras2_hard_sigmoid" in case.arguments.values()
    return IMPORTS + _HARD_SIGMOID * used


def listed(parts: list[str], before: str, after: str) -> str:
    """``before`` and ``after`` around the parts, broken into lines that fit on the page."""
    one = before + ", ".join(parts) + after
    if len(one) <= WIDTH:
        return one
    inner = "\n".join(f"    {part}," for part in parts)
    return f"{before}\n{inner}\n{after}"


def layer(case: LayerCase, *more: str, name: str = "layer", sequences: bool = True) -> str:
    """The line that makes the layer; ``more`` are further arguments."""
    arguments = [str(case.spec.units)]
    if sequences:
        arguments.append("return_sequences=True")
    arguments += [f"{key}={value!r}" for key, value in case.arguments.items()]
    parts = [part.replace("'", '"') for part in (*arguments, *more)]
    return listed(parts, f"{name} = keras.layers.{case.kind}(", ")")


def built(case: LayerCase, *more: str, shape: str = "x.shape") -> str:
    """Lines that make the layer and give it its weights."""
    return f"{layer(case, *more)}\nlayer.build({shape})\nlayer.set_weights(weights)\n"


def masked(case: LayerCase, mask: str = "mask") -> str:
    """The mask as a further argument of a call, where the layer has one."""
    return f", mask={mask}" if case.mask is not None else ""


def model(case: LayerCase, *more: str, fixed_batch: bool = False, given: str = "") -> str:
    """Lines that make a model of the layer alone, with its weights.

    Parameters
    ----------
    case : LayerCase
    *more : str
        Further arguments of the layer.
    fixed_batch : bool, optional
        Whether the model is built for the batch of ``x`` alone, as a stateful one must be.
    given : str, optional
        Further arguments of the call.
    """
    shape = f"(None, {case.spec.features})"
    steps = "(None,)"
    if fixed_batch:
        shape, steps = f"batch_shape={case.x.shape}", f"batch_shape={case.x.shape[:2]}"
    lines = [f"x_in = keras.Input({shape})"]
    inputs = "x_in"
    if case.mask is not None:
        lines.append(f'mask_in = keras.Input({steps}, dtype="bool")')
        inputs = "[x_in, mask_in]"
    lines += [
        layer(case, *more),
        f"y = layer(x_in{given}{masked(case, 'mask_in')})",
        f"model = keras.Model({inputs}, y)",
        "layer.set_weights(weights)",
        "",
    ]
    return "\n".join(lines)


def data(case: LayerCase) -> str:
    """What `model`'s model is given: ``"x"``, or ``"[x, mask]"``."""
    return "[x, mask]" if case.mask is not None else "x"


def assign(case: LayerCase) -> str:
    """Lines that write the initial state into a stateful layer."""
    return "".join(
        f"layer.states[{number}].assign({name})\n" for number, name in enumerate(case.states)
    )


def needs_steps(count: int) -> Callable[[LayerCase], str]:
    """Refuse sequences that are too short to be split."""
    return lambda case: (
        Text(
            "The sequence has {count} timestep, this way splits it into {parts} parts: choose a "
            "longer one.",
            "The sequence has {count} timesteps, this way splits it into {parts} parts: choose a "
            "longer one.",
            count=case.steps,
            parts=count,
        )
        if case.steps < count
        else ""
    )


def needs_lstm(case: LayerCase) -> str:
    """Refuse layers without a cell state."""
    if case.kind == "LSTM":
        return ""
    return Text(
        "Layer '{layer}' is a {kind} and has one state: nothing can be swapped.",
        layer=case.spec.name,
        kind=case.kind,
    )


def keras2(text: str) -> str:
    """A program's lines as Keras 2 spells them."""
    return (
        text.replace(_HARD_SIGMOID, "")
        .replace("=keras2_hard_sigmoid", '="hard_sigmoid"')
        .replace("import keras\n", "from tensorflow import keras\n")
        .replace("keras.saving.load_model", "keras.models.load_model")
    )


def _shape(case: LayerCase, name: str) -> str:
    array = {"x": case.x, "mask": case.mask, **case.states}[name]
    assert array is not None
    return str(tuple(array.shape))
