"""Give the state with the call: nothing is kept in the layer."""

from __future__ import annotations

from lstm_viz.keras_code._case import LayerCase
from lstm_viz.keras_code.ways._text import built, head, layer, masked, now, states
from lstm_viz.keras_code.ways._way import Check, Way


def _call(case: LayerCase) -> str:
    return (
        f"{head(case)}\n{built(case)}\n"
        f"output = layer(x, initial_state=[{states(case)}]{masked(case)})\n\n"
        'print("output at the last step:", output[0, -1])\n'
    )


def _chunks(case: LayerCase) -> str:
    turned = "[::-1]  # the layer reads backwards: its first chunk is the last one" * case.backward
    mask, each, call = "", "chunk", "chunk"
    if case.mask is not None:
        mask = f"masks = np.array_split(mask, 3, axis=1){'[::-1]' * case.backward}\n"
        each, call = "chunk, mask", "chunk"
    over = "zip(chunks, masks)" if case.mask is not None else "chunks"
    return (
        f"{head(case)}\n{built(case, 'return_state=True')}\n"
        f"{now(case)} = {states(case)}\n"
        f"chunks = np.array_split(x, 3, axis=1){turned}\n{mask}"
        "outputs = []\n"
        f"for {each} in {over}:\n"
        f"    output, {now(case)} = layer({call}, initial_state=[{now(case)}]{masked(case)})\n"
        "    outputs.append(output)\n"
        "output = keras.ops.concatenate(outputs, axis=1)\n\n"
        'print("state after the last chunk:", h[0])\n'
    )


def _functional(case: LayerCase) -> str:
    features, units = case.spec.features, case.spec.units
    names = [name + "_in" for name in case.states]
    lines = [
        f'{name}_in = keras.Input(({units},), name="{name}")' for name in case.states
    ]
    inputs, values = ["x_in", *names], ["x", *case.states]
    mask = ""
    if case.mask is not None:
        lines.append('mask_in = keras.Input((None,), dtype="bool", name="mask")')
        inputs.append("mask_in")
        values.append("mask")
        mask = ", mask=mask_in"
    listed = "\n".join(lines)
    return (
        f"{head(case)}\n"
        f'x_in = keras.Input((None, {features}), name="x")\n{listed}\n'
        f"{layer(case)}\n"
        f"y = layer(x_in, initial_state=[{', '.join(names)}]{mask})\n"
        f"model = keras.Model([{', '.join(inputs)}], y)\n"
        "layer.set_weights(weights)\n\n"
        'model.save("with_state.keras")\n'
        'model = keras.saving.load_model("with_state.keras")\n'
        f"output = model.predict([{', '.join(values)}], verbose=0)\n\n"
        'print("output at the last step:", output[0, -1])\n'
    )


def _chunk_checks() -> tuple[Check, ...]:
    return (
        Check(got="h", wanted="trace.h_T", got_name="h after the last chunk"),
    )


CALL = (
    Way(
        id="call",
        title="Give the state with the call",
        sentence=(
            "The layer takes the state for this one call and keeps nothing. It works for every "
            "recurrent layer, and the order is [h0, c0]."
        ),
        code=_call,
        checks=(Check(got="output", wanted="trace.output", got_name="the layer's output"),),
        keras2="The same call: tf.keras.layers.LSTM takes initial_state=[h0, c0] too.",
    ),
    Way(
        id="chunks",
        title="A long sequence in chunks: return_state=True",
        sentence=(
            "With return_state=True a call gives the output and the state after it, and that "
            "state starts the next chunk. The chunks together are the whole sequence."
        ),
        code=_chunks,
        checks=_chunk_checks(),
    ),
    Way(
        id="functional",
        title="A model with the state as an input, saved and loaded",
        sentence=(
            "Inputs for h0 and c0 make the state part of the model's interface: predict and fit "
            "take it like any other input, and the saved file keeps the connection."
        ),
        code=_functional,
        checks=(Check(got="output", wanted="trace.output", got_name="the loaded model"),),
    ),
)
