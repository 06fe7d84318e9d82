"""The page Explore without a browser: what its widgets do to the experiment and the pictures."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from lstm_viz.errors import LstmVizError
from lstm_viz.export import traces_csv
from lstm_viz.player import _pictures
from lstm_viz.ui.explore.interventions._parse import parse_numbers
from tests.ui.explore.page import (
    SCRIPT,
    STEPS,
    UNITS,
    engine_of,
    experiment_of,
    figures_of,
    lines_of,
    named,
)
from tests.ui.lists import model_list
from tests.ui.sent import player

pytestmark = pytest.mark.slow


def test_two_scenarios_are_there_from_the_start(app):
    scenarios = experiment_of(app).scenarios
    assert [scenario.name for scenario in scenarios] == ["A", "B"]
    recipes = [scenario.state["layers"]["first"]["c"]["recipe"] for scenario in scenarios]
    assert recipes == [{"kind": "zeros"}, {"kind": "normal", "scale": 0.5, "seed": 7}]


def test_pictures_of_input_output_and_states_are_drawn(app):
    assert list(figures_of(app)) == ["Input x", "Output y", "Hidden state h", "Cell state c"]


def test_curves_are_the_engine_s(app):
    traces, units = engine_of(app), experiment_of(app).view.units
    drawn = np.array([line["y"] for line in lines_of(app, "Cell state c")])
    expected = [trace["first"].c[0, :, unit] for trace in traces.values() for unit in units]
    np.testing.assert_allclose(drawn, expected, atol=1e-6)


def test_gates_are_drawn_only_when_asked_for(app):
    assert "Forget gate f" not in figures_of(app)
    app.session_state["experiment"] = experiment_of(app).with_view(gates=True)
    assert "Forget gate f" in figures_of(app.run())


def test_the_step_is_not_part_of_what_the_player_is_sent(app):
    before = player(app)["revision"]
    app.session_state["experiment"] = experiment_of(app).with_view(step=30)
    assert player(app.run())["revision"] == before


def test_the_player_gets_the_numbers_of_one_unit_as_the_engine_says(app):
    sent, view = player(app)["unit"], experiment_of(app).view
    traces = engine_of(app)
    assert sent["unit"] == view.unit
    for scenario in sent["scenarios"]:
        layer = traces[scenario["id"]]["first"]
        for signal, values in scenario["signals"].items():
            expected = layer.signal(signal)[0, :, view.unit]
            np.testing.assert_allclose(values, expected, atol=1e-6)


def test_the_player_gets_what_the_model_answers(app):
    outputs = player(app)["outputs"]["scenarios"]
    for sent, trace in zip(outputs, engine_of(app).values(), strict=True):
        np.testing.assert_allclose(sent["values"], trace.outputs[0], atol=1e-6)


def test_a_scenario_is_added_and_removed(app):
    named(app.button, "Add scenario").click().run()
    assert [scenario.name for scenario in experiment_of(app).scenarios] == ["A", "B", "C"]
    named(app.button, "Remove B").click().run()
    assert not app.exception
    assert [scenario.name for scenario in experiment_of(app).scenarios] == ["A", "C"]


def test_a_scenario_is_renamed_in_the_pictures(app):
    named(app.text_input, "Name of B").set_value("warm").run()
    names = [line["name"] for line in figures_of(app)["Output y"]["data"]]
    assert names == ["A", "warm"]


def test_a_name_given_twice_is_answered_in_place(app):
    named(app.text_input, "Name of B").set_value("A").run()
    assert "Two scenarios have the name 'A'" in app.error[0].value
    assert experiment_of(app).scenarios[1].name == "B"


def test_a_scenario_is_recoloured(app):
    named(app.color_picker, "Colour of B").set_value("#123456").run()
    assert figures_of(app)["Output y"]["data"][1]["line"]["color"] == "#123456"


def test_another_layer_shows_its_own_signals(app):
    named(app.selectbox, "Layer").select("second").run()
    app.session_state["experiment"] = experiment_of(app).with_view(gates=True)
    app.run()
    assert not app.exception
    figures = set(figures_of(app))
    assert "Cell state c" not in figures
    assert {"Hidden state h", "Update gate z", "Reset gate r", "Candidate g"} <= figures


def test_heatmaps_replace_lines(app):
    app.session_state["experiment"] = experiment_of(app).with_view(pictures="heatmap")
    state = figures_of(app.run())["Hidden state h"]["data"]
    assert [trace["type"] for trace in state] == ["heatmap", "heatmap"]
    assert state[0]["meta"] == {"scenario": "s0", "units": list(range(UNITS))}


def test_one_failing_picture_leaves_the_others(app, monkeypatch, fresh_caches):
    def fail(*args, **kwargs):
        raise RuntimeError("no")

    monkeypatch.setattr(_pictures, "output_drawing", fail)
    app.run()
    assert not app.exception
    failed = [p for p in player(app)["pictures"] if p["error"]]
    assert [(p["key"], "could not be drawn" in p["error"]) for p in failed] == [("output_0", True)]
    assert list(figures_of(app)) == ["Input x", "Hidden state h", "Cell state c"]


def test_a_broken_model_file_gets_a_sentence(tmp_path, monkeypatch, fresh_caches):
    path = tmp_path / "broken.keras"
    path.write_bytes(b"no model")
    monkeypatch.setenv("LSTM_VIZ_MODEL", str(path))
    app = AppTest.from_string(SCRIPT, default_timeout=120).run()
    assert not app.exception
    assert "This is text ('no model'), not a Keras model" in app.error[0].value
    assert "broken.keras" in model_list(app).options[0]


def test_an_input_file_is_read(own_model, tmp_path, monkeypatch, fresh_caches):
    path = tmp_path / "x.npy"
    np.save(path, np.zeros((9, 2), np.float32))
    monkeypatch.setenv("LSTM_VIZ_MODEL", str(own_model))
    monkeypatch.setenv("LSTM_VIZ_INPUT", str(path))
    app = AppTest.from_string(SCRIPT, default_timeout=120).run()
    assert player(app)["steps"] == 9


def test_the_file_holds_every_number_of_the_layer_exactly(app):
    traces = engine_of(app)
    data = traces_csv(traces, experiment_of(app), layers=("first",))
    table = pd.read_csv(io.BytesIO(data), comment="#")
    assert list(table) == ["scenario", "sample", "layer", "signal", "unit", "t", "value"]
    assert len(table) == 2 * UNITS * (2 * (STEPS + 1) + 4 * STEPS)
    [value] = table.query("scenario == 'B' and signal == 'c' and unit == 4 and t == 17")["value"]
    assert np.float32(value) == traces["s1"]["first"].c[0, 17, 4]


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "Nothing"), ("1 2", "2 numbers"), ("1 nan 3", "Entry 2"), ("1 2 1e999", "Entry 3")],
)
def test_numbers_that_do_not_fit_are_refused(text, words):
    with pytest.raises(LstmVizError, match=words):
        parse_numbers(text, units=3)


def test_the_difference_to_the_first_scenario_is_drawn_from_the_engines_numbers(app):
    app.session_state["experiment"] = experiment_of(app).with_view(
        pictures="difference", units=(1, 4)
    )
    app.run()
    lines = lines_of(app, "Hidden state h minus A")
    assert {line["meta"]["scenario"] for line in lines} == {"s1"}
    traces = engine_of(app)
    expected = traces["s1"]["first"].h[0] - traces["s0"]["first"].h[0]
    for line in lines:
        np.testing.assert_allclose(line["y"], expected[:, line["meta"]["unit"]], atol=1e-6)
    assert [one["name"] for one in player(app)["legend"]] == ["A", "B"]


def test_a_difference_needs_another_scenario(app):
    alone = experiment_of(app).without_scenario("s1").with_view(pictures="difference")
    app.session_state["experiment"] = alone
    app.run()
    errors = [picture["error"] for picture in player(app)["pictures"] if picture["signal"]]
    assert errors == ["There is no other scenario to take the difference of: add one."] * 2
