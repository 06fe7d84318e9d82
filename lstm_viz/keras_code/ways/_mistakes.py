"""States that do not fit: what Keras refuses, and what it takes without a word."""

from __future__ import annotations

from typing import Final

from lstm_viz.keras_code._case import LayerCase
from lstm_viz.keras_code.ways._text import (
    built,
    data,
    fixed,
    head,
    masked,
    model,
    needs_lstm,
    states,
)
from lstm_viz.keras_code.ways._way import Check, Way

_RIGHT: Final = """layer = keras.layers.LSTM(8, return_sequences=True)
wanted = layer(x, initial_state=[h0, c0])
"""
_PRINT: Final = '\nprint("difference:", float(abs(output - wanted).numpy().max()))\n'
_BIDIRECTIONAL: Final = "layer = keras.layers.Bidirectional(keras.layers.LSTM(8))\n"
_CELLS: Final = "cells = [keras.layers.LSTMCell(8), keras.layers.LSTMCell(8)]\n"


def _compared(call: str) -> str:
    return f"{_RIGHT}\noutput = layer(x, initial_state={call})\n{_PRINT}"


def _swapped(case: LayerCase) -> str:
    return (
        f"{head(case)}\n{built(case)}\n"
        f"output = layer(x, initial_state=[c0, h0]{masked(case)})\n\n"
        'print("output at the last step:", output[0, -1])\n'
    )


def _model_call(case: LayerCase) -> str:
    return (
        f"{head(case)}\n{model(case)}\n"
        f"output = model({data(case)}, initial_state=[{states(case)}])\n\n"
        'print("output at the last step:", output[0, -1])\n'
    )


def _hundred(case: LayerCase) -> str:
    others = states(case).replace("h0", "far")
    return (
        f"{head(case)}\n{built(case)}\n"
        "far = 100 * np.ones_like(h0)  # no tanh cell can get there\n"
        f"output = layer(x, initial_state=[{states(case)}]{masked(case)})\n"
        f"pushed = layer(x, initial_state=[{others}]{masked(case)})\n\n"
        'print("output at the last step:", pushed[0, -1])\n'
    )


def _needs_bound(case: LayerCase) -> str:
    activation = case.arguments.get("activation", "tanh")
    if activation in ("tanh", "sigmoid", "hard_sigmoid", "softmax", "softsign"):
        return ""
    return f"Layer '{case.spec.name}' has the activation {activation}: its h has no such bound."


def _float64(case: LayerCase) -> str:
    doubles = ", ".join(f'{name}.astype("float64")' for name in case.states)
    return (
        f"{head(case)}\n{built(case)}\n"
        f"doubles = [{doubles}]\n"
        f"output = layer(x, initial_state=doubles{masked(case)})\n\n"
        "print(output.dtype)\n"
    )


_ROW_OF_ALL: Final = (
    Check(
        got="output",
        wanted="wanted",
        wanted_name="a state for each row",
        got_name="what you get",
        otherwise=(
            "The one row is used for all three rows of x, without a word: the output differs by "
            "up to {difference} from that of the rows' own states."
        ),
    ),
)

MISTAKES: Final = (
    Way(
        id="swapped",
        title="`[c0, h0]` instead of `[h0, c0]`",
        sentence="Both have the same shape, so nothing can be noticed. TensorFlow 1 had c first.",
        code=_swapped,
        checks=(
            Check(
                got="output",
                wanted="trace.output",
                got_name="with [c0, h0]",
                otherwise=(
                    "h0 and c0 have changed places, without a word: the output differs by up to "
                    "{difference}."
                ),
            ),
        ),
        refuses=needs_lstm,
        instead="The order is [h0, c0], in every version of Keras.",
    ),
    Way(
        id="model_call",
        title="`model(x, initial_state=[h0, c0])`",
        sentence="A layer takes the argument; one expects a model to hand it on to its layer.",
        code=_model_call,
        checks=(
            Check(
                got="output",
                wanted="trace.output",
                got_name="the model's output",
                otherwise=(
                    "The argument is taken and ignored: the model starts from zeros, and its "
                    "output differs by up to {difference}."
                ),
            ),
        ),
        instead="Make the states inputs: “A model with the state as an input”.",
    ),
    Way(
        id="gru_two",
        title="A GRU given `[h0, c0]`",
        sentence="A GRU has no cell state. One expects c0 to matter, or an error.",
        code=fixed(
            "layer = keras.layers.GRU(8, return_sequences=True)\n"
            "wanted = layer(x, initial_state=[h0])\n"
            "output = layer(x, initial_state=[h0, c0])\n"
            f"{_PRINT}"
        ),
        checks=(
            Check(
                got="output",
                wanted="wanted",
                expect="different",
                wanted_name="with [h0]",
                got_name="with [h0, c0]",
                otherwise="c0 is ignored, without a word (difference {difference}).",
            ),
        ),
        instead="`layer(x, initial_state=[h0])`",
    ),
    Way(
        id="one_row",
        title="A state of batch 1 for three rows",
        sentence="Each row of x should start from its own state.",
        code=fixed(_compared("[h0[:1], c0[:1]]")),
        checks=_ROW_OF_ALL,
        instead="Give (batch, units); `np.repeat(h, 3, axis=0)` where all rows start alike.",
    ),
    Way(
        id="no_rows",
        title="A state of shape (units,)",
        sentence="The batch axis is missing.",
        code=fixed(_compared("[h0[0], c0[0]]")),
        checks=_ROW_OF_ALL,
        instead="`h[np.newaxis]` has the shape (1, units).",
    ),
    Way(
        id="one_number",
        title="A state of shape (1, 1)",
        sentence="A single number instead of one for each unit.",
        code=fixed(_compared("[h0, c0[:1, :1]]")),
        checks=(
            Check(
                got="output",
                wanted="wanted",
                wanted_name="a c0 for each unit",
                otherwise=(
                    "The one number is used for every unit and row, without a word: the output "
                    "differs by up to {difference}."
                ),
            ),
        ),
        instead="Give (batch, units).",
    ),
    Way(
        id="nan",
        title="A state with NaN in it",
        sentence="One missing number in the state of the first row.",
        code=fixed(
            "h0[0, 0] = np.nan\n"
            "layer = keras.layers.LSTM(8, return_sequences=True)\n"
            "output = layer(x, initial_state=[h0, c0])\n\n"
            'print("NaN:", int(np.isnan(output).sum()), "of", output.shape)\n'
        ),
        checks=(
            Check(
                got="output",
                expect="finite",
                otherwise=(
                    "Keras takes it: {share} % of the outputs are NaN, every unit of that row from "
                    "the first timestep on."
                ),
            ),
        ),
        instead="`np.isfinite(h0).all()` before you use it.",
    ),
    Way(
        id="hundred",
        title="|h0| = 100",
        sentence="The h of a tanh layer lies between -1 and 1. One expects an error.",
        code=_hundred,
        refuses=_needs_bound,
        checks=(
            Check(
                got="pushed",
                wanted="output",
                wanted_name="your initial state",
                got_name="h0 = 100",
                otherwise=(
                    "Keras takes it and saturates the gates: the output differs by up to "
                    "{difference} from that of your state."
                ),
            ),
        ),
        instead="Keep h0 in (-1, 1), or scale it: `np.tanh(h0)`. c0 has no bound.",
    ),
    Way(
        id="float64",
        title="A state in float64",
        sentence="NumPy's own precision. Keras rounds it to the layer's and goes on.",
        code=_float64,
        checks=(Check(got="output", wanted="trace.output", got_name="with float64"),),
    ),
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
