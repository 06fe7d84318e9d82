"""Planes, one step from a grid, basins, and what a model answers at fixed points."""

from __future__ import annotations

import numpy as np
import pytest
from keras import layers

import lstm_viz as lv
from lstm_viz.dynamics import (
    BasinRun,
    answers_of,
    cell_of,
    flow_in,
    grid,
    plane_through,
    principal_plane,
    units_plane,
)
from lstm_viz.models import load_sample
from tests.dynamics import made


@pytest.fixture(scope="module")
def memories():
    return lv.fixed_points(load_sample("flip_flop").model)


def test_principal_axes_are_orthonormal_and_hold_the_said_share():
    random = np.random.default_rng(0)
    states = random.normal(size=(500, 6)) * [5, 3, 1, 0.1, 0.1, 0.1]
    plane = principal_plane(states)
    np.testing.assert_allclose(plane.axes @ plane.axes.T, np.eye(2), atol=1e-12)
    variance = plane.project(states).var(axis=0).sum() / states.var(axis=0).sum()
    assert plane.share == pytest.approx(variance, rel=1e-9)
    assert variance > 0.9


def test_coordinates_of_states_of_the_plane_come_back():
    plane = principal_plane(np.random.default_rng(1).normal(size=(50, 4)))
    at = np.array([[0.3, -0.2], [1.0, 2.0]])
    np.testing.assert_allclose(plane.project(plane.states(at)), at, atol=1e-12)
    np.testing.assert_allclose(plane.beside(plane.states(at)), 0, atol=1e-12)


def test_a_plane_of_two_numbers_has_their_values_as_coordinates():
    spec = made.chaotic().layers[0]
    state = np.array([0.1, 0.2, 0.3, 0.4])
    plane = units_plane(spec, [0, 3], state)
    np.testing.assert_allclose(plane.project(state), [0.1, 0.4])
    assert plane.names == ("h of unit 0", "c of unit 1")
    with pytest.raises(lv.LstmVizError, match="different numbers of the state, from 0 to 3"):
        units_plane(spec, [1, 1], state)


def test_a_plane_through_three_states_holds_them():
    states = np.random.default_rng(2).normal(size=(3, 5))
    plane = plane_through(states, ["1", "2", "3"])
    np.testing.assert_allclose(plane.beside(states), 0, atol=1e-12)
    with pytest.raises(lv.LstmVizError, match="on one line"):
        plane_through(np.stack([states[0], states[1], 2 * states[1] - states[0]]), "abc")


def test_flow_is_one_step_of_the_cell_seen_in_the_plane():
    cell = cell_of(made.chaotic())
    plane = units_plane(cell.spec, [0, 1], np.zeros(4))
    flow = flow_in(cell, np.zeros(1), plane, grid(np.array([-2, -2]), np.array([2, 2]), 5))
    states = plane.states(flow.coordinates)
    moved = cell.step(cell.project(np.zeros(1)), states) - states
    np.testing.assert_allclose(flow.step, moved[:, :2])
    share = np.linalg.norm(moved[:, :2], axis=1) / np.maximum(np.linalg.norm(moved, axis=1), 1e-300)
    moving = np.linalg.norm(moved, axis=1) > 0
    np.testing.assert_allclose(flow.share[moving], share[moving])
    np.testing.assert_array_equal(flow.impossible, (np.abs(flow.coordinates) > 1).any(axis=1))


def test_starts_on_either_side_of_a_saddle_end_in_its_two_memories():
    model = made.candidate_only([[4.0]])
    p = lv.fixed_points(model, starts=64)
    stable = p.states[p.unstable == 0]
    starts = np.array([[-0.5, -0.5], [-0.1, -0.1], [0.1, 0.1], [0.5, 0.5], [3.0, 0.2]])
    run = BasinRun(p.cell, p.entering(0), starts, stable)
    with pytest.raises(lv.LstmVizError, match="Only 0 of 5"):
        run.result()
    while not run.finished:
        run.step()
    basins = run.result()
    assert (np.sign(stable[basins.label, 0]) == [-1, -1, 1, 1, 1]).all()
    # The last start has |h| > 1: it is run, but no step leads there, so it is not counted.
    assert sorted(basins.share.values()) == [0.5, 0.5]


def test_without_a_stable_point_there_are_no_basins():
    p = lv.fixed_points(made.chaotic(), starts=64)
    with pytest.raises(lv.LstmVizError, match="no stable fixed point"):
        BasinRun(p.cell, p.entering(0), np.zeros((4, 4)), p.states[p.unstable == 0])


def test_the_stable_points_of_flip_flop_answer_all_eight_combinations_of_bits(memories):
    answers = answers_of(memories)
    stable = answers[memories.unstable == 0]
    np.testing.assert_allclose(np.abs(stable), 1, atol=0.1)
    assert len({tuple(np.sign(row)) for row in stable}) == 8


def test_answers_of_a_lower_layer_are_those_after_the_upper_came_to_rest():
    model = made.random_model(
        layers.LSTM(2, return_sequences=True, name="low"),
        layers.LSTM(2, return_sequences=True, name="high"),
        seed=1,
        scale=0.5,
    )
    p = lv.fixed_points(model, "low", starts=32)
    run = lv.trace(model, np.zeros((1, 50, 2), np.float32), p.initial_state(0))
    np.testing.assert_allclose(answers_of(p)[0], run.outputs[0, -1], atol=1e-6)
