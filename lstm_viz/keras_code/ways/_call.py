"""Give the state with the call: nothing is kept in the layer."""

from __future__ import annotations

from typing import Final

from lstm_viz.keras_code._case import LayerCase
from lstm_viz.keras_code.ways._text import (
    LAST,
    built,
    data,
    head,
    keras2,
    layer,
    masked,
    model,
    needs_steps,
    now,
    states,
)
from lstm_viz.keras_code.ways._way import Check, Way


def _call(case: LayerCase) -> str:
    return (
        f"{head(case)}\n{built(case)}\n"
        f"output = layer(x, initial_state=[{states(case)}]{masked(case)})\n{LAST}"
    )


def _chunks(case: LayerCase) -> str:
    turned = ""
    if case.backward:
        turned = "[::-1]  # it reads backwards: the last chunk first"
    each, over, mask = "chunk", "chunks", ""
    if case.mask is not None:
        mask = f"masks = np.array_split(mask, 3, axis=1){'[::-1]' * case.backward}\n"
        each, over = "chunk, mask", "zip(chunks, masks)"
    call = f"layer(chunk, initial_state=[{now(case)}]{masked(case)})"
    return (
        f"{head(case)}\n{built(case, 'return_state=True')}\n"
        f"{now(case)} = {states(case)}\n"
        f"chunks = np.array_split(x, 3, axis=1){turned}\n{mask}"
        "outputs = []\n"
        f"for {each} in {over}:\n"
        f"    output, {now(case)} = {call}\n"
        "    outputs.append(output)\n"
        "output = np.concatenate(outputs, axis=1)\n\n"
        'print("state after the last chunk:", h[0])\n'
    )


def _chunk_checks(case: LayerCase) -> tuple[Check, ...]:
    checks = [Check(got="h", wanted="trace.h_T", got_name="h after the last chunk")]
    if case.kind == "LSTM":
        checks.append(Check(got="c", wanted="trace.c_T", got_name="c after the last chunk"))
    if case.mask is None:
        output = Check(got="output", wanted="trace.output", got_name="the chunks together")
        checks.insert(0, output)
    return tuple(checks)


def _functional(case: LayerCase) -> str:
    names = [f"{name}_in" for name in case.states]
    lines = "".join(
        f'{name}_in = keras.Input(({case.spec.units},), name="{name}")\n' for name in case.states
    )
    inputs, values = ["x_in", *names], ["x", *case.states]
    mask = ""
    if case.mask is not None:
        lines += 'mask_in = keras.Input((None,), dtype="bool", name="mask")\n'
        inputs, values, mask = [*inputs, "mask_in"], [*values, "mask"], ", mask=mask_in"
    return (
        f"{head(case)}\n"
        f'x_in = keras.Input((None, {case.spec.features}), name="x")\n{lines}'
        f"{layer(case)}\n"
        f"y = layer(x_in, initial_state=[{', '.join(names)}]{mask})\n"
        f"model = keras.Model([{', '.join(inputs)}], y)\n"
        "layer.set_weights(weights)\n\n"
        'model.save("with_state.keras")\n'
        'model = keras.saving.load_model("with_state.keras")\n'
        f"output = model.predict([{', '.join(values)}], verbose=0)\n{LAST}"
    )


def _constant(case: LayerCase) -> str:
    rows = "".join(f"{name} = {name}[:1]\n" for name in ["x", *case.states])
    if case.mask is not None:
        rows += "mask = mask[:1]\n"
    given = f", initial_state=[{states(case)}]"
    return (
        f"{head(case)}{rows}\n"
        f"{model(case, given=given)}\n"
        'model.save("starts_there.keras")\n'
        'model = keras.saving.load_model("starts_there.keras")\n'
        f"output = model.predict({data(case)}, verbose=0)\n{LAST}"
    )


CALL: Final = (
    Way(
        id="call",
        title="Give the state with the call",
        sentence=(
            "The layer takes the state for this one call and keeps nothing. This works for every "
            "recurrent layer; the order is h0, then c0, and each has the shape (batch, units)."
        ),
        code=_call,
        checks=(Check(got="output", wanted="trace.output", got_name="the layer's output"),),
        keras2=lambda case: keras2(_call(case)),
    ),
    Way(
        id="functional",
        title="A model with the state as an input, saved and loaded",
        sentence=(
            "Inputs for the state make it part of the model's interface: predict and fit take it "
            "like any other input, and the saved file keeps the connection."
        ),
        code=_functional,
        checks=(Check(got="output", wanted="trace.output", got_name="the loaded model"),),
        keras2=lambda case: keras2(_functional(case)),
    ),
    Way(
        id="chunks",
        title="A long sequence in chunks: return_state=True",
        sentence=(
            "With return_state=True a call gives the output and the state after it, and that "
            "state starts the next chunk. The chunks together are the whole sequence."
        ),
        code=_chunks,
        checks=_chunk_checks,
        refuses=needs_steps(3),
        keras2=lambda case: keras2(_chunks(case)),
    ),
    Way(
        id="constant",
        title="A model that always starts from this state",
        sentence=(
            "Arrays given in the model's graph become part of it, and of its file. They must fit "
            "the batch: one row serves one sequence at a time."
        ),
        code=_constant,
        checks=(Check(got="output", wanted="trace.output[:1]", got_name="the loaded model"),),
    ),
)
