"""Pictures of the page Dynamics, by the attributes of their traces."""

from __future__ import annotations

import numpy as np
import pytest

import lstm_viz as lv
from lstm_viz.dynamics import BasinRun, flow_in, grid, principal_plane, trade_off
from lstm_viz.figures import scenario_styles
from lstm_viz.figures.dynamics import (
    KIND_MARKS,
    Trajectory,
    answers_figure,
    eigenvalue_figure,
    exponents_figure,
    norm_figure,
    sensitivity_heatmap,
    space3_figure,
    space_figure,
    space_limits,
    trade_off_figure,
)
from lstm_viz.models import load_sample


@pytest.fixture(scope="module")
def flip_flop():
    return load_sample("flip_flop")


@pytest.fixture(scope="module")
def points(flip_flop):
    return lv.fixed_points(flip_flop.model)


@pytest.fixture(scope="module")
def trajectory(flip_flop):
    run = lv.trace(flip_flop.model, flip_flop.sequences[0].x)["lstm"]
    states = np.concatenate([run.h[0], run.c[0]], axis=1).astype(float)
    style = scenario_styles([("s0", "A", "#0072B2")])["s0"]
    return Trajectory(key="s0", states=states, style=style)


def traces(figure, what):
    return [trace for trace in figure.data if (trace.meta or {}).get("what") == what]


def test_points_are_told_apart_by_shape_and_by_words(points, trajectory):
    plane = principal_plane(points.near.states)
    limits = space_limits(plane, [trajectory], points)
    figure = space_figure(plane, [trajectory], points, title="", step=7, limits=limits)
    drawn = {trace.meta["kind"]: trace for trace in traces(figure, "fixed points")}
    assert {kind: len(trace.x) for kind, trace in drawn.items()} == {"stable": 8, "saddle": 19}
    assert drawn["stable"].marker.symbol != drawn["saddle"].marker.symbol
    assert drawn["saddle"].name == "saddle"
    assert len(traces(figure, "unstable direction")) == 19
    assert len({symbol for symbol, _, _ in KIND_MARKS.values()}) == len(KIND_MARKS)


def test_the_shared_step_is_marked_on_the_trajectory(points, trajectory):
    plane = principal_plane(points.near.states)
    limits = space_limits(plane, [trajectory], points)
    figure = space_figure(plane, [trajectory], points, title="", step=7, limits=limits)
    (now,) = traces(figure, "t")
    expected = plane.project(trajectory.states[7])
    np.testing.assert_allclose([now.x[0], now.y[0]], expected)
    (line,) = traces(figure, "trajectory")
    assert len(line.x) == len(trajectory.states)


def test_arrows_are_graded_by_their_share_and_impossible_states_are_grey(points, trajectory):
    plane = principal_plane(points.near.states)
    low, high = np.array([-8.0, -8.0]), np.array([8.0, 8.0])
    flow = flow_in(points.cell, points.entering(0), plane, grid(low, high, 12))
    figure = space_figure(
        plane, [trajectory], points, title="", step=0, limits=(low, high), flow=flow
    )
    arrows = traces(figure, "flow")
    assert len({trace.line.color for trace in arrows}) == len(arrows) >= 2
    # Six places for every arrow: a line, a head and a gap.
    assert sum(len(trace.x) for trace in arrows) == 6 * int((~flow.impossible).sum())
    assert len(traces(figure, "impossible")[0].x) == int(flow.impossible.sum()) > 0


def test_basins_say_in_words_where_a_start_ends(points, trajectory):
    plane = principal_plane(points.near.states)
    limits = space_limits(plane, [trajectory], points)
    places = grid(*limits, 6)
    stable = points.states[points.unstable == 0]
    run = BasinRun(points.cell, points.entering(0), plane.states(places), stable)
    while not run.finished:
        run.step()
    basins = run.result()
    figure = space_figure(
        plane, [trajectory], points, title="", step=0, limits=limits, basins=basins,
        basin_grid=places,
    )  # fmt: skip
    (heat,) = traces(figure, "basins")
    assert heat.text[0][0] == f"point {basins.label[0] + 1}"
    assert np.shape(heat.z) == (6, 6)


def test_three_dimensions(points, trajectory):
    space = principal_plane(points.near.states, 3)
    figure = space3_figure(space, [trajectory], points, title="", step=3)
    assert {trace.type for trace in figure.data} == {"scatter3d"}
    assert sum(len(t.x) for t in traces(figure, "fixed points")) == 27


def test_eigenvalues_outside_the_circle_have_another_shape(points):
    number = points.kinds.index("saddle")
    figure = eigenvalue_figure(points.eigenvalues[number], title="")
    outside, inside = traces(figure, "outside")[0], traces(figure, "inside")[0]
    assert len(outside.x) == points.unstable[number]
    assert outside.marker.symbol != inside.marker.symbol
    assert len(outside.x) + len(inside.x) == 48


def test_sensitivity_is_centred_at_zero_and_its_norm_is_logarithmic(flip_flop):
    x = np.zeros((1, 12, 3), np.float32)
    found = lv.sensitivity(flip_flop.model, x, lv.InitialState.zeros(flip_flop.model))
    heat = sensitivity_heatmap(found, 1, [f"n{k}" for k in range(48)]).data[0]
    assert heat.zmin == -heat.zmax
    np.testing.assert_allclose(heat.z, found.joined[:, 1].T)
    figure = norm_figure(found, ["a", "b", "c"])
    assert figure.layout.yaxis.type == "log"
    np.testing.assert_allclose(figure.data[2].y, found.norm[:, 2])


def test_exponents_have_a_zero_line_and_end_where_they_say(flip_flop):
    x = np.zeros((1, 12, 3), np.float32)
    found = lv.lyapunov_exponents(flip_flop.model, x, k=3)
    figure = exponents_figure(found)
    assert figure.data[0].y[-1] * np.log(10) / 12 == pytest.approx(found.values[0])
    assert figure.layout.shapes[0].y0 == 0


def test_the_found_answers_and_the_trade_off(flip_flop):
    x = np.zeros((1, 10, 3), np.float32)
    found = trade_off(flip_flop.model, x, [1, -1, 1], weights=(1e-2, 1e-4))
    figure = answers_figure(found[1], 0, "bit 1")
    np.testing.assert_allclose(traces(figure, "found")[0].y, found[1].outputs[:, 0])
    (line,) = traces(trade_off_figure(found, 1e-4), "trade-off")
    assert list(line.marker.symbol) == ["circle-open", "diamond"]
    np.testing.assert_allclose(line.x, [f.distance for f in found])
