"""What older documentation and answers on the web say, and what has become of it."""

from __future__ import annotations

from typing import Final

from lstm_viz.keras_code.ways._text import fixed
from lstm_viz.keras_code.ways._way import Check, Way

_STATEFUL: Final = """layer = keras.layers.LSTM(8, stateful=True)
layer.build(x.shape)
"""
_MODEL: Final = """model = keras.Sequential([
    keras.Input(batch_shape=(3, 5, 2)),
    keras.layers.LSTM(8, stateful=True),
])
"""
_ASSIGN: Final = "`layer.states[0].assign(h0)` and `layer.states[1].assign(c0)`."

GONE: Final = (
    Way(
        id="reset_states_states",
        title="`layer.reset_states(states=[h0, c0])`",
        sentence=(
            "The best known answer on the web. In Keras 2 it wrote a state; the documentation of "
            "Keras 3 still mentions the argument."
        ),
        code=fixed(f"{_STATEFUL}layer.reset_states(states=[h0, c0])\n"),
        instead=_ASSIGN,
    ),
    Way(
        id="reset_states_positional",
        title="`layer.reset_states([h0, c0])`",
        sentence="The same without the argument's name.",
        code=fixed(f"{_STATEFUL}layer.reset_states([h0, c0])\n"),
        instead=_ASSIGN,
    ),
    Way(
        id="reset_state_states",
        title="`layer.reset_state(states=[h0, c0])`",
        sentence="As the documentation of Keras 3 spells it.",
        code=fixed(f"{_STATEFUL}layer.reset_state(states=[h0, c0])\n"),
        instead=_ASSIGN,
    ),
    Way(
        id="model_reset_states",
        title="`model.reset_states()`",
        sentence="In Keras 2 a model could reset all of its layers.",
        code=fixed(f"{_MODEL}model.reset_states()\n"),
        instead="A loop over the layers: “Reset a whole model”, with the stateful layers.",
    ),
    Way(
        id="model_reset_state",
        title="`model.reset_state()`",
        sentence="The documentation says: “on either a specific layer, or on your entire model”.",
        code=fixed(f"{_MODEL}model.reset_state()\n"),
        instead="A loop over the layers: “Reset a whole model”, with the stateful layers.",
    ),
    Way(
        id="set_value",
        title="`K.set_value(layer.states[0], h0)`",
        sentence="The backend function that wrote into a variable.",
        code=fixed(f"{_STATEFUL}K = keras.backend\nK.set_value(layer.states[0], h0)\n"),
        instead=_ASSIGN,
    ),
    Way(
        id="get_value",
        title="`K.get_value(layer.states[0])`",
        sentence="The backend function that read a variable.",
        code=fixed(f"{_STATEFUL}K = keras.backend\nh = K.get_value(layer.states[0])\n"),
        instead="`keras.ops.convert_to_numpy(layer.states[0])`, or `layer.states[0].numpy()`.",
    ),
    Way(
        id="batch_size",
        title="`LSTM(8, stateful=True, batch_size=...)`",
        sentence="Often copied together with reset_states. A layer has no such argument.",
        code=fixed("layer = keras.layers.LSTM(8, stateful=True, batch_size=3)\n"),
        instead="`keras.Input(batch_shape=(3, 5, 2))` in front of the layer.",
    ),
    Way(
        id="batch_input_shape",
        title="`LSTM(8, stateful=True, batch_input_shape=...)`",
        sentence="How Keras 2 fixed the batch size of a stateful layer.",
        code=fixed(
            "layer = keras.layers.LSTM(\n    8, stateful=True, batch_input_shape=(3, 5, 2)\n)\n"
        ),
        instead="`keras.Input(batch_shape=(3, 5, 2))` in front of the layer.",
    ),
    Way(
        id="time_major",
        title="`LSTM(8, time_major=False)`",
        sentence=(
            "An argument that Keras 2 wrote into every saved file, which is why Keras 3 does not "
            "load them."
        ),
        code=fixed("layer = keras.layers.LSTM(8, time_major=False)\n"),
        instead="Leave it out; the batch comes first.",
    ),
    Way(
        id="constructor",
        title="`LSTM(8, initial_state=[h0, c0])`",
        sentence="The state is no property of a layer.",
        code=fixed("layer = keras.layers.LSTM(8, initial_state=[h0, c0])\n"),
        instead="Give it with the call: `layer(x, initial_state=[h0, c0])`.",
    ),
    Way(
        id="list_call",
        title="`LSTM(8)([x, h0, c0])`",
        sentence="In Keras 2 a list was input and states.",
        code=fixed("output = keras.layers.LSTM(8)([x, h0, c0])\n"),
        instead="`layer(x, initial_state=[h0, c0])`",
    ),
    Way(
        id="predict_argument",
        title="`model.predict(x, initial_state=[h0, c0])`",
        sentence="predict takes the model's inputs and nothing else.",
        code=fixed(f"{_MODEL}model.predict(x, initial_state=[h0, c0])\n"),
        instead="Make the states inputs: “A model with the state as an input”.",
    ),
    Way(
        id="before_build",
        title="`layer.states` before the layer is built",
        sentence="The variables are made when the layer learns its batch size.",
        code=fixed("layer = keras.layers.LSTM(8, stateful=True)\nlayer.states[0].assign(h0)\n"),
        instead="Build it first: `layer.build((3, 5, 2))`, or put it behind an Input.",
    ),
    Way(
        id="stateless_states",
        title="`layer.states` of a layer that is not stateful",
        sentence="Without stateful=True there is nothing to write into, also after building.",
        code=fixed(
            "layer = keras.layers.LSTM(8)\nlayer.build(x.shape)\nlayer.states[0].assign(h0)\n"
        ),
        instead="`layer(x, initial_state=[h0, c0])`, or stateful=True.",
    ),
    Way(
        id="stateless_reset",
        title="`reset_state()` of a layer that is not stateful",
        sentence="One might expect an error. There is no state, and the call says nothing.",
        code=fixed(
            "layer = keras.layers.LSTM(8)\n"
            "first = layer(x, initial_state=[h0, c0])\n"
            "layer.reset_state()\n"
            "again = layer(x, initial_state=[h0, c0])\n\n"
            'print("difference:", float(abs(first - again).numpy().max()))\n'
        ),
        checks=(
            Check(
                got="again",
                wanted="first",
                expect="different",
                wanted_name="before reset_state()",
                got_name="after it",
                otherwise=(
                    "Nothing happens: the layer answers as before (difference {difference})."
                ),
            ),
        ),
        instead="A stateless layer starts anew with every call: no reset is needed.",
    ),
    Way(
        id="array_states",
        title="`layer.states = [h0, c0]`",
        sentence="The list is accepted with arrays in it; the next call needs variables.",
        code=fixed(f"{_STATEFUL}layer.states = [h0, c0]  # no complaint here\noutput = layer(x)\n"),
        instead=_ASSIGN,
    ),
    Way(
        id="set_weights",
        title="`layer.set_weights([..., h0, c0])`",
        sentence="States are variables, but no weights.",
        code=fixed(f"{_STATEFUL}layer.set_weights([*layer.get_weights(), h0, c0])\n"),
        instead=_ASSIGN,
    ),
    Way(
        id="return_state_sequential",
        title="`return_state=True` in the middle of a Sequential",
        sentence="The layer then gives three tensors, and the next one takes one.",
        code=fixed(
            "model = keras.Sequential([\n"
            "    keras.Input((5, 2)),\n"
            "    keras.layers.LSTM(8, return_state=True),\n"
            "    keras.layers.Dense(1),\n"
            "])\n"
        ),
        instead="The Functional API: `y, h, c = keras.layers.LSTM(8, return_state=True)(x_in)`.",
    ),
)
