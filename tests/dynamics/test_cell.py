"""The step in NumPy is Keras' step, and its derivatives are those of finite differences."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers

import lstm_viz as lv
from lstm_viz.dynamics._cell import cell_of
from lstm_viz.dynamics._equation import Equation
from lstm_viz.dynamics._jacobian import linearise
from tests.dynamics.made import random_model

LAYOUTS = {
    "LSTM": lambda: layers.LSTM(3),
    "LSTM no bias": lambda: layers.LSTM(3, use_bias=False),
    "LSTM hard_sigmoid": lambda: layers.LSTM(3, recurrent_activation="hard_sigmoid"),
    "LSTM softsign": lambda: layers.LSTM(3, activation="softsign"),
    "LSTM relu": lambda: layers.LSTM(3, activation="relu"),
    "GRU": lambda: layers.GRU(3),
    "GRU no bias": lambda: layers.GRU(3, use_bias=False),
    "GRU reset before": lambda: layers.GRU(3, reset_after=False),
    "GRU elu": lambda: layers.GRU(3, activation="elu"),
    "SimpleRNN": lambda: layers.SimpleRNN(3),
    "SimpleRNN silu": lambda: layers.SimpleRNN(3, activation="silu"),
    "SimpleRNN softplus": lambda: layers.SimpleRNN(3, activation="softplus"),
    "SimpleRNN leaky": lambda: layers.SimpleRNN(3, activation="leaky_relu"),
}


@pytest.fixture(params=LAYOUTS, scope="module")
def layout(request):
    model = random_model(LAYOUTS[request.param](), seed=3)
    random = np.random.default_rng(4)
    for weight in model.keras.weights:
        if "bias" in weight.path:
            weight.assign(random.normal(size=weight.shape) * 0.3)
    return model


@pytest.fixture(scope="module")
def near_a_state(layout):
    cell = cell_of(layout)
    random = np.random.default_rng(5)
    state = random.uniform(-0.8, 0.8, (2, cell.size))
    return cell, cell.project(random.normal(size=(2, 2))), state


def differences(function, at, size=1e-6):
    """Central differences: ``(batch, outputs, inputs)``."""
    columns = []
    for k in range(at.shape[1]):
        move = np.zeros(at.shape[1])
        move[k] = size
        columns.append((function(at + move) - function(at - move)) / (2 * size))
    return np.stack(columns, axis=2)


def test_many_steps_are_those_of_the_trace(layout):
    cell = cell_of(layout)
    random = np.random.default_rng(6)
    x = random.normal(size=(1, 20, 2)).astype(np.float32)
    start = lv.InitialState.normal(layout, scale=0.5, seed=1)
    run = lv.trace(layout, x, start)[layout.layers[0].name]
    state = np.concatenate([run.signal(s)[:, 0] for s in run.spec.states], axis=1)
    for t in range(20):
        state = cell.step(cell.project(x[:, t].astype(np.float64)), state.astype(np.float64))
        recorded = np.concatenate([run.signal(s)[:, t + 1] for s in run.spec.states], axis=1)
        np.testing.assert_allclose(state, recorded, atol=2e-5, rtol=1e-5)


def test_jacobian_is_that_of_finite_differences(near_a_state):
    cell, projected, state = near_a_state
    expected = differences(lambda s: cell.step(projected, s), state)
    np.testing.assert_allclose(
        linearise(cell, projected, state).jacobian(), expected, atol=2e-8, rtol=1e-6
    )


def test_input_jacobian_is_that_of_finite_differences(near_a_state):
    cell, _, state = near_a_state
    x = np.random.default_rng(7).normal(size=(2, 2))
    expected = differences(lambda v: cell.step(cell.project(v), state), x)
    found = linearise(cell, cell.project(x), state).input_jacobian()
    np.testing.assert_allclose(found, expected, atol=2e-8, rtol=1e-6)


def test_pull_is_the_transpose_of_push(near_a_state):
    cell, projected, state = near_a_state
    step = linearise(cell, projected, state)
    by_state, by_gates = step.pull(np.broadcast_to(np.eye(cell.size), (2, cell.size, cell.size)))
    np.testing.assert_allclose(by_state, step.jacobian(), atol=1e-12)
    np.testing.assert_allclose(by_gates @ cell.kernel.T, step.input_jacobian(), atol=1e-12)


def test_derivative_of_the_solved_equation_is_that_of_finite_differences(layout):
    cell = cell_of(layout)
    equation = Equation(cell, np.array([0.3, -0.2]))
    at = np.random.default_rng(8).uniform(-0.8, 0.8, (2, equation.size))
    np.testing.assert_allclose(
        equation.derivative(at), differences(equation.value, at), atol=2e-8, rtol=1e-6
    )


def test_an_activation_without_derivative_is_refused_in_a_sentence():
    model = lv.wrap(
        keras.Sequential([keras.Input((None, 1)), layers.LSTM(2, activation="softmax")])
    )
    with pytest.raises(lv.LstmVizError, match="'softmax' of layer .* has no derivative here"):
        lv.fixed_points(model)


def test_determinant_of_an_lstm_step_is_the_product_of_its_gates(near_a_state):
    cell, projected, state = near_a_state
    if cell.spec.kind != "LSTM" or cell.spec.activation != "tanh":
        return
    n = cell.units
    z = projected + state[:, :n] @ cell.recurrent
    f, o = cell.gate.value(z[:, n : 2 * n]), cell.gate.value(z[:, 3 * n :])
    t = np.tanh(linearise(cell, projected, state).after[:, n:])
    slope = cell.gate.slope(z[:, 3 * n :], o)
    expected = np.abs(
        f.prod(axis=1) * (t * slope).prod(axis=1) * np.linalg.det(cell.recurrent[:, 3 * n :])
    )
    found = np.abs(np.linalg.det(linearise(cell, projected, state).jacobian()))
    np.testing.assert_allclose(found, expected, rtol=1e-9)
