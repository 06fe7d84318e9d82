"""Initial states as a line of text."""

from __future__ import annotations

import io

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers

import lstm_viz as lv
from lstm_viz.states import (
    Constant,
    Normal,
    OneUnit,
    Own,
    Uniform,
    Values,
    Zeros,
    recipe_from_words,
    recipe_to_words,
    state_from_words,
    state_to_words,
)
from tests.tracing.cases import opened


@pytest.fixture(scope="module")
def model():
    x = keras.Input((None, 2))
    y = layers.Bidirectional(layers.LSTM(6, return_sequences=True), name="bi")(x)
    return lv.wrap(keras.Model(x, layers.GRU(3, name='odd="; name')(y)))


finite = st.floats(-3, 3, width=32)
recipes = st.one_of(
    st.just(Own()),
    st.just(Zeros()),
    finite.map(Constant),
    st.builds(Normal, st.floats(0, 2), st.integers(0, 2**63 - 1)),
    st.builds(Uniform, st.floats(0, 2), st.integers(0, 2**40)),
    st.builds(OneUnit, st.integers(0, 2), finite),
)


@settings(deadline=None, max_examples=100, derandomize=True)
@given(
    recipe=recipes
    | st.builds(
        Values,
        st.lists(finite, min_size=1, max_size=6),
        st.from_regex(r"[\w .,;:=+/#()'%&-]{0,40}", fullmatch=True),
    )
)
def test_a_recipe_comes_back(recipe):
    assert recipe_from_words(recipe_to_words(recipe)) == recipe


@settings(deadline=None, max_examples=100, derandomize=True)
@given(h=recipes, c=recipes, back=recipes, odd=recipes, unit=st.integers(0, 5), value=finite)
def test_a_state_comes_back(model, h, c, back, odd, unit, value):
    name = model.layers[-1].name
    keys = [("bi/forward", "h"), ("bi/forward", "c"), ("bi/backward", "h"), (name, "h")]
    state = lv.InitialState(model, dict(zip(keys, (h, c, back, odd), strict=True)))
    state = state.set("bi/forward", "c", unit=unit, value=value)
    words = state_to_words(model, state)
    assert state_from_words(model, words) == state
    assert "\n" not in words


def test_one_recipe_for_all_layers_is_written_once(model):
    state = lv.InitialState.normal(model, scale=0.5, seed=7)
    assert state_to_words(model, state) == "normal(0.5,seed=7)"
    assert state_from_words(model, "normal(0.5, seed=7)") == state
    assert state_from_words(model, "own") == lv.InitialState.own(model)


def test_batches_of_values_come_back():
    rows = Values([[0.1, -2.5], [3.0, 1e-8]])
    assert recipe_to_words(rows) == "values(0.1,-2.5|3,1e-08)"
    assert recipe_from_words(recipe_to_words(rows)) == rows


def test_fields_by_place_and_by_name_mean_the_same():
    assert recipe_from_words(" normal( 0.5 , 7 ) ") == Normal(0.5, 7)
    assert recipe_from_words("normal(seed=7, scale=0.5)") == Normal(0.5, 7)
    assert recipe_from_words("uniform") == Uniform()


def test_a_later_item_overrides(model):
    state = state_from_words(model, 'zeros; bi/forward:c=constant(0.5); bi/forward:c[3]=-1')
    values = state.values("bi/forward")
    np.testing.assert_array_equal(values["c"], np.float32([0.5, 0.5, 0.5, -1, 0.5, 0.5]))
    assert not values["h"].any()


def test_a_layer_fed_by_an_encoder_keeps_its_state_unless_named():
    model = opened("encoder_decoder")[0]
    assert state_from_words(model, "constant(1)").values("decoder") is None
    named = state_from_words(model, "zeros; decoder=constant(1)").values("decoder")
    np.testing.assert_array_equal(named["c"], np.ones(4, np.float32))


def test_a_file_stands_for_a_recipe(model):
    buffer = io.BytesIO()
    numbers = np.arange(6, dtype=np.float32)
    np.savez(buffer, h=numbers, c=-numbers)
    files = {"my states.npz": buffer.getvalue()}
    state = state_from_words(model, "bi/backward=my states.npz", read_file=files.__getitem__)
    np.testing.assert_array_equal(state.values("bi/backward")["c"], -numbers)
    only_h = state_from_words(model, "bi/backward:h=my states.npz", read_file=files.__getitem__)
    assert not only_h.values("bi/backward")["c"].any()
    with pytest.raises(lv.LstmVizError, match="no recipe"):
        state_from_words(model, "bi/backward=my states.npz")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is empty"),
        (" ; ", "is empty"),
        ("normel(1)", "There is no recipe 'normel(1)'"),
        ("normal(0.5", "There is no recipe"),
        ("normal(1, 2, 3)", "one too many"),
        ("normal(size=2)", "its fields are scale, seed"),
        ("normal(1, scale=2)", "no free field 'scale'"),
        ("normal(-1)", "must be 0 or more"),
        ("normal(1, 0.5)", "whole number"),
        ("constant(a)", "'a' is no number"),
        ("constant(1e999)", "finite"),
        ("constant(__import__('os'))", "is no number"),
        ("zeros(1)", "one too many"),
        ("values()", "is no number"),
        ("bi/forward:h=values(1,2)", "has 6 units"),
        ("bi/forward:x=zeros", "there is no 'x'"),
        ("lstm=zeros", "no recurrent layer 'lstm'"),
        ("bi/forward:c[6]=1", "no unit 6"),
        ("bi/forward[6]=1", "Write layer=recipe"),
        ("bi/forward:c[-1]=1", "'-1' is no unit"),
        ("one_unit(1.5)", "no unit 1.5"),
        ('"odd=zeros', "There is no recipe"),
        ("=zeros", "Write layer=recipe"),
    ],
)
def test_mistakes_are_told(model, text, told):
    with pytest.raises(lv.LstmVizError) as error:
        state_from_words(model, text)
    assert told in str(error.value)


@settings(deadline=None, max_examples=300, derandomize=True)
@given(st.text(alphabet='abhc()[]=;:,|".0123456789 e-normalzeros/', max_size=60))
def test_any_text_is_a_state_or_a_sentence(model, text):
    try:
        assert isinstance(state_from_words(model, text), lv.InitialState)
    except lv.LstmVizError as error:
        assert str(error)
