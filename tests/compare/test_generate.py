"""Text that a model goes on writing, checked against its own predictions."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers

import lstm_viz as lv
from lstm_viz.compare import generate_text, is_generator, text_of
from lstm_viz.errors import LstmVizError
from lstm_viz.models import load_sample

pytestmark = pytest.mark.slow

IDS = 7


def generator(*between, length=None, units=5, activation="softmax", sequences=True):
    keras.utils.set_random_seed(8)
    x = keras.Input((length,), dtype="int32")
    h = layers.Embedding(IDS, 4)(x)
    for layer in between:
        h = layer(h)
    h = layers.LSTM(units, return_sequences=True, name="lstm")(h)
    h = layers.GRU(units, return_sequences=sequences, name="gru")(h)
    return lv.wrap(keras.Model(x, layers.Dense(IDS, activation=activation)(h)))


@pytest.fixture(scope="module")
def model():
    return generator()


@pytest.fixture(scope="module")
def states(model):
    return {
        "A": lv.InitialState.zeros(model),
        "B": lv.InitialState.normal(model, scale=2.0, seed=7),
    }


def test_every_distribution_is_what_predict_gives(model, states):
    found = generate_text(model, [1, 2, 3], states, length=4, temperature=1.0, seed=4)["A"]
    for step in range(4):
        whole = np.concatenate([found.prompt, found.tokens[:step]])[np.newaxis]
        np.testing.assert_allclose(
            found.chances[step], model.predict(whole)[0, -1], atol=1e-6
        )


def test_another_initial_state_writes_what_a_whole_run_from_it_gives(model, states):
    found = generate_text(model, [1, 2, 3], states, length=8)["B"]
    whole = np.concatenate([found.prompt, found.tokens[:-1]])[np.newaxis]
    run = lv.trace(model, whole, states["B"])
    np.testing.assert_allclose(found.chances, run.outputs[0, 2:], atol=1e-6)
    np.testing.assert_array_equal(found.tokens, run.outputs[0, 2:].argmax(axis=1))


def test_a_seed_repeats_and_another_differs(model, states):
    write = lambda seed: generate_text(  # noqa: E731
        model, [1], states, length=40, temperature=1.5, seed=seed
    )["A"].tokens
    np.testing.assert_array_equal(write(1), write(1))
    assert not np.array_equal(write(1), write(2))


def test_equal_states_write_the_same_even_when_sampled(model, states):
    same = {"A": states["B"], "B": states["B"]}
    found = generate_text(model, [1], same, length=30, temperature=1.0, seed=3)
    np.testing.assert_array_equal(found["A"].tokens, found["B"].tokens)


def test_sampled_tokens_follow_the_chances(model, states):
    first = [
        int(generate_text(model, [1], states, length=1, temperature=1.0, seed=s)["A"].tokens[0])
        for s in range(300)
    ]
    chances = generate_text(model, [1], states, length=1)["A"].chances[0]
    counts = np.bincount(first, minlength=IDS) / 300
    np.testing.assert_allclose(counts, chances, atol=0.1)


def test_a_low_temperature_takes_the_likeliest(model, states):
    cold = generate_text(model, [1], states, length=10, temperature=1e-4, seed=3)["A"]
    likeliest = generate_text(model, [1], states, length=10)["A"]
    np.testing.assert_array_equal(cold.tokens, likeliest.tokens)


def test_a_model_that_answers_at_the_end_and_one_without_softmax_write_too(states):
    last = generator(sequences=False)
    plain = generator(activation=None)
    for model in (last, plain):
        start = {"A": lv.InitialState.zeros(model)}
        found = generate_text(model, [1, 2], start, length=5)["A"]
        np.testing.assert_allclose(found.chances.sum(axis=1), 1, atol=1e-5)


def test_a_model_that_looks_back_beyond_its_states_is_refused():
    model = generator(layers.Conv1D(4, 3, padding="causal"))
    with pytest.raises(LstmVizError, match="reads more of the text"):
        generate_text(model, [1, 2, 3, 4], {"A": lv.InitialState.zeros(model)}, length=4)


def test_the_text_can_be_stopped(model, states):
    found = generate_text(
        model, [1], states, length=50, on_progress=lambda done, n: done < 3
    )
    assert len(found["A"].tokens) == 3


@pytest.mark.parametrize("name", ["sunspots", "digits", "autoencoder"])
def test_models_that_read_no_tokens_are_no_generators(name):
    sample = load_sample(name)
    assert not is_generator(sample.model)
    with pytest.raises(LstmVizError, match="token ids|one input"):
        generate_text(sample.model, [0], {"A": lv.InitialState.zeros(sample.model)})


def test_other_models_that_cannot_go_on_say_why():
    fixed = generator(length=6)
    with pytest.raises(LstmVizError, match="exactly 6 tokens"):
        generate_text(fixed, [1], {"A": lv.InitialState.zeros(fixed)})
    x = keras.Input((None,), dtype="int32")
    h = layers.Bidirectional(layers.LSTM(3, return_sequences=True))(layers.Embedding(IDS, 4)(x))
    both = lv.wrap(keras.Model(x, layers.Dense(IDS, activation="softmax")(h)))
    with pytest.raises(LstmVizError, match="reads backwards"):
        generate_text(both, [1], {"A": lv.InitialState.zeros(both)})
    other = lv.wrap(
        keras.Model(x, layers.Dense(2)(layers.LSTM(3, name="lstm")(layers.Embedding(IDS, 4)(x))))
    )
    with pytest.raises(LstmVizError, match="not the next token"):
        generate_text(other, [1], {"A": lv.InitialState.zeros(other)})


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"prompt": []}, "at least one token"),
        ({"prompt": [IDS]}, "outside 0 to 6"),
        ({"prompt": [0.5]}, "at least one token"),
        ({"length": 0}, "1 to 400"),
        ({"length": 401}, "1 to 400"),
        ({"temperature": -1.0}, "from 0 up"),
        ({"initial_states": {}}, "no initial state"),
    ],
)
def test_wrong_arguments_get_a_sentence(model, states, arguments, words):
    given = {"prompt": [1], "initial_states": states} | arguments
    with pytest.raises(LstmVizError, match=words):
        generate_text(model, **given)


def test_tokens_become_text():
    assert text_of([0, 1, 9], ("a", "b")) == "ab<9>"
    assert text_of([0, 1], ("the", "river")) == "the river"
    assert text_of([0, 1], ()) == "<0> <1>"


def test_the_bundled_generator_writes_words():
    sample = load_sample("characters")
    states = {
        "A": lv.InitialState.zeros(sample.model),
        "B": lv.InitialState.normal(sample.model, scale=2.0, seed=7),
    }
    prompt = sample.sequence("river").x[0, :1]
    found = generate_text(
        sample.model, prompt, states, length=40, vocabulary=sample.vocabulary
    )
    assert len(found["A"].text) == 40
    assert found["A"].text != found["B"].text
    assert 0 < found["A"].surprise < 5
