"""Ensembles: the same as single runs, repeatable, bounded, stoppable."""

from __future__ import annotations

import json

import keras
import numpy as np
import pytest
from keras import layers

import lstm_viz as lv
from lstm_viz.compare import Cancelled, EnsembleRun, SampledStates, answer_kinds, compare
from lstm_viz.compare import _ensemble_run as ensembles
from lstm_viz.compare._ensemble_result import LEVELS
from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import MOST_MEMBERS
from lstm_viz.states import Normal, Uniform, Zeros

N = 30


@pytest.fixture(scope="module")
def model():
    """Two layers and two outputs, one of them classes."""
    keras.utils.set_random_seed(4)
    x = keras.Input((None, 2))
    h = layers.LSTM(6, return_sequences=True, name="first")(x)
    h = layers.GRU(4, return_sequences=True, name="second")(h)
    outputs = [layers.Dense(6, activation="softmax")(h), layers.Dense(1)(h)]
    return lv.wrap(keras.Model(x, outputs))


@pytest.fixture(scope="module")
def x():
    return np.random.default_rng(0).normal(size=(3, 25, 2)).astype(np.float32)


@pytest.fixture(scope="module")
def found(model, x):
    return lv.ensemble(model, x, Normal(0.8), n=N, seed=5, sample=1, block=7)


def single(model, x, found, k):
    traces = lv.trace(model, x, {"A": lv.InitialState.own(model), "B": found.member(k)})
    return traces, compare(
        traces["A"], traces["B"], found.layer, sample=1, kinds=answer_kinds(model)
    )


@pytest.mark.parametrize("k", [0, 6, 7, 29])
def test_a_member_is_the_same_as_a_run_of_its_own(model, x, found, k):
    traces, alone = single(model, x, found, k)
    parts = {**alone.signals, **{f"output {name}": d for name, d in alone.outputs.items()}}
    for name in found.distances:
        assert found.start[name][k] == pytest.approx(parts[name].values[0], abs=1e-6)
        assert found.final[name][k] == pytest.approx(parts[name].values[-1], abs=1e-6)
        horizon = None if np.isnan(found.horizon[name][k]) else found.horizon[name][k]
        assert horizon == parts[name].horizon
    for name, values in traces["B"].all_outputs.items():
        np.testing.assert_allclose(found.final_outputs[name][k], values[1, -1], atol=1e-6)
        assert found.other_answer[name][k] == (25 in alone.answers[name].steps)


def test_quantiles_are_those_of_the_single_runs(model, x, found):
    distances, outputs = [], []
    name = list(found.kinds)[1]
    for k in range(N):
        traces, alone = single(model, x, found, k)
        distances.append(alone.signals["h"].values)
        outputs.append(traces["B"].all_outputs[name][1, :, 0])
    expected = np.quantile(distances, LEVELS, axis=0)
    np.testing.assert_allclose(found.distances["h"].quantiles, expected, atol=1e-6)
    shares = np.array(distances) / np.array(distances)[:, :1]
    np.testing.assert_allclose(
        found.relative["h"].quantiles, np.quantile(shares, LEVELS, axis=0), atol=1e-6
    )
    fan = found.outputs[name, 0]
    np.testing.assert_allclose(fan.quantiles, np.quantile(outputs, LEVELS, axis=0), atol=1e-6)
    np.testing.assert_allclose(fan.baseline, traces["A"].all_outputs[name][1, :, 0], atol=1e-6)


def test_the_block_size_changes_nothing(model, x, found):
    other = lv.ensemble(model, x, Normal(0.8), n=N, seed=5, sample=1, block=30)
    for name in found.distances:
        np.testing.assert_allclose(found.final[name], other.final[name], atol=1e-6)
        np.testing.assert_array_equal(found.horizon[name], other.horizon[name])


def test_a_seed_repeats_and_another_differs(model, x, found):
    again = lv.ensemble(model, x, Normal(0.8), n=N, seed=5, sample=1, block=7)
    other = lv.ensemble(model, x, Normal(0.8), n=N, seed=6, sample=1, block=7)
    np.testing.assert_array_equal(found.final["h"], again.final["h"])
    assert not np.intersect1d(found.final["h"], other.final["h"]).size


def test_a_member_is_written_as_a_recipe_with_a_seed_of_its_own(model, found):
    written = json.dumps(found.member(12).to_json())
    assert f'"seed": {5 * MOST_MEMBERS + 12}' in written
    assert len(written) < 400
    back = lv.InitialState.from_json(model, json.loads(written))
    np.testing.assert_array_equal(back.values("first")["c"], found.member(12).values("first")["c"])


def test_the_share_that_forgot_never_falls_and_ends_with_those_that_forget(found):
    for name, shares in found.forgotten.items():
        assert np.all(np.diff(shares) >= 0)
        assert shares[-1] == np.isfinite(found.horizon[name]).mean()


def test_extremes_are_the_extremes(found):
    by_label = {extreme.label: extreme for extreme in found.extremes("h")}
    assert by_label["largest final difference"].k == np.argmax(found.final["h"])
    assert by_label["smallest final difference"].k == np.argmin(found.final["h"])
    longest = found.horizon["h"][by_label["longest memory"].k]
    assert np.isnan(longest) or longest == np.nanmax(found.horizon["h"])
    shortest = found.horizon["h"][by_label["shortest memory"].k]
    assert shortest == np.nanmin(found.horizon["h"])


def test_members_that_do_not_forget_are_said():
    x = keras.Input((None, 1))
    layer = layers.LSTM(2, return_sequences=True, name="lstm")
    model = keras.Model(x, layer(x))
    # Forget gate 1, input gate 0: c stays as it is.
    bias = np.repeat([-50.0, 50.0, 0.0, 0.0], 2)
    layer.set_weights([np.zeros((1, 8)), np.zeros((2, 8)), bias])
    wrapped = lv.wrap(model)
    found = lv.ensemble(wrapped, np.zeros((1, 10, 1), np.float32), Uniform(1.0), n=5)
    assert np.isnan(found.horizon["c"]).all()
    assert found.words("c") == "None of the 5 members forgets within these 10 steps."
    assert found.extremes("c")[2].words == "not forgotten by step 10"
    np.testing.assert_allclose(found.final["c"], found.start["c"], rtol=1e-6)


def test_a_table_has_a_row_for_each_member(found):
    table = found.to_dataframe()
    assert len(table) == N
    np.testing.assert_array_equal(table["h distance at the last step"], found.final["h"])


def test_saying_no_stops_after_the_block(model, x):
    seen = []

    def progress(done, n):
        seen.append((done, n))
        return False

    with pytest.raises(Cancelled, match="Stopped after 10 of 30 members"):
        lv.ensemble(model, x, Normal(1.0), n=30, block=10, on_progress=progress)
    assert seen == [(10, 30)]


def test_progress_tells_every_block(model, x):
    seen = []
    lv.ensemble(
        model, x, Normal(1.0), n=25, block=10, on_progress=lambda done, n: seen.append((done, n))
    )
    assert seen == [(10, 25), (20, 25), (25, 25)]


def test_too_many_numbers_are_refused_with_what_fits(model, x, monkeypatch):
    monkeypatch.setattr(ensembles, "MOST_KEPT", 5_000)
    with pytest.raises(LstmVizError, match=r"choose at most \d+ members"):
        EnsembleRun(model, x, lv.InitialState.zeros, n=100)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"n": 1}, "2 to 10,000 members"),
        ({"n": 10_001}, "2 to 10,000 members"),
        ({"n": 5, "block": 0}, "at least 1 member"),
        ({"n": 5, "threshold": 1.0}, "between 0 and 1"),
        ({"n": 5, "sample": 3}, "rows 0 to 2"),
        ({"n": 5, "seed": -1}, "seed of an ensemble"),
        ({"n": 5, "layer": "third"}, "no recurrent layer"),
    ],
)
def test_wrong_arguments_get_a_sentence(model, x, arguments, words):
    with pytest.raises(LstmVizError, match=words):
        lv.ensemble(model, x, Normal(1.0), **arguments)


def test_a_recipe_that_draws_nothing_is_refused(model, x):
    with pytest.raises(LstmVizError, match="would all be the same"):
        lv.ensemble(model, x, Zeros(), n=5)


def test_a_function_may_make_the_members(model, x):
    found = lv.ensemble(
        model, x, lambda k: lv.InitialState.one_unit(model, unit=k, value=1.0), n=4
    )
    np.testing.assert_allclose(found.start["h"], 1.0)
    mixed = [lv.InitialState.own(model), lv.InitialState.zeros(model)]
    with pytest.raises(LstmVizError, match="let all of them do the same"):
        lv.ensemble(model, x, lambda k: mixed[k], n=2)
    batch = lv.InitialState.from_values(model, {"first": {"h": np.zeros((2, 6))}})
    with pytest.raises(LstmVizError, match="is one state"):
        lv.ensemble(model, x, lambda k: batch, n=2)


def test_sampled_members_are_states_that_were_visited(model, x):
    visited = lv.visited_states(model, {"given": x})
    family = SampledStates(model, visited, seed=3)
    trace = lv.trace(model, x)
    for k in range(5):
        state = family.member(k)
        rows = np.concatenate([trace["second"].h[s] for s in range(3)])
        assert np.isclose(rows, state.values("second")["h"], atol=1e-6).all(axis=1).any()
    same = SampledStates(model, visited, seed=3).member(4)
    assert same.to_json() == family.member(4).to_json()
    found = lv.ensemble(model, x, family.member, n=20, sample=1)
    assert found.n == 20


def test_a_model_that_reads_backwards_keeps_its_outputs_at_every_step():
    keras.utils.set_random_seed(5)
    x = keras.Input((None, 2))
    h = layers.Bidirectional(layers.LSTM(3), name="both")(x)
    model = lv.wrap(keras.Model(x, layers.Dense(2)(h)))
    data = np.random.default_rng(1).normal(size=(1, 9, 2)).astype(np.float32)
    found = lv.ensemble(model, data, Normal(1.0), n=6, block=4)
    alone = lv.trace(model, data, found.member(5))
    name = next(iter(found.kinds))
    np.testing.assert_allclose(found.final_outputs[name][5], alone.predictions[0], atol=1e-6)
    assert np.isfinite(found.distances[f"output {name}"].quantiles).all()
