"""Fixed points against values that were computed by hand, and the cases that deceive a search."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers

import lstm_viz as lv
from lstm_viz.dynamics import FixedPointRun
from lstm_viz.models import load_sample
from tests.dynamics import made

pytestmark = pytest.mark.slow


def eigenvalues(points, number):
    return np.sort(np.abs(points.eigenvalues[number]))[::-1]


def counts(points):
    return [int((points.unstable == k).sum()) for k in range(points.unstable.max() + 1)]


@pytest.fixture(scope="module")
def flip_flop():
    return load_sample("flip_flop")


@pytest.fixture(scope="module")
def memories(flip_flop):
    return lv.fixed_points(flip_flop.model)


def test_one_unit_with_u_4():
    p = lv.fixed_points(made.candidate_only([[4.0]]), starts=64)
    assert len(p) == 3
    order = np.argsort(p.h[:, 0])
    np.testing.assert_allclose(
        p.h[order, 0], [-0.355752456758206, 0, 0.355752456758206], atol=1e-12
    )
    np.testing.assert_allclose(
        p.c[order, 0], [-0.890225137149409, 0, 0.890225137149409], atol=1e-12
    )
    np.testing.assert_allclose(eigenvalues(p, order[0]), [0.602455, 0], atol=1e-6)
    np.testing.assert_allclose(eigenvalues(p, order[1]), [1.5, 0], atol=1e-12)
    assert p.kinds == ("stable", "stable", "saddle")
    assert p.index_sum == 1


@pytest.mark.parametrize(("u", "expected"), [(1.9, 1), (2.1, 3)])
def test_the_pitchfork_is_at_u_2(u, expected):
    p = lv.fixed_points(made.candidate_only([[u]]), starts=64)
    assert len(p) == expected
    assert p.index_sum == 1


def test_a_degenerate_point_is_one_point_and_says_that_it_is_marginal():
    p = lv.fixed_points(made.candidate_only([[2.0]]), starts=256)
    assert len(p) == 1
    assert p.kinds == ("marginal",)
    assert p.index_sum is None
    assert "cannot be told" in p.completeness()


def test_at_the_origin_of_any_net_without_bias_the_candidate_alone_counts():
    matrix = np.random.default_rng(0).normal(size=(5, 5))
    rest = np.random.default_rng(1).normal(size=(5, 5, 3))
    recurrent = np.concatenate([rest[..., 0], rest[..., 1], matrix, rest[..., 2]], axis=1)
    p = lv.fixed_points(made.lstm(recurrent), starts=64)
    origin = int(np.abs(p.states).max(axis=1).argmin())
    assert np.abs(p.states[origin]).max() < 1e-12
    expected = np.concatenate([0.5 + np.linalg.eigvals(matrix.astype(np.float32)) / 4, np.zeros(5)])
    np.testing.assert_allclose(
        np.sort_complex(p.eigenvalues[origin]), np.sort_complex(expected), atol=1e-6
    )


def test_three_copies_have_27_points():
    p = lv.fixed_points(made.candidate_only(4 * np.eye(3)))
    assert counts(p) == [8, 12, 6, 1]
    assert p.index_sum == 1
    assert p.complete is True


def test_two_units_in_tanh():
    p = lv.fixed_points(made.tanh_net(2), starts=64)
    assert len(p) == 3
    assert made.nearest(p.h, [0.957504024, -0.957504024]) < 1e-8
    stable = p.kinds.index("stable")
    np.testing.assert_allclose(eigenvalues(p, stable), [0.1663721, 0], atol=1e-7)
    np.testing.assert_allclose(eigenvalues(p, p.kinds.index("saddle")), [2, 0], atol=1e-6)


def test_three_units_in_tanh_have_a_point_that_flips_sign():
    p = lv.fixed_points(made.tanh_net(3), starts=128)
    state = [0.9497957, -0.4255023, -0.8798940]
    assert made.nearest(p.h, state) < 1e-6
    number = int(np.abs(p.h - state).max(axis=1).argmin())
    assert p.eigenvalues[number, 0].real == pytest.approx(-1.006406, abs=1e-5)
    assert p.index_sum == 1


def test_four_units_in_tanh_have_nine_points():
    p = lv.fixed_points(made.tanh_net(4))
    assert len(p) == 9
    assert made.nearest(p.h, 0.7755163 * np.array([1, -1, 1, -1])) < 1e-6
    state = [0.9628919, 0.5252352, -0.9628919, -0.5252352]
    assert made.nearest(p.h, state) < 1e-6
    number = int(np.abs(p.h - state).max(axis=1).argmin())
    assert p.eigenvalues[number, 0].real == pytest.approx(-1.04743, abs=1e-4)
    assert p.index_sum == 1


def test_the_origin_of_the_chaotic_net():
    p = lv.fixed_points(made.chaotic(), starts=128)
    origin = int(np.abs(p.states).max(axis=1).argmin())
    expected = [-0.75 - 1j * np.sqrt(5) / 2, -0.75 + 1j * np.sqrt(5) / 2, 0, 0]
    np.testing.assert_allclose(
        np.sort_complex(p.eigenvalues[origin]), np.sort_complex(np.array(expected)), atol=1e-6
    )
    assert any("still move after" in note for note in p.notes)


def test_flip_flop_has_exactly_27(memories):
    assert counts(memories) == [8, 12, 6, 1]
    assert memories.index_sum == 1
    assert memories.residual.max() < 1e-13
    stable, once = memories.unstable == 0, memories.unstable == 1
    leading = np.abs(memories.eigenvalues[:, 0])
    assert 0.939 < leading[stable].min() and leading[stable].max() < 0.961
    assert 1.029 < leading[once].min() and leading[once].max() < 1.046


def test_every_once_unstable_saddle_of_flip_flop_parts_two_memories_of_one_bit(memories, flip_flop):
    cell, held = memories._cell, memories.entering(0)
    projected = cell.project(held)
    saddles = np.flatnonzero(memories.unstable == 1)
    away = np.array([memories.unstable_direction(k) for k in saddles])
    states = np.concatenate([memories.states[saddles] + s * 1e-4 * away for s in (1, -1)])
    for _ in range(1500):
        states = cell.step(projected, states)
    stable = memories.states[memories.unstable == 0]
    ends = np.abs(states[:, None] - stable[None]).max(axis=2)
    assert ends.min(axis=1).max() < 1e-6
    dense = flip_flop.model.keras.layers[-1]
    kernel, bias = (np.array(w) for w in dense.get_weights())
    bits = np.sign(stable[:, : cell.units] @ kernel + bias)
    reached = ends.argmin(axis=1).reshape(2, -1)
    apart = (bits[reached[0]] != bits[reached[1]]).sum(axis=1)
    assert apart.tolist() == [1] * 12


@pytest.mark.parametrize(("pulse", "expected"), [(0.1, 9), (0.2, 7), (0.3, 5), (0.5, 3), (1, 1)])
def test_a_pulse_that_is_held_wipes_out_memories(flip_flop, pulse, expected):
    p = lv.fixed_points(flip_flop.model, x=[pulse, 0, 0])
    assert len(p) == expected
    assert p.index_sum == 1


def test_points_stay_where_they_are_in_keras(memories, flip_flop):
    number = int(np.argmin(np.abs(memories.eigenvalues[:, 0])))
    x = np.zeros((1, 30, 3), np.float32)
    run = lv.trace(flip_flop.model, x, memories.initial_state(number))["lstm"]
    np.testing.assert_allclose(run.c[0, 30], memories.c[number], atol=1e-5)
    np.testing.assert_allclose(run.h[0, 30], memories.h[number], atol=1e-5)


@pytest.mark.parametrize(
    "layer",
    [
        layers.LSTM(6),
        layers.GRU(6),
        layers.GRU(6, reset_after=False),
        layers.SimpleRNN(6),
    ],
    ids=lambda layer: layer.name,
)
@pytest.mark.parametrize("seed", [0, 1])
def test_index_sum_of_random_nets_is_1(layer, seed):
    built = type(layer).from_config({**layer.get_config(), "name": f"{layer.name}_{seed}"})
    p = lv.fixed_points(made.random_model(built, seed=seed, scale=2.5), starts=256)
    assert p.bounded
    assert p.index_sum == 1
    assert p.residual.max() < 1e-9


def test_an_incomplete_list_is_called_incomplete(memories):
    from dataclasses import replace

    missing = np.flatnonzero(memories.unstable == 2)[0]
    keep = np.arange(len(memories)) != missing
    fewer = replace(memories, index_sum=int(memories.index[keep].sum()))
    assert fewer.index_sum == 0
    assert fewer.complete is False
    assert "at least one fixed point is missing" in fewer.completeness()


def test_stacked_layers_are_searched_from_the_bottom():
    model = made.random_model(
        layers.LSTM(2, return_sequences=True, name="low"),
        layers.GRU(3, name="high"),
        seed=5,
        scale=4.0,
    )
    low = lv.fixed_points(model, "low", starts=128)
    high = lv.fixed_points(model, "high", starts=128)
    assert len(high.under) == len(low)
    assert high.index_sum == 1
    state = high.initial_state(len(high) - 1)
    run = lv.trace(model, np.zeros((1, 1, 2), np.float32), state)
    for name in ("low", "high"):
        for signal, values in state.values(name).items():
            np.testing.assert_allclose(run[name].signal(signal)[0, 1], values, atol=1e-5)


def test_bidirectional_layers_are_searched_per_direction():
    model = made.random_model(layers.Bidirectional(layers.LSTM(3)), seed=2, scale=3.0)
    for direction in ("forward", "backward"):
        name = next(spec.name for spec in model.layers if spec.name.endswith(direction))
        p = lv.fixed_points(model, name, starts=128)
        assert p.index_sum == 1, direction


def test_hard_sigmoid_has_lines_of_fixed_points_and_says_so():
    units = 2
    bias = np.concatenate([np.full(units, -9.0), np.full(units, 9.0), np.zeros(2 * units)])
    model = made.lstm(np.zeros((units, 4 * units)), bias=bias, recurrent_activation="hard_sigmoid")
    p = lv.fixed_points(model, starts=64)
    assert len(p) > 3
    assert set(p.kinds) == {"marginal"}
    assert p.complete is None
    assert any("on a line or a surface" in note for note in p.notes)
    assert any("can be exactly 1" in note for note in p.notes)


def test_a_forget_gate_near_1_loses_no_digits():
    bias = np.array([0.0, 20.0, 0.5, 0.0])
    p = lv.fixed_points(made.lstm(np.zeros((1, 4)), bias=bias), starts=16)
    expected = 0.5 * np.tanh(0.5) * (1 + np.exp(20.0))
    assert len(p) == 1
    assert p.c[0, 0] == pytest.approx(expected, rel=1e-12)


def test_an_unbounded_activation_has_no_index_sum_to_rely_on():
    model = made.random_model(layers.SimpleRNN(3, activation="relu"), seed=1)
    p = lv.fixed_points(model, starts=64)
    assert p.complete is None
    assert any("relu is unbounded" in note for note in p.notes)


def test_a_cycle_of_two_steps_is_named():
    model = made.random_model(layers.SimpleRNN(1, use_bias=False), features=1)
    model.keras.layers[0].set_weights([np.zeros((1, 1)), np.array([[-3.0]])])
    p = lv.fixed_points(model, starts=32)
    assert len(p) == 1
    assert any("cycle of 2 steps" in note for note in p.notes)


def test_slow_points_are_no_fixed_points():
    # A pair of points that has just vanished leaves a narrow passage.
    bias = np.array([0.0, 0.0, 0.385, 0.0])
    model = made.lstm([[0.0, 0.0, 4.0, 0.0]], bias=bias)
    p = lv.fixed_points(model, starts=128)
    assert len(p) == 1
    assert len(p.slow) >= 1
    assert p.slow.speed.min() > 1e-6
    assert p.slow.speed.max() < 0.01
    slow = np.concatenate([p.slow.h, p.slow.c], axis=1)
    assert made.nearest(p.states, slow[0]) > 0.3


def test_a_masked_held_token_is_refused_and_the_default_is_the_first_unmasked():
    model = lv.wrap(
        keras.Sequential(
            [keras.Input((None,), dtype="int32"), layers.Embedding(5, 2, mask_zero=True)]
            + [layers.LSTM(2)]
        )
    )
    with pytest.raises(lv.LstmVizError, match="is masked .* keeps every state"):
        lv.fixed_points(model, x=0, starts=8)
    p = lv.fixed_points(model, starts=16)
    assert p.notes[0] == "Token 0 is masked, so that token 1 is held."


def test_a_layer_that_reads_the_whole_sequence_wants_its_own_input():
    model = load_sample("autoencoder").model
    with pytest.raises(lv.LstmVizError, match="'decoder' reads what 'encoder' makes of the whole"):
        lv.fixed_points(model, "decoder")
    p = lv.fixed_points(model, "decoder", x={"decoder": np.zeros(24)}, starts=64)
    assert len(p) >= 1
    np.testing.assert_array_equal(p.entering(0), np.zeros(24))


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ({"layer": "gru"}, "no recurrent layer 'gru'"),
        ({"x": [1.0, 2.0]}, "one timestep of shape \\(3,\\), got \\(2,\\)"),
        ({"x": [1.0, np.nan, 0]}, "not finite"),
        ({"x": "a"}, "made of numbers"),
        ({"starts": 0}, "1 to 4,096 starts, not 0"),
        ({"starts": True}, "1 to 4,096 starts"),
        ({"near": np.zeros((1, 5, 2))}, "wants shape"),
    ],
)
def test_what_does_not_fit_is_told_in_a_sentence(flip_flop, named, message):
    with pytest.raises(lv.LstmVizError, match=message):
        lv.fixed_points(flip_flop.model, **named)


def test_near_takes_traces(flip_flop):
    start = lv.InitialState.zeros(flip_flop.model)
    runs = lv.trace(flip_flop.model, flip_flop.sequences[0].x, {"A": start})
    assert len(lv.fixed_points(flip_flop.model, near=runs)) == 27
    p = lv.fixed_points(flip_flop.model, near=runs["A"], starts=16)
    assert p.near.source == "the given run"


def test_the_search_goes_block_by_block_and_can_be_stopped(flip_flop):
    run = FixedPointRun(flip_flop.model, starts=16)
    with pytest.raises(lv.LstmVizError, match="Only 0 of 16"):
        run.result()
    seen = []
    with pytest.raises(lv.LstmVizError, match="Stopped after"):
        lv.fixed_points(
            flip_flop.model, starts=32, on_progress=lambda *now: seen.append(now) or False
        )
    assert seen and seen[0][1] == 32


def test_searching_changes_nothing_in_the_model(flip_flop, memories):
    before = [w.copy() for w in flip_flop.model.keras.get_weights()]
    digest = flip_flop.model.digest
    lv.fixed_points(flip_flop.model, starts=8)
    assert flip_flop.model.digest == digest
    for a, b in zip(before, flip_flop.model.keras.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_the_same_seed_gives_the_same_points(flip_flop, memories):
    again = lv.fixed_points(flip_flop.model)
    np.testing.assert_array_equal(again.states, memories.states)
    np.testing.assert_array_equal(again.hits, memories.hits)
