"""A state for a wanted answer: found where there is one, and called unreachable where not."""

from __future__ import annotations

import numpy as np
import pytest
from keras import layers

import lstm_viz as lv
from lstm_viz.dynamics import trade_off
from lstm_viz.models import load_sample
from tests.dynamics import made

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def flip_flop():
    return load_sample("flip_flop").model


X = np.zeros((1, 40, 3), np.float32)


@pytest.fixture(scope="module")
def bits(flip_flop):
    return lv.find_state(flip_flop, X, [1, -1, 1])


def test_bits_are_found_near_visited_states(bits):
    assert bits.reachable
    assert bits.misfit**2 < 5e-4
    assert bits.distance < 0.45
    assert bits.iterations <= 20
    assert "was found" in bits.words()


def test_the_found_state_gives_in_a_trace_what_is_said(flip_flop, bits):
    outputs = lv.trace(flip_flop, X, bits.state).outputs[0]
    np.testing.assert_allclose(outputs, bits.outputs, atol=1e-5)
    misfit = np.sqrt(((outputs - [1, -1, 1]) ** 2).mean())
    assert bits.misfit == pytest.approx(misfit, abs=1e-5)
    assert np.abs(bits.values[:24]).max() < 1


def test_without_the_prior_the_answer_is_far_away(flip_flop, bits):
    f = lv.find_state(flip_flop, X, [1, -1, 1], weight=0)
    assert f.misfit < bits.misfit
    assert f.distance > 20
    assert not f.reachable
    assert "unlike any visited" in f.words()


def test_what_no_memory_answers_is_not_reachable(flip_flop):
    f = lv.find_state(flip_flop, X, [0.3, -0.3, 0.6])
    assert not f.reachable
    assert f.words().startswith("Not reachable from states like those it visits")


def test_a_smaller_weight_comes_nearer_and_goes_further(flip_flop):
    found = trade_off(flip_flop, X, [0.3, -0.3, 0.6], weights=(1e-2, 1e-4, 1e-6))
    misfits, distances = ([getattr(f, k) for f in found] for k in ("misfit", "distance"))
    assert misfits == sorted(misfits, reverse=True)
    assert distances == sorted(distances)


def test_sunspots_cannot_forecast_3_from_states_it_visits():
    sample = load_sample("sunspots")
    x = sample.sequences[0].x[:1, :20]
    f = lv.find_state(sample.model, x, 3.0, steps=10, weight=1e-3)
    assert not f.reachable
    assert "Not reachable" in f.words()


def test_the_state_of_a_run_is_recovered_in_its_answers_but_not_in_itself(flip_flop):
    true = lv.InitialState.normal(flip_flop, scale=0.3, seed=5)
    x = load_sample("flip_flop").sequences[0].x[:1, :30]
    wanted = lv.trace(flip_flop, x, true).outputs[0]
    f = lv.find_state(flip_flop, x, wanted, weight=1e-8)
    assert f.misfit < 1e-2
    assert np.sqrt(((f.values[:24] - true.values("lstm")["h"]) ** 2).mean()) > 0.05


def test_a_free_direction_hardly_moves_the_answers(flip_flop, bits):
    at = bits.values
    spec = flip_flop.layers[0]

    def outputs(state):
        parts = dict(zip(spec.states, np.split(state, 2), strict=True))
        start = lv.InitialState.from_values(flip_flop, {"lstm": parts})
        return lv.trace(flip_flop, X, start).outputs[0]

    moved = outputs(at + 0.1 * bits.free[0])
    other = np.random.default_rng(0).normal(size=len(at))
    blind = outputs(at + 0.1 * other / np.linalg.norm(other))
    assert np.abs(moved - outputs(at)).max() < 0.2 * np.abs(blind - outputs(at)).max()


def test_steps_and_nan_say_where_the_target_counts(flip_flop):
    f = lv.find_state(flip_flop, X, [1, np.nan, np.nan], steps=[40])
    assert np.isfinite(f.target).sum() == 1
    assert f.outputs[39, 0] == pytest.approx(1, abs=0.1)


@pytest.mark.parametrize("kind", [layers.GRU, layers.SimpleRNN])
def test_other_kinds(kind):
    model = made.random_model(kind(4), layers.Dense(1), seed=1, scale=0.8)
    x = np.zeros((1, 3, 2), np.float32)
    true = lv.InitialState.normal(model, scale=0.3, seed=1)
    wanted = float(lv.trace(model, x, true).outputs[0, -1, 0])
    f = lv.find_state(model, x, wanted, steps=3, weight=1e-8)
    assert f.outputs[-1, 0] == pytest.approx(wanted, abs=1e-3)


def test_a_layer_in_the_middle_of_a_stack():
    model = made.random_model(
        layers.LSTM(3, return_sequences=True, name="low"), layers.LSTM(2, name="high"), seed=3
    )
    x = np.zeros((1, 4, 2), np.float32)
    f = lv.find_state(model, x, [0.1, 0.1], steps=4, layer="high")
    assert f.state.values("low") is None
    assert f.state.values("high")["h"].shape == (2,)


def test_a_model_that_answers_from_the_whole_sequence_is_asked_for_its_last_step():
    both = layers.Bidirectional(layers.LSTM(3), name="bidirectional")
    model = made.random_model(both, layers.Dense(4), seed=6)
    x = np.random.default_rng(0).normal(size=(1, 6, 2)).astype(np.float32)
    layer = "bidirectional/forward"
    target = np.full(4, np.nan)
    target[3] = 0.5
    f = lv.find_state(model, x, target, steps=x.shape[1], layer=layer)
    outputs = lv.trace(model, x, f.state).outputs[0, -1]
    assert outputs[3] == pytest.approx(f.outputs[-1, 3], abs=1e-4)


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ({"target": [1, 2]}, "target has shape \\(2,\\): give \\(3,\\)"),
        ({"target": "x"}, "made of numbers"),
        ({"target": [np.nan] * 3}, "Nothing is wanted"),
        ({"target": [np.inf] * 3}, "not finite"),
        ({"steps": [0]}, "steps 1 to 40, not 0"),
        ({"steps": 41}, "steps 1 to 40, not 41"),
        ({"steps": 1.5}, "whole numbers from 1 to 40"),
        ({"weight": -1}, "0 or more"),
        ({"layer": "gru"}, "no recurrent layer"),
    ],
)
def test_what_does_not_fit_is_told_in_a_sentence(flip_flop, named, message):
    with pytest.raises(lv.LstmVizError, match=message):
        lv.find_state(flip_flop, X, **{"target": [1, 1, 1], **named})
