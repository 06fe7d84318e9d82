"""States that do not fit, and that Keras refuses."""

from __future__ import annotations

from typing import Final

from lstm_viz.keras_code.ways._text import fixed
from lstm_viz.keras_code.ways._way import Way

_BIDIRECTIONAL: Final = "layer = keras.layers.Bidirectional(keras.layers.LSTM(8))\n"
_CELLS: Final = "cells = [keras.layers.LSTMCell(8), keras.layers.LSTMCell(8)]\n"

REFUSED: Final = (
    Way(
        id="other_rows",
        title="Two rows of state for three rows of x",
        sentence="Batch sizes that are neither equal nor 1.",
        code=fixed(
            "layer = keras.layers.LSTM(8)\noutput = layer(x, initial_state=[h0[:2], c0[:2]])\n"
        ),
        instead="One row of state for each row of x.",
    ),
    Way(
        id="other_units",
        title="A state for another number of units",
        sentence="Four numbers for a layer of eight units.",
        code=fixed(
            "layer = keras.layers.LSTM(8)\n"
            "output = layer(x, initial_state=[h0[:, :4], c0[:, :4]])\n"
        ),
        instead="The shape is (batch, units), here (3, 8).",
    ),
    Way(
        id="one_state",
        title="An LSTM given h0 alone",
        sentence="One state where two are needed.",
        code=fixed("layer = keras.layers.LSTM(8)\noutput = layer(x, initial_state=[h0])\n"),
        instead="`[h0, np.zeros_like(h0)]`: say what c0 is.",
    ),
    Way(
        id="bare",
        title="An LSTM given an array, not a list",
        sentence="The same, without the brackets.",
        code=fixed("layer = keras.layers.LSTM(8)\noutput = layer(x, initial_state=h0)\n"),
        instead="A list: `initial_state=[h0, c0]`.",
    ),
    Way(
        id="bidirectional_two",
        title="A Bidirectional given two states",
        sentence="Each direction needs its own h and c.",
        code=fixed(f"{_BIDIRECTIONAL}output = layer(x, initial_state=[h0, c0])\n"),
        instead="Four: `[h0, c0, h0_back, c0_back]`.",
    ),
    Way(
        id="bidirectional_two_model",
        title="A model with a Bidirectional given two states",
        sentence="With Inputs instead of arrays the model is built, and the error comes later.",
        code=fixed(
            "x_in = keras.Input((5, 2))\n"
            "h_in, c_in = keras.Input((8,)), keras.Input((8,))\n"
            f"{_BIDIRECTIONAL}"
            "y = layer(x_in, initial_state=[h_in, c_in])\n"
            "model = keras.Model([x_in, h_in, c_in], y)  # no complaint\n"
            "output = model.predict([x, h0, c0], verbose=0)\n"
        ),
        instead="Four: `[h_in, c_in, h_back_in, c_back_in]`.",
    ),
    Way(
        id="flat",
        title="Stacked cells given a flat list",
        sentence="Two cells, and their four states one after the other.",
        code=fixed(
            f"{_CELLS}layer = keras.layers.RNN(cells)\n"
            "output = layer(x, initial_state=[h0, c0, h0, c0])\n"
        ),
        instead="A list for each cell: `[[h0, c0], [h1, c1]]`.",
    ),
    Way(
        id="stacked_reset",
        title="`reset_state()` of stateful stacked cells",
        sentence="The states of stacked cells are nested, and reset_state does not look inside.",
        code=fixed(
            f"{_CELLS}layer = keras.layers.RNN(cells, stateful=True)\n"
            "layer(x)\nlayer.reset_state()\n"
        ),
        instead="“Stacked cells and stateful”, with the other layers, resets them one by one.",
    ),
    Way(
        id="second_is_not_lstm",
        title="`model.layers[1]` is not the LSTM",
        sentence="A Sequential does not list its Input among its layers: the LSTM is layers[0].",
        code=fixed(
            "model = keras.Sequential([\n"
            "    keras.Input(batch_shape=(3, 5, 2)),\n"
            "    keras.layers.LSTM(8, stateful=True),\n"
            "    keras.layers.Dense(1),\n"
            "])\n"
            "model.layers[1].states[0].assign(h0)\n"
        ),
        instead='Give the layer a name: `model.get_layer("memory")`.',
    ),
)
