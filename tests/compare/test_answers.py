"""What counts as an answer, and where two runs answer differently."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers

import lstm_viz as lv
from lstm_viz.compare import answer_kinds, compare, other_answers
from lstm_viz.compare._answers import differ
from lstm_viz.errors import LstmVizError


@pytest.fixture(scope="module")
def several():
    """A model with a softmax, a sigmoid and a plain output."""
    keras.utils.set_random_seed(1)
    x = keras.Input((None, 2))
    h = layers.LSTM(4, return_sequences=True, name="lstm")(x)
    outputs = [
        layers.Dense(3, activation="softmax", name="class")(h),
        layers.TimeDistributed(layers.Dense(2, activation="sigmoid"), name="side")(h),
        layers.Softmax(name="soft")(layers.Dense(3)(h)),
        layers.Dense(1, name="plain")(h),
    ]
    return lv.wrap(keras.Model(x, outputs))


def test_the_answer_of_each_output_is_told_from_its_layer(several):
    assert list(answer_kinds(several).values()) == ["argmax", "half", "argmax", "sign"]


def test_a_layer_that_is_no_output_layer_does_not_make_a_side_of_a_half():
    x = keras.Input((None, 2))
    model = keras.Model(x, layers.LSTM(3, activation="sigmoid", name="lstm")(x))
    assert list(answer_kinds(lv.wrap(model)).values()) == ["sign"]


def test_every_output_has_its_own_steps(several):
    data = np.random.default_rng(0).normal(size=(2, 12, 2)).astype(np.float32)
    states = {
        "A": lv.InitialState.zeros(several),
        "B": lv.InitialState.normal(several, scale=4.0, seed=3),
    }
    traces = lv.trace(several, data, states)
    kinds = answer_kinds(several)
    found = other_answers(traces["A"], traces["B"], sample=1, kinds=kinds)
    a, b = (list(traces[name].all_outputs.values()) for name in "AB")
    expected = [
        a[0][1].argmax(axis=1) != b[0][1].argmax(axis=1),
        ((a[1][1] > 0.5) != (b[1][1] > 0.5)).any(axis=1),
        a[2][1].argmax(axis=1) != b[2][1].argmax(axis=1),
        (np.sign(a[3][1]) != np.sign(b[3][1])).any(axis=1),
    ]
    for answers, different in zip(found.values(), expected, strict=True):
        np.testing.assert_array_equal(answers.steps, np.flatnonzero(different) + 1)
    assert any(len(answers.steps) for answers in found.values())
    whole = compare(traces["A"], traces["B"], sample=1, kinds=kinds)
    steps = np.concatenate([answers.steps for answers in found.values()])
    assert (whole.other_answer, whole.last_other_answer) == (steps.min(), steps.max())
    assert set(whole.outputs) == set(kinds)


def test_an_unknown_answer_is_not_another_answer():
    a = np.array([[np.nan, 1.0], [0.2, 0.8]])
    b = np.array([[1.0, 0.0], [0.9, 0.1]])
    assert differ(a, b, "argmax").tolist() == [False, True]


def test_an_unknown_kind_of_answer_is_refused(several):
    run = lv.trace(several, np.zeros((1, 3, 2), np.float32))
    with pytest.raises(LstmVizError, match="argmax, half, sign"):
        other_answers(run, run, kinds=dict.fromkeys(run.all_outputs, "largest"))


def test_words_name_the_first_and_the_last_step(several):
    data = np.zeros((1, 3, 2), np.float32)
    run = lv.trace(several, data)
    same = other_answers(run, run)
    assert all("the same at every step" in answers.words() for answers in same.values())
