"""Stateful layers: the state lives in the layer and is written there."""

from __future__ import annotations

from typing import Final

from lstm_viz.keras_code._case import LayerCase
from lstm_viz.keras_code.ways._text import (
    FIXED,
    IMPORTS,
    assign,
    built,
    data,
    fixed,
    head,
    keras2,
    layer,
    masked,
    model,
    needs_steps,
    states,
)
from lstm_viz.keras_code.ways._way import Check, Way

_LAST: Final = '\nprint("output at the last step:", output[0, -1])\n'


def _stateful(case: LayerCase) -> str:
    return f'{head(case)}\n{model(case, "stateful=True", fixed_batch=True)}'


def _predict(case: LayerCase) -> str:
    return f"model.predict({data(case)}, batch_size={case.batch}, verbose=0)"


def _assign(case: LayerCase) -> str:
    return (
        f'{_stateful(case)}model.compile("sgd", "mse")\n\n'
        f"{assign(case)}output = {_predict(case)}\n{_LAST}"
    )


def _assign_keras2(case: LayerCase) -> str:
    return keras2(
        f'{_stateful(case)}model.compile("sgd", "mse")\n\n'
        f"layer.reset_states(states=[{states(case)}])\noutput = {_predict(case)}\n{_LAST}"
    )


def _carry(case: LayerCase) -> str:
    halves = "second, first" if case.backward else "first, second"
    note = "  # it reads backwards" if case.backward else ""
    first = second = ""
    if case.mask is not None:
        first, second = ", mask=first_mask", ", mask=second_mask"
        names = "second_mask, first_mask" if case.backward else "first_mask, second_mask"
        note += f"\n{names} = np.array_split(mask, 2, axis=1)"
    make = built(case, "stateful=True", shape="first.shape")
    kept = "last = output[:, -1]  # is the same as h\n" * (case.mask is None)
    return (
        f"{head(case)}{halves} = np.array_split(x, 2, axis=1){note}\n\n{make}\n"
        f"{assign(case)}output = layer(first{first})\n"
        f"h = layer.states[0].numpy()\n{kept}"
        f"layer(second{second})  # goes on from there\n"
        "h_T = layer.states[0].numpy()\n\n"
        'print("h after both halves:", h_T[0])\n'
    )


def _carry_checks(case: LayerCase) -> tuple[Check, ...]:
    carried = Check(got="h_T", wanted="trace.h_T", got_name="states[0] after both halves")
    if case.mask is not None:
        return (carried,)
    same = Check(
        got="h",
        wanted="last",
        wanted_name="the last output of the first half",
        got_name="states[0]",
        otherwise="states[0] is not the last output: they differ by up to {difference}.",
    )
    return carried, same


def _reset(case: LayerCase) -> str:
    return (
        f"{head(case)}\n{built(case, 'stateful=True')}\n"
        f"{assign(case)}layer(x{masked(case)})\n"
        "layer.reset_state()\n"
        "h = layer.states[0].numpy()\n"
        "zeros = np.zeros_like(h)\n\n"
        'print("largest entry of states[0]:", np.abs(h).max())\n'
    )


_RESET_MODEL = f"""{IMPORTS}
rng = np.random.default_rng(0)
x = rng.normal(size=(3, 5, 2)).astype("float32")
model = keras.Sequential([
    keras.Input(batch_shape=(3, 5, 2)),
    keras.layers.LSTM(8, stateful=True, return_sequences=True),
    keras.layers.GRU(4, stateful=True),
    keras.layers.Dense(1),
])
first = model.predict(x, batch_size=3, verbose=0)

for layer in model.layers:
    if hasattr(layer, "reset_state"):
        layer.reset_state()
again = model.predict(x, batch_size=3, verbose=0)

print("difference:", np.abs(first - again).max())
"""


def _predict_moves(case: LayerCase) -> str:
    return (
        f"{_stateful(case)}\n{assign(case)}"
        f"first = {_predict(case)}\nsecond = {_predict(case)}\n\n"
        'print("difference:", np.abs(first - second).max())\n'
    )


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


def _both(case: LayerCase) -> str:
    call = f"layer(x, initial_state=[{states(case)}]{masked(case)})"
    return (
        f"{head(case)}\n{built(case, 'stateful=True')}\n"
        f"first = {call}\nsecond = {call}\n\n"
        'print("difference:", float(abs(first - second).numpy().max()))\n'
    )


def _not_saved(case: LayerCase) -> str:
    return (
        f"{_stateful(case)}\n{assign(case)}"
        'model.save("stateful.keras")\n'
        'loaded = keras.saving.load_model("stateful.keras")\n'
        "h = loaded.layers[-1].states[0].numpy()\n\n"
        'print("largest entry of states[0]:", np.abs(h).max())\n'
    )


def _saved_beside(case: LayerCase) -> str:
    return (
        f"{_stateful(case)}\n{assign(case)}"
        'model.save("stateful.keras")\n'
        'np.savez("states.npz", *[s.numpy() for s in layer.states])\n\n'
        'loaded = keras.saving.load_model("stateful.keras")\n'
        'kept = np.load("states.npz")\n'
        "for state, name in zip(loaded.layers[-1].states, kept):\n"
        "    state.assign(kept[name])\n"
        f"output = loaded.{_predict(case).removeprefix('model.')}\n{_LAST}"
    )


def _replaced(case: LayerCase) -> str:
    return "".join(
        f"layer.states[{number}] = keras.Variable({name})\n"
        for number, name in enumerate(case.states)
    )


def _replace_first(case: LayerCase) -> str:
    return f"{_stateful(case)}\n{_replaced(case)}output = {_predict(case)}\n{_LAST}"


def _replace_later(case: LayerCase) -> str:
    return (
        f"{_stateful(case)}{_predict(case)}  # compiles\n\n"
        f"{_replaced(case)}output = {_predict(case)}\n"
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


def _second_layer(case: LayerCase) -> str:
    make = layer(case, "stateful=True", name="one")
    rows = "".join(
        f"one.states[{number}].assign({name}[:1])\n" for number, name in enumerate(case.states)
    )
    return (
        f"{head(case)}\n{built(case, 'stateful=True')}\n"
        f"{make}\none.build((1, {case.steps}, {case.spec.features}))\n"
        "one.set_weights(layer.get_weights())\n\n"
        f"{rows}output = one(x[:1]{masked(case, 'mask[:1]')})\n{_LAST}"
    )


_NO_BATCH = f"""{FIXED}
x_in = keras.Input(batch_shape=(1, 5, 2))
y_out = keras.layers.LSTM(8, stateful=True)(x_in)
model = keras.Model(x_in, keras.layers.Dense(1)(y_out))
model.compile("sgd", "mse")
model.fit(x, np.zeros((3, 1)), verbose=0)
"""

STATEFUL: Final = (
    Way(
        id="assign",
        title="Write the state into a stateful layer",
        sentence=(
            "Once the layer is built, states[0] is the variable of h and states[1] that of c: "
            "assign writes into them, also after compile, and predict and fit go on from there."
        ),
        code=_assign,
        checks=(Check(got="output", wanted="trace.output", got_name="predict"),),
        keras2=_assign_keras2,
    ),
    Way(
        id="carry",
        title="The state carries over to the next call",
        sentence=(
            "After a call states[0] is the last output, and the next call starts there: two "
            "halves of a sequence, one after the other, are the whole of it."
        ),
        code=_carry,
        checks=_carry_checks,
        refuses=needs_steps(2),
    ),
    Way(
        id="reset",
        title="Back to zeros: reset_state()",
        sentence=(
            "layer.reset_state() takes no argument and writes zeros; reset_states() is its old "
            "name. There is no other way back: neither predict nor fit resets by itself."
        ),
        code=_reset,
        checks=(Check(got="h", wanted="zeros", wanted_name="zeros", got_name="states[0]"),),
        keras2=lambda case: keras2(_reset(case).replace("reset_state()", "reset_states()")),
    ),
    Way(
        id="reset_model",
        title="Reset a whole model",
        sentence=(
            "A model has no method for it, whatever older documentation says: reset its layers "
            "one by one. Afterwards it answers as it did the first time."
        ),
        code=lambda case: _RESET_MODEL,
        checks=(
            Check(
                got="again", wanted="first", wanted_name="the first answer", got_name="after reset"
            ),
        ),
        keras2=lambda case: "model.reset_states()\n",
    ),
    Way(
        id="saved_beside",
        title="Keep the state with a saved model",
        sentence="Save the state in a file beside the model, and assign it after loading.",
        code=_saved_beside,
        checks=(Check(got="output", wanted="trace.output", got_name="the loaded model"),),
    ),
    Way(
        id="second_layer",
        title="Another batch size",
        sentence=(
            "The batch size is welded into the states, not into the weights: make a second layer "
            "(or model) for the other batch size and copy the weights."
        ),
        code=_second_layer,
        checks=(Check(got="output", wanted="trace.output[:1]", got_name="the layer for one row"),),
    ),
    Way(
        id="replace_first",
        title="Replace the items of layer.states before anything has run",
        sentence=(
            "The list can be given new variables, and a model that has not run yet will use them. "
            "After the first predict it is too late: see the next program."
        ),
        code=_replace_first,
        checks=(Check(got="output", wanted="trace.output", got_name="predict"),),
        instead="`layer.states[0].assign(h0)` works at any time.",
    ),
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
