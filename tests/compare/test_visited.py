"""States that a model visits, and how far others lie from them."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers

import lstm_viz as lv
from lstm_viz.compare import _visited as module
from lstm_viz.compare import reach, visited_states
from lstm_viz.compare._visited import impossible
from lstm_viz.errors import LstmVizError
from lstm_viz.models import load_sample


@pytest.fixture(scope="module")
def flips():
    return load_sample("flip_flop")


@pytest.fixture(scope="module")
def visited(flips):
    return visited_states(flips.model, {s.name: s.x for s in flips.sequences})


def state_at(sample, sequence, t):
    layer = lv.trace(sample.model, sample.sequence(sequence).x)["lstm"]
    return {s: layer.signal(s)[0, t] for s in "hc"}


def test_a_state_on_the_way_is_visited_and_its_place_is_told(flips, visited):
    found = reach(visited, flips.model.layer("lstm"), state_at(flips, "busy", 17))
    assert found.ratio == pytest.approx(0, abs=1e-5)
    assert (found.sequence, found.sample, found.step) == ("busy", 0, 17)
    assert found.badge in ("visited", "near")
    assert not found.impossible


def test_the_own_start_is_visited(flips, visited):
    zeros = {s: np.zeros(24, np.float32) for s in "hc"}
    found = reach(visited, flips.model.layer("lstm"), zeros)
    assert found.badge == "visited"
    assert "own start" in found.words()


def test_the_distance_is_the_nearest_one_in_units_of_the_spread(flips, visited):
    spec = flips.model.layer("lstm")
    state = {s: v + 0.01 for s, v in state_at(flips, "quiet", 60).items()}
    points = np.concatenate(
        [
            np.concatenate([run["lstm"].h[0], run["lstm"].c[0]], axis=1)
            for run in (lv.trace(flips.model, s.x) for s in flips.sequences)
        ]
    ).astype(np.float64)
    point = np.concatenate([state["h"], state["c"]])
    nearest = np.linalg.norm(points - point, axis=1).min()
    spread = np.sqrt(((points - points.mean(axis=0)) ** 2).sum(axis=1).mean())
    found = reach(visited, spec, state)
    assert found.distance == pytest.approx(nearest, rel=1e-5)
    assert found.ratio == pytest.approx(nearest / spread, rel=1e-5)
    assert len(visited) == len(points) == 202


def test_states_far_away_are_called_far(flips, visited):
    state = {"h": np.full(24, 0.5), "c": np.full(24, 9.0)}
    found = reach(visited, flips.model.layer("lstm"), state)
    assert found.badge == "far"
    assert found.ratio > 1


def test_an_h_beyond_one_is_unreachable_and_said(flips, visited):
    state = {"h": np.r_[1.5, np.zeros(23)], "c": np.r_[3.0, np.zeros(23)]}
    found = reach(visited, flips.model.layer("lstm"), state)
    assert found.badge == "unreachable"
    assert "1 of 24 units has |h| > 1" in found.words()


def test_an_h_that_no_output_gate_gives_is_said():
    spec = load_sample("counter").model.layer("lstm")
    wrong_sign = {"h": np.r_[-0.1, np.zeros(7)], "c": np.ones(8)}
    too_large = {"h": np.r_[0.9, 0.9, np.zeros(6)], "c": np.ones(8)}
    fits = {"h": np.full(8, 0.7), "c": np.ones(8)}
    assert "1 of 8 units has an h that no output gate" in impossible(spec, wrong_sign)[0]
    assert "2 of 8 units have" in impossible(spec, too_large)[0]
    assert impossible(spec, fits) == ()


def test_every_step_of_a_real_run_is_possible(flips):
    spec = flips.model.layer("lstm")
    for t in range(0, 101, 10):
        assert impossible(spec, state_at(flips, "busy", t)) == ()


def test_an_unbounded_cell_reaches_everything():
    x = keras.Input((None, 1))
    model = keras.Model(x, layers.LSTM(2, activation="relu", name="lstm")(x))
    spec = lv.wrap(model).layer("lstm")
    assert impossible(spec, {"h": np.array([5.0, 0]), "c": np.array([9.0, 0])}) == ()


def test_of_many_states_every_so_many_steps_are_kept(flips, monkeypatch):
    monkeypatch.setattr(module, "MOST_VISITED", 50)
    found = visited_states(flips.model, {s.name: s.x for s in flips.sequences})
    assert found.every == 5
    assert len(found) == 2 * 21
    assert "every 5th step" in found.words()


def test_layers_of_different_lengths_share_their_rows():
    sample = load_sample("autoencoder")
    found = visited_states(sample.model, {"sine": sample.sequence("sine").x})
    sizes = {len(v) for signals in found.states.values() for v in signals.values()}
    assert sizes == {len(found)}


def test_no_sequence_is_refused(flips):
    with pytest.raises(LstmVizError, match="No sequence"):
        visited_states(flips.model, {})
