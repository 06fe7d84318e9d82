"""Every bundled model has learned what its README says, recomputed from the committed files."""

from __future__ import annotations

import json
from pathlib import Path

import keras
import numpy as np
import pytest

import lstm_viz as lv
from lstm_viz.models import load_sample, sample_names
from tests.some import some

pytestmark = pytest.mark.slow

FOLDER = Path(__file__).resolve().parents[2] / "sample_models"


def arrays(name):
    with np.load(FOLDER / name / "sequences.npz", allow_pickle=False) as data:
        return dict(data)


def card(name, file=None):
    about = json.loads((FOLDER / name / "card.json").read_text(encoding="utf-8"))
    return (about["models"][file] if file else about)["metric"]


def predict(sample, x):
    return load_sample(sample).model.predict(x)


def sunspots():
    table = np.loadtxt(FOLDER / "sunspots" / "sunspots.csv", delimiter=",", skiprows=1)
    x, y = table[:-1, 1] / 100, table[1:, 1] / 100
    test = table[1:, 0] >= 1950
    got = predict("sunspots", x[None, :, None])[0, :, 0]
    return 100 * np.abs(got - y)[test].mean(), 100 * np.abs(x - y)[test].mean()


def flip_flop():
    data = arrays("flip_flop")
    x, y = data["test_x"].astype(np.float32), data["test_y"]
    got, known = predict("flip_flop", x), y != 0
    return ((got > 0) == (y > 0))[known].mean(), ((x > 0) == (y > 0))[known].mean()


def counter():
    data = arrays("counter")
    got = predict("counter", data["test_x"].astype(np.float32))
    return 10 * np.abs(got - data["test_y"]).mean(), 10 * np.abs(
        data["naive"] - data["test_y"]
    ).mean()


def characters():
    data = arrays("characters")
    y = data["test_y"].astype(int)
    chances = predict("characters", data["test_x"].astype(np.int32))
    bits = -np.log2(np.take_along_axis(chances, y[..., None], -1)).mean()
    return bits, -np.log2(data["unigram"][y]).mean()


def digits():
    data = arrays("digits")
    got = predict("digits", data["test_x"].astype(np.float32) / 16).argmax(-1)
    return (got == data["test_y"]).mean(), (data["naive"] == data["test_y"]).mean()


def autoencoder():
    x = arrays("autoencoder")["test_x"]
    got = predict("autoencoder", x)
    return ((got - x) ** 2).mean(), ((x.mean(1, keepdims=True) - x) ** 2).mean()


def classifier():
    data = arrays("autoencoder")
    got = predict("classifier", data["test_x"]).argmax(-1)
    return (got == data["test_y"]).mean(), 0.25


@pytest.mark.parametrize(
    ("measure", "folder", "file", "margin"),
    [
        (sunspots, "sunspots", None, lambda model, naive: model < 0.7 * naive),
        (flip_flop, "flip_flop", None, lambda model, naive: model > 0.99 > 0.6 > naive),
        (counter, "counter", None, lambda model, naive: model < 0.1 * naive),
        (characters, "characters", None, lambda model, naive: model < naive - 0.9),
        (digits, "digits", None, lambda model, naive: model > 0.95 > 0.2 > naive),
        (autoencoder, "autoencoder", None, lambda model, naive: model < 0.25 * naive),
        (classifier, "autoencoder", "classifier.keras", lambda model, naive: model > 0.9 > naive),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_the_model_has_learned_and_the_card_tells_the_truth(measure, folder, file, margin):
    told = card(folder, file)
    model, naive = measure()
    assert margin(model, naive)
    assert model == pytest.approx(told["model"], abs=2e-3 * max(1, told["model"]))
    assert naive == pytest.approx(told["naive"], abs=2e-3 * max(1, told["naive"]))
    readme = (FOLDER / folder / "README.md").read_text(encoding="utf-8")
    assert f"{told['model']}" in readme and f"{told['naive']}" in readme


# Numbers, tokens, both directions, a decoder, kept states.
USUAL = ("sunspots", "characters", "digits", "autoencoder", "stateful")


@pytest.mark.parametrize("name", some(sample_names(), USUAL))
def test_every_sample_traces_on_every_sequence(name):
    sample = load_sample(name)
    zeros = lv.InitialState.zeros(sample.model)
    for sequence in sample.sequences:
        trace = lv.trace(sample.model, sequence.x, zeros)
        steps = sequence.x.shape[1]
        assert trace.outputs.shape[1] == len(sequence.labels) == steps
        assert np.isfinite(trace.outputs).all()
        if sequence.target is not None:
            assert sequence.target.shape == trace.outputs.shape
        assert len(sample.output_names) == trace.outputs.shape[-1]
        np.testing.assert_allclose(
            trace.predictions, sample.model.predict(sequence.x), atol=1e-6
        )


def test_untrained_models_say_so():
    for name in ("stateless", "stateful"):
        sample = load_sample(name)
        assert not sample.trained and "ntrained" in sample.summary
    stateful = load_sample("stateful").model
    assert stateful.layers[0].source == "stored"
    assert tuple(stateful.keras.inputs[0].shape) == (32, 10, 1)
    assert load_sample("stateless").model.layers[0].units == 8


def test_the_initial_state_decides_what_the_flip_flop_remembers():
    sample = load_sample("flip_flop")
    x = sample.sequence("quiet").x
    busy = lv.trace(sample.model, sample.sequence("busy").x)
    t = 60
    start = lv.InitialState.from_values(
        sample.model, {"lstm": {"h": busy["lstm"].h[0, t], "c": busy["lstm"].c[0, t]}}
    )
    remembered = lv.trace(sample.model, x, start).outputs[0, :39]
    expected = np.sign(busy.outputs[0, t - 1])
    np.testing.assert_array_equal(np.sign(remembered), np.tile(expected, (39, 1)))


def test_a_cell_unit_counts_without_bound_while_h_stays_bounded():
    sample = load_sample("counter")
    sequence = sample.sequence("up")
    layer = lv.trace(sample.model, sequence.x)["lstm"]
    depth = sequence.target[0, :, 0]
    correlation = [abs(np.corrcoef(layer.c[0, 1:, u], depth)[0, 1]) for u in range(8)]
    assert max(correlation) > 0.98
    assert np.abs(layer.c).max() > 2
    assert np.abs(layer.h).max() < 1


def continued(sample, text, state, count=12):
    """Return the greedy continuation of a text from an initial state."""
    ids = [sample.vocabulary.index(letter) for letter in text]
    for _ in range(count):
        outputs = lv.trace(sample.model, np.array([ids], np.int32), state).outputs
        ids.append(int(outputs[0, -1].argmax()))
    return "".join(sample.vocabulary[n] for n in ids[len(text) :])


def test_another_initial_state_continues_the_text_differently():
    sample = load_sample("characters")
    zeros = continued(sample, "s", lv.InitialState.zeros(sample.model))
    others = {
        continued(sample, "s", lv.InitialState.normal(sample.model, scale=1.0, seed=seed))
        for seed in range(4)
    }
    assert len(zeros) == 12
    assert others - {zeros}


def test_the_transfer_results_are_whole():
    results = json.loads((FOLDER / "autoencoder" / "results.json").read_text(encoding="utf-8"))
    assert list(results["ways"]) == ["from scratch", "weights", "state", "both"]
    readme = (FOLDER / "autoencoder" / "README.md").read_text(encoding="utf-8")
    for way in results["ways"].values():
        assert len(way["accuracy"]) == 20
        assert way["mean"] == pytest.approx(np.mean(way["accuracy"]), abs=1e-4)
        assert way["std"] == pytest.approx(np.std(way["accuracy"], ddof=1), abs=1e-4)
        assert f"| {way['mean']:.3f} | {np.std(way['accuracy'], ddof=1):.3f} |" in readme


def test_the_paired_differences_follow_from_the_accuracies():
    results = json.loads((FOLDER / "autoencoder" / "results.json").read_text(encoding="utf-8"))
    base = np.array(results["ways"]["from scratch"]["accuracy"])
    readme = (FOLDER / "autoencoder" / "README.md").read_text(encoding="utf-8")
    assert list(results["paired"]) == ["weights", "state", "both"]
    for way, pair in results["paired"].items():
        difference = np.array(results["ways"][way]["accuracy"]) - base
        np.testing.assert_allclose(pair["difference"], difference, atol=1e-4)
        # 2.093: 97.5 % of Student's distribution with 19 degrees of freedom.
        half = 2.093 * difference.std(ddof=1) / np.sqrt(20)
        expected = [difference.mean() - half, difference.mean() + half]
        np.testing.assert_allclose(pair["interval_95"], expected, atol=2e-4)
        low, high = pair["interval_95"]
        assert f"{pair['mean']:+.3f} ({low:+.3f} to {high:+.3f})" in readme


def test_five_seeds_would_have_pointed_elsewhere():
    results = json.loads((FOLDER / "autoencoder" / "results.json").read_text(encoding="utf-8"))
    first = {way: values["accuracy"][:5] for way, values in results["ways"].items()}
    means = {way: np.mean(values) for way, values in first.items()}
    assert max(means, key=means.get) == "state"
    assert means["state"] - means["from scratch"] < np.std(first["state"], ddof=1)


def test_an_unknown_sample_is_refused_with_the_list():
    with pytest.raises(lv.LstmVizError, match="choose one of sunspots"):
        load_sample("../sunspots")
    with pytest.raises(lv.LstmVizError, match="has no sequence"):
        load_sample("counter").sequence("nothing")


def test_bundled_files_are_bare_models():
    for path in FOLDER.glob("*/*.keras"):
        model = keras.saving.load_model(path)
        assert getattr(model, "optimizer", None) is None, path.parent.name
