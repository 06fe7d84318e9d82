"""Exponents against a chaotic net of the literature, the determinant, and the full product."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers

import lstm_viz as lv
from lstm_viz.dynamics._cell import cell_of
from lstm_viz.dynamics._jacobian import linearise
from tests.dynamics import made

pytestmark = pytest.mark.slow


def product(model, x, start):
    cell = cell_of(model)
    state = np.zeros((1, cell.size))
    values = start.values(model.layers[0].name)
    state[0] = np.concatenate([values[s] for s in model.layers[0].states])
    total = np.eye(cell.size)
    for projected in cell.project(x[0].astype(np.float64)):
        step = linearise(cell, projected, state)
        total, state = step.jacobian()[0] @ total, step.after
    return total


def test_the_chaotic_net():
    model = made.chaotic()
    values = []
    for seed in range(4):
        start = lv.InitialState.uniform(model, scale=0.5, seed=seed)
        x = np.zeros((1, 3000, 1), np.float32)
        values.append(lv.lyapunov_exponents(model, x, start, k=4).values)
    mean = np.mean(values, axis=0)
    np.testing.assert_allclose(mean, [0.1702, -0.3851, -1.677, -4.624], atol=0.03)


@pytest.mark.parametrize("kind", [layers.LSTM, layers.GRU, layers.SimpleRNN])
def test_they_are_the_singular_values_of_the_product(kind):
    model = made.random_model(kind(5), seed=1)
    x = np.random.default_rng(0).normal(size=(1, 12, 2)).astype(np.float32)
    start = lv.InitialState.normal(model, scale=0.4, seed=1)
    e = lv.lyapunov_exponents(model, x, start, k=3)
    expected = np.linalg.svd(product(model, x, start), compute_uv=False)[:3]
    np.testing.assert_allclose(np.exp(12 * e.values), expected, rtol=1e-5)
    assert e.exact


def test_all_of_them_add_up_to_the_determinant():
    model = made.chaotic()
    x = np.zeros((1, 40, 1), np.float32)
    start = lv.InitialState.constant(model, value=0.2)
    e = lv.lyapunov_exponents(model, x, start, k=4)
    cell = cell_of(model)
    state, logs = np.full((1, 4), np.float32(0.2), np.float64), []
    for projected in cell.project(x[0]):
        step = linearise(cell, projected, state)
        logs.append(np.linalg.slogdet(step.jacobian()[0])[1])
        state = step.after
    assert e.values.sum() == pytest.approx(np.mean(logs), rel=1e-9)


def test_growth_ends_at_the_exponents_and_k_is_bounded_by_the_state():
    model = made.random_model(layers.GRU(3), seed=2)
    e = lv.lyapunov_exponents(model, np.zeros((1, 9, 2), np.float32), k=10)
    assert len(e) == 3
    assert e.growth.shape == (9, 3)
    np.testing.assert_allclose(e.growth[-1] / 9, e.values)
    np.testing.assert_allclose(np.asarray(e), e.values)
    assert (np.diff(e.values) <= 0).all()


def test_a_direction_that_is_wiped_out_has_minus_infinity():
    model = made.lstm(np.zeros((1, 4)), bias=np.array([0.0, 1.0, 0.0, 0.0]))
    e = lv.lyapunov_exponents(model, np.zeros((1, 10, 1), np.float32), k=2)
    assert e.values[1] == -np.inf
    # What is left of c, seen in c and in h = c / 2, is the whole state.
    forget = 1 / (1 + np.exp(-1))
    expected = np.log(forget) + np.log(np.sqrt(1.25)) / 10
    assert e.values[0] == pytest.approx(expected, rel=1e-6)


def test_masked_steps_keep_differences():
    model = lv.wrap(
        keras.Sequential([keras.Input((None, 2)), layers.Masking(), layers.LSTM(3)])
    )
    x = np.random.default_rng(3).normal(size=(1, 8, 2)).astype(np.float32)
    padded = np.concatenate([np.zeros((1, 2, 2), np.float32), x], axis=1)
    bare, longer = (lv.lyapunov_exponents(model, a, k=2) for a in (x, padded))
    np.testing.assert_allclose(10 * longer.values, 8 * bare.values, rtol=1e-6)
    np.testing.assert_array_equal(longer.growth[:2], 0)


@pytest.mark.parametrize(
    ("gain", "words"), [(0.5, "vanishes"), (1.0, "neither dies nor grows"), (2.0, "explode")]
)
def test_the_leading_one_in_words(gain, words):
    model = made.random_model(layers.SimpleRNN(1, activation="linear", use_bias=False), features=1)
    model.keras.layers[0].set_weights([np.zeros((1, 1)), np.array([[gain]])])
    e = lv.lyapunov_exponents(model, np.zeros((1, 10, 1), np.float32))
    assert words in e.words()
    assert e.values[0] == pytest.approx(np.log(gain), abs=1e-12)


@pytest.mark.parametrize("k", [0, -1, True, 1.5])
def test_a_wrong_number_is_refused(k):
    with pytest.raises(lv.LstmVizError, match="number of exponents"):
        lv.lyapunov_exponents(made.chaotic(), np.zeros((1, 3, 1), np.float32), k=k)
