"""Stateful layers: the state lives in the layer and is written there."""

from __future__ import annotations

from typing import Final

from lstm_viz.keras_code._case import LayerCase
from lstm_viz.keras_code.ways._text import (
    IMPORTS,
    LAST,
    assign,
    built,
    data,
    head,
    keras2,
    layer,
    masked,
    model,
    needs_steps,
    states,
)
from lstm_viz.keras_code.ways._way import Check, Way


def stateful_lines(case: LayerCase) -> str:
    """Lines that load the layer and make a stateful model of it."""
    return f"{head(case)}\n{model(case, 'stateful=True', fixed_batch=True)}"


def predict(case: LayerCase) -> str:
    """The call of that model's ``predict``."""
    return f"model.predict({data(case)}, batch_size={case.batch}, verbose=0)"


def _assign(case: LayerCase) -> str:
    return (
        f'{stateful_lines(case)}model.compile("sgd", "mse")\n\n'
        f"{assign(case)}output = {predict(case)}\n{LAST}"
    )


def _assign_keras2(case: LayerCase) -> str:
    return keras2(
        f'{stateful_lines(case)}model.compile("sgd", "mse")\n\n'
        f"layer.reset_states(states=[{states(case)}])\noutput = {predict(case)}\n{LAST}"
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


def _saved_beside(case: LayerCase) -> str:
    return (
        f"{stateful_lines(case)}\n{assign(case)}"
        'model.save("stateful.keras")\n'
        'np.savez("states.npz", *[s.numpy() for s in layer.states])\n\n'
        'loaded = keras.saving.load_model("stateful.keras")\n'
        'kept = np.load("states.npz")\n'
        "for state, name in zip(loaded.layers[-1].states, kept):\n"
        "    state.assign(kept[name])\n"
        f"output = loaded.{predict(case).removeprefix('model.')}\n{LAST}"
    )


def replaced(case: LayerCase) -> str:
    """Lines that put new variables into ``layer.states``."""
    return "".join(
        f"layer.states[{number}] = keras.Variable({name})\n"
        for number, name in enumerate(case.states)
    )


def _replace_first(case: LayerCase) -> str:
    return f"{stateful_lines(case)}\n{replaced(case)}output = {predict(case)}\n{LAST}"


def _second_layer(case: LayerCase) -> str:
    make = layer(case, "stateful=True", name="one")
    rows = "".join(
        f"one.states[{number}].assign({name}[:1])\n" for number, name in enumerate(case.states)
    )
    return (
        f"{head(case)}\n{built(case, 'stateful=True')}\n"
        f"{make}\none.build((1, {case.steps}, {case.spec.features}))\n"
        "one.set_weights(layer.get_weights())\n\n"
        f"{rows}output = one(x[:1]{masked(case, 'mask[:1]')})\n{LAST}"
    )


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
)
