"""States that do not fit, and that Keras refuses."""

from __future__ import annotations

from typing import Final

from lstm_viz.keras_code.ways._tried import LAYER, sequential, tried

_BIDIRECTIONAL: Final = "layer = keras.layers.Bidirectional(keras.layers.LSTM(8))\n"
_CELLS: Final = "cells = [keras.layers.LSTMCell(8), keras.layers.LSTMCell(8)]\n"

REFUSED: Final = (
    tried(
        "other_rows",
        "Two rows of state for three rows of x",
        "Batch sizes that are neither equal nor 1.",
        code=(
            f"{LAYER}output = layer(x, initial_state=[h0[:2], c0[:2]])\n"
        ),
        instead="One row of state for each row of x.",
    ),
    tried(
        "other_units",
        "A state for another number of units",
        "Four numbers for a layer of eight units.",
        code=(
            f"{LAYER}"
            "output = layer(x, initial_state=[h0[:, :4], c0[:, :4]])\n"
        ),
        instead="The shape is (batch, units), here (3, 8).",
    ),
    tried(
        "one_state",
        "An LSTM given h0 alone",
        "One state where two are needed.",
        code=f"{LAYER}output = layer(x, initial_state=[h0])\n",
        instead="`[h0, np.zeros_like(h0)]`: say what c0 is.",
    ),
    tried(
        "bare",
        "An LSTM given an array, not a list",
        "The same, without the brackets.",
        code=f"{LAYER}output = layer(x, initial_state=h0)\n",
        instead="A list: `initial_state=[h0, c0]`.",
    ),
    tried(
        "bidirectional_two",
        "A Bidirectional given two states",
        "Each direction needs its own h and c.",
        code=f"{_BIDIRECTIONAL}output = layer(x, initial_state=[h0, c0])\n",
        instead="Four: `[h0, c0, h0_back, c0_back]`.",
    ),
    tried(
        "bidirectional_two_model",
        "A model with a Bidirectional given two states",
        "With Inputs instead of arrays the model is built, and the error comes later.",
        code=(
            "x_in = keras.Input((5, 2))\n"
            "h_in, c_in = keras.Input((8,)), keras.Input((8,))\n"
            f"{_BIDIRECTIONAL}"
            "y = layer(x_in, initial_state=[h_in, c_in])\n"
            "model = keras.Model([x_in, h_in, c_in], y)  # no complaint\n"
            "output = model.predict([x, h0, c0], verbose=0)\n"
        ),
        instead="Four: `[h_in, c_in, h_back_in, c_back_in]`.",
    ),
    tried(
        "flat",
        "Stacked cells given a flat list",
        "Two cells, and their four states one after the other.",
        code=(
            f"{_CELLS}layer = keras.layers.RNN(cells)\n"
            "output = layer(x, initial_state=[h0, c0, h0, c0])\n"
        ),
        instead="A list for each cell: `[[h0, c0], [h1, c1]]`.",
    ),
    tried(
        "stacked_reset",
        "`reset_state()` of stateful stacked cells",
        "The states of stacked cells are nested, and reset_state does not look inside.",
        code=(
            f"{_CELLS}layer = keras.layers.RNN(cells, stateful=True)\n"
            "layer(x)\nlayer.reset_state()\n"
        ),
        instead="“Stacked cells and stateful”, with the other layers, resets them one by one.",
    ),
    tried(
        "second_is_not_lstm",
        "`model.layers[1]` is not the LSTM",
        "A Sequential does not list its Input among its layers: the LSTM is layers[0].",
        code=sequential("keras.layers.LSTM(8, stateful=True)", "keras.layers.Dense(1)")
        + "model.layers[1].states[0].assign(h0)\n",
        instead='Give the layer a name: `model.get_layer("memory")`.',
    ),
)
