"""The trace as an object: shapes, tables, and what is refused."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers

import lstm_viz as lv
from tests.tracing.cases import opened, sequence


@pytest.fixture(scope="module")
def traced():
    wrapped, x = opened("LSTM stacked")
    states = {"A": lv.InitialState.zeros(wrapped), "B": lv.InitialState.normal(wrapped, seed=7)}
    return wrapped, lv.trace(wrapped, x, states)


def test_states_have_a_row_more_than_gates(traced):
    _, traces = traced
    layer = traces["B"][traces["B"].layer_names[0]]
    assert layer.h.shape == layer.c.shape == (2, 7, 4)
    assert {layer.signal(s).shape for s in "ifgo"} == {(2, 6, 4)}
    assert layer.T == traces["B"].T == 6
    assert {a.dtype for a in layer.signals.values()} == {np.dtype(np.float32)}


def test_row_zero_is_the_initial_state(traced):
    wrapped, traces = traced
    name = wrapped.layers[1].name
    values = lv.InitialState.normal(wrapped, seed=7).values(name)
    np.testing.assert_array_equal(traces["B"][name].c[0, 0], values["c"])
    assert not traces["A"][name].c[:, 0].any()


def test_gates_explain_the_cell_state(traced):
    _, traces = traced
    layer = traces["B"][traces["B"].layer_names[0]]
    by_hand = layer.f * layer.c[:, :-1] + layer.i * layer.g
    np.testing.assert_allclose(by_hand, layer.c[:, 1:], atol=1e-6)


def test_dataframe_holds_every_number_once(traced):
    _, traces = traced
    table = traces.to_dataframe()
    assert list(table) == ["scenario", "sample", "layer", "signal", "unit", "t", "value"]
    assert not table.duplicated(["scenario", "sample", "layer", "signal", "unit", "t"]).any()
    first, second = traces["A"].layer_names
    numbers = 2 * 2 * (2 * 7 * 4 + 4 * 6 * 4) + 2 * 2 * (2 * 7 * 5 + 4 * 6 * 5) + 2 * 2 * 6 * 2
    assert len(table) == numbers
    row = table.query(
        "scenario == 'B' and sample == 1 and layer == @second and signal == 'f' "
        "and unit == 3 and t == 2"
    )
    assert row["value"].item() == traces["B"][second].f[1, 1, 3]
    assert table.query("layer == @first and signal == 'c'")["t"].min() == 0


def test_compiled_and_flexible_give_the_same_shapes(traced):
    wrapped, traces = traced
    again = lv.trace(wrapped, traces["A"].x, compile=True)
    assert again.outputs.shape == traces["A"].outputs.shape == (2, 6, 2)


def test_specs_tell_what_a_layer_is():
    wrapped = opened("encoder_decoder")[0]
    encoder, decoder = wrapped.layer("encoder"), wrapped.layer("decoder")
    assert (encoder.source, decoder.source) == ("zeros", "given")
    assert decoder.return_sequences and not encoder.return_sequences
    assert "another part of the model" in decoder.caption
    names = [spec.name for spec in opened("nested_and_shared")[0].layers]
    assert names == ["encoder/lstm", "encoder#2/lstm"]
    kinds = [spec.kind for spec in opened("stacked cells")[0].layers]
    assert kinds == ["LSTM", "GRU", "SimpleRNN"]
    masked = opened("LSTM masked")[0].layers[0]
    assert masked.masked and not opened("LSTM last")[0].layers[0].masked
    assert opened("stateful")[0].layers[0].source == "stored"


@pytest.mark.parametrize(
    ("x", "words"),
    [
        (np.zeros((1, 5)), "(batch, time, 3)"),
        (np.zeros((1, 5, 2)), "(batch, time, 3), got (1, 5, 2)"),
        (np.zeros((0, 5, 3)), "empty"),
        ([["a", "b"]], "not an array of numbers"),
        ([np.zeros((1, 5, 3)), np.zeros((1, 5, 3))], "has 1 input, got 2 arrays"),
    ],
)
def test_input_that_does_not_fit_is_refused_in_one_sentence(traced, x, words):
    wrapped, _ = traced
    with pytest.raises(lv.LstmVizError) as caught:
        lv.trace(wrapped, x)
    assert words in str(caught.value)


def test_initial_states_that_do_not_fit_the_batch_are_refused(traced):
    wrapped, traces = traced
    name = wrapped.layers[0].name
    state = lv.InitialState.from_values(wrapped, {name: {"h": np.zeros((3, 4))}})
    with pytest.raises(lv.LstmVizError, match="has 3 rows, the input has 2"):
        lv.trace(wrapped, traces["A"].x, state)
    with pytest.raises(lv.LstmVizError, match="at least one"):
        lv.trace(wrapped, traces["A"].x, {})
    with pytest.raises(lv.LstmVizError, match="is a dict"):
        lv.trace(wrapped, traces["A"].x, {"A": {}})


class OwnCell(keras.layers.LSTMCell):
    """A cell the engine does not know."""


def test_what_cannot_be_traced_is_said(tmp_path):
    with pytest.raises(lv.LstmVizError, match="has no LSTM"):
        lv.wrap(keras.Sequential([keras.Input((3,)), layers.Dense(2)]))
    with pytest.raises(lv.LstmVizError, match="not built"):
        lv.wrap(keras.Sequential([layers.LSTM(2)]))
    with pytest.raises(lv.LstmVizError, match="Expected a Keras model"):
        lv.wrap("model.keras")
    with pytest.raises(lv.LstmVizError, match="no model file"):
        lv.load_model(tmp_path / "nothing.keras")
    mixed = keras.Sequential(
        [
            keras.Input((None, 3)),
            layers.RNN(OwnCell(4), return_sequences=True, name="own"),
            layers.LSTM(2),
        ]
    )
    wrapped = lv.wrap(mixed)
    assert [spec.kind for spec in wrapped.layers] == ["LSTM"]
    assert "'own'" in wrapped.notes[0]
    x = sequence(np.random.default_rng(0), 2, 4, 3)
    np.testing.assert_allclose(lv.trace(wrapped, x).predictions, wrapped.predict(x), atol=1e-6)


def test_a_model_saved_and_loaded_traces_the_same(tmp_path):
    own, x = opened("Bidirectional stacked to the end")
    own.keras.save(tmp_path / "model.keras")
    loaded = lv.load_model(tmp_path / "model.keras")
    np.testing.assert_allclose(lv.trace(loaded, x).outputs, lv.trace(own, x).outputs, atol=1e-6)
    assert loaded.digest == lv.load_model(tmp_path / "model.keras").digest
