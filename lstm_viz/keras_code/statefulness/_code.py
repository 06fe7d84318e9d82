"""The Keras code of a setting, to be copied."""

from __future__ import annotations

from typing import Final

from lstm_viz.keras_code.statefulness._layers import material
from lstm_viz.keras_code.statefulness._setting import Setting

_COUNTER: Final = """\
# A unit for each part of each sequence counts the steps of that part: x is 1 in its place.
units = rows * calls
x = np.zeros((calls, rows, steps, units), "float32")
for call in range(calls):
    for row in range(rows):
        x[call, row, :, row * calls + call] = 1
options = {"units": units, "activation": "linear"}
# sigmoid(20) is 1 in float32: i = f = o = 1 and g = x, so c adds up all that was read, and h = c.
one, none = np.eye(units), np.zeros((units, units))
weights = [
    np.hstack([none, none, one, none]),
    np.zeros((units, 4 * units)),
    np.repeat([20.0, 20.0, 0.0, 20.0], units),
]
"""
_WAVES: Final = """\
# A sine for each row, cut into one part for each call.
t = np.arange(calls * steps)
wave = np.sin(0.9 * t + 2 * np.pi * np.arange(rows)[:, None] / rows + 0.02 * t**2)
x = wave.reshape(rows, calls, steps, 1).transpose(1, 0, 2, 3).astype("float32")
"""
_RANDOM: Final = """\
units = 8
options = {"units": units}
rng = np.random.default_rng(0)
weights = [
    rng.normal(0, 0.8, (1, 4 * units)),
    rng.normal(0, 0.4, (units, 4 * units)),
    np.repeat([0.0, 1.0, 0.0, 0.0], units),
]
"""
_SAMPLE: Final = """\
# The batch size of a stateful model is fixed (32 here), so a new layer gets its weights.
bundled = keras.saving.load_model("sample_models/stateful/model.keras").get_layer("lstm")
options = {"units": bundled.units}
weights = bundled.get_weights()
"""
_LAYER: Final = """\
inputs = keras.Input(batch_shape=(rows, steps, x.shape[-1]))
layer = keras.layers.LSTM(**options, stateful={stateful}, return_state=True)
_, h, c = layer(inputs)
layer.set_weights(weights)
"""
_LOOP: Final = """\
model = keras.Model(inputs, [h, c])
seen = []
for call in range(calls):
    h, c = {run}
    seen.append(np.array(c))
    print("c after call", call + 1)
    print(seen[-1].round(4))
    if call + 1 in resets:
        layer.reset_state()
"""
_FIT: Final = """\
names = [f"{{'ABCDEF'[row]}}{{call + 1}}" for call in range(calls) for row in range(rows)]
seen = []


def look(number, states):
    \"\"\"A loss that only looks: which rows came into the batch, and the states after it.\"\"\"
    h, c = np.split(np.array(states), 2, axis=-1)
    seen.append(c)
    print("read", *[names[int(n)] for n in np.array(number)[:, 0]], "and c is then")
    print(c.round(4))
    return keras.ops.mean(states)


class Reset(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        if batch + 1 in resets:
            layer.reset_state()


model = keras.Model(inputs, keras.layers.concatenate([h, c]))
keras.utils.set_random_seed({seed})
# Learning rate 0: the weights stay as they are, only the states change.
model.compile(keras.optimizers.SGD(0.0), look, run_eagerly=True)
# Without shuffling, row j of batch k is part k of sequence j.
model.fit(
    x.reshape(-1, steps, x.shape[-1]),
    np.arange(rows * calls)[:, None],
    batch_size=rows,
    shuffle={shuffle},
    callbacks=[Reset()],
    verbose=0,
)
"""


def statefulness_code(setting: Setting) -> str:
    """Return complete Keras code that does what `simulate` does with this setting.

    Parameters
    ----------
    setting : Setting

    Returns
    -------
    str
        Plain Keras and NumPy. It prints the states after each call and keeps c in the list
        ``seen``. For the layer "sample" it reads the bundled model from the project's folder.
    """
    steps = material(setting).x.shape[2]
    head = (
        "import keras\nimport numpy as np\n\n"
        f"rows, calls, steps = {setting.rows}, {setting.calls}, {steps}\n"
        f"resets = {list(setting.resets)}  # calls after which the states are put to zero\n"
    )
    layer = {"counter": _COUNTER, "random": _WAVES + _RANDOM, "sample": _WAVES + _SAMPLE}
    parts = [head, layer[setting.layer], _LAYER.format(stateful=setting.stateful)]
    if setting.way == "fit":
        parts.append(_FIT.format(seed=setting.seed, shuffle=setting.shuffle))
    else:
        run = {"call": "model(x[call])", "predict": "model.predict(x[call], verbose=0)"}
        parts.append(_LOOP.format(run=run[setting.way]))
    return "\n".join(parts)
