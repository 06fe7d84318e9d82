"""Rules about how layers and models are made, and what a layer's call returns."""

from __future__ import annotations

from typing import Final

from lstm_viz.keras_code.doctor._finding import Example
from lstm_viz.keras_code.doctor._setting import Setting
from lstm_viz.keras_code.doctor.rules._examples import (
    HEAD,
    assign,
    call,
    data,
    inputs,
    layer_code,
    lines,
    predict,
    stateful_model,
    x_code,
)
from lstm_viz.keras_code.doctor.rules._rule import SINGLE, Rule

_INPUT: Final = "Give the sizes to an Input: keras.Input(batch_shape=({batch}, {timesteps}, "
_UNKNOWN: Final = "Unrecognized keyword arguments passed to {cell}"
# What follows “…” depends on the case.


def _made(s: Setting, arguments: str) -> Example:
    return Example(code=lines(HEAD, "", f"layer = {layer_code(s, arguments)}"))


def _set_on_another(s: Setting) -> Example:
    code = lines(
        data(s),
        "model = keras.Sequential([",
        f"    keras.Input(shape=({s.timesteps}, {s.features})),",
        f"    {layer_code(s)},",
        "    keras.layers.Dense(1),",
        "])",
        "before = model(x)",
        f"model.layers[1].states = [{', '.join(s.states)}]",
        "y = model(x)",
    )
    check = "difference = float(np.abs(np.asarray(y) - np.asarray(before)).max())"
    return Example(code=code, check=check)


def _shape(s: Setting) -> str:
    return f"({s.batch}, {s.timesteps}, {s.features})"


def _stateful(s: Setting) -> Example:
    code = lines(inputs(s), stateful_model(s), f"y = {predict(s)}")
    return Example(code=code, check="difference = float(np.abs(layer.states[0] - y).max())")


def _without_batch(s: Setting) -> Example:
    code = lines(
        HEAD,
        "",
        "model = keras.Sequential([",
        f"    keras.Input(shape=({s.timesteps}, {s.features})),",
        f"    {layer_code(s, 'stateful=True')},",
        "])",
    )
    return Example(code=code)


def _input_shape(s: Setting) -> Example:
    code = lines(
        HEAD,
        "import warnings",
        "",
        x_code(s),
        "with warnings.catch_warnings(record=True) as caught:",
        '    warnings.simplefilter("always")',
        "    model = keras.Sequential([",
        f"        {layer_code(s, f'input_shape=({s.timesteps}, {s.features})')},",
        "    ])",
        "y = model.predict(x, verbose=0)",
    )
    return Example(code=code, check="difference = float(len(caught))")


def _plain(s: Setting) -> Example:
    code = lines(
        HEAD,
        "",
        x_code(s),
        "model = keras.Sequential([",
        f"    keras.Input(shape=({s.timesteps}, {s.features})),",
        f"    {layer_code(s)},",
        "])",
        f"y = model.predict(x, batch_size={s.batch}, verbose=0)",
    )
    check = "difference = float(np.abs(y - np.asarray(model(x))).max())"
    return Example(code=code, check=check)


def _return_state(s: Setting) -> Example:
    names = ", ".join(f"last_{name[0]}" for name in s.states)
    code = lines(
        data(s),
        f"layer = {layer_code(s, 'return_state=True')}",
        f"y, {names} = layer(x, initial_state=[{', '.join(s.states)}])",
    )
    check = "difference = float(np.abs(np.asarray(y) - np.asarray(last_h)).max())"
    return Example(code=code, check=check)


def _return_state_bidirectional(s: Setting) -> Example:
    names = ", ".join(f"last_{name}" for name in s.states)
    code = lines(
        data(s),
        f"layer = {layer_code(s, 'return_state=True')}",
        f"y, {names} = layer(x, initial_state=[{', '.join(s.states)}])",
    )
    check = lines(
        "ends = np.concatenate([last_forward_h, last_backward_h], -1)",
        "difference = float(np.abs(np.asarray(y) - ends).max())",
    )
    return Example(code=code, check=check)


def _return_state_model(s: Setting) -> Example:
    names = ", ".join(name[0] for name in s.states)
    code = lines(
        HEAD,
        "",
        x_code(s),
        f"x_in = keras.Input(shape=({s.timesteps}, {s.features}))",
        f"y_out, {names} = {layer_code(s, 'return_state=True')}(x_in)",
        f"model = keras.Model(x_in, [keras.layers.Dense(1)(y_out), {names}])",
        "y, *states = model.predict(x, verbose=0)",
    )
    return Example(code=code, check=f"difference = float(abs(len(states) - {len(s.states)}))")


def _sequential(s: Setting, *layers: str, more: str = "") -> Example:
    inner = ",\n    ".join([f"keras.Input(shape=({s.timesteps}, {s.features}))", *layers])
    return Example(code=lines(HEAD, "", f"model = keras.Sequential([\n    {inner},\n])", more))


def _return_state_last(s: Setting) -> Example:
    made = _sequential(s, layer_code(s, "return_state=True"))
    code = lines(made.code, x_code(s), "y = model.predict(x, verbose=0)")
    return Example(code=code, check="difference = float(len(y) - 1)")


def _unpack(s: Setting, names: str, arguments: str = "") -> Example:
    code = lines(
        HEAD,
        "",
        f"x_in = keras.Input(shape=({s.timesteps}, {s.features}))",
        f"{names} = {layer_code(s, arguments)}(x_in)",
    )
    return Example(code=code)


def _unpack_arrays(s: Setting, names: str, arguments: str = "") -> Example:
    code = lines(data(s), f"{names} = {layer_code(s, arguments)}(x)")
    return Example(code=code)


def _unpack_order(s: Setting) -> Example:
    code = lines(
        data(s),
        f"layer = {layer_code(s, 'return_state=True')}",
        "y, c, h = layer(x, initial_state=[h0, c0])",
    )
    check = "difference = float(np.abs(np.asarray(y) - np.asarray(h)).max())"
    return Example(code=code, check=check)


def _two_layers(s: Setting) -> Example:
    code = lines(
        HEAD,
        "",
        x_code(s),
        "model = keras.Sequential([",
        f"    keras.Input(shape=({s.timesteps}, {s.features})),",
        f"    {layer_code(s, 'return_sequences=True')},",
        f"    {layer_code(s)},",
        "])",
        f"y = model.predict(x, batch_size={s.batch}, verbose=0)",
    )
    check = "difference = float(np.abs(y - np.asarray(model(x))).max())"
    return Example(code=code, check=check)


def _by_index(s: Setting, index: int) -> Example:
    return Example(code=lines(data(s), stateful_model(s), f"layer = model.layers[{index}]",
                              "layer.states[0].assign(h0)"))


BUILDING: Final[tuple[Rule, ...]] = (
    Rule(
        code="constructor-batch-size",
        severity="error",
        consequence="knows no batch_size in a layer.",
        remedy=_INPUT + "{features})).",
        raises="ValueError",
        says=_UNKNOWN + ": {{'batch_size': …",
        mistaken=lambda s: _made(s, f"stateful=True, batch_size={s.batch}"),
        corrected=assign,
        kinds=SINGLE,
    ),
    Rule(
        code="constructor-batch-shape",
        severity="error",
        consequence="knows no batch_input_shape and no batch_shape in a layer.",
        remedy=_INPUT + "{features})).",
        raises="ValueError",
        says=_UNKNOWN + ": {{'batch_input_shape': …",
        mistaken=lambda s: _made(s, f"stateful=True, batch_input_shape={_shape(s)}"),
        corrected=assign,
        kinds=SINGLE,
    ),
    Rule(
        code="constructor-time-major",
        severity="error",
        consequence="reads (batch, timesteps, features) only; time_major was removed.",
        remedy="Leave it out, and transpose data whose first axis is time.",
        raises="ValueError",
        says=_UNKNOWN + ": {{'time_major': …",
        mistaken=lambda s: _made(s, "time_major=False"),
        corrected=call,
        kinds=SINGLE,
    ),
    Rule(
        code="constructor-initial-state",
        severity="error",
        consequence="takes the initial state with the call, not when the layer is made.",
        remedy="Pass it to the call: layer(x, initial_state=[h, c]).",
        raises="ValueError",
        says=_UNKNOWN + ": {{'initial_state': …",
        mistaken=lambda s: Example(
            code=lines(data(s), f"layer = {layer_code(s, 'initial_state=[h0]')}")
        ),
        corrected=call,
        keras2="TypeError: ('Keyword argument not understood:', 'initial_state')",
        kinds=SINGLE,
    ),
    Rule(
        code="constructor-argument",
        severity="error",
        consequence="knows no such argument.",
        remedy="Leave it out, or write it as Keras does.",
        raises="ValueError",
        says=_UNKNOWN,
        mistaken=lambda s: _made(s, "return_sequence=True"),
        corrected=call,
        keras2="TypeError: Keyword argument not understood",
        kinds=SINGLE,
    ),
    Rule(
        code="input-batch-shape",
        severity="error",
        consequence="calls the argument batch_shape.",
        remedy="Write keras.Input(batch_shape=({batch}, {timesteps}, {features})).",
        raises="TypeError",
        says="got an unexpected keyword argument 'batch_input_shape'",
        mistaken=lambda s: Example(
            code=lines(HEAD, "", f"x_in = keras.Input(batch_input_shape={_shape(s)})")
        ),
        corrected=assign,
    ),
    Rule(
        code="input-shape-argument",
        severity="advice",
        consequence="takes it with a warning: Do not pass an `input_shape`/`input_dim` argument "
        "to a layer.",
        remedy="Begin the model with keras.Input(shape=({timesteps}, {features})).",
        measure="{difference} warning was given",
        mistaken=_input_shape,
        corrected=_plain,
        kinds=SINGLE,
    ),
    Rule(
        code="stateful-without-batch",
        severity="error",
        consequence="must know the number of rows to make the stored states.",
        remedy=_INPUT + "{features})).",
        raises="ValueError",
        says="When using `stateful=True` in a RNN, the batch size must be static.",
        mistaken=_without_batch,
        corrected=_stateful,
        keras2="ValueError: If a RNN is stateful, it needs to know its batch size.",
        kinds=SINGLE,
    ),
    Rule(
        code="cudnn-layer",
        severity="error",
        consequence="has no CuDNNLSTM and no CuDNNGRU; LSTM and GRU choose the fast code "
        "themselves.",
        remedy="Use keras.layers.LSTM or keras.layers.GRU with their default activations.",
        raises="AttributeError",
        says="has no attribute 'CuDNNLSTM'",
        mistaken=lambda s: Example(code=lines(HEAD, "", "layer = keras.layers.CuDNNLSTM(8)")),
        corrected=call,
        keras2="AttributeError: no CuDNNLSTM outside tf.compat.v1",
    ),
    Rule(
        code="old-import",
        severity="error",
        consequence="has no such module any more.",
        remedy="Import layers from keras.layers.",
        raises="ModuleNotFoundError",
        says="No module named 'keras.layers.recurrent'",
        mistaken=lambda s: Example(code="from keras.layers.recurrent import LSTM"),
        corrected=call,
        keras2="ModuleNotFoundError since 2.13",
    ),
    Rule(
        code="return-state-sequential",
        severity="error",
        consequence="hands three tensors to the next layer, which takes one.",
        remedy="Build a Functional model where a layer returns its states.",
        raises="ValueError",
        says="expects 1 input(s), but it received 3 input tensors",
        mistaken=lambda s: _sequential(
            s, layer_code(s, "return_state=True"), "keras.layers.Dense(1)"
        ),
        corrected=_return_state_model,
        keras2="ValueError: All layers in a Sequential model should have a single output tensor.",
    ),
    Rule(
        code="return-state-last",
        severity="advice",
        consequence="returns a tuple of output, h and c from predict instead of one array.",
        remedy="Unpack it, or build a Functional model with the outputs you name.",
        measure="predict returns {difference} arrays more than one",
        mistaken=_return_state_last,
        corrected=_return_state_model,
        keras2="ValueError: All layers in a Sequential model should have a single output tensor.",
    ),
    Rule(
        code="unpack-without-return-state",
        severity="error",
        consequence="returns one tensor there, which cannot be unpacked into states; called on "
        "arrays it may even be unpacked row by row.",
        remedy="Make the layer with return_state=True.",
        raises="NotImplementedError",
        says="Iterating over a symbolic KerasTensor is not supported.",
        mistaken=lambda s: _unpack(s, "y, h, c"),
        corrected=_return_state,
        keras2="TypeError: Cannot iterate over a Tensor with unknown first dimension.",
    ),
    Rule(
        code="unpack-count-gru",
        severity="error",
        consequence="returns two tensors there, the output and h: a GRU and a SimpleRNN have no "
        "c.",
        remedy="Unpack two: y, h = layer(x).",
        raises="ValueError",
        says="not enough values to unpack (expected 3, got 2)",
        mistaken=lambda s: _unpack_arrays(s, "y, h, c", "return_state=True"),
        corrected=_return_state,
        keras2="ValueError: not enough values to unpack",
        kinds=("GRU", "SimpleRNN"),
    ),
    Rule(
        code="unpack-count-bidirectional",
        severity="error",
        consequence="returns five tensors there: the output, and h and c of both directions.",
        remedy="Unpack five: y, forward_h, forward_c, backward_h, backward_c = layer(x).",
        raises="ValueError",
        says="too many values to unpack (expected 3)",
        mistaken=lambda s: _unpack_arrays(s, "y, h, c", "return_state=True"),
        corrected=_return_state_bidirectional,
        keras2="ValueError: too many values to unpack",
        kinds=("Bidirectional LSTM",),
    ),
    Rule(
        code="unpack-count",
        severity="error",
        consequence="returns three tensors there: the output, h and c.",
        remedy="Unpack three: y, h, c = layer(x).",
        raises="ValueError",
        says="too many values to unpack (expected 2)",
        mistaken=lambda s: _unpack_arrays(s, "y, h", "return_state=True"),
        corrected=_return_state,
        keras2="ValueError: too many values to unpack",
    ),
    Rule(
        code="unpack-order",
        severity="silent",
        consequence="returns output, h, c in this order: the names are the wrong way round, and "
        "what is called c is h.",
        remedy="Unpack in Keras' order: y, h, c = layer(x).",
        measure="what was unpacked as h is up to {difference} away from the output, which is h",
        mistaken=_unpack_order,
        corrected=_return_state,
        keras2="returns output, h, c in this order.",
    ),
    Rule(
        code="return-sequences-missing",
        severity="error",
        consequence="hands only the last output to the next recurrent layer, which wants a "
        "sequence.",
        remedy="Make every recurrent layer before another one with return_sequences=True.",
        raises="ValueError",
        says="expected ndim=3, found ndim=2",
        mistaken=lambda s: _sequential(s, layer_code(s), layer_code(s)),
        corrected=_two_layers,
        keras2="ValueError: … expected ndim=3, found ndim=2",
        kinds=SINGLE,
    ),
    Rule(
        code="wrong-layer",
        severity="error",
        consequence="does not count the Input of a Sequential model: the recurrent layer is "
        "layers[0] there, and layers[1] is the one after it.",
        remedy="Ask for the layer by its kind or its name: model.get_layer(\"lstm\").",
        raises="AttributeError",
        says="'Dense' object has no attribute 'states'",
        mistaken=lambda s: Example(
            code=lines(
                data(s),
                stateful_model(s, "keras.layers.Dense(1)"),
                "model.layers[1].states[0].assign(h0)",
            )
        ),
        corrected=assign,
        keras2="AttributeError: 'Dense' object has no attribute 'states'",
    ),
    Rule(
        code="wrong-layer-set",
        severity="silent",
        consequence="keeps the attribute and never reads it, as the layer is not the recurrent "
        "one: the model starts from its own initial state. (Variables it refuses.)",
        remedy="Write into the states of the recurrent layer, which is stateful=True: "
        "layer.states[0].assign(h).",
        shows="same",
        measure="the outputs before and after the line differ by {difference}",
        mistaken=_set_on_another,
        corrected=assign,
        keras2="keeps the attribute and never reads it.",
    ),
    Rule(
        code="layer-missing",
        severity="error",
        consequence="does not count the Input of a Sequential model: there is no layer with this "
        "number.",
        remedy="The first layer after the Input is layers[0].",
        raises="IndexError",
        says="list index out of range",
        mistaken=lambda s: _by_index(s, 1),
        corrected=assign,
        keras2="IndexError: list index out of range",
    ),
    Rule(
        code="input-layer",
        severity="error",
        consequence="counts the Input of a Functional model: layers[0] is the InputLayer, which "
        "has no states.",
        remedy="Ask for the layer by its kind or its name: model.get_layer(\"lstm\").",
        raises="AttributeError",
        says="'InputLayer' object has no attribute 'states'",
        mistaken=lambda s: Example(
            code=lines(
                data(s),
                f"x_in = keras.Input(batch_shape={_shape(s)})",
                f"model = keras.Model(x_in, {layer_code(s, 'stateful=True')}(x_in))",
                "model.layers[0].states[0].assign(h0)",
            )
        ),
        corrected=assign,
        keras2="AttributeError: 'InputLayer' object has no attribute 'states'",
    ),
)

