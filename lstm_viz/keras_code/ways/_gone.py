"""What older documentation and answers on the web say, and what has become of it."""

from __future__ import annotations

from typing import Final

from lstm_viz.keras_code.ways._tried import ASSIGN, LAYER, STATEFUL, sequential, tried
from lstm_viz.keras_code.ways._way import Check

_MODEL: Final = sequential("keras.layers.LSTM(8, stateful=True)")

GONE: Final = (
    tried(
        "reset_states_states",
        "`layer.reset_states(states=[h0, c0])`",
        (
            "The best known answer on the web. In Keras 2 it wrote a state; the documentation of "
            "Keras 3 still mentions the argument."
        ),
        code=f"{STATEFUL}layer.reset_states(states=[h0, c0])\n",
        instead=ASSIGN,
    ),
    tried(
        "reset_states_positional",
        "`layer.reset_states([h0, c0])`",
        "The same without the argument's name.",
        code=f"{STATEFUL}layer.reset_states([h0, c0])\n",
        instead=ASSIGN,
    ),
    tried(
        "reset_state_states",
        "`layer.reset_state(states=[h0, c0])`",
        "As the documentation of Keras 3 spells it.",
        code=f"{STATEFUL}layer.reset_state(states=[h0, c0])\n",
        instead=ASSIGN,
    ),
    tried(
        "model_reset_states",
        "`model.reset_states()`",
        "In Keras 2 a model could reset all of its layers.",
        code=f"{_MODEL}model.reset_states()\n",
        instead="A loop over the layers: “Reset a whole model”, with the stateful layers.",
    ),
    tried(
        "model_reset_state",
        "`model.reset_state()`",
        "The documentation says: “on either a specific layer, or on your entire model”.",
        code=f"{_MODEL}model.reset_state()\n",
        instead="A loop over the layers: “Reset a whole model”, with the stateful layers.",
    ),
    tried(
        "set_value",
        "`K.set_value(layer.states[0], h0)`",
        "The backend function that wrote into a variable.",
        code=f"{STATEFUL}K = keras.backend\nK.set_value(layer.states[0], h0)\n",
        instead=ASSIGN,
    ),
    tried(
        "get_value",
        "`K.get_value(layer.states[0])`",
        "The backend function that read a variable.",
        code=f"{STATEFUL}K = keras.backend\nh = K.get_value(layer.states[0])\n",
        instead="`keras.ops.convert_to_numpy(layer.states[0])`, or `layer.states[0].numpy()`.",
    ),
    tried(
        "batch_size",
        "`LSTM(8, stateful=True, batch_size=...)`",
        "Often copied together with reset_states. A layer has no such argument.",
        code="layer = keras.layers.LSTM(8, stateful=True, batch_size=3)\n",
        instead="`keras.Input(batch_shape=(3, 5, 2))` in front of the layer.",
    ),
    tried(
        "batch_input_shape",
        "`LSTM(8, stateful=True, batch_input_shape=...)`",
        "How Keras 2 fixed the batch size of a stateful layer.",
        code=(
            "layer = keras.layers.LSTM(\n    8, stateful=True, batch_input_shape=(3, 5, 2)\n)\n"
        ),
        instead="`keras.Input(batch_shape=(3, 5, 2))` in front of the layer.",
    ),
    tried(
        "time_major",
        "`LSTM(8, time_major=False)`",
        (
            "An argument that Keras 2 wrote into every saved file, which is why Keras 3 does not "
            "load them."
        ),
        code="layer = keras.layers.LSTM(8, time_major=False)\n",
        instead="Leave it out; the batch comes first.",
    ),
    tried(
        "constructor",
        "`LSTM(8, initial_state=[h0, c0])`",
        "The state is no property of a layer.",
        code="layer = keras.layers.LSTM(8, initial_state=[h0, c0])\n",
        instead="Give it with the call: `layer(x, initial_state=[h0, c0])`.",
    ),
    tried(
        "list_call",
        "`LSTM(8)([x, h0, c0])`",
        "In Keras 2 a list was input and states.",
        code="output = keras.layers.LSTM(8)([x, h0, c0])\n",
        instead="`layer(x, initial_state=[h0, c0])`",
    ),
    tried(
        "predict_argument",
        "`model.predict(x, initial_state=[h0, c0])`",
        "predict takes the model's inputs and nothing else.",
        code=f"{_MODEL}model.predict(x, initial_state=[h0, c0])\n",
        instead="Make the states inputs: “A model with the state as an input”.",
    ),
    tried(
        "before_build",
        "`layer.states` before the layer is built",
        "The variables are made when the layer learns its batch size.",
        code="layer = keras.layers.LSTM(8, stateful=True)\nlayer.states[0].assign(h0)\n",
        instead="Build it first: `layer.build((3, 5, 2))`, or put it behind an Input.",
    ),
    tried(
        "stateless_states",
        "`layer.states` of a layer that is not stateful",
        "Without stateful=True there is nothing to write into, also after building.",
        code=(
            f"{LAYER}layer.build(x.shape)\nlayer.states[0].assign(h0)\n"
        ),
        instead="`layer(x, initial_state=[h0, c0])`, or stateful=True.",
    ),
    tried(
        "stateless_reset",
        "`reset_state()` of a layer that is not stateful",
        "One might expect an error. There is no state, and the call says nothing.",
        code=(
            f"{LAYER}"
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
    tried(
        "array_states",
        "`layer.states = [h0, c0]`",
        "The list is accepted with arrays in it; the next call needs variables.",
        code=f"{STATEFUL}layer.states = [h0, c0]  # no complaint here\noutput = layer(x)\n",
        instead=ASSIGN,
    ),
    tried(
        "set_weights",
        "`layer.set_weights([..., h0, c0])`",
        "States are variables, but no weights.",
        code=f"{STATEFUL}layer.set_weights([*layer.get_weights(), h0, c0])\n",
        instead=ASSIGN,
    ),
    tried(
        "return_state_sequential",
        "`return_state=True` in the middle of a Sequential",
        "The layer then gives three tensors, and the next one takes one.",
        code=sequential(
            "keras.layers.LSTM(8, return_state=True)", "keras.layers.Dense(1)", rows=None
        ),
        instead="The Functional API: `y, h, c = keras.layers.LSTM(8, return_state=True)(x_in)`.",
    ),
)
