"""States that do not fit, and what Keras takes without a word."""

from __future__ import annotations

from typing import Final

from lstm_viz._language import Text
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
_MASK_DROPPED: Final = f"""x[:, 3:] = 0  # the last two timesteps are padding
masking = keras.layers.Masking()
mask = masking.compute_mask(x)
layer = keras.layers.LSTM(8)

wanted = layer(masking(x), initial_state=[h0, c0], mask=mask)
output = layer(masking(x), initial_state=[h0, c0])
{_PRINT}"""


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
    return Text(
            "Layer '{layer}' has the activation {activation}: its h has no such bound.",
            layer=case.spec.name,
            activation=activation,
        )


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
        id="mask_dropped",
        title="A masked sequence together with `initial_state`",
        sentence=(
            "After Masking, or an Embedding with mask_zero=True, a layer skips the padded "
            "timesteps by itself. One expects the same when it is given a state."
        ),
        code=fixed(_MASK_DROPPED),
        checks=(
            Check(
                got="output",
                wanted="wanted",
                wanted_name="padding skipped",
                got_name="what you get",
                otherwise=(
                    "The mask is dropped, without a word: the padding is read like any other "
                    "timestep, and the output differs by up to {difference}."
                ),
            ),
        ),
        instead="Pass the mask too: `layer(x, initial_state=[h0, c0], mask=mask)`.",
    ),
)
