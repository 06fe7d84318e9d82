"""What the forget gates carry of a first difference, and what they do not bound."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers

import lstm_viz as lv
from lstm_viz.compare import compare, direct_path
from lstm_viz.errors import LstmVizError
from lstm_viz.models import load_sample


def two_runs(layer, *, recurrent=True, masked=False):
    keras.utils.set_random_seed(2)
    x = keras.Input((None, 3))
    model = keras.Model(x, layer(layers.Masking()(x) if masked else x))
    if not recurrent:
        kernel, recurrent_kernel, bias = layer.get_weights()
        layer.set_weights([kernel, np.zeros_like(recurrent_kernel), bias])
    wrapped = lv.wrap(model)
    data = np.random.default_rng(0).normal(size=(1, 20, 3)).astype(np.float32)
    if masked:
        data[:, 5:9] = 0
    return lv.trace(
        wrapped,
        data,
        {
            "A": lv.InitialState.normal(wrapped, scale=0.3, seed=1),
            "B": lv.InitialState.normal(wrapped, scale=1.0, seed=2),
        },
    )


def lstm(units=5):
    return layers.LSTM(units, return_sequences=True, name="rnn")


def test_with_the_same_gates_the_product_of_forget_gates_bounds_the_whole_difference():
    # Without a recurrent kernel the gates see the input alone, so both runs have the same ones.
    traces = two_runs(lstm(), recurrent=False)
    found = direct_path(traces["A"]["rnn"], traces["B"]["rnn"])
    np.testing.assert_allclose(found.whole, found.direct, rtol=1e-4, atol=1e-7)
    assert found.through_gates.max() < 1e-6
    assert np.all(found.whole <= found.bound * (1 + 1e-5) + 1e-7)


def test_with_other_gates_it_bounds_the_direct_path_only():
    sample = load_sample("flip_flop")
    traces = lv.trace(
        sample.model,
        sample.sequences[0].x,
        {
            "A": lv.InitialState.zeros(sample.model),
            "B": lv.InitialState.normal(sample.model, scale=0.5, seed=7),
        },
    )
    found = compare(traces["A"], traces["B"]).direct
    assert np.all(found.direct <= found.bound * (1 + 1e-12))
    assert np.all(found.whole <= (found.direct + found.through_gates) * (1 + 1e-9) + 1e-12)
    # What comes in through the gates goes beyond the bound.
    assert np.any(found.whole > 2 * found.bound)
    assert "bounds the direct path only" in found.words()


def test_the_rest_is_what_comes_in_through_the_gates():
    traces = two_runs(lstm())
    a, b = traces["A"]["rnn"], traces["B"]["rnn"]
    one, two = ({s: v[0].astype(np.float64) for s, v in run.signals.items()} for run in (a, b))
    mean = {s: (one[s] + two[s]) / 2 for s in one}
    rest = np.zeros(5)
    expected = [0.0]
    for t in range(20):
        change = mean["c"][t] * (two["f"][t] - one["f"][t])
        change += two["i"][t] * two["g"][t] - one["i"][t] * one["g"][t]
        rest = mean["f"][t] * rest + change
        expected.append(np.linalg.norm(rest))
    np.testing.assert_allclose(direct_path(a, b).through_gates, expected, atol=1e-6)


def test_masked_steps_keep_everything():
    traces = two_runs(lstm(), masked=True)
    found = direct_path(traces["A"]["rnn"], traces["B"]["rnn"])
    np.testing.assert_array_equal(found.share[5], found.share[9])
    assert not np.array_equal(found.share[9], found.share[10])


def test_a_gru_keeps_h_by_its_update_gate():
    traces = two_runs(layers.GRU(4, return_sequences=True, name="rnn"))
    found = compare(traces["A"], traces["B"]).direct
    assert (found.signal, found.gate) == ("h", "z")
    gates = [traces[k]["rnn"].z[0, 0].astype(np.float64) for k in "AB"]
    np.testing.assert_allclose(found.share[1], (gates[0] + gates[1]) / 2)


def test_a_simple_rnn_has_none():
    traces = two_runs(layers.SimpleRNN(4, return_sequences=True, name="rnn"))
    assert compare(traces["A"], traces["B"]).direct is None
    with pytest.raises(LstmVizError, match="no gate that keeps its state"):
        direct_path(traces["A"]["rnn"], traces["B"]["rnn"])
