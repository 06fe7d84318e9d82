"""Derivatives of whole runs against finite differences and TensorFlow, for kinds and layouts."""

from __future__ import annotations

from functools import partial

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

import lstm_viz as lv
from lstm_viz.dynamics._response import ClosedForm, response_of
from lstm_viz.dynamics._sensitivity import one_run, start_of
from lstm_viz.dynamics._taped import Taped
from lstm_viz.models import load_sample
from tests.dynamics import made
from tests.some import some
from tests.tracing.cases import CASES

pytestmark = pytest.mark.slow

# Layouts of the tracing tests whose way to the outputs goes step by step, and some that do not.
CLOSED = (
    "LSTM last",
    "LSTM stacked",
    "GRU stacked",
    "GRU reset before no bias",
    "SimpleRNN stacked",
    "LSTM relu",
    "hard_sigmoid",
    "normalised",
    "stateful",
)
TAPED = (
    "LSTM masked sequences",
    "GRU backwards",
    "Bidirectional sequences",
    "stacked cells",
    "autoencoder",
    "nested_and_shared",
    "residual",
    "softmax activation",
)


def responses(name):
    keras.utils.set_random_seed(1)
    built, x = CASES[name](np.random.default_rng(0), 1, 5, 2, 3)
    model = lv.wrap(built)
    start = lv.InitialState.normal(model, scale=0.5, seed=3)
    run = one_run(model, x, start)
    for spec in model.layers:
        yield model, spec.name, run, start_of(run, spec.name)[np.newaxis]


def joined(run):
    return np.concatenate(
        [a.reshape(*a.shape[:2], -1) for a in run.all_outputs.values()], axis=2
    )


# A stack, no bounded states, kept states; the kinds of cells also meet Keras' own layers below.
@pytest.mark.parametrize(
    "name", some(CLOSED, ["GRU stacked", "LSTM relu", "stateful"])
)
def test_closed_form_agrees_with_tensorflow(name):
    closed = 0
    for model, layer, run, state in responses(name):
        response = response_of(model, layer, run)
        closed += response.exact == "in closed form"
        value, derivative = response.with_derivative(state)
        expected = Taped(model, layer, run, "").with_derivative(state)[1]
        np.testing.assert_allclose(value, joined(run), atol=1e-6)
        np.testing.assert_allclose(response.value(state), value, atol=1e-6)
        np.testing.assert_allclose(derivative, expected, atol=1e-6)
    assert closed


@pytest.mark.parametrize(
    "name", some(TAPED, ["LSTM masked sequences", "GRU backwards", "autoencoder"])
)
def test_what_is_no_chain_is_differentiated_by_tensorflow(name):
    model, layer, run, state = next(responses(name))
    response = response_of(model, layer, run)
    assert response.exact.startswith("by automatic differentiation, because")
    value, derivative = response.with_derivative(state)
    np.testing.assert_array_equal(value, joined(run).astype(np.float64))
    known = np.isfinite(value)
    for unit in (0, state.shape[1] - 1):
        move = np.zeros_like(state)
        move[0, unit] = 1e-2
        apart = response.value(state + move) - response.value(state - move)
        np.testing.assert_allclose(derivative[..., unit][known], apart[known] / 2e-2, atol=2e-3)


@pytest.mark.parametrize(
    "kind", [ClosedForm, partial(Taped, reason="")], ids=["closed form", "tape"]
)
def test_some_outputs_have_the_derivatives_that_they_have_among_all(kind):
    model, layer, run, state = next(responses("GRU stacked"))
    response = kind(model, layer, run)
    value, derivative = response.with_derivative(state)
    assert np.isfinite(value).all()
    # One output of every second step, and of these not the last.
    for which in (np.s_[1::2, -1], np.s_[1:-1:2, 0]):
        mask = np.zeros(value.shape[1:], bool)
        mask[which] = True
        some_values, some_derivatives = response.wanted(state, mask)
        assert some_values.shape == (1, mask.sum())
        np.testing.assert_allclose(some_values, value[:, mask], atol=1e-6)
        np.testing.assert_allclose(some_derivatives, derivative[:, mask], atol=1e-6)


@pytest.mark.parametrize("kind", [layers.LSTM, layers.GRU, layers.SimpleRNN])
def test_the_end_agrees_with_a_gradient_through_keras_own_layer(kind):
    model = made.random_model(kind(4), layers.Dense(3), seed=2)
    x = np.random.default_rng(1).normal(size=(1, 8, 2)).astype(np.float32)
    start = lv.InitialState.normal(model, scale=0.4, seed=2)
    found = lv.sensitivity(model, x, start)
    values = start.values(model.layers[0].name)
    states = [tf.Variable(values[s][np.newaxis]) for s in model.layers[0].states]
    layer, dense = model.keras.layers
    with tf.GradientTape(persistent=True) as tape:
        y = dense(layer(x, initial_state=states))
    expected = tape.jacobian(y, states, experimental_use_pfor=False)
    parts = [found.h] if found.c is None else [found.h, found.c]
    for part, gradient in zip(parts, expected, strict=True):
        np.testing.assert_allclose(part[-1], gradient[0, :, 0], atol=1e-6)


@pytest.mark.parametrize("steps", [3, 60])
def test_both_orders_of_multiplication_agree(steps):
    # Few rows are pulled back from the end, many are pushed from the start.
    model = made.random_model(layers.LSTM(3, return_sequences=True), layers.Dense(2), seed=4)
    x = np.random.default_rng(2).normal(size=(1, steps, 2)).astype(np.float32)
    run = one_run(model, x, None)
    response = response_of(model, model.layers[0].name, run)
    state = start_of(run, model.layers[0].name)[np.newaxis]
    calls = []
    for name in ("_forwards", "_backwards"):
        original = getattr(response, name)
        setattr(response, name, lambda *a, n=name, f=original: calls.append(n) or f(*a))
    chosen = response.with_derivative(state)[1]
    other = "_forwards" if calls == ["_backwards"] else "_backwards"
    setattr(response, calls[0], getattr(response, other))
    np.testing.assert_allclose(response.with_derivative(state)[1], chosen, atol=1e-10)
    assert set(calls) == {"_forwards", "_backwards"}


def test_without_recurrent_weights_the_forget_gates_alone_carry_c():
    bias = np.array([0.0, 1.0, 0.0, 0.0])
    model = made.lstm(np.zeros((1, 4)), bias=bias)
    run = lv.sensitivity(model, np.zeros((1, 10, 1), np.float32), lv.InitialState.zeros(model))
    # h = o tanh(c) with o = 1/2 and c = 0: half of what is left of c.
    assert 2 * run.c[-1, 0, 0] == pytest.approx(0.0436035428, rel=1e-7)
    np.testing.assert_array_equal(run.h, 0)


def test_shapes_labels_and_norm():
    sample = load_sample("flip_flop")
    x = sample.sequences[0].x[:1, :20]
    s = lv.sensitivity(sample.model, x, lv.InitialState.zeros(sample.model))
    assert s.h.shape == s.c.shape == (20, 3, 24)
    assert s.outputs == ("output 1", "output 2", "output 3")
    assert s.exact == "in closed form"
    np.testing.assert_allclose(s.norm, np.sqrt((s.h**2).sum(2) + (s.c**2).sum(2)))


def test_the_leading_direction_moves_the_outputs_most():
    sample = load_sample("flip_flop")
    x = np.zeros((1, 10, 3), np.float32)
    start = lv.InitialState.zeros(sample.model)
    s = lv.sensitivity(sample.model, x, start)
    directions, sizes = s.directions(2)
    base = lv.trace(sample.model, x, start).outputs
    by = [
        np.linalg.norm(lv.trace(sample.model, x, s.moved(d, 0.01)).outputs - base) / 0.01
        for d in directions
    ]
    np.testing.assert_allclose(by, sizes, rtol=0.02)
    assert sizes[0] > sizes[1]


def test_several_rows_are_refused():
    model = made.random_model(layers.LSTM(2))
    with pytest.raises(lv.LstmVizError, match="on one sequence, the input has 2 rows"):
        lv.sensitivity(model, np.zeros((2, 3, 2), np.float32))


def test_nan_in_the_input_is_refused():
    model = made.random_model(layers.LSTM(2))
    with pytest.raises(lv.LstmVizError, match="not finite"):
        lv.sensitivity(model, np.full((1, 3, 2), np.nan, np.float32))


def test_a_wrong_layer_is_refused():
    model = made.random_model(layers.LSTM(2))
    with pytest.raises(lv.LstmVizError, match="no recurrent layer 'gru'"):
        lv.sensitivity(model, np.zeros((1, 3, 2), np.float32), layer="gru")
