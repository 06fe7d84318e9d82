"""What the player is sent, and the choice of units, without a browser."""

from __future__ import annotations

import base64

import keras
import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers

import lstm_viz as lv
from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import Scenario
from lstm_viz.figures import Drawing, Frame, unit_order
from lstm_viz.player import (
    Board,
    Picture,
    message,
    output_numbers,
    preset,
    read_units,
    unit_numbers,
    write_units,
)
from lstm_viz.player._payload import pack
from tests.ui.sent import decoded


def unpack(packed):
    return np.frombuffer(base64.b64decode(packed["bdata"]), np.dtype(packed["dtype"]))


def scenarios(*names):
    own = {"layers": {}}
    return tuple(Scenario(id=name, name=name, color="#123456", state=own) for name in names)


@pytest.fixture(scope="module")
def masked():
    keras.utils.set_random_seed(2)
    x = keras.Input((None, 2))
    y = layers.GRU(5, return_sequences=True, name="gru")(layers.Masking()(x))
    model = lv.wrap(keras.Model(x, layers.Dense(3)(y)))
    data = np.random.default_rng(0).normal(size=(2, 7, 2)).astype(np.float32)
    data[1, 5:] = 0
    states = {"A": lv.InitialState.zeros(model), "B": lv.InitialState.normal(model, seed=1)}
    return model, lv.trace(model, data, states)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.sets(st.integers(0, 40), min_size=1, max_size=20))
def test_written_units_are_read_again(units):
    assert read_units(write_units(units), 41) == tuple(sorted(units))


def test_runs_of_units_are_written_as_ranges():
    assert write_units([9, 0, 1, 2, 3, 5, 6]) == "0-3, 5, 6, 9"


@pytest.mark.parametrize(
    "text",
    ["0-3, 7", "3 - 0;7", " 0 1\t2 3,7 ", "３－０，７", "0\u20113 7",
     "7, 0-3, 2, 7" + ", 7" * 3_000],
)
def test_units_are_read_as_people_write_them(text):
    assert read_units(text, 8) == (0, 1, 2, 3, 7)


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "No unit"), ("x", "“x” is no unit"), ("8", "no unit 8"), ("-1", "“-1” is no unit"),
     ("0, -1", "“-1” is no unit"), ("1.5", "“1.5” is no unit"), ("1-2-3", "is no unit"),
     ("x" * 10_000, "“x{20}” is no unit"), ("9" * 10_000, "no unit 999999999999…"),
     (" ;, ", "No unit"),
     ("0-100", "At most 64")],
)
def test_wrong_units_get_a_sentence(text, words):
    with pytest.raises(LstmVizError, match=words):
        read_units(text, 8 if text == "8" else 200)


def test_all_numbers_of_a_unit_are_sent_as_float32(masked):
    model, traces = masked
    spec = model.layer("gru")
    sent = unit_numbers(traces, scenarios("A", "B"), spec, unit=3, sample=1)
    for scenario in sent["scenarios"]:
        for signal, values in scenario["signals"].items():
            kept = traces[scenario["id"]]["gru"].signal(signal)[1, :, 3]
            assert values.dtype == np.float32
            np.testing.assert_array_equal(values, kept)
    assert sent["mask"].tolist() == [1, 1, 1, 1, 1, 0, 0]


def test_outputs_are_sent_for_every_step(masked):
    _, traces = masked
    sent = output_numbers(traces, scenarios("A", "B"), sample=0, names=("a",), classes=False)
    for part, trace in zip(sent["scenarios"], traces.values(), strict=True):
        np.testing.assert_array_equal(part["values"], trace.outputs[0])


def test_rows_and_columns_keep_their_shape():
    packed = pack(np.arange(6.0).reshape(2, 3))
    assert packed["shape"] == "2, 3"
    assert unpack(packed).dtype == np.float32


def a_board(*, steps=3, y=(0.5, np.nan, 1.5)):
    frame = Frame(go.Figure(data=[go.Scatter()], layout={"coloraxis": {"showscale": False}}))
    drawing = Drawing(frame, {"data/0/y": np.float32(y), "layout/coloraxis/cmin": float("nan")})
    picture = Picture(key="a", area="states", alt="", drawing=drawing)
    return Board([picture], {"steps": steps, "mask": np.array([True, False, True])})


def test_the_revision_follows_the_content():
    first = message(a_board())
    assert first.revision == message(a_board(), seq=4).revision
    assert first.revision != message(a_board(steps=4)).revision
    assert first.revision != message(a_board(y=(0.5, np.nan, 2.5))).revision


def test_a_message_is_read_as_it_was_written():
    read = decoded(message(a_board(), seq=4).data)
    assert (read["seq"], read["steps"], read["mask"].tolist()) == (4, 3, [1, 0, 1])
    [picture] = read["pictures"]
    np.testing.assert_array_equal(picture["figure"]["data"][0]["y"], np.float32([0.5, np.nan, 1.5]))
    assert picture["numbers"]["layout/coloraxis/cmin"] is None


def test_what_the_browser_has_is_named_and_not_sent():
    first = message(a_board())
    again = message(a_board(), known=first.digests)
    assert again.revision == first.revision
    assert b'"arrays": [], "frames": {}' in again.data
    changed = message(a_board(y=(0.5, 0.5, 0.5)), known=first.digests)
    assert len(changed.digests - first.digests) == 1
    assert np.full(3, 0.5, np.float32).tobytes() in changed.data
    assert len(changed.data) < len(first.data)


def test_units_most_different_are_those_whose_h_differs_most(masked):
    model, traces = masked
    apart = np.abs(traces["A"]["gru"].h[0] - traces["B"]["gru"].h[0]).mean(axis=0)
    expected = tuple(sorted(np.argsort(-apart)[:3].tolist()))
    assert preset("different", traces, model.layer("gru"), sample=0) == expected


def test_units_most_variable_have_the_largest_deviation(masked):
    model, traces = masked
    spread = np.mean([trace["gru"].h[0].std(axis=0) for trace in traces.values()], axis=0)
    expected = tuple(sorted(np.argsort(-spread)[:3].tolist()))
    assert preset("variable", traces, model.layer("gru"), sample=0) == expected


def test_saturated_gates_need_gates(masked):
    model, traces = masked
    assert len(preset("saturated", traces, model.layer("gru"), sample=0)) == 3
    x = keras.Input((None, 2))
    plain = lv.wrap(keras.Model(x, layers.SimpleRNN(2, name="rnn")(x)))
    trace = {"A": lv.trace(plain, np.zeros((1, 3, 2), np.float32))}
    with pytest.raises(LstmVizError, match="no gates"):
        preset("saturated", trace, plain.layer("rnn"), sample=0)


def test_every_order_keeps_every_unit():
    values = np.random.default_rng(0).normal(size=(9, 6))
    for name in ("stored", "similar", "final"):
        assert sorted(unit_order(name, values)) == list(range(6))


def test_the_final_order_falls():
    values = np.array([[0, 0, 0], [1, 3, 2.0]])
    assert unit_order("final", values) == [1, 2, 0]


def test_similar_units_stand_together():
    wave, step = np.sin(np.arange(20)), np.ones(20)
    values = np.stack([wave, 3 * step, 1.01 * wave, 3.1 * step], axis=1)
    assert unit_order("similar", values) in ([3, 1, 2, 0], [3, 1, 0, 2])
