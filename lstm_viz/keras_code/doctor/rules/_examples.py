"""Complete Keras programs: how each kind of layer is given its states."""

from __future__ import annotations

import re

from lstm_viz.keras_code.doctor._setting import Setting

Shapes = tuple[tuple[int, ...], ...]
HEAD = "import keras\nimport numpy as np\n"

# The same recurrence, one step at a time, from the states that were meant.
BY_HAND = """
def by_hand(cell, x, states):
    for t in range(x.shape[1]):
        output, states = cell(x[:, t], states)
    return np.asarray(output)
"""


def lines(*parts: str) -> str:
    """Join parts of a program; a part that is empty, or ends in a line end, leaves a line free."""
    joined = "\n".join(part.lstrip("\n") for part in parts)
    return re.sub(r"\n{3,}", "\n\n", joined).strip("\n")


def layer_code(s: Setting, arguments: str = "") -> str:
    """Expression that makes the layer."""
    more = f", {arguments}" if arguments else ""
    if s.kind.startswith("Bidirectional"):
        return f"keras.layers.Bidirectional(keras.layers.{s.cell}({s.units}{more}))"
    if s.kind == "stacked LSTM cells":
        cell = f"keras.layers.LSTMCell({s.units})"
        return f"keras.layers.RNN([{cell}, {cell}]{more})"
    return f"keras.layers.{s.cell}({s.units}{more})"


def given(s: Setting) -> str:
    """Expression of the states as ``initial_state`` wants them."""
    if s.kind == "stacked LSTM cells":
        return "[[h1, c1], [h2, c2]]"
    return f"[{', '.join(s.states)}]"


def x_code(s: Setting, rows: int | None = None) -> str:
    """Lines that make the input ``x``."""
    shape = (rows or s.batch, s.timesteps, s.features)
    return f'rng = np.random.default_rng(0)\nx = rng.normal(size={shape}).astype("float32")'


def states_code(s: Setting) -> str:
    """Lines that make one array of shape (batch, units) per state."""
    made = []
    for name in s.states:
        reach = 0.9 if "h" in name.replace("forward", "").replace("backward", "") else 2.0
        made.append(
            f"{name} = rng.uniform(-{reach}, {reach}, size=({s.batch}, {s.units}))"
            '.astype("float32")'
        )
    return "\n".join(made)


def data(s: Setting) -> str:
    """Lines that make the input and the states."""
    return lines(HEAD, "", x_code(s), states_code(s)) + "\n"


def inputs(s: Setting, rows: int | None = None) -> str:
    """Lines that make the input alone."""
    return lines(HEAD, "", x_code(s, rows)) + "\n"


def reference(s: Setting) -> str:
    """Lines that set ``meant``: the result by hand, from the states that were meant."""
    if s.kind.startswith("Bidirectional"):
        half = len(s.states) // 2
        first, second = ", ".join(s.states[:half]), ", ".join(s.states[half:])
        meant = (
            f"np.concatenate([by_hand(layer.forward_layer.cell, x, [{first}]),"
            f" by_hand(layer.backward_layer.cell, x[:, ::-1], [{second}])], -1)"
        )
    else:
        meant = f"by_hand(layer.cell, x, {given(s)})"
    return lines(BY_HAND, f"meant = {meant}")


def compared(s: Setting, result: str = "y") -> str:
    """Lines that set ``difference`` to the largest distance of a result from what was meant."""
    return lines(reference(s), f"difference = float(np.abs(np.asarray({result}) - meant).max())")


def stateful_model(s: Setting, *more: str) -> str:
    """Lines that make a stateful Sequential model whose only recurrent layer is ``layer``."""
    shape = (s.batch, s.timesteps, s.features)
    inner = ",\n    ".join(
        [f"keras.Input(batch_shape={shape})", layer_code(s, "stateful=True"), *more]
    )
    return f"model = keras.Sequential([\n    {inner},\n])\nlayer = model.layers[0]\n"


def assign_states(s: Setting) -> str:
    """Lines that put the states into a built, stateful layer."""
    if s.kind == "stacked LSTM cells":
        return "\n".join(
            f"layer.states[{cell}][{position}].assign({name}{cell + 1})"
            for cell in range(2)
            for position, name in enumerate("hc")
        )
    return "\n".join(
        f"layer.states[{position}].assign({name})" for position, name in enumerate(s.states)
    )


def predict(s: Setting) -> str:
    """Expression that runs the stateful model on ``x``."""
    return f"model.predict(x, batch_size={s.batch}, verbose=0)"


def symbolic_call(s: Setting, shapes: Shapes = ()) -> str:
    """Lines of a model whose inputs are the sequence and states, and its run."""
    widths = [shape[1] for shape in shapes] or [s.units] * len(s.states)
    names = given(s)
    for name in s.states:
        names = names.replace(name, f"{name}_in")
    listed = ", ".join(f"{name}_in" for name in s.states)
    return lines(
        f"x_in = keras.Input(shape=({s.timesteps}, {s.features}))",
        *(f"{name}_in = keras.Input(shape=({width},))"
          for name, width in zip(s.states, widths, strict=True)),
        f"layer = {layer_code(s)}",
        f"y_out = layer(x_in, initial_state={names})",
        f"model = keras.Model([x_in, {listed}], y_out)",
        f"y = model.predict([x, {', '.join(s.states)}], batch_size={s.batch}, verbose=0)",
    )


def shaped(s: Setting, other: tuple[int, ...]) -> str:
    """Program that passes states of the setting's shapes, or all of another one."""
    shapes = s.shapes or (other,) * len(s.states)
    made = [
        f'{name} = rng.uniform(-0.9, 0.9, size={shape}).astype("float32")'
        for name, shape in zip(s.states, shapes, strict=True)
    ]
    called = f"layer = {layer_code(s)}\ny = layer(x, initial_state={given(s)})"
    if s.symbolic and all(len(shape) == 2 for shape in shapes):
        called = symbolic_call(s, shapes)
    return lines(HEAD, "", x_code(s), *made, "", called)


def swapped(s: Setting) -> str:
    """Expression of the states, each cell state before its hidden state."""
    pairs = zip(s.states[1::2], s.states[::2], strict=False)
    return f"[{', '.join(name for pair in pairs for name in pair)}]"
