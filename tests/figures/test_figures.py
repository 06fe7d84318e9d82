"""Figures, judged by the attributes of their traces."""

from __future__ import annotations

import keras
import numpy as np
import plotly.graph_objects as go
import plotly.io as pio
import pytest

import lstm_viz as lv
from lstm_viz.errors import LstmVizError
from lstm_viz.figures import (
    SCENARIO_COLORS,
    input_figure,
    output_figure,
    scenario_styles,
    signal_heatmap,
    signal_lines,
)
from lstm_viz.figures._thin import extremes, thin_rows
from lstm_viz.models import LayerSpec
from lstm_viz.tracing import LayerTrace, Trace

STEPS, UNITS = 7, 5
STYLES = scenario_styles([("a", "A", SCENARIO_COLORS[0]), ("b", "B <1>", SCENARIO_COLORS[1])])


def _trace(seed: int) -> Trace:
    random = np.random.default_rng(seed)
    spec = LayerSpec(name="lstm", kind="LSTM", units=UNITS, features=1)
    signals = {
        name: random.normal(size=(2, STEPS + (name in "hc"), UNITS)).astype(np.float32)
        for name in spec.signals
    }
    layers = {"lstm": LayerTrace(spec=spec, signals=signals)}
    return Trace(x=[], layers=layers, all_outputs={}, all_predictions={})


@pytest.fixture
def traces() -> dict[str, Trace]:
    return {"a": _trace(1), "b": _trace(2)}


def _every_figure(traces: dict[str, Trace], dark: bool) -> list[go.Figure]:
    outputs = {"a": np.ones((STEPS, 1)), "b": np.zeros((STEPS, 1))}
    classes = {"a": np.full((STEPS, 3), 1 / 3), "b": np.full((STEPS, 3), 1 / 3)}
    common = {"layer": "lstm", "dark": dark}
    return [
        input_figure(np.ones((STEPS, 2)), dark=dark),
        input_figure(np.ones((STEPS, 8)), dark=dark),
        input_figure(np.arange(STEPS), vocabulary="abcdefgh", dark=dark),
        output_figure(outputs, STYLES, dark=dark),
        output_figure(classes, STYLES, classes=True, dark=dark),
        signal_lines(traces, STYLES, signal="h", units=[0, 1], **common),
        signal_heatmap(traces, STYLES, signal="c", **common),
        signal_heatmap(traces, STYLES, signal="f", **common),
    ]


def test_lines_draw_each_unit_of_each_scenario_from_the_initial_state(traces):
    figure = signal_lines(traces, STYLES, layer="lstm", signal="c", units=[3, 1], sample=1)
    lines = [line for line in figure.data if line.mode == "lines"]
    assert [line.meta["unit"] for line in lines] == [3, 1, 3, 1]
    assert list(figure.data[0].x) == list(range(STEPS + 1))
    np.testing.assert_array_equal(figure.data[3].y, traces["b"]["lstm"].c[1, :, 1])


def test_gates_begin_at_the_first_step(traces):
    figure = signal_lines(traces, STYLES, layer="lstm", signal="f", units=[0])
    assert list(figure.data[0].x) == list(range(1, STEPS + 1))


def test_scenarios_differ_in_colour_dash_and_marker(traces):
    figure = signal_lines(traces, STYLES, layer="lstm", signal="h", units=[0])
    first, second, first_start, second_start = figure.data
    assert first.line.color == first_start.marker.color == SCENARIO_COLORS[0]
    assert second.line.color == second_start.marker.color == SCENARIO_COLORS[1]
    assert first.line.dash != second.line.dash
    assert first_start.marker.symbol != second_start.marker.symbol


def test_only_the_initial_state_carries_a_marker(traces):
    figure = signal_lines(traces, STYLES, layer="lstm", signal="h", units=[2, 0])
    starts = [trace for trace in figure.data if trace.mode == "markers"]
    assert [trace.meta["start_of"] for trace in starts] == ["a", "b"]
    for trace in starts:
        assert list(trace.x) == [0, 0]
        start = traces[trace.meta["start_of"]]["lstm"].h[0, 0, [2, 0]]
        np.testing.assert_array_equal(trace.y, start)
    gates = signal_lines(traces, STYLES, layer="lstm", signal="f", units=[0]).data
    assert all(trace.mode == "lines" for trace in gates)


def test_the_legend_names_each_scenario_once(traces):
    figure = signal_lines(traces, STYLES, layer="lstm", signal="h", units=[0, 1, 2])
    assert [line.name for line in figure.data if line.showlegend] == ["A", "B &lt;1&gt;"]


def test_the_focused_unit_is_drawn_thicker(traces):
    figure = signal_lines(traces, STYLES, layer="lstm", signal="h", units=[0, 2], focus=2)
    assert figure.data[1].line.width > figure.data[0].line.width


@pytest.mark.parametrize(
    ("units", "words"),
    [([], "choose at least one"), ([UNITS], "units 0 to 4"), (list(range(65)), "at most 64")],
)
def test_units_that_cannot_be_drawn_are_refused(traces, units, words):
    with pytest.raises(LstmVizError, match=words):
        signal_lines(traces, STYLES, layer="lstm", signal="h", units=units)


def test_heatmaps_share_one_symmetric_range(traces):
    figure = signal_heatmap(traces, STYLES, layer="lstm", signal="c")
    largest = max(np.abs(trace["lstm"].c[0]).max() for trace in traces.values())
    assert figure.layout.coloraxis.cmax == pytest.approx(largest)
    assert figure.layout.coloraxis.cmin == -figure.layout.coloraxis.cmax
    assert {heatmap.coloraxis for heatmap in figure.data} == {"coloraxis"}


def test_heatmap_shows_every_unit_with_the_initial_state_first(traces):
    heatmap = signal_heatmap(traces, STYLES, layer="lstm", signal="h").data[1]
    assert heatmap.x[0] == 0
    np.testing.assert_array_equal(heatmap.z, traces["b"]["lstm"].h[0].T)


def test_gate_heatmaps_run_from_zero_to_one(traces):
    axis = signal_heatmap(traces, STYLES, layer="lstm", signal="f").layout.coloraxis
    assert (axis.cmin, axis.cmax) == (0.0, 1.0)


def test_a_state_of_zeros_has_a_range_to_draw(traces):
    for trace in traces.values():
        trace["lstm"].h[:] = 0
    assert signal_heatmap(traces, STYLES, layer="lstm", signal="h").layout.coloraxis.cmax == 1.0


@pytest.mark.parametrize("dark", [False, True])
def test_every_figure_brings_its_own_template_and_readable_text(traces, dark):
    for figure in _every_figure(traces, dark):
        layout = figure.layout
        assert layout.template.layout.font.color == ("#fafafa" if dark else "#262730")
        assert layout.template.layout.font.size >= 13
        assert layout.uirevision
        assert layout.template.layout.colorway != pio.templates["plotly"].layout.colorway


def test_all_figures_share_the_step_axis(traces):
    for figure in _every_figure(traces, False):
        assert tuple(figure.layout.xaxis.range) == (-0.5, STEPS + 0.5)
        assert figure.layout.xaxis.fixedrange
        assert (figure.layout.margin.l, figure.layout.margin.r) == (78, 12)


def test_cursor_is_a_line_only_where_it_is_asked_for(traces):
    def lines(cursor):
        figure = signal_lines(traces, STYLES, layer="lstm", signal="h", units=[0], cursor=cursor)
        return [shape.x0 for shape in figure.layout.shapes]

    assert lines(None) == []
    assert lines(4) == [4]


def test_output_lines_show_scenarios_and_a_dashed_target():
    outputs = {"a": np.arange(4.0)[:, None], "b": np.ones((4, 1))}
    target = np.array([[np.nan], [1.0], [2.0], [3.0]])
    figure = output_figure(outputs, STYLES, target=target, names=["count"])
    assert [line.name for line in figure.data] == ["target", "A", "B &lt;1&gt;"]
    assert figure.data[0].line.dash == "dash"
    np.testing.assert_array_equal(figure.data[1].y, [0, 1, 2, 3])


def test_output_without_a_known_target_draws_none():
    outputs = {"a": np.zeros((3, 1))}
    figure = output_figure(outputs, STYLES, target=np.full((3, 1), np.nan))
    assert [line.name for line in figure.data] == ["A"]


def test_class_outputs_are_heatmaps_of_the_likeliest_classes_with_names():
    values = np.tile(np.arange(20.0) / 20, (6, 1))
    names = [f"n{k}" for k in range(20)]
    figure = output_figure({"a": values}, STYLES, names=names, classes=True)
    assert isinstance(figure.data[0], go.Heatmap)
    assert figure.data[0].z.shape == (10, 6)
    assert figure.data[0].customdata[0][0][0] == "n10"


def test_the_target_class_is_marked_on_the_heatmap():
    values = np.full((2, 3), 1 / 3)
    target = np.array([[np.nan] * 3, [0.0, 0.0, 1.0]])
    marks = output_figure({"a": values}, STYLES, target=target, classes=True).data[1]
    assert list(marks.y) == [None, 2]


def test_outputs_of_different_shapes_are_refused():
    with pytest.raises(LstmVizError, match="one shape"):
        output_figure({"a": np.zeros((3, 1)), "b": np.zeros((4, 1))}, STYLES)


def test_tokens_are_written_with_visible_blanks():
    figure = input_figure(np.array([0, 1]), vocabulary=[" ", "a"])
    assert list(figure.data[0].text) == ["␣", "a"]


def test_many_features_become_a_heatmap():
    figure = input_figure(np.random.default_rng(0).normal(size=(6, 9)))
    assert isinstance(figure.data[0], go.Heatmap)
    assert figure.data[0].zmin == -figure.data[0].zmax


def test_labels_stand_in_the_hover_text():
    figure = input_figure(np.zeros((2, 1)), labels=["1964-01", "1964-02"])
    assert figure.data[0].customdata[1] == "t = 2 (1964-02)"


def test_input_of_another_rank_is_refused():
    with pytest.raises(LstmVizError, match="needs"):
        input_figure(np.zeros((2, 2, 2)))


def test_one_hot_features_are_written_by_name():
    figure = input_figure(np.eye(3)[[0, 2]], names=["(", ")", "."])
    assert list(figure.data[0].text) == ["(", "."]


def test_a_long_line_keeps_its_peaks_and_says_that_it_is_thinned():
    x = np.random.default_rng(0).normal(size=(5000, 1))
    x[3217], x[41] = 99, -99
    figure = input_figure(x)
    (line,) = figure.data
    assert len(line.y) <= 2002
    assert (max(line.y), min(line.y)) == (99, -99)
    np.testing.assert_array_equal(line.y, x[np.array(line.x) - 1, 0])
    assert [text.split()[2] for text in line.customdata] == [str(t) for t in line.x]
    assert "smallest and largest of every 5 steps" in figure.layout.title.text


def test_a_line_that_fits_is_drawn_whole():
    figure = input_figure(np.zeros((2000, 1)))
    assert len(figure.data[0].y) == 2000
    assert figure.layout.title.text == "Input x"


def test_a_thinned_line_keeps_its_gaps():
    values = np.arange(12.0)
    values[5] = np.nan
    assert list(extremes(values, 4)) == [0, 3, 4, 5, 7, 8, 11]


def test_a_long_heatmap_keeps_what_is_farthest_from_zero_and_its_initial_state():
    values = np.zeros((3001, 2))
    values[0], values[1234, 1], values[1235, 1] = (0.5, -0.5), -9, 3
    steps, kept, width = thin_rows(values, 0)
    assert width == 4 and len(steps) == len(kept) <= 1001
    np.testing.assert_array_equal(kept[0], [0.5, -0.5])
    assert steps[0] == 0
    assert kept[:, 1].min() == -9
    assert 3 not in kept[:, 1]


def test_a_short_heatmap_is_whole():
    values = np.random.default_rng(0).normal(size=(40, 3))
    steps, kept, width = thin_rows(values, 1)
    assert width == 1
    np.testing.assert_array_equal(kept, values)
    np.testing.assert_array_equal(steps, np.arange(1, 41))


@pytest.mark.parametrize("draw", ["lines", "heatmap"])
def test_masked_steps_are_shaded_and_said(draw):
    keras.utils.set_random_seed(0)
    x = keras.Input((None, 2))
    y = keras.layers.LSTM(3, return_sequences=True, name="lstm")(keras.layers.Masking()(x))
    model = lv.wrap(keras.Model(x, y))
    data = np.ones((1, 8, 2), np.float32)
    data[0, 2:4] = data[0, 7:] = 0
    traces = {"a": lv.trace(model, data, compile=False)}
    styles = scenario_styles([("a", "A", "#0072B2")])
    if draw == "lines":
        figure = signal_lines(traces, styles, layer="lstm", signal="h", units=[0])
    else:
        figure = signal_heatmap(traces, styles, layer="lstm", signal="h")
    shades = [(s.x0, s.x1) for s in figure.layout.shapes if s.type == "rect"]
    assert shades == [(2.5, 4.5), (7.5, 8.5)]
    assert "masked steps shaded" in figure.layout.title.text


def test_names_from_a_file_are_shown_and_not_read_as_markup():
    hostile = '<a href="https://x">%{y}</a>&lt;'
    styles = scenario_styles([("a", hostile, "#000000")])
    outputs = {"a": np.ones((STEPS, 2))}
    figure = output_figure(outputs, styles, names=[hostile, "y"], title=f"Output {hostile}")
    assert figure.layout.title.text == (
        'Output &lt;a href="https://x"&gt;%&#123;y}&lt;/a&gt;&amp;lt;'
    )
    written = str(figure.to_dict())
    assert "<a" not in written
    assert "%{y}" not in written
    assert "%{y:.4g}" in written
