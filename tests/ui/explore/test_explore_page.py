"""The page Explore without a browser: what its widgets do to the experiment and the pictures."""

from __future__ import annotations

import io
from dataclasses import replace

import keras
import numpy as np
import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import lstm_viz as lv
from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import Experiment
from lstm_viz.export import traces_csv
from lstm_viz.player import _pictures
from lstm_viz.ui.explore._editor_table import with_edits
from lstm_viz.ui.explore._parse import parse_numbers
from lstm_viz.ui.visit import caches
from tests.ui.sent import player

pytestmark = pytest.mark.slow

SCRIPT = "from lstm_viz.ui._main import run\nrun()\n"
UNITS, STEPS = 6, 60


@pytest.fixture(scope="module")
def own_model(tmp_path_factory):
    keras.utils.set_random_seed(3)
    layers = keras.layers
    model = keras.Sequential(
        [
            layers.Input((None, 2)),
            layers.LSTM(UNITS, return_sequences=True, name="first"),
            layers.GRU(4, name="second"),
            layers.Dense(1),
        ]
    )
    path = tmp_path_factory.mktemp("model") / "two_layers.keras"
    model.save(path)
    st.cache_resource.clear()
    yield path
    st.cache_resource.clear()


@pytest.fixture
def fresh_caches():
    """Caches that hold nothing from other tests, and leave nothing behind."""
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture
def app(own_model, monkeypatch):
    """The page on a small model of two layers, opened."""
    monkeypatch.setenv("LSTM_VIZ_MODEL", str(own_model))
    monkeypatch.delenv("LSTM_VIZ_INPUT", raising=False)
    app = AppTest.from_string(SCRIPT, default_timeout=60).run()
    assert not app.exception
    return app


def _experiment(app: AppTest) -> Experiment:
    return app.session_state["experiment"]


def _named(widgets, label: str):
    return next(widget for widget in widgets if widget.label == label)


def _figures(app: AppTest) -> dict[str, dict]:
    figures = [picture["figure"] for picture in player(app)["pictures"] if picture["figure"]]
    return {figure["layout"]["title"]["text"].split(",")[0]: figure for figure in figures}


def _lines(app: AppTest, title: str) -> list[dict]:
    return [trace for trace in _figures(app)[title]["data"] if trace["mode"] == "lines"]


def _edit(app: AppTest, unit: int, **cells: float) -> AppTest:
    """Edit as the table does; AppTest cannot type into it, the browser tests do."""
    experiment = _experiment(app)
    state, refused = with_edits(_state(app, "s1"), "first", {unit: cells})
    assert not refused
    scenario = replace(experiment.scenario("s1"), state=state.to_json())
    app.session_state["experiment"] = experiment.with_scenario(scenario)
    return app.run()


def _state(app: AppTest, key: str) -> lv.InitialState:
    opened = caches.material(_experiment(app).model)
    return lv.InitialState.from_json(opened.model, dict(_experiment(app).scenario(key).state))


def _engine(app: AppTest) -> lv.Traces:
    """Trace the page's experiment apart from the page."""
    opened = caches.material(_experiment(app).model)
    states = {s.id: _state(app, s.id) for s in _experiment(app).scenarios}
    return lv.trace(opened.model, opened.sequences[0].x, states)


def test_two_scenarios_are_there_from_the_start(app):
    scenarios = _experiment(app).scenarios
    assert [scenario.name for scenario in scenarios] == ["A", "B"]
    recipes = [scenario.state["layers"]["first"]["c"]["recipe"] for scenario in scenarios]
    assert recipes == [{"kind": "zeros"}, {"kind": "normal", "scale": 0.5, "seed": 7}]


def test_pictures_of_input_output_and_states_are_drawn(app):
    assert list(_figures(app)) == ["Input x", "Output y", "Hidden state h", "Cell state c"]


def test_curves_are_the_engine_s(app):
    traces, units = _engine(app), _experiment(app).view.units
    drawn = np.array([line["y"] for line in _lines(app, "Cell state c")])
    expected = [trace["first"].c[0, :, unit] for trace in traces.values() for unit in units]
    np.testing.assert_allclose(drawn, expected, atol=1e-6)


def test_gates_are_drawn_only_when_asked_for(app):
    assert "Forget gate f" not in _figures(app)
    app.session_state["experiment"] = _experiment(app).with_view(gates=True)
    assert "Forget gate f" in _figures(app.run())


def test_dice_draw_another_state(app):
    before = _lines(app, "Hidden state h")[-1]["y"]
    _named(app.button, "Randomize").click().run()
    assert not np.array_equal(before, _lines(app, "Hidden state h")[-1]["y"])
    assert _experiment(app).scenarios[1].state["layers"]["first"]["h"]["recipe"]["seed"] != 7


def test_dice_leave_the_other_scenario_alone(app):
    before = _experiment(app).scenarios[0]
    _named(app.button, "Randomize").click().run()
    assert _experiment(app).scenarios[0] == before


@pytest.mark.parametrize("kind", ["zeros", "normal", "uniform", "constant", "one_unit", "own"])
def test_every_recipe_can_be_chosen(app, kind):
    _named(app.selectbox, "Recipe").select(kind).run()
    assert not app.exception
    layers = _experiment(app).scenarios[1].state["layers"]
    assert {layers["first"][name]["recipe"]["kind"] for name in "hc"} == {kind}


def test_a_recipe_applies_to_the_chosen_signal_only(app):
    app.session_state["editor_signals"] = "c"
    app.run()
    _named(app.selectbox, "Recipe").select("constant").run()
    layers = _experiment(app).scenarios[1].state["layers"]
    assert layers["first"]["c"]["recipe"] == {"kind": "constant", "value": 0.5}
    assert layers["first"]["h"]["recipe"]["kind"] == "normal"


def test_a_negative_scale_is_answered_in_place(app):
    before = _experiment(app)
    _named(app.text_input, "Scale").set_value("-1").run()
    assert ["scale must be 0 or more" in error.value for error in app.error] == [True]
    assert _experiment(app) == before


def test_a_right_value_takes_the_sentence_away(app):
    _named(app.text_input, "Scale").set_value("-1").run()
    _named(app.text_input, "Scale").set_value("0,25").run()
    assert not app.error
    assert _experiment(app).scenarios[1].state["layers"]["first"]["h"]["recipe"]["scale"] == 0.25


def test_pasted_numbers_become_the_state(app):
    _named(app.selectbox, "Recipe").select("values").run()
    app.text_area[0].set_value("[0.1, 0.2\n0.3; 0.4 0.5 0.6]").run()
    _named(app.button, "Use these numbers").click().run()
    recipe = _experiment(app).scenarios[1].state["layers"]["first"]["h"]["recipe"]
    np.testing.assert_allclose(recipe["values"], [0.1, 0.2, 0.3, 0.4, 0.5, 0.6], atol=1e-7)


def test_pasted_text_that_is_no_number_is_named_with_its_position(app):
    before = _experiment(app)
    _named(app.selectbox, "Recipe").select("values").run()
    app.text_area[0].set_value("0.1 abc 0.3").run()
    _named(app.button, "Use these numbers").click().run()
    assert "Entry 2, “abc”" in app.error[0].value
    assert _experiment(app) == before


def test_an_edited_unit_moves_the_curves_as_the_engine_says(app):
    unit = _experiment(app).view.units[0]
    _edit(app, unit, c=1.5)
    trace = _engine(app)["s1"]["first"]
    assert trace.c[0, 0, unit] == np.float32(1.5)
    line = next(
        line
        for line in _lines(app, "Cell state c")
        if line["meta"] == {"unit": unit, "scenario": "s1"}
    )
    np.testing.assert_allclose(line["y"], trace.c[0, :, unit], atol=1e-6)


def test_cells_that_are_no_number_are_named_and_the_others_are_set(app):
    pasted = {0: {"h": "0,25"}, 1: {"h": "abc"}, 2: {"h": None}, 3: {"h": "nan"}, 4: {"h": "-1"}}
    before = _state(app, "s1").values("first")["h"]
    state, refused = with_edits(_state(app, "s1"), "first", pasted)
    assert refused == ["h of unit 1: “abc”", "h of unit 2: empty", "h of unit 3: “nan”"]
    after = state.values("first")["h"]
    np.testing.assert_array_equal(after[[0, 4]], np.float32([0.25, -1]))
    np.testing.assert_array_equal(after[[1, 2, 3, 5]], before[[1, 2, 3, 5]])


def test_new_random_values_are_not_hidden_by_old_edits(app):
    app.session_state["table_fold"] = True
    _edit(app, 0, h=0.75)
    _named(app.button, "Randomize").click().run()
    table = next(frame.value for frame in app.dataframe if "unit" in frame.value)
    shown = table["h"].astype(float)
    np.testing.assert_allclose(shown, _engine(app)["s1"]["first"].h[0, 0], rtol=1e-5)


def test_undo_edits_keeps_the_recipe(app):
    before = _experiment(app).scenarios[1].state
    _edit(app, 0, h=0.75)
    app.button(key="undo_edits").click().run()
    assert _experiment(app).scenarios[1].state == before


def test_reset_brings_the_first_state_back(app):
    before = _experiment(app).scenarios[1].state
    _named(app.selectbox, "Recipe").select("constant").run()
    app.button(key="reset_state").click().run()
    assert _experiment(app).scenarios[1].state == before
    assert _named(app.selectbox, "Recipe").value == "normal"


def test_an_unreachable_state_is_noted(app):
    _edit(app, 0, h=1.5)
    assert any("|h| > 1" in caption.value for caption in app.caption)


def test_the_step_is_not_part_of_what_the_player_is_sent(app):
    before = player(app)["revision"]
    app.session_state["experiment"] = _experiment(app).with_view(step=30)
    assert player(app.run())["revision"] == before


def test_the_player_gets_the_numbers_of_one_unit_as_the_engine_says(app):
    sent, view = player(app)["unit"], _experiment(app).view
    traces = _engine(app)
    assert sent["unit"] == view.unit
    for scenario in sent["scenarios"]:
        layer = traces[scenario["id"]]["first"]
        for signal, values in scenario["signals"].items():
            expected = layer.signal(signal)[0, :, view.unit]
            np.testing.assert_allclose(values, expected, atol=1e-6)


def test_the_player_gets_what_the_model_answers(app):
    outputs = player(app)["outputs"]["scenarios"]
    for sent, trace in zip(outputs, _engine(app).values(), strict=True):
        np.testing.assert_allclose(sent["values"], trace.outputs[0], atol=1e-6)


def test_a_scenario_is_added_and_removed(app):
    _named(app.button, "Add scenario").click().run()
    assert [scenario.name for scenario in _experiment(app).scenarios] == ["A", "B", "C"]
    _named(app.button, "Remove B").click().run()
    assert not app.exception
    assert [scenario.name for scenario in _experiment(app).scenarios] == ["A", "C"]


def test_a_scenario_is_renamed_in_the_pictures(app):
    _named(app.text_input, "Name of B").set_value("warm").run()
    names = [line["name"] for line in _figures(app)["Output y"]["data"]]
    assert names == ["A", "warm"]


def test_a_name_given_twice_is_answered_in_place(app):
    _named(app.text_input, "Name of B").set_value("A").run()
    assert "Two scenarios have the name 'A'" in app.error[0].value
    assert _experiment(app).scenarios[1].name == "B"


def test_a_scenario_is_recoloured(app):
    _named(app.color_picker, "Colour of B").set_value("#123456").run()
    assert _figures(app)["Output y"]["data"][1]["line"]["color"] == "#123456"


def test_another_layer_shows_its_own_signals(app):
    _named(app.selectbox, "Layer").select("second").run()
    app.session_state["experiment"] = _experiment(app).with_view(gates=True)
    app.run()
    assert not app.exception
    figures = set(_figures(app))
    assert "Cell state c" not in figures
    assert {"Hidden state h", "Update gate z", "Reset gate r", "Candidate g"} <= figures


def test_heatmaps_replace_lines(app):
    app.session_state["experiment"] = _experiment(app).with_view(pictures="heatmap")
    state = _figures(app.run())["Hidden state h"]["data"]
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
    assert list(_figures(app)) == ["Input x", "Hidden state h", "Cell state c"]


def test_a_broken_model_file_gets_a_sentence(tmp_path, monkeypatch, fresh_caches):
    path = tmp_path / "broken.keras"
    path.write_bytes(b"no model")
    monkeypatch.setenv("LSTM_VIZ_MODEL", str(path))
    app = AppTest.from_string(SCRIPT, default_timeout=60).run()
    assert not app.exception
    assert "This is text ('no model'), not a Keras model" in app.error[0].value
    assert "broken.keras" in app.selectbox(key="model").options[0]


def test_an_input_file_is_read(own_model, tmp_path, monkeypatch, fresh_caches):
    path = tmp_path / "x.npy"
    np.save(path, np.zeros((9, 2), np.float32))
    monkeypatch.setenv("LSTM_VIZ_MODEL", str(own_model))
    monkeypatch.setenv("LSTM_VIZ_INPUT", str(path))
    app = AppTest.from_string(SCRIPT, default_timeout=60).run()
    assert player(app)["steps"] == 9


def test_the_file_holds_every_number_of_the_layer_exactly(app):
    traces = _engine(app)
    data = traces_csv(traces, _experiment(app), layers=("first",))
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
    app.session_state["experiment"] = _experiment(app).with_view(
        pictures="difference", units=(1, 4)
    )
    app.run()
    lines = _lines(app, "Hidden state h minus A")
    assert {line["meta"]["scenario"] for line in lines} == {"s1"}
    traces = _engine(app)
    expected = traces["s1"]["first"].h[0] - traces["s0"]["first"].h[0]
    for line in lines:
        np.testing.assert_allclose(line["y"], expected[:, line["meta"]["unit"]], atol=1e-6)
    assert [one["name"] for one in player(app)["legend"]] == ["A", "B"]


def test_a_difference_needs_another_scenario(app):
    alone = _experiment(app).without_scenario("s1").with_view(pictures="difference")
    app.session_state["experiment"] = alone
    app.run()
    errors = [picture["error"] for picture in player(app)["pictures"] if picture["signal"]]
    assert errors == ["There is no other scenario to take the difference of: add one."] * 2
