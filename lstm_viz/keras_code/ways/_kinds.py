"""Layers whose state is not one pair [h0, c0]."""

from __future__ import annotations

from typing import Final

from lstm_viz.keras_code._case import LayerCase
from lstm_viz.keras_code.ways._text import (
    FIXED,
    IMPORTS,
    built,
    fixed,
    head,
    imports,
    layer,
    listed,
    masked,
)
from lstm_viz.keras_code.ways._way import Check, Way

_GRU: Final = """layer = keras.layers.GRU(8, return_sequences=True)
output = layer(x, initial_state=[h0])

# the same, step by step
h, steps = h0, []
for t in range(5):
    h, _ = layer.cell(x[:, t], [h])
    steps.append(h)
wanted = np.stack(steps, axis=1)

print("difference:", np.abs(output - wanted).max())
"""

_BIDIRECTIONAL: Final = """h0_back, c0_back = -h0, -c0  # any others

layer = keras.layers.Bidirectional(
    keras.layers.LSTM(8, return_sequences=True)
)
output = layer(x, initial_state=[h0, c0, h0_back, c0_back])

# the two directions by themselves
forward = layer.forward_layer(x, initial_state=[h0, c0])
backward = layer.backward_layer(
    x, initial_state=[h0_back, c0_back]
)
wanted = np.concatenate([forward, backward[:, ::-1]], axis=-1)

print("difference:", np.abs(output - wanted).max())
"""

_STACKED: Final = """h1, c1 = -h0, -c0  # of the second cell

cells = [keras.layers.LSTMCell(8), keras.layers.LSTMCell(8)]
layer = keras.layers.RNN(cells, return_sequences=True)
output = layer(x, initial_state=[[h0, c0], [h1, c1]])

# the same, step by step
h, c, steps = [h0, h1], [c0, c1], []
for t in range(5):
    below = x[:, t]
    for k in range(2):
        below, [h[k], c[k]] = cells[k](below, [h[k], c[k]])
    steps.append(below)
wanted = np.stack(steps, axis=1)

print("difference:", np.abs(output - wanted).max())
"""

_STACKED_STATEFUL: Final = """h1, c1 = -h0, -c0  # of the second cell

cells = [keras.layers.LSTMCell(8), keras.layers.LSTMCell(8)]
layer = keras.layers.RNN(cells, stateful=True)
layer.build(x.shape)
wanted = layer(x, initial_state=[[h0, c0], [h1, c1]])

variables = keras.tree.flatten(layer.states)
for variable, value in zip(variables, [h0, c0, h1, c1]):
    variable.assign(value)
output = layer(x)

# reset_state() fails for stacked cells: zeros by hand
for variable in variables:
    variable.assign(keras.ops.zeros_like(variable))
after_reset = np.stack([v.numpy() for v in variables])
zeros = np.zeros_like(after_reset)

print("difference:", float(abs(output - wanted).numpy().max()))
"""

_TWO_LAYERS: Final = """h1, c1 = -h0, -c0  # of the second layer

first = keras.layers.LSTM(8, return_sequences=True)
second = keras.layers.LSTM(8, return_sequences=True)

below = first(x, initial_state=[h0, c0])
output = second(below, initial_state=[h1, c1])

# the same as one layer of two stacked cells
stacked = keras.layers.RNN(
    [first.cell, second.cell], return_sequences=True
)
wanted = stacked(x, initial_state=[[h0, c0], [h1, c1]])

print("difference:", float(abs(output - wanted).numpy().max()))
"""

_ENCODER: Final = f"""{IMPORTS}
rng = np.random.default_rng(0)
x = rng.normal(size=(3, 5, 2)).astype("float32")
y_before = rng.normal(size=(3, 4, 1)).astype("float32")

encoder_in = keras.Input((None, 2), name="x")
encoder = keras.layers.LSTM(8, return_state=True, name="encoder")
_, h, c = encoder(encoder_in)

decoder_in = keras.Input((None, 1), name="y_before")
decoder = keras.layers.LSTM(8, return_sequences=True, name="decoder")
y = decoder(decoder_in, initial_state=[h, c])
model = keras.Model([encoder_in, decoder_in], y)

model.save("seq2seq.keras")
model = keras.saving.load_model("seq2seq.keras")
output = model.predict([x, y_before], verbose=0)

# by hand, with the layers of the loaded model
_, h, c = model.get_layer("encoder")(x)
wanted = model.get_layer("decoder")(y_before, initial_state=[h, c])

print("difference:", np.abs(output - wanted).max())
"""

_DECODER: Final = f"""{IMPORTS}
rng = np.random.default_rng(0)
x = rng.normal(size=(3, 5, 2)).astype("float32")

encoder_in = keras.Input((None, 2))
encoder = keras.layers.LSTM(8, return_state=True)
_, h, c = encoder(encoder_in)
decoder_in = keras.Input((None, 8))
decoder = keras.layers.LSTM(8, return_sequences=True, return_state=True)
y, _, _ = decoder(decoder_in, initial_state=[h, c])
model = keras.Model([encoder_in, decoder_in], y)  # for training

# two models with the same layers, to write one step at a time
encode = keras.Model(encoder_in, [h, c])
h_in, c_in = keras.Input((8,)), keras.Input((8,))
y, h_out, c_out = decoder(decoder_in, initial_state=[h_in, c_in])
decode = keras.Model([decoder_in, h_in, c_in], [y, h_out, c_out])

h, c = encode.predict(x, verbose=0)
step = np.zeros((3, 1, 8), "float32")
read, written = [], []
for _ in range(4):
    read.append(step)
    step, h, c = decode.predict([step, h, c], verbose=0)
    written.append(step)
written = np.concatenate(written, axis=1)

# the model for training, given what the loop read
wanted = model.predict([x, np.concatenate(read, axis=1)], verbose=0)

print("difference:", np.abs(written - wanted).max())
"""

_BIDIRECTIONAL_STATEFUL: Final = """layer = keras.layers.Bidirectional(
    keras.layers.LSTM(8, stateful=True)
)
layer.build(x.shape)

layer.forward_layer.states[0].assign(h0)
layer.forward_layer.states[1].assign(c0)
layer.backward_layer.states[0].assign(h0)
layer.backward_layer.states[1].assign(c0)
output = layer(x)

# the two directions by themselves
forward = keras.layers.LSTM(8)
backward = keras.layers.LSTM(8, go_backwards=True)
forward.build(x.shape)
backward.build(x.shape)
forward.set_weights(layer.forward_layer.get_weights())
backward.set_weights(layer.backward_layer.get_weights())
wanted = np.concatenate(
    [layer(x, initial_state=[h0, c0]) for layer in (forward, backward)],
    axis=-1,
)

print("difference:", np.abs(output - wanted).max())
"""


def _gru(case: LayerCase) -> str:
    if case.kind != "GRU":
        return f"{FIXED}\n{_GRU}"
    return (
        f"{head(case)}\n{built(case)}\n"
        f"output = layer(x, initial_state=[h0]{masked(case)})\n\n"
        'print("output at the last step:", output[0, -1])\n'
    )


def _bidirectional(case: LayerCase) -> str:
    if case.directions is None:
        return f"{FIXED}\n{_BIDIRECTIONAL}"
    forward = case.directions[0]
    ways = ("forward", "backward")
    names = [f'"{way}_{name}"' for way in ways for name in case.states]
    weights = [f'"{name}"' for name in case.weights]
    mode = [f'merge_mode="{case.merge_mode}"'] if case.merge_mode != "concat" else []
    mask = 'mask = data["mask"]\n' if case.mask is not None else ""
    one = layer(forward).removeprefix("layer = ").replace("\n", "\n    ")
    return (
        f'{imports(forward)}\ndata = np.load("state.npz")\nx = data["x"]  # {case.x.shape}\n{mask}'
        f"{listed(names, 'names = [', ']')}\n"
        "states = [data[name] for name in names]\n"
        "weights = [\n"
        '    data[f"{way}_{name}"]\n'
        '    for way in ("forward", "backward")\n'
        f"    for name in ({', '.join(weights)})\n"
        "]\n\n"
        f"{listed([one, *mode], 'layer = keras.layers.Bidirectional(', ')')}\n"
        "layer.build(x.shape)\n"
        "layer.set_weights(weights)\n\n"
        f"output = layer(x, initial_state=states{masked(case)})\n\n"
        'print("output at the last step:", output[0, -1])\n'
    )


def _bidirectional_checks(case: LayerCase) -> tuple[Check, ...]:
    if case.directions is None:
        return _BY_HAND
    return (Check(got="output", wanted="trace.both", got_name="the layer's output"),)


def _gru_checks(case: LayerCase) -> tuple[Check, ...]:
    if case.kind != "GRU":
        return _BY_HAND
    return (Check(got="output", wanted="trace.output", got_name="the layer's output"),)


_BY_HAND: Final = (
    Check(got="output", wanted="wanted", wanted_name="by hand", got_name="the layer's output"),
)

KINDS: Final = (
    Way(
        id="gru",
        title="GRU: one state",
        sentence="A GRU (and a SimpleRNN) has h alone: a list with one state.",
        code=_gru,
        checks=_gru_checks,
    ),
    Way(
        id="bidirectional",
        title="Bidirectional: four states",
        sentence=(
            "A Bidirectional LSTM takes the forward h and c, then the backward h and c, in one "
            "flat list. The backward state is the one before the last timestep."
        ),
        code=_bidirectional,
        checks=_bidirectional_checks,
    ),
    Way(
        id="bidirectional_stateful",
        title="Bidirectional and stateful",
        sentence="Each direction is a layer of its own, with its own states to write into.",
        code=fixed(_BIDIRECTIONAL_STATEFUL),
        checks=_BY_HAND,
    ),
    Way(
        id="stacked",
        title="Stacked cells: a nested list",
        sentence="An RNN of several cells takes one list for each cell, from the lowest up.",
        code=fixed(_STACKED),
        checks=_BY_HAND,
    ),
    Way(
        id="stacked_stateful",
        title="Stacked cells and stateful",
        sentence="The variables are nested like the cells: flatten them to write or to reset.",
        code=fixed(_STACKED_STATEFUL),
        checks=(
            Check(
                got="output",
                wanted="wanted",
                wanted_name="the state given with the call",
                got_name="the state written before",
            ),
            Check(got="after_reset", wanted="zeros", got_name="the states after the reset"),
        ),
    ),
    Way(
        id="two_layers",
        title="Two layers, one on the other",
        sentence=(
            "Layers that are stacked as layers take their states each in its own call. Together "
            "they compute what one layer of stacked cells does."
        ),
        code=fixed(_TWO_LAYERS),
        checks=(
            Check(
                got="output",
                wanted="wanted",
                wanted_name="stacked cells",
                got_name="two layers",
            ),
        ),
    ),
    Way(
        id="encoder_decoder",
        title="From encoder to decoder, saved and loaded",
        sentence=(
            "The encoder's last h and c are tensors of the graph and start the decoder. The "
            "connection is kept in the file."
        ),
        code=lambda case: _ENCODER,
        checks=(
            Check(
                got="output", wanted="wanted", wanted_name="by hand", got_name="the loaded model"
            ),
        ),
    ),
    Way(
        id="decoder",
        title="The decoder alone, writing one step at a time",
        sentence=(
            "For writing, the same decoder layer is put into a second model whose states are "
            "inputs and outputs. Weights are shared, nothing is copied."
        ),
        code=lambda case: _DECODER,
        checks=(
            Check(
                got="written",
                wanted="wanted",
                wanted_name="the model for training",
                got_name="step by step",
            ),
        ),
    ),
)
