"""Initial states: recipes, edits, JSON, and what they refuse."""

from __future__ import annotations

import json

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers

import lstm_viz as lv
from lstm_viz.states import Constant, Normal, OneUnit, Own, Uniform, Values, Zeros
from tests.tracing.cases import build, opened


@pytest.fixture(scope="module")
def model():
    x = keras.Input((None, 2))
    y = layers.LSTM(6, return_sequences=True, name="lstm")(x)
    return lv.wrap(keras.Model(x, layers.GRU(3, name="gru")(y)))


finite = st.floats(-3, 3, width=32)
recipes = st.one_of(
    st.just(Own()),
    st.just(Zeros()),
    finite.map(Constant),
    st.builds(Normal, st.floats(0, 2), st.integers(0, 2**40)),
    st.builds(Uniform, st.floats(0, 2), st.integers(0, 2**40)),
    st.builds(OneUnit, st.integers(0, 5), finite),
    st.builds(
        Values,
        st.lists(finite, min_size=6, max_size=6),
        st.sampled_from(["", "autoencoder, layer encoder, t = 24"]),
    ),
)


@settings(deadline=None, max_examples=50, derandomize=True)
@given(h=recipes, c=recipes, unit=st.integers(0, 5), value=finite)
def test_json_round_trip_gives_equal_values(model, h, c, unit, value):
    state = lv.InitialState(model, {("lstm", "h"): h, ("lstm", "c"): c})
    state = state.set("lstm", "c", unit=unit, value=value)
    again = lv.InitialState.from_json(model, json.loads(json.dumps(state.to_json())))
    assert again == state
    for signal, values in state.values("lstm").items():
        np.testing.assert_array_equal(again.values("lstm")[signal], values)


def test_the_same_seed_gives_the_same_values_and_layers_differ(model):
    one = lv.InitialState.normal(model, scale=0.5, seed=7)
    two = lv.InitialState.normal(model, scale=0.5, seed=7)
    np.testing.assert_array_equal(one.values("lstm")["h"], two.values("lstm")["h"])
    assert not np.array_equal(one.values("lstm")["h"], one.values("lstm")["c"])
    assert not np.array_equal(one.values("lstm")["h"][:3], one.values("gru")["h"])


def test_scale_is_the_standard_deviation_and_the_half_width():
    wrapped = lv.wrap(build("LSTM last", units=1000)[0])
    name = wrapped.layers[0].name
    normal = lv.InitialState.normal(wrapped, scale=0.5, seed=1).values(name)["c"]
    uniform = lv.InitialState.uniform(wrapped, scale=0.5, seed=1).values(name)["c"]
    assert normal.std() == pytest.approx(0.5, rel=0.05)
    assert np.abs(uniform).max() <= 0.5
    assert uniform.std() == pytest.approx(0.5 / np.sqrt(3), rel=0.05)


def test_a_set_unit_changes_that_unit_alone(model):
    before = lv.InitialState.normal(model, seed=3)
    after = before.set("lstm", "c", unit=4, value=1.5)
    changed = after.values("lstm")["c"] != before.values("lstm")["c"]
    assert np.flatnonzero(changed).tolist() == [4]
    assert after.values("lstm")["c"][4] == 1.5
    assert before.edits("lstm", "c") == {}
    assert after.without_edits("lstm") == before


def test_a_new_recipe_drops_the_edits_of_its_signals(model):
    state = lv.InitialState.zeros(model).set("lstm", "h", unit=0, value=1.0)
    state = state.set("lstm", "c", unit=0, value=2.0)
    state = state.with_recipe("lstm", Constant(0.25), signals=["h"])
    assert state.values("lstm")["h"].tolist() == [0.25] * 6
    assert state.edits("lstm", "c") == {0: 2.0}


def test_all_layers_leaves_a_decoder_to_its_encoder():
    wrapped = opened("encoder_decoder")[0]
    state = lv.InitialState.zeros(wrapped)
    assert state.values("decoder") is None
    assert state.values("encoder") is not None
    assert lv.InitialState.zeros(wrapped, layers=["decoder"]).values("decoder") is not None


def test_unreachable_h_is_noted_but_large_c_is_not(model):
    assert lv.InitialState.zeros(model).set("lstm", "c", unit=0, value=5.0).notes() == ()
    (note,) = lv.InitialState.zeros(model).set("lstm", "h", unit=0, value=5.0).notes()
    assert "|h| > 1" in note and "lstm" in note


def from_recipe(model, recipe, edits=None):
    entry = {"recipe": recipe, "edits": edits or {}}
    return lv.InitialState.from_json(model, {"layers": {"lstm": {"h": entry}}})


def test_given_values_keep_where_they_come_from(model):
    told = Values([1.0] * 6, "autoencoder, layer encoder, t = 24")
    assert told.to_json()["origin"] == "autoencoder, layer encoder, t = 24"
    assert "origin" not in Values([1.0]).to_json()
    assert told != Values([1.0] * 6)


@pytest.mark.parametrize("origin", ["x" * 201, "![](http://host)", "a\nb", 7])
def test_an_origin_that_is_no_plain_text_is_refused(origin):
    with pytest.raises(lv.LstmVizError, match="The origin of given values"):
        Values([1.0], origin)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda m: lv.InitialState.zeros(m).values("nothing"), "no recurrent layer 'nothing'"),
        (lambda m: from_recipe(m, {"kind": "constant", "value": 10**400}), "far larger"),
        (lambda m: from_recipe(m, {"kind": "values", "values": [10**400]}), "not all numbers"),
        (lambda m: from_recipe(m, {"kind": []}), "no recipe"),
        (lambda m: from_recipe(m, {"kind": "zeros"}, {"0": 10**400}), "not a number"),
        (
            lambda m: lv.InitialState.zeros(m, layers=["lstm"]).set("gru", "c", unit=0, value=1),
            "GRU",
        ),
        (lambda m: lv.InitialState.zeros(m).set("lstm", "h", unit=6, value=1), "0 to 5"),
        (lambda m: lv.InitialState.zeros(m).set("lstm", "h", unit=-1, value=1), "0 to 5"),
        (lambda m: lv.InitialState.zeros(m).set("lstm", "h", unit=0, value=np.nan), "finite"),
        (lambda m: lv.InitialState.constant(m, value="x"), "must be a number"),
        (lambda m: lv.InitialState.normal(m, scale=-1), "0 or more"),
        (lambda m: lv.InitialState.normal(m, seed=-1), "seed"),
        (lambda m: lv.InitialState.normal(m, seed=1.5), "seed"),
        (lambda m: lv.InitialState.one_unit(m, unit=3), "Layer 'gru', h"),
        (lambda m: lv.InitialState.from_values(m, {"lstm": {"h": np.zeros(5)}}), "6 units"),
        (
            lambda m: lv.InitialState.from_values(m, {"lstm": {"h": [0, 0, np.inf, 0, 0, 0]}}),
            "position 2",
        ),
        (lambda m: lv.InitialState.from_values(m, {"lstm": {"h": ["a"] * 6}}), "not all numbers"),
        (
            lambda m: lv.InitialState.from_values(m, {"lstm": {"h": np.zeros((1, 1, 6))}}),
            "3 dimensions",
        ),
        (lambda m: lv.InitialState.from_values(m, {"lstm": np.zeros(6)}), "by signal"),
        (lambda m: lv.InitialState.from_json(m, []), "JSON object"),
        (
            lambda m: lv.InitialState.from_json(
                m, {"layers": {"lstm": {"h": {"recipe": {"kind": "x"}}}}}
            ),
            "no recipe 'x'",
        ),
        (
            lambda m: lv.InitialState.from_json(
                m, {"layers": {"lstm": {"h": {"recipe": {"kind": "zeros", "n": 1}}}}}
            ),
            "not well formed",
        ),
        (
            lambda m: lv.InitialState.from_json(
                m, {"layers": {"lstm": {"h": {"recipe": {"kind": "zeros"}, "edits": {"a": 1}}}}}
            ),
            "not a number",
        ),
    ],
)
def test_what_does_not_fit_is_refused_in_one_sentence(model, make, words):
    with pytest.raises(lv.LstmVizError, match=".") as caught:
        make(model)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
