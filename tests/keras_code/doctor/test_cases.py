"""What is told and shown is the person's own case: symbolic or eager, with their sizes."""

from __future__ import annotations

import pytest

from lstm_viz.keras_code.doctor import (
    corrected_verdict,
    diagnose_code,
    mistake_verdict,
    run_examples,
)
from tests.keras_code.doctor.variants import HEAD

CASES = {
    "symbolic states of a wrong width": (
        "i = Input((4, 3)); a = Input((6,))\n"
        "m = Model([i, a], GRU(8)(i, initial_state=a))\nm.predict([x, x])\n",
        "ValueError",
        ["h0_in = keras.Input(shape=(8,))", "model.predict"],
    ),
    "eager states of a wrong width": (
        "y = LSTM(6)(x, initial_state=[h0, c0])\n",
        "InvalidArgumentError",
        ["keras.layers.LSTM(6)", "size=(3, 6)"],
    ),
    "tokens for an Embedding": (
        "e = Embedding(20, 8, batch_input_shape=(16, 10))\n",
        "ValueError",
        ["keras.Input(batch_shape=(16, 10))", "keras.layers.Embedding(20, 8)"],
    ),
    "results that are merged": (
        "a = LSTM(4, return_state=True)(Input((5, 2)))\nb = Concatenate()([a, a])\n",
        "AttributeError",
        ["*states = keras.layers.LSTM(4, return_state=True)"],
    ),
}


@pytest.fixture(scope="module")
def findings():
    return {name: diagnose_code(HEAD + text).findings[0] for name, (text, *_) in CASES.items()}


@pytest.fixture(scope="module")
def ran(findings):
    return run_examples(list(findings.values()))


@pytest.mark.parametrize("name", CASES)
def test_the_error_is_the_one_of_this_case_and_the_advice_has_its_sizes(name, findings):
    _, error, words = CASES[name]
    assert findings[name].error.partition(":")[0] == error
    code = findings[name].corrected.code + findings[name].remedy
    assert not [word for word in words if word not in code]


@pytest.mark.parametrize("name", CASES)
def test_the_examples_do_what_is_told(name, findings, ran):
    assert mistake_verdict(findings[name], ran).as_told
    assert corrected_verdict(findings[name], ran).as_told


def test_keras_2_takes_what_it_takes():
    text = (
        "net = Sequential()\n"
        "net.add(Embedding(9, 4, input_length=10, batch_input_shape=(2, 10)))\n"
        "net.add(LSTM(4, stateful=True, time_major=False, input_length=10))\n"
        "net.layers[1].reset_states(states=[h0, c0])\nnet.reset_states()\n"
    )
    assert not diagnose_code(HEAD + text, keras=2)
    told = ["constructor-batch-shape", "constructor-time-major", "constructor-argument"]
    assert set(told) < set(diagnose_code(HEAD + text).codes)
