"""Pictures of distances, differences, small multiples and ensembles, by their traces."""

from __future__ import annotations

import numpy as np
import pytest

from lstm_viz.compare import Distance, Fan
from lstm_viz.compare._direct_path import DirectPath
from lstm_viz.errors import LstmVizError
from lstm_viz.figures import (
    difference_heatmap,
    difference_lines,
    distance_figure,
    fan_figure,
    forgotten_figure,
    scenario_styles,
    small_multiples,
    template,
)

STYLES = scenario_styles(
    [("s0", "A", "#0072B2"), ("s1", "<b>B", "#D55E00"), ("s2", "C", "#009E73")]
)
HALF = Distance(name="c", values=2.0 * 0.5 ** np.arange(13))
KEPT = Distance(name="c", values=np.full(13, 3.0))


def by(figure, what):
    return [trace for trace in figure.data if trace.meta and trace.meta.get("what") == what]


def test_distances_are_drawn_in_the_scenarios_style():
    figure = distance_figure({"s1": HALF, "s2": KEPT}, STYLES, title="c", relative=False, log=False)
    first, second = by(figure, "distance")
    np.testing.assert_allclose(first.y, HALF.values)
    np.testing.assert_array_equal(first.x, np.arange(13))
    assert (first.line.color, first.line.dash) == ("#D55E00", "dash")
    assert first.name == "&lt;b&gt;B"
    np.testing.assert_allclose(second.y, KEPT.values)


def test_the_horizon_is_marked_where_there_is_one():
    figure = distance_figure({"s1": HALF, "s2": KEPT}, STYLES, title="c")
    (mark,) = by(figure, "horizon")
    assert (mark.x, mark.y) == ((7,), (0.01,))
    assert mark.text == ("<b>t = 7</b>",)
    assert mark.meta["scenario"] == "s1"


def test_the_mark_of_an_absolute_distance_stands_at_the_threshold_of_its_own_start():
    figure = distance_figure({"s1": HALF}, STYLES, title="c", relative=False)
    assert by(figure, "horizon")[0].y[0] == pytest.approx(0.02)
    assert not figure.layout.shapes


def test_a_share_is_of_the_start_and_its_threshold_is_a_line():
    figure = distance_figure({"s1": HALF}, STYLES, title="c")
    np.testing.assert_allclose(by(figure, "distance")[0].y, 0.5 ** np.arange(13))
    assert figure.layout.shapes[0].y0 == 0.01
    assert figure.layout.annotations[0].text == "1 %"
    assert figure.layout.annotations[0].y == pytest.approx(-2)


def test_zero_leaves_a_gap_on_a_logarithmic_scale_only():
    found = Distance(name="h", values=np.array([1.0, 0.0, 0.5]))
    log = distance_figure({"s1": found}, STYLES, title="h")
    plain = distance_figure({"s1": found}, STYLES, title="h", log=False)
    assert log.layout.yaxis.type == "log"
    assert np.isnan(by(log, "distance")[0].y[1])
    assert by(plain, "distance")[0].y[1] == 0


def test_rounding_far_below_does_not_squeeze_the_picture():
    found = Distance(name="h", values=np.array([1.0, 1e-30]))
    low, high = distance_figure({"s1": found}, STYLES, title="h").layout.yaxis.range
    assert high - low < 11


def test_the_direct_path_is_a_thin_line():
    direct = DirectPath(
        signal="c",
        gate="f",
        share=0.25 ** np.arange(13)[:, np.newaxis],
        direct=2 * 0.25 ** np.arange(13),
        through_gates=np.zeros(13),
        whole=HALF.values,
    )
    figure = distance_figure({"s1": HALF}, STYLES, title="c", direct={"s1": direct})
    (line,) = by(figure, "direct path")
    np.testing.assert_allclose(line.y, 0.25 ** np.arange(13))
    assert line.line.dash == "dot"


def test_no_other_scenario_is_said():
    with pytest.raises(LstmVizError, match="no other scenario"):
        distance_figure({}, STYLES, title="c")


@pytest.mark.parametrize("dark", [False, True])
def test_a_difference_heatmap_has_zero_in_its_middle(dark):
    values = {"s1": np.array([[0.5, -2.0], [0, np.nan]]), "s2": np.array([[1.0, 0], [0, 0]])}
    figure = difference_heatmap(
        values, STYLES, first=0, title="difference", identity="d", dark=dark
    )
    assert (figure.layout.coloraxis.cmin, figure.layout.coloraxis.cmax) == (-2.0, 2.0)
    np.testing.assert_array_equal(figure.data[0].z, values["s1"].T)
    middle = figure.layout.coloraxis.colorscale[3]
    assert middle[0] == 0.5
    assert figure.layout.template == template(dark)


def test_equal_scenarios_give_a_heatmap_that_can_be_drawn():
    figure = difference_heatmap(
        {"s1": np.zeros((3, 2))}, STYLES, first=1, title="difference", identity="d"
    )
    assert figure.layout.coloraxis.cmax == 1.0


def test_differences_are_lines_around_zero():
    values = {"s1": np.arange(6.0).reshape(3, 2)}
    figure = difference_lines(
        values, STYLES, first=1, units=(1,), title="difference", identity="d"
    )
    np.testing.assert_array_equal(figure.data[0].y, [1, 3, 5])
    np.testing.assert_array_equal(figure.data[0].x, [1, 2, 3])
    assert figure.layout.shapes[0].y0 == 0


def test_small_multiples_share_one_range_until_it_is_freed():
    values = {"s0": np.array([[0.0, 10.0], [1.0, -10.0]]), "s1": np.zeros((2, 2))}
    locked = small_multiples(values, STYLES, first=0, units=(0, 1), title="h")
    free = small_multiples(values, STYLES, first=0, units=(0, 1), title="h", free=True)
    assert locked.layout.yaxis.range == locked.layout.yaxis2.range == (-11.0, 11.0)
    assert free.layout.yaxis.range is None
    assert "range of its own" in free.layout.title.text
    assert "range of its own" not in locked.layout.title.text
    assert [trace.meta["unit"] for trace in locked.data] == [0, 0, 1, 1]


def test_too_many_panels_are_refused():
    with pytest.raises(LstmVizError, match="1 to 12 units"):
        small_multiples({"s0": np.zeros((2, 20))}, STYLES, first=0, units=range(13), title="h")


def fan(**changes):
    quantiles = np.linspace(1, 7, 7)[:, np.newaxis] * np.ones(4)
    return Fan(**{"steps": np.arange(1, 5), "quantiles": quantiles} | changes)


def test_a_fan_holds_its_quantiles_and_the_baseline():
    figure = fan_figure(fan(baseline=np.full(4, 9.0)), title="y", baseline="A")
    levels = {trace.meta["level"]: trace for trace in figure.data}
    assert set(levels) == {0, 1, 2, 3, 4, 5, 6, "baseline"}
    np.testing.assert_array_equal(levels[5].y, np.full(4, 6.0))
    assert levels[5].fill == "tonexty" and levels[0].fill is None
    np.testing.assert_array_equal(levels["baseline"].y, np.full(4, 9.0))
    assert levels["baseline"].line.dash == "dash"


def test_a_fan_without_a_baseline_has_none():
    figure = fan_figure(fan(), title="y", log=True, threshold=0.01)
    assert "baseline" not in {trace.meta["level"] for trace in figure.data}
    assert figure.layout.yaxis.type == "log"


def test_zeros_do_not_break_a_logarithmic_fan():
    quantiles = np.zeros((7, 4))
    figure = fan_figure(fan(quantiles=quantiles), title="y", log=True)
    assert np.isfinite(figure.layout.yaxis.range).all()


def test_the_share_that_forgot_is_in_percent_and_ends_at_the_last_step():
    figure = forgotten_figure({"h": np.array([0, 0.5, 1]), "y": np.array([0.2, 1])}, 2, title="t")
    np.testing.assert_array_equal(figure.data[0].x, [0, 1, 2])
    np.testing.assert_array_equal(figure.data[1].x, [1, 2])
    np.testing.assert_allclose(figure.data[1].y, [20, 100])
    assert figure.data[0].line.dash != figure.data[1].line.dash
