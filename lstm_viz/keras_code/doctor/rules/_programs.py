"""Programs of rules that depend on more than sizes put into a text."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from lstm_viz.keras_code.doctor._finding import Example
from lstm_viz.keras_code.doctor._setting import Setting
from lstm_viz.keras_code.doctor.rules._examples import (
    HEAD,
    assign,
    call,
    compared,
    data,
    functional,
    inputs,
    layer_code,
    lines,
    predict,
    reference,
    stateful_model,
    symbolic_call,
    x_code,
)
from lstm_viz.keras_code.doctor.rules._rule import Maker


def _shaped(s: Setting, shapes: tuple[tuple[int, ...], ...], check: str = "") -> Example:
    made = [
        f'{name} = rng.uniform(-0.9, 0.9, size={shape}).astype("float32")'
        for name, shape in zip(s.states, shapes, strict=True)
    ]
    start = lines(HEAD, "", x_code(s), *made) + "\n"
    called = (
        f"layer = {layer_code(s)}",
        f"y = layer(x, initial_state=[{', '.join(s.states)}])",
    )
    if s.symbolic and all(len(shape) == 2 for shape in shapes):
        widths = {name: shape[1] for name, shape in zip(s.states, shapes, strict=True)}
        called = symbolic_call(s, widths)
    return Example(code=lines(start, *called), check=check)


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


def _nan(s: Setting) -> Example:
    code = lines(
        data(s).rstrip(),
        "h0[0, 0] = np.nan",
        "",
        f"layer = {layer_code(s)}",
        f"y = layer(x, initial_state=[{', '.join(s.states)}])",
    )
    return Example(code=code, check="difference = float(np.isnan(np.asarray(y)).sum())")


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


def _called(s: Setting, given: str, check: str = "") -> Example:
    code = lines(data(s), f"layer = {layer_code(s)}", f"y = layer(x, initial_state={given})")
    return Example(code=code, check=check)


def _stateful(s: Setting, *more: str, check: str = "") -> Example:
    return Example(code=lines(data(s), stateful_model(s), *more), check=check)


def _pairs(s: Setting, template: str) -> str:
    return "\n".join(
        template.format(position=position, name=name) for position, name in enumerate(s.states)
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


def _trained(s: Setting, fit: str) -> str:
    # So many rows that shuffled ones hardly ever stay in their order.
    rows = s.batch * (2 if s.batch > 2 else 6)
    return lines(
        inputs(s, rows=rows).rstrip(),
        f'target = rng.normal(size=({rows}, {s.units})).astype("float32")',
        "",
        "keras.utils.set_random_seed(0)",
        stateful_model(s),
        'model.compile("sgd", "mse")',
        fit,
    )


def _fit_shuffles(s: Setting) -> Example:
    code = _trained(s, f"model.fit(x, target, batch_size={s.batch}, epochs=3, verbose=0)")
    # Weights that do not move, so that the states tell the order of the rows and nothing else.
    check = lines(
        "ends = []",
        "for shuffle in (True, False):",
        "    keras.utils.set_random_seed(0)",
        "    model.compile(keras.optimizers.SGD(0.0), 'mse')",
        "    for state in layer.states:",
        "        state.assign(np.zeros(state.shape))",
        f"    model.fit(x, target, batch_size={s.batch}, shuffle=shuffle, verbose=0)",
        "    ends.append(layer.states[0].numpy())",
        "difference = float(np.abs(ends[0] - ends[1]).max())",
    )
    return Example(code=code, check=check)


def _fit_in_order(s: Setting) -> Example:
    fit = lines(
        "for epoch in range(3):",
        f"    model.fit(x, target, batch_size={s.batch}, shuffle=False, verbose=0)",
        "    layer.reset_states()  # the next epoch begins from zeros",
    )
    code = _trained(s, fit)
    return Example(
        code=code,
        check="difference = max(float(np.abs(state.numpy()).max()) for state in layer.states)",
    )


def _other_batch(s: Setting) -> Example:
    code = lines(
        inputs(s, rows=2 * s.batch),
        "",
        stateful_model(s),
        "y = model.predict(x, verbose=0)",
    )
    return Example(code=code)


def _same_batch(s: Setting) -> Example:
    code = lines(
        inputs(s, rows=2 * s.batch),
        "",
        stateful_model(s),
        f"y = model.predict(x, batch_size={s.batch}, verbose=0)",
    )
    check = lines(
        "layer.reset_states()",
        f"parts = [np.asarray(model(x[:{s.batch}])), np.asarray(model(x[{s.batch}:]))]",
        "difference = float(np.abs(y - np.concatenate(parts)).max())",
    )
    return Example(code=code, check=check)


def _batch_shape(s: Setting) -> Example:
    if s.tokens:
        size = f"batch_input_shape=({s.batch}, {s.timesteps})"
        return Example(code=lines(HEAD, "", f"layer = keras.layers.Embedding(20, 8, {size})"))
    shape = f"({s.batch}, {s.timesteps}, {s.features})"
    made = layer_code(s, f"stateful=True, batch_input_shape={shape}")
    return Example(code=lines(HEAD, "", f"layer = {made}"))


def _batch_shape_right(s: Setting) -> Example:
    if not s.tokens:
        return assign(s)
    shape = f"({s.batch}, {s.timesteps})"
    code = lines(
        HEAD,
        "",
        f"tokens = np.random.default_rng(0).integers(0, 20, size={shape})",
        "model = keras.Sequential([",
        f"    keras.Input(batch_shape={shape}),",
        f"    keras.layers.Embedding(20, {s.features}),",
        f"    {layer_code(s, 'stateful=True')},",
        "])",
        f"y = model.predict(tokens, batch_size={s.batch}, verbose=0)",
    )
    check = "difference = float(np.abs(y - model.layers[1].states[0].numpy()).max())"
    return Example(code=code, check=check)


PROGRAMS: Final[dict[str, Maker]] = {
    "call": lambda s: functional(s) if s.symbolic else call(s),
    "assign": assign,
    "functional": functional,
    "shape": lambda s: _shaped(s, _shapes(s, (s.batch, s.units + 1))),
    "batch": lambda s: _shaped(s, _shapes(s, (s.batch + 1, s.units))),
    "rank": lambda s: _shaped(s, _shapes(s, (s.batch, 1, s.units))),
    "replaced_by_variables": lambda s: _stateful(
        s, f"layer.states = [{', '.join(f'keras.Variable({name})' for name in s.states)}]"
    ),
    "batch_shape": _batch_shape,
    "batch_shape_right": _batch_shape_right,
    "swapped": _swapped,
    "broadcast": _broadcast,
    "more_axes": _more_axes,
    "more_rows": _more_rows,
    "nan": _nan,
    "out_of_range": _out_of_range,
    "float64": _float64,
    "padded": _padded,
    "mask_passed": _mask_passed,
    "replaced_after_run": _replaced_after_run,
    "plain": _plain,
    "return_state_model": _return_state_model,
    "two_layers": _two_layers,
    "fit_shuffles": _fit_shuffles,
    "fit_in_order": _fit_in_order,
    "other_batch": _other_batch,
    "same_batch": _same_batch,
}
