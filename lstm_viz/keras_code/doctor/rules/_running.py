"""Rules about running, training and saving models that remember."""

from __future__ import annotations

from typing import Final

from lstm_viz.keras_code.doctor._finding import Example
from lstm_viz.keras_code.doctor._setting import Setting
from lstm_viz.keras_code.doctor.rules._examples import (
    assign_states,
    compared,
    data,
    inputs,
    lines,
    predict,
    stateful_model,
)
from lstm_viz.keras_code.doctor.rules._rule import ALL, SINGLE, Rule


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


def _predict_twice(s: Setting) -> Example:
    code = lines(
        inputs(s), stateful_model(s), f"first = {predict(s)}", f"y = {predict(s)}"
    )
    return Example(code=code, check="difference = float(np.abs(y - first).max())")


def _reset_between(s: Setting) -> Example:
    code = lines(
        inputs(s),
        stateful_model(s),
        f"first = {predict(s)}",
        "layer.reset_states()",
        f"y = {predict(s)}",
    )
    return Example(code=code, check="difference = float(np.abs(y - first).max())")


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


def _not_saved(s: Setting) -> Example:
    code = lines(
        data(s),
        stateful_model(s),
        assign_states(s),
        'model.save("model.keras")',
        'again = keras.models.load_model("model.keras")',
        "h = again.layers[0].states[0].numpy()",
    )
    return Example(code=code, check="difference = float(np.abs(h).max())")


def _saved_beside(s: Setting) -> Example:
    code = lines(
        data(s),
        stateful_model(s),
        assign_states(s),
        'model.save("model.keras")',
        'np.savez("states.npz", *[state.numpy() for state in layer.states])',
        "",
        'again = keras.models.load_model("model.keras")',
        'with np.load("states.npz") as kept:',
        "    for state, name in zip(again.layers[0].states, kept.files):",
        "        state.assign(kept[name])",
        f"y = again.predict(x, batch_size={s.batch}, verbose=0)",
    )
    return Example(code=code, check=compared(s))


RUNNING: Final[tuple[Rule, ...]] = (
    Rule(
        code="fit-shuffles",
        severity="silent",
        consequence="shuffles the rows before every epoch and says nothing: a row goes on from "
        "the state that another row left.",
        remedy="Write fit(…, shuffle=False, batch_size={batch}), and reset the states between "
        "epochs.",
        measure="the states after one epoch differ by up to {difference} between "
        "shuffled and ordered rows",
        mistaken=_fit_shuffles,
        corrected=_fit_in_order,
        keras2="shuffles the rows before every epoch and says nothing.",
        kinds=SINGLE,
    ),
    Rule(
        code="predict-changes-states",
        severity="advice",
        consequence="stores the last state after every predict, evaluate, fit and call of a "
        "stateful layer: the same input gives another answer the second time.",
        remedy="Reset the layer, or assign its states, before every run that is to start afresh.",
        measure="the second answer to the same input differs by up to {difference} from the first",
        mistaken=_predict_twice,
        corrected=_reset_between,
        keras2="stores the last state after every call, too.",
        kinds=ALL[:4],
    ),
    Rule(
        code="stateful-batch",
        severity="error",
        consequence="wants exactly {batch} rows in every batch; predict and fit take 32 where "
        "nothing is said.",
        remedy="Pass batch_size={batch} and a number of rows that it divides.",
        raises="ValueError",
        says="If an RNN is stateful, the batch size of the input sequences must be the same",
        mistaken=_other_batch,
        corrected=_same_batch,
        keras2="raises InvalidArgumentError from inside the loop.",
        kinds=SINGLE,
    ),
    Rule(
        code="states-not-saved",
        severity="silent",
        consequence="saves the weights, not the states: a loaded model starts from zeros, and "
        "nothing says so.",
        remedy="Save the states beside the model, and assign them after loading.",
        shows="same",
        measure="the largest stored h after loading is {difference}",
        mistaken=_not_saved,
        corrected=_saved_beside,
        keras2="saves the weights, not the states.",
        kinds=SINGLE,
    ),
)
