"""Distances and the memory horizon, against cases worked out by hand."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers

import lstm_viz as lv
from lstm_viz.compare import compare, decay_rate, forget_share, memory_horizon
from lstm_viz.errors import LstmVizError
from lstm_viz.models import load_sample


@pytest.fixture(scope="module")
def half():
    """One unit whose forget gate is 0.5 and whose candidate is 0: c_t = c_0 / 2^t."""
    x = keras.Input((None, 1))
    layer = layers.LSTM(1, return_sequences=True, name="lstm")
    model = keras.Model(x, layer(x))
    layer.set_weights([np.zeros(w.shape) for w in layer.get_weights()])
    return lv.wrap(model)


def run(model, steps, **c):
    states = {
        name: lv.InitialState.from_values(model, {"lstm": {"h": [0.0], "c": [value]}})
        for name, value in c.items()
    }
    return lv.trace(model, np.zeros((1, steps, 1), np.float32), states, compile=False)


def test_a_forget_gate_of_one_half_forgets_in_seven_steps(half):
    traces = run(half, 20, A=0.0, B=1.0)
    found = compare(traces["A"], traces["B"], "lstm")
    np.testing.assert_allclose(found.distances["c"], 0.5 ** np.arange(21), rtol=1e-6)
    # 0.5^6 = 1.56 %, 0.5^7 = 0.78 %.
    assert found.horizon["c"] == 7
    assert found.rate["c"] == pytest.approx(np.log(0.5), rel=1e-4)
    assert "From step 7 on" in found.words("c")
    np.testing.assert_allclose(
        forget_share(traces["B"]["lstm"])[:, 0], 0.5 ** np.arange(21), rtol=1e-6
    )


def test_a_horizon_beyond_the_sequence_is_said_and_not_guessed(half):
    traces = run(half, 5, A=0.0, B=1.0)
    found = compare(traces["A"], traces["B"], "lstm")
    assert found.horizon["c"] is None
    assert "Not forgotten within these 5 steps" in found.words("c")


def test_the_threshold_moves_the_horizon(half):
    traces = run(half, 20, A=0.0, B=1.0)
    assert compare(traces["A"], traces["B"], "lstm", threshold=0.3).horizon["c"] == 2


def test_equal_scenarios_have_distance_zero(half):
    traces = run(half, 5, A=0.5, B=0.5)
    found = compare(traces["A"], traces["B"], "lstm")
    assert not found.distances["c"].any()
    assert found.horizon["c"] == 0
    assert found.other_answer is None
    assert "same at every step" in found.words("c")


def test_a_distance_that_rises_again_is_not_forgotten_at_its_first_crossing():
    distance = np.array([1, 0.001, 0.5, 0.001, 0.001])
    assert memory_horizon(distance) == 3


def test_an_unknown_distance_is_not_called_forgotten():
    assert memory_horizon(np.array([1, 0.001, np.nan])) is None


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.floats(0, 10), min_size=1, max_size=30), st.floats(0.001, 0.9))
def test_from_the_horizon_on_all_distances_are_small(rest, threshold):
    distance = np.array([1.0, *rest])
    horizon = memory_horizon(distance, threshold)
    if horizon is None:
        assert distance[-1] >= threshold
    else:
        assert np.all(distance[horizon:] < threshold)
        assert distance[horizon - 1] >= threshold


@pytest.mark.parametrize("threshold", [0, 1, -0.1, 2])
def test_a_threshold_out_of_range_is_refused(threshold):
    with pytest.raises(LstmVizError, match="between 0 and 1"):
        memory_horizon(np.ones(3), threshold)


def test_rounding_does_not_count_for_the_rate():
    distance = np.concatenate([0.1 ** np.arange(6), np.full(50, 1e-9)])
    assert decay_rate(distance) == pytest.approx(np.log(0.1))


def test_a_flip_flop_never_forgets_a_held_bit():
    sample = load_sample("flip_flop")
    x = sample.sequence("quiet").x
    flips = lv.trace(sample.model, x, lv.InitialState.zeros(sample.model))
    # The states at the end hold three bits; without pulses both are kept.
    held = {s: flips["lstm"].signal(s)[0, -1] for s in "hc"}
    quiet = np.zeros((1, 60, 3), np.float32)
    states = {
        "A": lv.InitialState.zeros(sample.model),
        "B": lv.InitialState.from_values(sample.model, {"lstm": held}),
    }
    traces = lv.trace(sample.model, quiet, states)
    found = compare(traces["A"], traces["B"], "lstm")
    assert found.horizon["h"] is None
    assert found.other_answer is not None


def test_another_likeliest_class_is_another_answer():
    sample = load_sample("digits")
    spec = sample.model.layers[0].name
    states = {
        "A": lv.InitialState.zeros(sample.model),
        "B": lv.InitialState.normal(sample.model, scale=2.0, seed=1),
    }
    traces = lv.trace(sample.model, sample.sequences[0].x, states)
    found = compare(traces["A"], traces["B"], spec, classes=True)
    a, b = (traces[name].outputs[0].argmax(axis=1) for name in "AB")
    differ = np.flatnonzero(a != b) + 1
    assert found.other_answer == (int(differ[0]) if len(differ) else None)
    assert found.last_other_answer == (int(differ[-1]) if len(differ) else None)
