"""Rules about states that are passed to the call of a layer or of a model."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from lstm_viz.keras_code.doctor._finding import Example
from lstm_viz.keras_code.doctor._setting import Setting
from lstm_viz.keras_code.doctor.rules._examples import (
    HEAD,
    call,
    compared,
    data,
    functional,
    layer_code,
    lines,
    reference,
    x_code,
)
from lstm_viz.keras_code.doctor.rules._rule import ALL, SINGLE, Rule

_KERAS2_SHAPE: Final = (
    "ValueError or InvalidArgumentError; with Input tensors “An `initial_state` was passed that "
    "is not compatible with `cell.state_size`”"
)
_KERAS2_COUNT: Final = "ValueError: Layer has 2 states but was passed another number of states"


def _called(s: Setting, given: str, check: str = "") -> Example:
    code = lines(data(s), f"layer = {layer_code(s)}", f"y = layer(x, initial_state={given})")
    return Example(code=code, check=check)


def _shaped(s: Setting, shapes: tuple[tuple[int, ...], ...], check: str = "") -> Example:
    made = [
        f'{name} = rng.uniform(-0.9, 0.9, size={shape}).astype("float32")'
        for name, shape in zip(s.states, shapes, strict=True)
    ]
    code = lines(
        lines(HEAD, "", x_code(s), *made) + "\n",
        f"layer = {layer_code(s)}",
        f"y = layer(x, initial_state=[{', '.join(s.states)}])",
    )
    return Example(code=code, check=check)


def _shapes(s: Setting, other: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    return s.shapes or (other,) * len(s.states)


def _swapped(s: Setting) -> Example:
    pairs = zip(s.states[1::2], s.states[::2], strict=True)
    given = ", ".join(name for pair in pairs for name in pair)
    return _called(s, f"[{given}]", compared(s))


def _broadcast(s: Setting) -> Example:
    # h of one row for all kinds: a GRU takes no h of rank 1.
    spread = ", ".join(
        f"np.broadcast_to({name}, ({s.batch}, {s.units}))" for name in s.states
    )
    check = lines(
        f"spread = layer(x, initial_state=[{spread}])",
        "difference = float(np.abs(np.asarray(y) - np.asarray(spread)).max())",
    )
    return _shaped(s, _shapes(s, (1, s.units)), check)


def _more_axes(s: Setting) -> Example:
    if s.kind == "LSTM":
        # Only a single row gets through an LSTM like this.
        s = replace(s, batch=1, shapes=None)
    shapes = _shapes(s, (s.batch, 1, s.units))
    return _shaped(s, shapes, "difference = float(len(y.shape) - 2)")


def _more_rows(s: Setting) -> Example:
    made = [
        f'{name} = rng.uniform(-0.9, 0.9, size=({max(s.batch, 2)}, {s.units})).astype("float32")'
        for name in s.states
    ]
    code = lines(
        lines(HEAD, "", x_code(s, rows=1), *made) + "\n",
        f"layer = {layer_code(s)}",
        f"y = layer(x, initial_state=[{', '.join(s.states)}])",
    )
    return Example(code=code, check="difference = float(len(y) - len(x))")


def _gru_cell_state(s: Setting) -> Example:
    check = lines(
        f"alone = layer(x, initial_state=[{', '.join(s.states)}])",
        "difference = float(np.abs(np.asarray(y) - np.asarray(alone)).max())",
    )
    code = lines(
        data(s),
        f'c0 = rng.normal(size=({s.batch}, {s.units})).astype("float32")',
        f"layer = {layer_code(s)}",
        "y = layer(x, initial_state=[h0, c0])",
    )
    return Example(code=code, check=check)


def _rnn_cell_state(s: Setting) -> Example:
    made = _gru_cell_state(s)
    return Example(code=made.code)


def _bidirectional_order(s: Setting) -> Example:
    return _called(s, "[forward_h, backward_h, forward_c, backward_c]", compared(s))


def _out_of_range(s: Setting) -> Example:
    code = lines(
        data(s).rstrip(),
        "h0 = np.full_like(h0, 100.0)",
        "",
        f"layer = {layer_code(s)}",
        f"y = layer(x, initial_state=[{', '.join(s.states)}])",
    )
    check = lines(
        "h0 = np.full_like(h0, 1.0)", reference(s),
        "difference = float(np.abs(np.asarray(y) - meant).max())",
    )
    return Example(code=code, check=check)


def _nan(s: Setting) -> Example:
    code = lines(
        data(s).rstrip(),
        "h0[0, 0] = np.nan",
        "",
        f"layer = {layer_code(s)}",
        f"y = layer(x, initial_state=[{', '.join(s.states)}])",
    )
    return Example(code=code, check="difference = float(np.isnan(np.asarray(y)).sum())")


def _float64(s: Setting) -> Example:
    made = ", ".join(f'{name}.astype("float64") / 3' for name in s.states)
    same = ", ".join(f'({name}.astype("float64") / 3).astype("float32")' for name in s.states)
    check = lines(
        f"cast = layer(x, initial_state=[{same}])",
        "difference = float(np.abs(np.asarray(y) - np.asarray(cast)).max())",
    )
    return _called(s, f"[{made}]", check)


def _padded(s: Setting, mask: str = "") -> Example:
    # One step has to be left of which the result comes.
    s = replace(s, timesteps=max(s.timesteps, 2))
    kept = (s.timesteps + 1) // 2
    code = lines(
        data(s).rstrip(),
        f"x[:, {kept}:] = 0  # padding",
        "",
        "masking = keras.layers.Masking()",
        f"layer = {layer_code(s)}",
        f"y = layer(masking(x), initial_state=[{', '.join(s.states)}]{mask})",
    )
    return Example(code=code, check=lines(f"x = x[:, :{kept}]", compared(s)))


def _mask_passed(s: Setting) -> Example:
    return _padded(s, ", mask=masking.compute_mask(x)")


def _in_inputs(s: Setting) -> Example:
    code = lines(
        data(s), f"layer = {layer_code(s)}", f"y = layer([x, {', '.join(s.states)}])"
    )
    return Example(code=code)


def _keyword(s: Setting) -> Example:
    code = lines(
        data(s), f"layer = {layer_code(s)}", f"y = layer(x, states=[{', '.join(s.states)}])"
    )
    return Example(code=code)


def _stateless_model(s: Setting) -> str:
    return (
        "model = keras.Sequential([\n"
        f"    keras.Input(shape=({s.timesteps}, {s.features})),\n    {layer_code(s)},\n])"
    )


def _model_call(s: Setting) -> Example:
    code = lines(
        data(s),
        _stateless_model(s),
        f"y = model(x, initial_state=[{', '.join(s.states)}])",
    )
    check = "difference = float(np.abs(np.asarray(y) - np.asarray(model(x))).max())"
    return Example(code=code, check=check)


def _model_predict(s: Setting) -> Example:
    code = lines(
        data(s),
        _stateless_model(s),
        f"y = model.predict(x, initial_state=[{', '.join(s.states)}])",
    )
    return Example(code=code)


PASSING: Final[tuple[Rule, ...]] = (
    Rule(
        code="states-swapped",
        severity="silent",
        consequence="takes c as hidden state and h as cell state and says nothing: every output "
        "is another one.",
        remedy="Pass the hidden state first: [h, c].",
        mistaken=_swapped,
        corrected=call,
        keras2="takes c as hidden state and h as cell state and says nothing.",
        kinds=("LSTM", "Bidirectional LSTM"),
    ),
    Rule(
        code="states-shape",
        severity="error",
        consequence="raises an error at the first timestep, not where the state was made.",
        remedy="Give every state the shape (batch, units) = ({batch}, {units}).",
        raises="InvalidArgumentError",
        mistaken=lambda s: _shaped(s, _shapes(s, (s.batch, s.units + 1))),
        corrected=call,
        keras2=_KERAS2_SHAPE,
        kinds=SINGLE,
    ),
    Rule(
        code="states-batch",
        severity="error",
        consequence="raises an error at the first timestep: one row of state is needed for each "
        "of the {batch} rows of the batch.",
        remedy="Give every state the shape (batch, units) = ({batch}, {units}).",
        raises="InvalidArgumentError",
        says="Incompatible shapes",
        mistaken=lambda s: _shaped(s, _shapes(s, (s.batch + 1, s.units))),
        corrected=call,
        keras2="InvalidArgumentError: Incompatible shapes",
        kinds=SINGLE,
    ),
    Rule(
        code="states-rank",
        severity="error",
        consequence="raises an error from inside the cell; which one depends on the sizes.",
        remedy="Give every state two axes, (batch, units) = ({batch}, {units}).",
        raises="InvalidArgumentError",
        mistaken=lambda s: _shaped(s, _shapes(s, (s.batch, 1, s.units))),
        corrected=call,
        keras2="raises an error from inside the cell.",
        kinds=("LSTM", "GRU"),
    ),
    Rule(
        code="states-more-axes",
        severity="silent",
        consequence="carries the further axes along and says nothing: the output has more axes "
        "than (batch, units).",
        remedy="Give the state two axes, (batch, units) = ({batch}, {units}); the axis of layers "
        "that PyTorch has in front is not Keras'.",
        measure="the output has {difference} more axes than (batch, units)",
        mistaken=_more_axes,
        corrected=call,
        keras2="raises an error from inside the cell.",
        kinds=("LSTM", "SimpleRNN"),
    ),
    Rule(
        code="states-broadcast",
        severity="silent",
        consequence="uses the same state for all {batch} rows when the layer is called directly, "
        "and says nothing; inside a compiled model (predict, fit, tf.function) the same call "
        "raises ValueError: … enters the loop with shape …",
        remedy="Give every row its own state, shape ({batch}, {units}); repeat one on purpose "
        "with np.repeat(h0, {batch}, axis=0).",
        shows="same",
        measure="the outputs differ by {difference} from those of the one state "
        "repeated for every row",
        mistaken=_broadcast,
        corrected=call,
        keras2="ValueError: Tensor's shape ({batch}, {units}) is not compatible with supplied "
        "shape",
        kinds=SINGLE,
    ),
    Rule(
        code="states-more-rows",
        severity="silent",
        consequence="runs the one row of the input once for each row of the state and says "
        "nothing: the output has more rows than the input.",
        remedy="Give the state as many rows as the input has.",
        measure="the output has {difference} rows more than the input",
        mistaken=_more_rows,
        corrected=call,
        keras2="raises a ValueError about shapes that are not compatible.",
        kinds=SINGLE,
    ),
    Rule(
        code="one-state",
        severity="error",
        consequence="looks for a second state, c, and does not find it.",
        remedy="Pass both states in a list, [h, c].",
        raises="IndexError",
        says="list index out of range",
        mistaken=lambda s: _called(s, "[h0]"),
        corrected=call,
        keras2="ValueError: Layer has 2 states but was passed 1 initial states",
    ),
    Rule(
        code="too-many-states",
        severity="error",
        consequence="finds more states than an LSTM has.",
        remedy="Pass exactly two states, [h, c].",
        raises="ValueError",
        says="Too few leaves for PyTreeSpec; expected: 3, got: 2.",
        mistaken=lambda s: _called(s, "[h0, c0, c0]"),
        corrected=call,
        keras2="ValueError: Layer has 2 states but was passed 3 initial states",
    ),
    Rule(
        code="gru-cell-state",
        severity="silent",
        consequence="takes the first state and ignores the second: whatever is in c changes "
        "nothing.",
        remedy="A GRU has one state: pass initial_state=h.",
        shows="same",
        measure="with c and without it the outputs differ by {difference}",
        mistaken=_gru_cell_state,
        corrected=call,
        keras2="ValueError: An `initial_state` was passed that is not compatible with "
        "`cell.state_size`",
        kinds=("GRU",),
    ),
    Rule(
        code="simple-rnn-cell-state",
        severity="error",
        consequence="finds more states than a SimpleRNN has.",
        remedy="A SimpleRNN has one state: pass initial_state=h.",
        raises="ValueError",
        says="Too few leaves for PyTreeSpec; expected: 2, got: 1.",
        mistaken=_rnn_cell_state,
        corrected=call,
        keras2="ValueError: An `initial_state` was passed that is not compatible with "
        "`cell.state_size`",
        kinds=("SimpleRNN",),
    ),
    Rule(
        code="bidirectional-states",
        severity="error",
        consequence="hands half of the list to each direction, which then misses a state.",
        remedy="Pass four states in one flat list: [forward h, forward c, backward h, backward c].",
        raises="IndexError",
        says="list index out of range",
        mistaken=lambda s: _called(s, "[forward_h, forward_c]"),
        corrected=call,
        keras2="ValueError: An `initial_state` was passed that is not compatible with "
        "`cell.state_size`",
        kinds=("Bidirectional LSTM",),
    ),
    Rule(
        code="bidirectional-order",
        severity="silent",
        consequence="takes the list as [forward h, forward c, backward h, backward c] and says "
        "nothing: both directions start from a mixture.",
        remedy="Order the four states by direction: [forward h, forward c, backward h, "
        "backward c].",
        mistaken=_bidirectional_order,
        corrected=call,
        keras2="takes the list by direction and says nothing.",
        kinds=("Bidirectional LSTM",),
    ),
    Rule(
        code="stacked-flat",
        severity="error",
        consequence="gives one entry of the list to each cell, which then misses a state.",
        remedy="Nest the states, one [h, c] per cell: [[h1, c1], [h2, c2]].",
        raises="IndexError",
        says="list index out of range",
        mistaken=lambda s: _called(s, "[h1, c1, h2, c2]"),
        corrected=call,
        keras2="ValueError: Layer has 2 states but was passed 4 initial states",
        kinds=("stacked LSTM cells",),
    ),
    Rule(
        code="states-nested",
        severity="error",
        consequence="takes the inner list as the first state and does not find a second.",
        remedy="Pass a flat list, [h, c]; only cells stacked in one RNN want nested lists.",
        raises="IndexError",
        says="list index out of range",
        mistaken=lambda s: _called(s, "[[h0, c0]]"),
        corrected=call,
        keras2=_KERAS2_COUNT,
    ),
    Rule(
        code="states-plain-lists",
        severity="error",
        consequence="takes every single number for a state.",
        remedy="Make arrays of them: np.array(h, dtype=\"float32\").",
        raises="ValueError",
        says="Too few leaves for PyTreeSpec",
        mistaken=lambda s: _called(s, "[h0.tolist(), c0.tolist()]"),
        corrected=call,
        keras2="AttributeError: 'float' object has no attribute 'shape'",
    ),
    Rule(
        code="states-dict",
        severity="error",
        consequence="takes the names of the dictionary for states.",
        remedy="Pass a list in Keras' order, [h, c].",
        raises="TypeError",
        says="Cannot convert 'h' to EagerTensor of dtype float",
        mistaken=lambda s: _called(s, '{"h": h0, "c": c0}'),
        corrected=call,
        keras2="raises an error: states are a list there, too.",
    ),
    Rule(
        code="states-none",
        severity="error",
        consequence="cannot make a tensor of None.",
        remedy="Pass zeros where a state is to be zero: np.zeros(({batch}, {units})).",
        raises="ValueError",
        says="Attempt to convert a value (None)",
        mistaken=lambda s: _called(s, "[h0, None]"),
        corrected=call,
        keras2="raises an error: None is no state there, either.",
    ),
    Rule(
        code="states-in-inputs",
        severity="error",
        consequence="takes the list as several inputs; passing states among the inputs was "
        "removed.",
        remedy="Pass the states by name: layer(x, initial_state=[h, c]).",
        raises="ValueError",
        says="expects 1 input(s), but it received 3 input tensors",
        mistaken=_in_inputs,
        corrected=call,
    ),
    Rule(
        code="call-argument",
        severity="error",
        consequence="knows no such argument of the call.",
        remedy="The argument is called initial_state: layer(x, initial_state=[h, c]).",
        raises="TypeError",
        says="got an unexpected keyword argument 'states'",
        mistaken=_keyword,
        corrected=call,
        keras2="TypeError: LSTM.call() got an unexpected keyword argument",
    ),
    Rule(
        code="states-nan",
        severity="silent",
        consequence="computes with it and says nothing: the outputs of that row are NaN.",
        remedy="Look for the step that made the NaN, or replace it: np.nan_to_num(h0).",
        measure="{difference} of the outputs are NaN",
        mistaken=_nan,
        corrected=call,
        keras2="computes with it and says nothing.",
        kinds=SINGLE,
    ),
    Rule(
        code="h-out-of-range",
        severity="silent",
        consequence="takes it and says nothing, though no run of the layer ever reaches it: h is "
        "an output gate in (0, 1) times tanh(c), so it lies between -1 and 1.",
        remedy="Keep h between -1 and 1 (np.tanh does); c has no such bound.",
        measure="with h = 100 and with h = 1, the outputs differ by up to {difference}",
        mistaken=_out_of_range,
        corrected=call,
        keras2="takes it and says nothing.",
        kinds=("LSTM",),
    ),
    Rule(
        code="float64",
        severity="advice",
        consequence="casts it to float32 without a word: digits beyond the seventh are lost.",
        remedy='Make it float32 yourself: h0.astype("float32").',
        shows="same",
        measure="the outputs differ by {difference} from those of the states cast to float32",
        mistaken=_float64,
        corrected=call,
        keras2="raises InvalidArgumentError: … was expected to be a double tensor but is a float "
        "tensor",
        kinds=ALL[:4],
    ),
    Rule(
        code="mask-dropped",
        severity="silent",
        consequence="drops the mask when a layer is given states besides its input, and says "
        "nothing: padded timesteps are read like any other.",
        remedy="Pass the mask too: layer(x, initial_state=[…], mask=mask), with mask from "
        "compute_mask of the Masking or Embedding layer.",
        mistaken=_padded,
        corrected=_mask_passed,
        kinds=(*SINGLE, "Bidirectional LSTM"),
    ),
    Rule(
        code="model-initial-state",
        severity="silent",
        consequence="ignores the argument and says nothing: the model starts from its own "
        "initial state.",
        remedy="Call the layer, or build a model whose inputs are the states.",
        shows="same",
        measure="with the states and without them the outputs differ by {difference}",
        mistaken=_model_call,
        corrected=functional,
        keras2="TypeError: call() got an unexpected keyword argument 'initial_state'",
    ),
    Rule(
        code="predict-initial-state",
        severity="error",
        consequence="knows no such argument of predict, fit and evaluate.",
        remedy="Build a model whose inputs are the states, and pass them with x.",
        raises="TypeError",
        says="got an unexpected keyword argument 'initial_state'",
        mistaken=_model_predict,
        corrected=functional,
        keras2="TypeError: predict() got an unexpected keyword argument 'initial_state'",
    ),
)
