"""State and weight transfer, against Keras' own return_state, initial_state and set_weights."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import layers

import lstm_viz as lv
from lstm_viz.keras_code.transfer import (
    Names,
    api_code,
    best_pair,
    effect,
    match_layers,
    plain_text,
    start_results,
    state_code,
    untrained_accuracy,
    weights_code,
)
from lstm_viz.models import load_sample
from tests.keras_code.shown import printed_by
from tests.some import some

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
X = np.random.default_rng(0).normal(size=(3, 5, 2)).astype(np.float32)


@pytest.fixture(scope="module")
def autoencoder():
    return load_sample("autoencoder")


@pytest.fixture(scope="module")
def classifier():
    return load_sample("classifier")


def model(layer, *, features=2, head=True, name="model") -> lv.RecurrentModel:
    x = keras.Input((5, features))
    y = layer(x)
    return lv.wrap(keras.Model(x, layers.Dense(1, name="head")(y) if head else y), name)


def reader_of(layer, x):
    """Final states of a layer, as ``return_state=True`` gives them."""
    made = type(layer).from_config({**layer.get_config(), "return_state": True})
    made.build(x.shape)
    made.set_weights(layer.get_weights())
    return [np.array(state) for state in made(x)[1:]]


def test_the_encoders_final_states_are_those_of_return_state(autoencoder, classifier):
    x = autoencoder.sequence("square").x
    state = lv.transfer_state(autoencoder.model, x, classifier.model)
    h, c = reader_of(autoencoder.model.keras.get_layer("encoder"), x)
    np.testing.assert_allclose(state.values("lstm")["h"], h[0], atol=1e-6)
    np.testing.assert_allclose(state.values("lstm")["c"], c[0], atol=1e-6)
    assert np.abs(h).max() > 0.1


@pytest.mark.parametrize("kind", [layers.LSTM, layers.GRU, layers.SimpleRNN])
def test_every_row_gets_its_own_states_and_the_target_runs_from_them(kind):
    source, target = model(kind(4, name="a")), model(kind(4, name="b"))
    state = lv.transfer_state(source, X, target)
    states = reader_of(source.keras.get_layer("a"), X)
    for signal, expected in zip(target.layer("b").states, states, strict=True):
        np.testing.assert_allclose(state.values("b")[signal], expected, atol=1e-6)
    h = target.keras.get_layer("b")(X, initial_state=states)
    expected = target.keras.get_layer("head")(h)
    got = lv.trace(target, X, state).predictions
    np.testing.assert_allclose(got, expected, atol=1e-6)
    assert np.abs(got - target.predict(X)).max() > 1e-4


def test_both_directions_of_a_bidirectional_hand_over_their_states():
    source = model(layers.Bidirectional(layers.LSTM(3), name="bi"))
    target = model(layers.Bidirectional(layers.LSTM(3), name="two"))
    pairs = {"bi/forward": "two/forward", "bi/backward": "two/backward"}
    state = lv.transfer_state(source, X, target, layers=pairs)
    bi = source.keras.get_layer("bi")
    expected = [reader_of(one, X) for one in (bi.forward_layer, bi.backward_layer)]
    for layer, (h, c) in zip(pairs.values(), expected, strict=True):
        np.testing.assert_allclose(state.values(layer)["h"], h, atol=1e-6)
        np.testing.assert_allclose(state.values(layer)["c"], c, atol=1e-6)


def test_one_row_is_handed_to_every_row_and_says_where_it_comes_from():
    source, target = model(layers.LSTM(4, name="a"), name="odd <b>"), model(layers.LSTM(4))
    state = lv.transfer_state(source, X, target, sample=1)
    h, _ = reader_of(source.keras.get_layer("a"), X)
    layer = target.layers[0].name
    np.testing.assert_allclose(state.values(layer)["h"], h[1], atol=1e-6)
    assert state.recipe(layer, "h").origin == "odd  b , layer a, t = 5"
    told = json.loads(json.dumps(state.to_json()))
    assert lv.InitialState.from_json(target, told) == state
    assert plain_text("é" * 300) == "é" * 200


def test_the_source_can_start_anywhere():
    source, target = model(layers.LSTM(4, name="a")), model(layers.LSTM(4, name="b"))
    start = lv.InitialState.constant(source, value=0.5)
    h, _ = lv.transfer_state(source, X, target, initial_state=start).values("b").values()
    assert not np.allclose(h, lv.transfer_state(source, X, target).values("b")["h"], atol=1e-3)
    np.testing.assert_array_equal(h, lv.trace(source, X, start)["a"].h[:, -1])


def test_weight_transfer_is_set_weights_on_a_copy(autoencoder, classifier):
    before = classifier.model.digest
    x = classifier.sequence("class_sine").x
    copied, report = lv.transfer_weights(autoencoder.model, classifier.model)
    assert classifier.model.digest == before
    assert copied.keras is not classifier.model.keras
    by_hand = keras.models.clone_model(classifier.model.keras)
    by_hand.set_weights(classifier.model.keras.get_weights())
    by_hand.get_layer("lstm").set_weights(
        autoencoder.model.keras.get_layer("encoder").get_weights()
    )
    for one, two in zip(copied.keras.get_weights(), by_hand.get_weights(), strict=True):
        np.testing.assert_array_equal(one, two)
    np.testing.assert_array_equal(copied.predict(x), by_hand.predict(x, verbose=0))
    assert not np.allclose(copied.predict(x), classifier.model.predict(x), atol=0.1)
    (match,) = report
    assert (match.source, match.target, match.weights_fit) == ("encoder", "lstm", True)
    assert copied.name == "classifier with parameters of autoencoder"


def test_several_layers_at_once_and_states_of_a_stateful_copy_stay():
    def stacked(name):
        x = keras.Input(batch_shape=(3, 5, 2))
        y = layers.LSTM(4, return_sequences=True, stateful=True, name="one")(x)
        return lv.wrap(keras.Model(x, layers.GRU(3, stateful=True, name="two")(y)), name)

    source, target = stacked("s"), stacked("t")
    target.keras.get_layer("one").states[0].assign(np.full((3, 4), 0.25))
    copied, report = lv.transfer_weights(source, target, layers={"one": "one", "two": "two"})
    assert len(report) == 2
    for one, two in zip(copied.keras.weights, source.keras.weights, strict=True):
        np.testing.assert_array_equal(one, two)
    assert copied.keras.get_layer("one").states[0].numpy().mean() == 0.25
    assert target.keras.get_layer("one").states[0].numpy().mean() == 0.25


@pytest.mark.parametrize(
    ("source", "target", "state", "weights", "words"),
    [
        (layers.LSTM(4), layers.LSTM(4), True, True, "fit"),
        (layers.LSTM(4), layers.LSTM(5), False, False, "units 4 against 5"),
        (layers.GRU(4), layers.LSTM(4), False, False, "states h against h and c"),
        (layers.GRU(4), layers.SimpleRNN(4), True, False, "kind GRU against SimpleRNN"),
        (layers.LSTM(4, use_bias=False), layers.LSTM(4), True, False, "bias shape none against 16"),
        (
            layers.GRU(4, reset_after=False),
            layers.GRU(4),
            True,
            False,
            "bias shape 12 against 2 x 12",
        ),
        (
            layers.LSTM(4, activation="relu"),
            layers.LSTM(4),
            True,
            True,
            "mean something else there: activation relu against tanh",
        ),
    ],
)
def test_the_report_says_what_fits_and_what_does_not(source, target, state, weights, words):
    source, target = model(source), model(target)
    names = source.layers[0].name, target.layers[0].name
    match = match_layers(source, names[0], target, names[1])
    assert (match.state_fits, match.weights_fit) == (state, weights)
    assert any(words in sentence for sentence in match.sentences())
    for way, fits, transfer in (
        ("states", state, lambda: lv.transfer_state(source, X, target)),
        ("parameters", weights, lambda: lv.transfer_weights(source, target)),
    ):
        if fits:
            transfer()
        else:
            with pytest.raises(lv.LstmVizError, match=f"The {way} of .* do not fit"):
                transfer()


def test_another_number_of_features_forbids_the_parameters_alone():
    source, target = model(layers.LSTM(4, name="a"), features=3), model(layers.LSTM(4, name="b"))
    match = match_layers(source, "a", target, "b")
    assert match.state_fits and not match.weights_fit
    assert "features a timestep 3 against 2" in match.sentences()[1]


def test_the_pair_that_fits_is_found(autoencoder, classifier):
    x = keras.Input((5, 2))
    y = layers.LSTM(4, return_sequences=True, name="b")(layers.Dense(2)(x))
    two = lv.wrap(keras.Model(x, layers.LSTM(7, name="c")(y)))
    assert best_pair(model(layers.LSTM(7, name="a")), two) == ("a", "c")
    assert best_pair(autoencoder.model, classifier.model) == ("encoder", "lstm")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"layers": {"a": "nothing"}}, "no recurrent layer 'nothing'"),
        ({"layers": {"nothing": "b"}}, "no recurrent layer 'nothing'"),
        ({"layers": {}}, "No layers are named"),
        ({"sample": 3}, "no row 3: the input has rows 0 to 2"),
    ],
)
def test_what_cannot_be_transferred_is_refused(options, words):
    source, target = model(layers.LSTM(4, name="a")), model(layers.LSTM(4, name="b"))
    with pytest.raises(lv.LstmVizError, match=words):
        lv.transfer_state(source, X, target, **options)


def test_a_target_named_twice_and_one_that_cannot_be_copied_are_refused():
    x = keras.Input((5, 2))
    y = layers.LSTM(4, return_sequences=True, name="a")(x)
    source = lv.wrap(keras.Model(x, layers.LSTM(4, name="a2")(layers.Dense(2)(y))))
    target = model(layers.LSTM(4, name="b"))
    with pytest.raises(lv.LstmVizError, match="named twice"):
        lv.transfer_state(source, X, target, layers={"a": "b", "a2": "b"})

    class Odd(layers.Layer):
        def __init__(self, needed):
            super().__init__()

        def call(self, x):
            return x

    inputs = keras.Input((5, 2))
    odd = lv.wrap(keras.Model(inputs, layers.LSTM(4, name="b")(Odd(1)(inputs))))
    with pytest.raises(lv.LstmVizError, match="cannot be copied"):
        lv.transfer_weights(model(layers.LSTM(4, name="a")), odd)


def test_the_effect_is_that_of_each_transfer_alone_and_of_both(autoencoder, classifier):
    x, x_target = autoencoder.sequence("sine").x, classifier.sequence("class_sine").x
    source, target = autoencoder.model, classifier.model
    found = effect(source, x, target, x_target, source_layer="encoder", target_layer="lstm")
    state = lv.transfer_state(source, x, target)
    copied = lv.transfer_weights(source, target).model
    on_copy = lv.InitialState.from_json(copied, state.to_json())
    expected = {
        "none": target.predict(x_target),
        "state": lv.trace(target, x_target, state).predictions,
        "weights": copied.predict(x_target),
        "both": lv.trace(copied, x_target, on_copy).predictions,
    }
    assert list(found.runs) == list(expected)
    for way, values in expected.items():
        np.testing.assert_allclose(found.runs[way].predictions, values, atol=1e-6)
        np.testing.assert_array_equal(found.outputs()[way], found.runs[way].outputs[0])
    again = effect(
        source,
        x,
        target,
        x_target,
        source_layer="encoder",
        target_layer="lstm",
        copied=found.copied,
    )
    assert again.copied is found.copied is not target
    np.testing.assert_allclose(again.runs["both"].predictions, expected["both"], atol=1e-6)
    names, right = classifier.output_names, classifier.sequence("class_sine").target[0]
    lines = found.answers(names=names, classes=True, target=right)
    assert [line["answer"] for line in lines] == [names[v[0].argmax()] for v in expected.values()]
    assert float(lines[1]["of the right class"]) == pytest.approx(expected["state"][0, 0], abs=1e-3)


def test_a_model_that_answers_with_a_sequence_shows_it(autoencoder, classifier):
    x = autoencoder.sequence("sine").x
    found = effect(
        classifier.model, x, autoencoder.model, x, source_layer="lstm", target_layer="encoder"
    )
    rebuilt = autoencoder.model.predict(x)[0]
    np.testing.assert_allclose(found.outputs()["none"], rebuilt, atol=1e-6)
    changed = np.abs(found.outputs()["state"] - found.outputs()["none"]).mean()
    line = found.answers()[1]
    assert line["mean change to as it is"] == f"{changed:.3g}"
    assert "mean squared error" in found.answers(target=x[0])[1]


def test_rows_that_do_not_belong_together_are_refused(autoencoder, classifier):
    x = autoencoder.sequence("sine").x
    pair = {"source_layer": "encoder", "target_layer": "lstm"}
    two = np.repeat(x, 2, axis=0)
    with pytest.raises(lv.LstmVizError, match="has 1 rows, that of the target 2"):
        effect(autoencoder.model, x, classifier.model, two, **pair)
    found = effect(autoencoder.model, x, classifier.model, two, sample=0, **pair)
    assert found.runs["both"].predictions.shape == (2, 4)


def test_what_does_not_fit_has_no_run(autoencoder):
    target = model(layers.LSTM(24, name="b"), features=2)
    found = effect(
        autoencoder.model,
        autoencoder.sequence("sine").x,
        target,
        X[:1],
        source_layer="encoder",
        target_layer="b",
    )
    assert list(found.runs) == ["none", "state"]


@pytest.mark.parametrize("clean", some([False, True], [False]))
def test_the_code_shown_gives_the_labs_numbers(clean, autoencoder, classifier, tmp_path):
    folder = "sample_models/autoencoder/"
    names = Names(
        source_file=folder + "model.keras",
        target_file=folder + "classifier.keras",
        source_x=f'np.load("{folder}sequences.npz")["square_x"]',
        target_x=f'np.load("{folder}sequences.npz")["class_square_x"]',
    )
    pair = (autoencoder.model, "encoder", classifier.model, "lstm")
    files = []
    for make in (state_code, weights_code):
        files.append(tmp_path / f"{make.__name__}.py")
        files[-1].write_text(make(*pair, names), encoding="utf-8")
    files.append(tmp_path / "api.py")
    files[-1].write_text(api_code("encoder", "lstm", names), encoding="utf-8")
    runner = (
        "import runpy, sys, numpy as np\n"
        "ran = [runpy.run_path(p) for p in sys.argv[2:]]\n"
        "outputs = [one['output'] for one in ran] + [ran[-1]['from_states']]\n"
        "np.savez(sys.argv[1], *outputs)\n"
    )
    out = tmp_path / "out.npz"
    printed_by(runner, [out, *files], clean=clean)
    found = effect(
        pair[0],
        autoencoder.sequence("square").x,
        pair[2],
        classifier.sequence("class_square").x,
        source_layer="encoder",
        target_layer="lstm",
    )
    with np.load(out) as outputs:
        for number, way in enumerate(("state", "weights", "weights", "state")):
            np.testing.assert_allclose(
                outputs[f"arr_{number}"], found.runs[way].predictions, atol=1e-6
            )


def test_no_code_is_shown_that_would_not_do_it():
    plain, bi = model(layers.LSTM(3, name="a")), model(layers.Bidirectional(layers.LSTM(3)))
    inner = bi.layers[0].name
    x = keras.Input((5,), dtype="int32")
    y = layers.LSTM(3, name="m")(layers.Embedding(9, 2, mask_zero=True)(x))
    masked = lv.wrap(keras.Model(x, y))
    assert state_code(plain, "a", bi, inner) is None
    assert weights_code(bi, inner, plain, "a") is None
    assert state_code(masked, "m", plain, "a") is None
    assert "np.load" in state_code(plain, "a", masked, "m")


def test_results_are_those_of_the_file():
    path = ROOT / "sample_models" / "autoencoder" / "results.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    results = start_results()
    assert results.seeds == 20
    for way, values in told["ways"].items():
        assert results.mean(way) == pytest.approx(values["mean"], abs=1e-4)
        assert results.spread(way) == pytest.approx(values["std"], abs=1e-4)


@pytest.mark.parametrize(
    ("difference", "words"),
    [
        ((0.1, 0.05, 0.15), "^better than from scratch"),
        ((-0.1, -0.15, -0.05), "^worse than from scratch"),
        ((0.1, -0.01, 0.21), "^no difference is shown"),
    ],
)
def test_a_verdict_claims_no_more_than_its_interval(difference, words):
    results = replace(start_results(), difference={"state": difference})
    assert re.search(words, results.verdict("state"))
    pairs = zip(results.accuracy["state"], results.accuracy["from scratch"], strict=True)
    assert f"better in {sum(a > b for a, b in pairs)} of 20 pairs" in results.verdict("state")


def test_accuracy_without_training_is_that_of_keras(autoencoder, classifier):
    with np.load(ROOT / "sample_models" / "autoencoder" / "sequences.npz") as data:
        x, y = data["test_x"], data["test_y"]
    got = untrained_accuracy()
    copied = lv.transfer_weights(autoencoder.model, classifier.model).model
    for way, answers in (("none", classifier.model.predict(x)), ("weights", copied.predict(x))):
        assert got[way] == np.mean(answers.argmax(-1) == y)
    h, c = reader_of(autoencoder.model.keras.get_layer("encoder"), x)
    lstm, head = (classifier.model.keras.get_layer(name) for name in ("lstm", "class"))
    answers = np.array(head(lstm(x, initial_state=[h, c])))
    assert got["state"] == pytest.approx(np.mean(answers.argmax(-1) == y), abs=0.003)
    assert got["none"] > 0.9 > got["state"] > got["weights"]
