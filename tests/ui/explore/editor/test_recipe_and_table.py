"""The recipe of an initial state and its table, without a browser."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from lstm_viz.ui.explore.editor._table import with_edits
from tests.ui.explore.page import engine_of, experiment_of, lines_of, named, state_of


def _edit(app: AppTest, unit: int, **cells: float) -> AppTest:
    """Edit as the table does; AppTest cannot type into it, the browser tests do."""
    experiment = experiment_of(app)
    state, refused = with_edits(state_of(app, "s1"), "first", {unit: cells})
    assert not refused
    scenario = replace(experiment.scenario("s1"), state=state.to_json())
    app.session_state["experiment"] = experiment.with_scenario(scenario)
    return app.run()


def test_dice_draw_another_state(app):
    before = lines_of(app, "Hidden state h")[-1]["y"]
    named(app.button, "Randomize").click().run()
    assert not np.array_equal(before, lines_of(app, "Hidden state h")[-1]["y"])
    assert experiment_of(app).scenarios[1].state["layers"]["first"]["h"]["recipe"]["seed"] != 7


def test_dice_leave_the_other_scenario_alone(app):
    before = experiment_of(app).scenarios[0]
    named(app.button, "Randomize").click().run()
    assert experiment_of(app).scenarios[0] == before


@pytest.mark.parametrize("kind", ["zeros", "normal", "uniform", "constant", "one_unit", "own"])
def test_every_recipe_can_be_chosen(app, kind):
    named(app.selectbox, "Recipe").select(kind).run()
    assert not app.exception
    layers = experiment_of(app).scenarios[1].state["layers"]
    assert {layers["first"][name]["recipe"]["kind"] for name in "hc"} == {kind}


def test_a_recipe_applies_to_the_chosen_signal_only(app):
    app.session_state["editor_signals"] = "c"
    app.run()
    named(app.selectbox, "Recipe").select("constant").run()
    layers = experiment_of(app).scenarios[1].state["layers"]
    assert layers["first"]["c"]["recipe"] == {"kind": "constant", "value": 0.5}
    assert layers["first"]["h"]["recipe"]["kind"] == "normal"


def test_a_negative_scale_is_answered_in_place(app):
    before = experiment_of(app)
    named(app.text_input, "Scale").set_value("-1").run()
    assert ["scale must be 0 or more" in error.value for error in app.error] == [True]
    assert experiment_of(app) == before


def test_a_right_value_takes_the_sentence_away(app):
    named(app.text_input, "Scale").set_value("-1").run()
    named(app.text_input, "Scale").set_value("0,25").run()
    assert not app.error
    assert experiment_of(app).scenarios[1].state["layers"]["first"]["h"]["recipe"]["scale"] == 0.25


def test_pasted_numbers_become_the_state(app):
    named(app.selectbox, "Recipe").select("values").run()
    app.text_area[0].set_value("[0.1, 0.2\n0.3; 0.4 0.5 0.6]").run()
    named(app.button, "Use these numbers").click().run()
    recipe = experiment_of(app).scenarios[1].state["layers"]["first"]["h"]["recipe"]
    np.testing.assert_allclose(recipe["values"], [0.1, 0.2, 0.3, 0.4, 0.5, 0.6], atol=1e-7)


def test_pasted_text_that_is_no_number_is_named_with_its_position(app):
    before = experiment_of(app)
    named(app.selectbox, "Recipe").select("values").run()
    app.text_area[0].set_value("0.1 abc 0.3").run()
    named(app.button, "Use these numbers").click().run()
    assert "Entry 2, “abc”" in app.error[0].value
    assert experiment_of(app) == before


def test_an_edited_unit_moves_the_curves_as_the_engine_says(app):
    unit = experiment_of(app).view.units[0]
    _edit(app, unit, c=1.5)
    trace = engine_of(app)["s1"]["first"]
    assert trace.c[0, 0, unit] == np.float32(1.5)
    line = next(
        line
        for line in lines_of(app, "Cell state c")
        if line["meta"] == {"unit": unit, "scenario": "s1"}
    )
    np.testing.assert_allclose(line["y"], trace.c[0, :, unit], atol=1e-6)


def test_cells_that_are_no_number_are_named_and_the_others_are_set(app):
    pasted = {0: {"h": "0,25"}, 1: {"h": "abc"}, 2: {"h": None}, 3: {"h": "nan"}, 4: {"h": "-1"}}
    before = state_of(app, "s1").values("first")["h"]
    state, refused = with_edits(state_of(app, "s1"), "first", pasted)
    assert refused == ["h of unit 1: “abc”", "h of unit 2: empty", "h of unit 3: “nan”"]
    after = state.values("first")["h"]
    np.testing.assert_array_equal(after[[0, 4]], np.float32([0.25, -1]))
    np.testing.assert_array_equal(after[[1, 2, 3, 5]], before[[1, 2, 3, 5]])


def test_new_random_values_are_not_hidden_by_old_edits(app):
    app.session_state["table_fold"] = True
    _edit(app, 0, h=0.75)
    named(app.button, "Randomize").click().run()
    table = next(frame.value for frame in app.dataframe if "unit" in frame.value)
    shown = table["h"].astype(float)
    np.testing.assert_allclose(shown, engine_of(app)["s1"]["first"].h[0, 0], rtol=1e-5)


def test_undo_edits_keeps_the_recipe(app):
    before = experiment_of(app).scenarios[1].state
    _edit(app, 0, h=0.75)
    app.button(key="undo_edits").click().run()
    assert experiment_of(app).scenarios[1].state == before


def test_reset_brings_the_first_state_back(app):
    before = experiment_of(app).scenarios[1].state
    named(app.selectbox, "Recipe").select("constant").run()
    app.button(key="reset_state").click().run()
    assert experiment_of(app).scenarios[1].state == before
    assert named(app.selectbox, "Recipe").value == "normal"


def test_an_unreachable_state_is_noted(app):
    _edit(app, 0, h=1.5)
    assert any("|h| > 1" in caption.value for caption in app.caption)
