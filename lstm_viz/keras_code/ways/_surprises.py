"""Stateful layers: what they do that few people expect."""

from __future__ import annotations

from typing import Final

from lstm_viz.keras_code._case import LayerCase
from lstm_viz.keras_code.ways._stateful import predict, replaced, stateful_lines
from lstm_viz.keras_code.ways._text import (
    FIXED,
    IMPORTS,
    assign,
    built,
    fixed,
    head,
    masked,
    states,
)
from lstm_viz.keras_code.ways._way import Check, Way

_SHUFFLES = f"""{IMPORTS}
rng = np.random.default_rng(0)
x = rng.normal(size=(8, 5, 2)).astype("float32")
y = np.zeros((8, 1))


def states_after_fit(**options):
    keras.utils.set_random_seed(0)
    model = keras.Sequential([
        keras.Input(batch_shape=(1, 5, 2)),
        keras.layers.LSTM(8, stateful=True),
        keras.layers.Dense(1),
    ])
    # learning rate 0: only the order of the rows matters
    model.compile(keras.optimizers.SGD(0.0), "mse")
    model.fit(x, y, batch_size=1, verbose=0, **options)
    return model.layers[0].states[0].numpy()


in_order = states_after_fit(shuffle=False)
by_default = states_after_fit()

print("difference:", np.abs(in_order - by_default).max())
"""


_NO_BATCH = f"""{FIXED}
x_in = keras.Input(batch_shape=(1, 5, 2))
y_out = keras.layers.LSTM(8, stateful=True)(x_in)
model = keras.Model(x_in, keras.layers.Dense(1)(y_out))
model.compile("sgd", "mse")
model.fit(x, np.zeros((3, 1)), verbose=0)
"""


def _predict_moves(case: LayerCase) -> str:
    return (
        f"{stateful_lines(case)}\n{assign(case)}"
        f"first = {predict(case)}\nsecond = {predict(case)}\n\n"
        'print("difference:", np.abs(first - second).max())\n'
    )


def _both(case: LayerCase) -> str:
    call = f"layer(x, initial_state=[{states(case)}]{masked(case)})"
    return (
        f"{head(case)}\n{built(case, 'stateful=True')}\n"
        f"first = {call}\nsecond = {call}\n\n"
        'print("difference:", float(abs(first - second).numpy().max()))\n'
    )


def _not_saved(case: LayerCase) -> str:
    return (
        f"{stateful_lines(case)}\n{assign(case)}"
        'model.save("stateful.keras")\n'
        'loaded = keras.saving.load_model("stateful.keras")\n'
        "h = loaded.layers[-1].states[0].numpy()\n\n"
        'print("largest entry of states[0]:", np.abs(h).max())\n'
    )


def _replace_later(case: LayerCase) -> str:
    return (
        f"{stateful_lines(case)}{predict(case)}  # compiles\n\n"
        f"{replaced(case)}output = {predict(case)}\n"
        "h = layer.states[0].numpy()\n\n"
        'print("states[0] after the call:", h[0])\n'
    )


def _replace_later_checks(case: LayerCase) -> tuple[Check, ...]:
    return (
        Check(
            got="output",
            wanted="trace.output",
            got_name="predict",
            otherwise=(
                "predict was compiled with the old variables and goes on from their values: the "
                "output differs by up to {difference} from one that starts from your state."
            ),
        ),
        Check(
            got="h",
            wanted="trace.h_T",
            otherwise=(
                "Your variables are read by nobody, so states[0] stays the same even after "
                "stepping: it is {difference} away from h at the last step."
            ),
        ),
    )


def _other_batch(case: LayerCase) -> str:
    twice = "x2 = np.concatenate([x, x])  # twice as many rows\n"
    mask = ""
    if case.mask is not None:
        twice += "mask2 = np.concatenate([mask, mask])\n"
        mask = ", mask=mask2"
    return f"{head(case)}{twice}\n{built(case, 'stateful=True')}\noutput = layer(x2{mask})\n"


SURPRISES: Final = (
    Way(
        id="replace_later",
        title="“My states stay the same even after stepping”: replaced too late",
        sentence=(
            "predict compiles the model once, together with the variables that were in the list "
            "then. New items in the list are used by nothing, and nothing writes to them."
        ),
        code=_replace_later,
        checks=_replace_later_checks,
        instead="Write into the variables: `layer.states[0].assign(h0)`.",
    ),
    Way(
        id="predict_moves",
        title="predict moves the state on",
        sentence="One expects predict to change nothing. A stateful model remembers it.",
        code=_predict_moves,
        checks=(
            Check(
                got="second",
                wanted="first",
                wanted_name="the first answer",
                got_name="the second answer",
                otherwise=(
                    "The same predict answers differently the second time, by up to "
                    "{difference}: it started where the first one had ended."
                ),
            ),
        ),
        instead="Assign the state, or call `layer.reset_state()`, before each predict.",
    ),
    Way(
        id="both",
        title="stateful together with initial_state",
        sentence="One expects the state to be given once and carried on by the next calls.",
        code=_both,
        checks=(
            Check(
                got="second",
                wanted="first",
                expect="different",
                wanted_name="the first call",
                got_name="the second call",
                otherwise=(
                    "The state that is given wins at every call, so nothing is carried over: both "
                    "calls give the same output (difference {difference})."
                ),
            ),
        ),
        instead="Assign the state once and leave `initial_state` out, or carry it on yourself.",
    ),
    Way(
        id="not_saved",
        title="Save a stateful model",
        sentence="One expects the file to hold the state. It holds the weights only.",
        code=_not_saved,
        checks=(
            Check(
                got="h",
                wanted="trace.h_0",
                wanted_name="h0",
                got_name="states[0] of the loaded model",
                otherwise=(
                    "The state was not saved: after loading it is zero again, up to {difference} "
                    "away from h0."
                ),
            ),
        ),
        instead="“Keep the state with a saved model”, above.",
    ),
    Way(
        id="fit_shuffles",
        title="fit shuffles, also with stateful=True",
        sentence=(
            "One expects the batches in their order, each going on where the last one ended. "
            "This runs on a small layer of ours."
        ),
        code=lambda case: _SHUFFLES,
        checks=(
            Check(
                got="by_default",
                wanted="in_order",
                wanted_name="shuffle=False",
                got_name="by default",
                otherwise=(
                    "By default fit takes the rows in random order and says nothing: the state "
                    "after it differs by up to {difference} from the one in order."
                ),
            ),
        ),
        instead="`model.fit(..., shuffle=False)`",
    ),
    Way(
        id="other_batch",
        title="Call it with another batch size",
        sentence="A stateful layer holds one state a row, for as many rows as it was built for.",
        code=_other_batch,
        instead="“Another batch size”, above.",
    ),
    Way(
        id="no_batch",
        title="fit without batch_size",
        sentence=(
            "fit takes 32 rows at a time if it is not told otherwise, whatever the model was built "
            "for. This runs on a small layer of ours."
        ),
        code=fixed("", head=_NO_BATCH.rstrip("\n")),
        instead="`model.fit(..., batch_size=1, shuffle=False)`: the batch size of the Input.",
    ),
)
