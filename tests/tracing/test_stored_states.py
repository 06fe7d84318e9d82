"""Stateful layers around cells: traced from their own stored states, which stay as they are."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers

import lstm_viz as lv
from tests.some import some

X = np.random.default_rng(3).normal(size=(2, 5, 3)).astype(np.float32)


@keras.saving.register_keras_serializable('lstm_viz_tests')
class Leaky(keras.Layer):
    """A cell that is not built in: one state that leaks."""

    def __init__(self, units: int, **words) -> None:
        super().__init__(**words)
        self.units = self.state_size = self.output_size = units
        self.dense = layers.Dense(units)

    def build(self, shape) -> None:
        self.dense.build(shape)
        self.built = True

    def call(self, x, states):
        h = 0.5 * states[0] + keras.ops.tanh(self.dense(x))
        return h, [h]


def states_of(model: keras.Model) -> list[np.ndarray]:
    return [
        np.array(state)
        for layer in model._flatten_layers()
        if isinstance(layer, layers.RNN) and layer.stateful
        for state in keras.tree.flatten(layer.states)
    ]


def running(layer, *after) -> keras.Model:
    """A model that has already read a sequence, so that its stored states are not zeros."""
    x = keras.Input(batch_shape=(2, 5, 3))
    y = layer(x)
    for one in after:
        y = one(y)
    model = keras.Model(x, y)
    model.predict(X[:, ::-1], verbose=0, batch_size=2)
    assert all(np.abs(state).max() > 0.01 for state in states_of(model))
    return model


def stateful(cell, **settings) -> layers.RNN:
    return layers.RNN(cell, stateful=True, return_sequences=True, **settings)


KINDS = {
    "cell": lambda: [stateful(layers.LSTMCell(4))],
    "backwards": lambda: [stateful(layers.GRUCell(4), go_backwards=True)],
    "stack": lambda: [stateful([layers.LSTMCell(4), layers.GRUCell(3)])],
    "stack in a stack": lambda: [
        stateful([layers.StackedRNNCells([layers.LSTMCell(4), layers.LSTMCell(3)]),
                  layers.SimpleRNNCell(2)])
    ],
    "both directions": lambda: [layers.Bidirectional(stateful(layers.LSTMCell(4)))],
    "own cell, then LSTM": lambda: [stateful(Leaky(4)), layers.LSTM(3)],
    "own cell in a stack": lambda: [
        stateful([Leaky(4), layers.LSTMCell(3)]), layers.LSTM(3, stateful=True)
    ],
    "own cell in both directions": lambda: [
        layers.Bidirectional(stateful(Leaky(4))), layers.LSTM(3)
    ],
    "after an LSTM": lambda: [
        layers.LSTM(4, return_sequences=True, stateful=True), stateful(Leaky(3))
    ],
}


@pytest.mark.filterwarnings("ignore:.*does not have a `build:UserWarning")
@pytest.mark.parametrize(
    "kind",
    some(
        KINDS,
        ["backwards", "stack in a stack", "both directions", "own cell in both directions",
         "after an LSTM"],
    ),
)
def test_a_trace_starts_from_the_stored_states_and_leaves_them(kind):
    net = running(*KINDS[kind](), layers.Dense(2))
    model, before = lv.wrap(net), states_of(net)
    trace = lv.trace(model, X)
    assert all(np.array_equal(*pair) for pair in zip(before, states_of(net), strict=True))
    # Keras' own run changes the states, so it comes last.
    own = net.predict(X, verbose=0, batch_size=2)
    np.testing.assert_allclose(trace.predictions, own, atol=1e-6)
    assert any(not np.array_equal(*pair) for pair in zip(before, states_of(net), strict=True))


def test_stored_states_of_a_stack_in_a_stack_belong_to_their_cells():
    net = running(*KINDS["stack in a stack"]())
    trace = lv.trace(lv.wrap(net), X)
    (rnn,) = [layer for layer in net.layers if isinstance(layer, layers.RNN)]
    rows = [trace[name].signals[s][:, 0] for name in trace for s in trace[name].spec.states]
    assert [spec.units for spec in lv.wrap(net).layers] == [4, 3, 2]
    for row, state in zip(rows, keras.tree.flatten(rnn.states), strict=True):
        np.testing.assert_array_equal(row, state)


def test_every_scenario_starts_an_own_cell_from_its_stored_state():
    net = running(stateful(Leaky(4)), layers.LSTM(3), layers.Dense(2))
    model = lv.wrap(net)
    zeros, drawn = lv.InitialState.zeros(model), lv.InitialState.normal(model, seed=1)
    runs = lv.trace(model, X, {"A": zeros, "B": drawn, "C": zeros})
    np.testing.assert_allclose(runs["A"].predictions, runs["C"].predictions, atol=1e-6)
    assert np.abs(runs["A"].predictions - runs["B"].predictions).max() > 1e-4
    np.testing.assert_allclose(
        runs["A"].predictions, net.predict(X, verbose=0, batch_size=2), atol=1e-6
    )


def test_an_own_cell_that_stores_rows_wants_as_many():
    net = running(stateful(Leaky(4)), layers.LSTM(3))
    with pytest.raises(lv.LstmVizError, match="stores the state of 2 rows, the input has 4"):
        lv.trace(lv.wrap(net), np.concatenate([X, X]))


def test_a_stateful_layer_in_another_wrapper_is_refused():
    x = keras.Input(batch_shape=(2, 4, 5, 3))
    y = layers.TimeDistributed(layers.LSTM(3, stateful=True))(x)
    with pytest.raises(lv.LstmVizError, match="around a stateful layer"):
        lv.wrap(keras.Model(x, layers.LSTM(2)(y)))
