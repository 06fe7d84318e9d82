"""Distances and the memory horizon, against cases worked out by hand."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers

import lstm_viz as lv
from lstm_viz.compare import Distance, compare, decay_rate, forget_share, memory_horizon
from lstm_viz.compare._distance import horizons
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


def test_an_output_is_measured_against_its_largest_distance():
    found = Distance(name="y", values=np.array([0.1, 1.0, 0.5, 0.009, 0.001]), first_step=1)
    assert (found.reference, found.reference_step) == (1.0, 2)
    assert found.horizon == 4
    assert "of the largest difference (at t = 2)" in found.words()


def test_a_state_that_begins_the_same_is_measured_against_its_largest_distance():
    found = Distance(name="h", values=np.array([0.0, 2.0, 1.0, 0.01]))
    assert (found.reference_step, found.horizon) == (1, 3)
    np.testing.assert_allclose(found.relative, [0, 1, 0.5, 0.005])


def test_what_is_known_at_one_step_only_has_no_memory_to_tell():
    found = Distance(name="y", values=np.array([np.nan, np.nan, 0.5]), first_step=1)
    assert found.horizon is None
    assert "one step only" in found.words()


def test_an_overflow_is_said():
    found = Distance(name="c", values=np.array([np.nan, 1.0, 1.0]))
    assert found.horizon is None
    assert "missing or overflows" in found.words()


def test_an_infinite_state_makes_its_step_unknown():
    x = keras.Input((None, 1))
    layer = layers.LSTM(1, activation="linear", recurrent_activation="linear",
                        return_sequences=True, name="lstm")  # fmt: skip
    model = keras.Model(x, layer(x))
    layer.set_weights(
        [np.zeros((1, 4)), np.zeros((1, 4)), np.array([0, 1e20, 0, 1])]  # f = 1e20
    )
    traces = run(lv.wrap(model), 4, A=0.0, B=1.0)
    found = compare(traces["A"], traces["B"], "lstm").signals["c"]
    np.testing.assert_allclose(found.values[:2], [1, 1e20], rtol=1e-6)
    assert np.isnan(found.values[2:]).all()
    assert found.horizon is None
    assert "not known at the last step" in found.words()


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    st.lists(
        st.lists(st.sampled_from([0.0, 0.004, 0.02, 0.5, 3.0, np.nan]), min_size=6, max_size=6),
        min_size=1,
        max_size=5,
    ),
    st.sampled_from([0, 1]),
    st.lists(st.booleans(), min_size=6, max_size=6),
)
def test_many_horizons_at_once_are_those_one_by_one(rows, first_step, gone):
    values, skipped = np.array(rows), np.array(gone) & (first_step == 1)
    found = horizons(values, first_step=first_step, skipped=skipped[np.newaxis])
    for row, horizon in zip(values, found, strict=True):
        np.testing.assert_equal(horizon, slow_horizon(row, first_step, skipped))


def slow_horizon(row, first_step, skipped):
    known = [v for v in row if not np.isnan(v)]
    if not known or (first_step == 0 and np.isnan(row[0])):
        return np.nan
    reference = row[0] if first_step == 0 and row[0] > 0 else max(known)
    steps = [k for k in range(len(row)) if not skipped[k]]
    if not steps:
        return np.nan
    small = [row[k] < 0.01 * reference or (reference == 0 and row[k] == 0) for k in steps]
    if all(small):
        return 0.0
    if not small[-1]:
        return np.nan
    last = max(k for k, is_small in enumerate(small) if not is_small)
    return float(steps[last + 1] + first_step)


@settings(max_examples=50, deadline=None, derandomize=True)
@given(
    st.lists(st.floats(1e-6, 10), min_size=2, max_size=30),
    st.floats(0.001, 0.4),
    st.sampled_from([0.25, 4.0, 1024.0]),
)
def test_the_unit_of_the_distance_does_not_matter_and_a_higher_threshold_forgets_no_later(
    values, threshold, factor
):
    distance = np.array(values)
    horizon = memory_horizon(distance, threshold)
    assert memory_horizon(factor * distance, threshold) == horizon
    later = memory_horizon(distance, 2 * threshold)
    if horizon is not None:
        assert later is not None and later <= horizon


def test_a_gate_does_not_exist_at_masked_steps():
    x = keras.Input((None, 1))
    layer = layers.LSTM(2, return_sequences=True, name="lstm")
    model = lv.wrap(keras.Model(x, layer(layers.Masking()(x))))
    data = np.ones((1, 6, 1), np.float32)
    data[:, 2:4] = 0
    states = {"A": lv.InitialState.zeros(model), "B": lv.InitialState.constant(model, value=1)}
    traces = lv.trace(model, data, states)
    found = compare(traces["A"], traces["B"])
    gate = found.signals["f"]
    assert list(np.flatnonzero(np.isnan(gate.values))) == [2, 3]
    assert np.isfinite(gate.final) and gate.reference_step == 1
    # The state is kept while steps are masked.
    assert found.distances["c"][2] == found.distances["c"][4]


@pytest.mark.parametrize(("bias", "remembers"), [(1.0, False), (5.0, True)])
def test_a_high_forget_bias_keeps_the_initial_state(bias, remembers):
    keras.utils.set_random_seed(0)
    x = keras.Input((None, 4))
    layer = layers.LSTM(16, return_sequences=True, unit_forget_bias=False, name="lstm")
    model = keras.Model(x, layer(x))
    kernel, recurrent, _ = layer.get_weights()
    layer.set_weights([kernel, recurrent, np.repeat([0, bias, 0, 0], 16)])
    wrapped = lv.wrap(model)
    data = np.random.default_rng(0).normal(size=(1, 200, 4)).astype(np.float32)
    traces = lv.trace(
        wrapped,
        data,
        {
            "A": lv.InitialState.zeros(wrapped),
            "B": lv.InitialState.normal(wrapped, scale=1.0, seed=7),
        },
    )
    distance = compare(traces["A"], traces["B"]).signals["c"]
    if remembers:
        assert distance.values[200] > 0.1 * distance.values[0]
        assert distance.horizon is None
    else:
        assert distance.values[10] < 0.5 * distance.values[0]
        assert distance.values[50] < 1e-2
        assert distance.values[200] < 1e-5
        assert 10 < distance.horizon < 100
