"""Pictures of the transfer lab."""

from __future__ import annotations

import numpy as np

from lstm_viz.figures import handover_figure, start_results_figure
from lstm_viz.keras_code.transfer import start_results


def test_every_unit_of_each_state_is_a_bar():
    states = {"h": np.array([0.1, -0.2, 0.3]), "c": np.array([1.0, 2.0, -3.0])}
    figure = handover_figure(states)
    assert [trace.name for trace in figure.data] == ["h", "c"]
    for trace in figure.data:
        np.testing.assert_array_equal(trace.y, states[trace.name])
    assert "hidden state h and cell state c" in figure.layout.title.text
    assert "cell state" not in handover_figure({"h": states["h"]}).layout.title.text


def test_every_seed_is_a_point_and_the_mean_has_its_spread():
    results = start_results()
    figure = start_results_figure(results)
    traces = {trace.name: trace for trace in figure.data}
    assert len(traces) == 8
    for way in results.accuracy:
        np.testing.assert_array_equal(traces[way].y, results.accuracy[way])
        mean = traces[f"{way}, mean"]
        assert mean.y[0] == results.mean(way)
        assert mean.error_y.array[0] == results.spread(way)
    symbols = {traces[way].marker.symbol for way in results.accuracy}
    assert len(symbols) == 4
    assert figure.layout.shapes[0].y0 == results.chance == 0.25
    low, high = figure.layout.yaxis.range
    assert all(low < min(v) and max(v) < high for v in results.accuracy.values())


def test_ink_follows_the_theme():
    light, dark = (start_results_figure(start_results(), dark=dark) for dark in (False, True))
    assert light.data[1].marker.color != dark.data[1].marker.color
    assert light.layout.template != dark.layout.template
