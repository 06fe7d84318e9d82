"""The doctor's verdict on the shapes of states, against every one that Keras really gives."""

from __future__ import annotations

import itertools

import keras
import numpy as np
import pytest

from lstm_viz.keras_code.doctor._finding import Setting
from lstm_viz.keras_code.doctor.rules._states import Bare, Passed, shape_problems, states_problems

UNITS = 4
SHAPES = [
    (),
    *[(n,) for n in (1, 3, 4)],
    *itertools.product((1, 2, 3), (1, 3, 4)),
    (1, 1, 4),
    (1, 3, 4),
    (3, 1, 4),
]
SILENT = {"states-broadcast", "states-more-rows", "states-more-axes"}


def passed(name, **known):
    return Passed(name=name, role=name[0], **known)


def marks(given, kind="LSTM", rows=3, units=UNITS):
    found = states_problems(given, Setting(kind=kind), rows=rows, units=units)
    return [mark.code for mark in found]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("kind", ["LSTM", "GRU", "SimpleRNN"])
def test_every_shape_is_judged_as_keras_does(kind, rows):
    layer = getattr(keras.layers, kind)(UNITS)
    x = np.ones((rows, 2, 2), "float32")
    fitting = np.zeros((rows, UNITS), "float32")
    names = ["h", "c"] if kind == "LSTM" else ["h"]
    for position, shape in itertools.product(range(len(names)), SHAPES):
        states = [fitting] * len(names)
        states[position] = np.zeros(shape, "float32")
        told = [Passed(name=n, shape=a.shape) for n, a in zip(names, states, strict=True)]
        codes = {mark.code for mark in shape_problems(told, kind, rows=rows, units=UNITS)}
        case = f"{kind} with {names[position]} of shape {shape} and {rows} rows: {codes}"
        try:
            y = layer(x, initial_state=states)
        except Exception as error:
            assert codes and not codes & SILENT, f"{case}, but Keras raises {error}"
        else:
            assert codes <= SILENT, f"{case}, but Keras raises nothing"
            if shape == fitting.shape:
                assert not codes, case
            elif len(y.shape) != 2:
                assert codes == {"states-more-axes"}, case
            elif y.shape[0] != rows:
                assert codes == {"states-more-rows"}, case


@pytest.mark.parametrize("shape", [(1, 1, UNITS), (1, 3, UNITS), (3, 1, UNITS), (UNITS,)])
@pytest.mark.parametrize("rows", [1, 3])
def test_two_states_of_the_same_wrong_shape_are_judged_as_keras_does(rows, shape):
    layer = keras.layers.LSTM(UNITS)
    told = [Passed(name=name, shape=shape) for name in "hc"]
    codes = {mark.code for mark in shape_problems(told, "LSTM", rows=rows, units=UNITS)}
    try:
        x = np.ones((rows, 2, 2), "float32")
        y = layer(x, initial_state=[np.zeros(shape, "float32")] * 2)
    except Exception as error:
        assert codes == {"states-rank"}, error
    else:
        assert codes <= SILENT
        assert (codes == {"states-more-axes"}) == (len(y.shape) == 3)


def test_an_h_with_an_axis_in_front_is_taken_as_one_row_for_all():
    layer = keras.layers.LSTM(UNITS)
    rng = np.random.default_rng(0)
    x, c = rng.normal(size=(3, 2, 2)), rng.normal(size=(3, UNITS))
    h = rng.uniform(size=(1, 1, UNITS))
    y, same = layer(x, initial_state=[h, c]), layer(x, initial_state=[np.repeat(h[0], 3, 0), c])
    np.testing.assert_array_equal(np.asarray(y), np.asarray(same))


def test_the_error_text_of_a_wrong_number_of_units_is_the_one_keras_raises():
    states = [np.zeros((3, 5), "float32")] * 2
    told = [Passed(name=name, shape=(3, 5)) for name in "hc"]
    (mark,) = shape_problems(told, "LSTM", rows=3, units=UNITS)
    with pytest.raises(Exception) as raised:
        keras.layers.LSTM(UNITS)(np.ones((3, 2, 2), "float32"), initial_state=states)
    assert type(raised.value).__name__ in mark.error
    assert mark.error.split(": ", 1)[1] in str(raised.value)


def test_a_broadcast_state_raises_in_a_compiled_model():
    layer = keras.layers.LSTM(UNITS)
    x_in = keras.Input((2, 2))
    model = keras.Model(x_in, layer(x_in, initial_state=[np.zeros((1, UNITS), "float32")] * 2))
    with pytest.raises(ValueError, match="enters the loop with shape"):
        model.predict(np.ones((3, 2, 2), "float32"), verbose=0)


@pytest.mark.parametrize(
    ("kind", "count", "code"),
    [
        ("LSTM", 1, "one-state"),
        ("LSTM", 3, "too-many-states"),
        ("Bidirectional LSTM", 2, "bidirectional-states"),
        ("stacked LSTM cells", 4, "stacked-flat"),
    ],
)
def test_symbolic_states_build_without_a_word_and_fail_when_run(kind, count, code):
    if kind == "LSTM":
        layer = keras.layers.LSTM(UNITS)
    elif kind == "Bidirectional LSTM":
        layer = keras.layers.Bidirectional(keras.layers.LSTM(UNITS))
    else:
        layer = keras.layers.RNN([keras.layers.LSTMCell(UNITS) for _ in range(2)])
    x_in = keras.Input((2, 2))
    states = [keras.Input((UNITS,)) for _ in range(count)]
    model = keras.Model([x_in, *states], layer(x_in, initial_state=states))
    arrays = [np.ones((3, 2, 2), "float32"), *[np.zeros((3, UNITS), "float32")] * count]
    with pytest.raises((IndexError, ValueError)):
        model.predict(arrays, verbose=0)
    told = [Passed(shape=(None, UNITS), form="symbolic")] * count
    assert marks(told, kind) == [code]


def test_right_states_are_left_alone():
    good = {"shape": (3, 4), "dtype": "float32", "largest": 0.5}
    assert marks([passed("h", **good), passed("c", **good)]) == []
    assert marks(Bare(state=passed("h", **good)), "GRU") == []
    assert marks([passed("h", **good), passed("c", **good)] * 2, "Bidirectional LSTM") == []
    assert marks([[passed("h"), passed("c")]] * 2, "stacked LSTM cells") == []
    assert marks([Passed(), Passed()]) == []


@pytest.mark.parametrize(
    ("given", "kind", "codes"),
    [
        ([passed("c"), passed("h")], "LSTM", ["states-swapped"]),
        ([passed("c"), passed("h")] * 2, "Bidirectional LSTM", ["states-swapped"]),
        (
            [passed("h"), passed("h"), passed("c"), passed("c")],
            "Bidirectional LSTM",
            ["bidirectional-order"],
        ),
        ([passed("h"), passed("c")], "GRU", ["gru-cell-state"]),
        ([passed("h"), passed("c")], "SimpleRNN", ["simple-rnn-cell-state"]),
        ([passed("h"), passed("c")], "Bidirectional LSTM", ["bidirectional-states"]),
        ([passed("h"), passed("c")], "stacked LSTM cells", ["stacked-flat"]),
        ([[passed("h"), passed("c")]], "LSTM", ["states-nested"]),
        (Bare(state=passed("h")), "LSTM", ["one-state"]),
        ([passed("h"), Passed(form="none")], "LSTM", ["states-none"]),
        ([Passed(form="list"), Passed(form="list")], "LSTM", ["states-plain-lists"]),
        (Bare(state=Passed(form="dict")), "LSTM", ["states-dict"]),
        ([passed("h", nan=True), passed("c")], "LSTM", ["states-nan"]),
        ([passed("h", largest=3.0), passed("c")], "LSTM", ["h-out-of-range"]),
        ([passed("h", dtype="float64"), passed("c")], "LSTM", ["float64"]),
        (Bare(state=Passed(form="unknown")), "LSTM", []),
    ],
)
def test_order_number_and_values(given, kind, codes):
    assert marks(given, kind) == codes


def test_a_transposed_state_is_called_transposed():
    told = [Passed(name=name, shape=(4, 3)) for name in "hc"]
    (mark,) = shape_problems(told, "LSTM", rows=3, units=4)
    assert mark.code == "states-shape"
    assert "transposed" in mark.problem
