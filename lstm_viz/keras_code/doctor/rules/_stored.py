"""Rules about the states that a stateful layer stores."""

from __future__ import annotations

from typing import Final

from lstm_viz.keras_code.doctor._finding import Example
from lstm_viz.keras_code.doctor._setting import Setting
from lstm_viz.keras_code.doctor.rules._examples import (
    assign,
    assign_states,
    call,
    compared,
    data,
    inputs,
    layer_code,
    lines,
    predict,
    stateful_model,
)
from lstm_viz.keras_code.doctor.rules._rule import ALL, SINGLE, Rule


def _stateful(s: Setting, *more: str, check: str = "") -> Example:
    return Example(code=lines(data(s), stateful_model(s), *more), check=check)


def _pairs(s: Setting, template: str) -> str:
    return "\n".join(
        template.format(position=position, name=name) for position, name in enumerate(s.states)
    )


def _before_build(s: Setting) -> Example:
    return Example(
        code=lines(data(s), f"layer = {layer_code(s, 'stateful=True')}", assign_states(s))
    )


def _stateless(s: Setting) -> Example:
    return Example(
        code=lines(data(s), f"layer = {layer_code(s)}", "layer(x)", assign_states(s))
    )


def _replaced_after_run(s: Setting) -> Example:
    check = lines(
        "difference = max(float(np.abs(state.numpy() - given).max())"
        f" for state, given in zip(layer.states, [{', '.join(s.states)}]))"
    )
    return _stateful(
        s,
        predict(s),
        _pairs(s, "layer.states[{position}] = keras.Variable({name})"),
        f"y = {predict(s)}",
        check=check,
    )


def _assigned_shape(s: Setting) -> Example:
    other = (s.shapes or ((s.batch + 1, s.units),))[0]
    return _stateful(s, f"layer.states[0].assign(np.zeros({other}))")


def _swapped(s: Setting) -> Example:
    return _stateful(
        s,
        "layer.states[0].assign(c0)",
        "layer.states[1].assign(h0)",
        f"y = {predict(s)}",
        check=compared(s),
    )


def _reset_model(s: Setting) -> Example:
    code = lines(
        inputs(s),
        stateful_model(s),
        f"first = {predict(s)}",
        "for part in model.layers:",
        '    if hasattr(part, "reset_states"):',
        "        part.reset_states()",
        f"y = {predict(s)}",
    )
    return Example(code=code, check="difference = float(np.abs(y - first).max())")


def _reset_stateless(s: Setting) -> Example:
    code = lines(
        inputs(s), f"layer = {layer_code(s)}", "before = layer(x)", "layer.reset_states()",
        "y = layer(x)",
    )
    return Example(
        code=code, check="difference = float(np.abs(np.asarray(y) - np.asarray(before)).max())"
    )


def _read(s: Setting) -> Example:
    code = lines(
        inputs(s),
        stateful_model(s),
        f"y = {predict(s)}",
        "h = layer.states[0].numpy()",
    )
    return Example(code=code, check="difference = float(np.abs(h - y).max())")


def _stacked_reset(s: Setting) -> Example:
    return _stateful(s, predict(s), "layer.reset_state()")


def _stacked_reset_by_hand(s: Setting) -> Example:
    code = lines(
        inputs(s),
        stateful_model(s),
        f"first = {predict(s)}",
        "for states in layer.states:",
        "    for state in states:",
        "        state.assign(np.zeros(state.shape))",
        f"y = {predict(s)}",
    )
    return Example(code=code, check="difference = float(np.abs(y - first).max())")


def _with_initial_state(s: Setting) -> Example:
    code = lines(
        data(s),
        f"layer = {layer_code(s, 'stateful=True')}",
        f"first = layer(x, initial_state=[{', '.join(s.states)}])",
        f"y = layer(x, initial_state=[{', '.join(s.states)}])",
    )
    return Example(
        code=code, check="difference = float(np.abs(np.asarray(y) - np.asarray(first)).max())"
    )


def _one_or_the_other(s: Setting) -> Example:
    code = lines(
        data(s),
        stateful_model(s),
        assign_states(s),
        f"y = {predict(s)}          # starts from the given state",
        f"y_next = {predict(s)}     # goes on from where the first call ended",
    )
    return Example(code=code, check=compared(s))


STORED: Final[tuple[Rule, ...]] = (
    Rule(
        code="states-before-build",
        severity="error",
        consequence="has no states yet: layer.states is None until the layer knows its batch "
        "size and features.",
        remedy="Build first: begin the model with keras.Input(batch_shape=({batch}, {timesteps}, "
        "{features})), or call it once.",
        raises="TypeError",
        says="'NoneType' object is not subscriptable",
        mistaken=_before_build,
        corrected=assign,
        keras2="AttributeError: 'NoneType' object has no attribute 'assign'",
        kinds=("LSTM", "GRU", "SimpleRNN"),
    ),
    Rule(
        code="states-stateless",
        severity="error",
        consequence="keeps no states in a layer without stateful=True: layer.states stays None.",
        remedy="Pass the states to the call, initial_state=[h, c], or make the layer "
        "stateful=True with a fixed batch size.",
        raises="TypeError",
        says="'NoneType' object is not subscriptable",
        mistaken=_stateless,
        corrected=call,
        keras2="AttributeError: 'NoneType' object has no attribute 'assign'",
        kinds=SINGLE,
    ),
    Rule(
        code="states-replaced-by-arrays",
        severity="error",
        consequence="accepts the line and fails at the next call, when it stores the new state.",
        remedy="Keep the layer's variables and write into them: layer.states[0].assign(h).",
        raises="AttributeError",
        says="'numpy.ndarray' object has no attribute 'assign'",
        mistaken=lambda s: _stateful(
            s, f"layer.states = [{', '.join(s.states)}]", f"y = {predict(s)}"
        ),
        corrected=assign,
        keras2="AttributeError at the next call: an array has no 'assign'",
        kinds=SINGLE,
    ),
    Rule(
        code="state-item-replaced-by-array",
        severity="error",
        consequence="accepts the line and fails at the next call, when it stores the new state.",
        remedy="Keep the layer's variables and write into them: layer.states[0].assign(h).",
        raises="AttributeError",
        says="'numpy.ndarray' object has no attribute 'assign'",
        mistaken=lambda s: _stateful(s, "layer.states[0] = h0", f"y = {predict(s)}"),
        corrected=assign,
        keras2="AttributeError at the next call: an array has no 'assign'",
        kinds=SINGLE,
    ),
    Rule(
        code="states-replaced-by-variables",
        severity="error",
        consequence="refuses new variables in a layer that is built.",
        remedy="Keep the layer's variables and write into them: layer.states[0].assign(h).",
        raises="ValueError",
        says="You cannot add new elements of state",
        mistaken=lambda s: _stateful(
            s,
            f"layer.states = [{', '.join(f'keras.Variable({name})' for name in s.states)}]",
        ),
        corrected=assign,
        keras2="goes on with its own variables once predict has run: the new ones stay as they "
        "are.",
        kinds=SINGLE,
    ),
    Rule(
        code="state-item-replaced",
        severity="silent",
        consequence="goes on with its own variables once predict or fit has run: the new ones "
        "are never read nor written, so they stay the same however often the model steps.",
        remedy="Keep the layer's variables and write into them: layer.states[0].assign(h).",
        shows="same",
        measure="the new variables have changed by {difference} after the next run",
        mistaken=_replaced_after_run,
        corrected=assign,
        keras2="goes on with its own variables once predict has run: the new ones stay as they "
        "are.",
        kinds=SINGLE,
    ),
    Rule(
        code="state-assign-shape",
        severity="error",
        consequence="wants the exact shape of the stored state.",
        remedy="Assign an array of shape (batch, units) = ({batch}, {units}).",
        raises="ValueError",
        says="The shape of the target variable and the shape of the target value",
        mistaken=_assigned_shape,
        corrected=assign,
        keras2="ValueError: Cannot assign value to variable … Shape mismatch",
        kinds=SINGLE,
    ),
    Rule(
        code="stored-swapped",
        severity="silent",
        consequence="keeps h in states[0] and c in states[1] and says nothing when they are "
        "given the other way round: every output is another one.",
        remedy="Assign h to states[0] and c to states[1].",
        mistaken=_swapped,
        corrected=assign,
        keras2="keeps h in states[0] and c in states[1] and says nothing.",
    ),
    Rule(
        code="state-index",
        severity="error",
        consequence="keeps fewer states in this layer.",
        remedy="A GRU and a SimpleRNN have one state, states[0]; an LSTM has two.",
        raises="IndexError",
        says="list index out of range",
        mistaken=lambda s: _stateful(s, "layer.states[1].assign(h0)"),
        corrected=assign,
        keras2="IndexError: list index out of range",
        kinds=("GRU", "SimpleRNN"),
    ),
    Rule(
        code="reset-with-states",
        severity="error",
        consequence="only sets states to zero there; the argument was removed, though the "
        "documentation still names it.",
        remedy="Write into the stored states: layer.states[0].assign(h).",
        raises="TypeError",
        says="got an unexpected keyword argument 'states'",
        mistaken=lambda s: _stateful(s, f"layer.reset_states(states=[{', '.join(s.states)}])"),
        corrected=assign,
        kinds=SINGLE,
    ),
    Rule(
        code="model-reset",
        severity="error",
        consequence="has no such method on a model.",
        remedy="Reset the layers that have states, one by one.",
        raises="AttributeError",
        says="'Sequential' object has no attribute 'reset_states'",
        mistaken=lambda s: _stateful(s, "model.reset_states()"),
        corrected=_reset_model,
        kinds=ALL[:4],
    ),
    Rule(
        code="model-states",
        severity="error",
        consequence="keeps states in layers, not in a model.",
        remedy="Ask the recurrent layer: model.layers[0].states.",
        raises="AttributeError",
        says="'Sequential' object has no attribute 'states'",
        mistaken=lambda s: _stateful(s, "h = model.states[0]"),
        corrected=_read,
        keras2="AttributeError: 'Sequential' object has no attribute 'states'",
    ),
    Rule(
        code="reset-stateless",
        severity="silent",
        consequence="does nothing and says nothing: a layer without stateful=True starts every "
        "call from zeros anyway.",
        remedy="Leave the reset out, or make the layer stateful=True if it is to remember.",
        shows="same",
        measure="before and after the reset the outputs differ by {difference}",
        mistaken=_reset_stateless,
        corrected=_reset_model,
        keras2="AttributeError: Layer must be stateful.",
        kinds=SINGLE,
    ),
    Rule(
        code="backend-set-value",
        severity="error",
        consequence="has no set_value in keras.backend any more.",
        remedy="Write into the variable itself: layer.states[0].assign(h).",
        raises="AttributeError",
        says="module 'keras.backend' has no attribute 'set_value'",
        mistaken=lambda s: _stateful(s, "keras.backend.set_value(layer.states[0], h0)"),
        corrected=assign,
    ),
    Rule(
        code="tf-backend-set-value",
        severity="error",
        consequence="still has tf.keras.backend.set_value, but it cannot take a variable of "
        "Keras 3.",
        remedy="Write into the variable itself: layer.states[0].assign(h).",
        raises="AttributeError",
        says="'str' object has no attribute 'name'",
        mistaken=lambda s: _stateful(
            s,
            "from tensorflow.keras import backend",
            "backend.set_value(layer.states[0], h0)",
        ),
        corrected=assign,
    ),
    Rule(
        code="backend-get-value",
        severity="error",
        consequence="has no get_value in keras.backend any more.",
        remedy="Ask the variable itself: layer.states[0].numpy().",
        raises="AttributeError",
        says="module 'keras.backend' has no attribute 'get_value'",
        mistaken=lambda s: _stateful(s, "h = keras.backend.get_value(layer.states[0])"),
        corrected=_read,
    ),
    Rule(
        code="stacked-reset",
        severity="error",
        consequence="cannot reset the nested states of stacked cells (a mistake in Keras).",
        remedy="Set every state to zero yourself.",
        raises="AttributeError",
        says="'ListWrapper' object has no attribute 'assign'",
        mistaken=_stacked_reset,
        corrected=_stacked_reset_by_hand,
        kinds=("stacked LSTM cells",),
    ),
    Rule(
        code="stateful-and-initial-state",
        severity="silent",
        consequence="starts every call from the given state: nothing carries over from one call "
        "to the next, as if the layer were not stateful.",
        remedy="Choose one: a stateless layer with initial_state, or a stateful one whose "
        "states are assigned once.",
        shows="same",
        measure="the first and the second call differ by {difference}",
        mistaken=_with_initial_state,
        corrected=_one_or_the_other,
        keras2="keeps what the first call ended with: the second call gives another answer.",
        kinds=SINGLE,
    ),
)
