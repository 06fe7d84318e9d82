"""Interventions on Explore without a browser: form, lane, bars of the state here, the map."""

from __future__ import annotations

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import lstm_viz as lv
from lstm_viz.compare import PatchMap
from lstm_viz.errors import LstmVizError
from lstm_viz.figures import patch_map_figure
from lstm_viz.ui.components.lane import LaneEdit, Mark, read_lane_edit
from lstm_viz.ui.explore.interventions._edits import moved, with_values
from lstm_viz.ui.visit import acting_interventions, caches
from tests.ui.explore.page import SCRIPT, STEPS, experiment_of, named
from tests.ui.sent import components, player

pytestmark = pytest.mark.slow

@pytest.fixture
def app(own_model, monkeypatch):
    """The page on a small model of two layers, its fold for interventions open."""
    monkeypatch.setenv("LSTM_VIZ_MODEL", str(own_model))
    monkeypatch.delenv("LSTM_VIZ_INPUT", raising=False)
    app = AppTest.from_string(SCRIPT, default_timeout=120)
    app.session_state["interventions_fold_kept"] = True
    app.run()
    assert not app.exception
    return app


def put(app, **interventions):
    """Interventions of scenarios by name, as the page would have put them."""
    now = experiment_of(app)
    for scenario in now.scenarios:
        ones = interventions.get(scenario.name, ())
        changed = type(scenario)(**{**vars(scenario), "interventions": tuple(ones)})
        now = now.with_scenario(changed)
    app.session_state["experiment"] = now
    app.run()
    assert not app.exception


def sent(app, key):
    found = components(app)
    return next((data for data in found if key in data), None)


def errors(app):
    return [error.value for error in app.error]


def ones_of(app, name):
    return next(s.interventions for s in experiment_of(app).scenarios if s.name == name)


def test_the_form_adds_a_setting_at_the_cursor_to_the_scenario_under_edit(app):
    named(app.text_input, "Units").set_value("1-2").run()
    named(app.text_input, "Number").set_value("0.5 -1").run()
    named(app.text_input, "after step t").set_value("7").run()
    named(app.button, "Add to B").click().run()
    assert not app.exception and not errors(app)
    assert ones_of(app, "B") == (lv.Set("first", "c", at=7, unit=(1, 2), value=(0.5, -1.0)),)
    assert ones_of(app, "A") == ()
    marks = sent(app, "marks")["marks"]
    assert [(m["kind"], m["first"], m["last"]) for m in marks] == [("set", 7, 7)]
    assert marks[0]["words"].startswith("set cell state c of units 1 and 2 to given values")


@pytest.mark.parametrize(
    ("kind", "made"),
    [
        ("clamp", lv.Clamp("first", "c", unit=0, steps=(1, STEPS), value=1.0)),
        ("lesion", lv.Lesion("first", unit=0, steps=(1, STEPS))),
        ("scale", lv.Scale("first", "c", at=1, unit=0, by=0.5)),
        ("add", lv.Add("first", "c", at=1, unit=0, values=0.5)),
        ("splice", lv.Splice("first", at=1, unit=0, source="s0")),
    ],
)
def test_the_form_makes_every_kind(app, kind, made):
    named(app.selectbox, "What").set_value(kind).run()
    if kind in ("clamp", "scale", "add"):
        named(app.text_input, "Number").set_value("1" if kind == "clamp" else "0.5")
    named(app.text_input, "Units").set_value("0")
    named(app.button, "Add to B").click().run()
    assert not app.exception and not errors(app)
    assert ones_of(app, "B") == (made,)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("Units", "9", "units 0 to 5"),
        ("Units", "x", "is no unit"),
        ("Number", "nan", "not a finite number"),
        ("Number", "1 2", "2 numbers are pasted"),
    ],
)
def test_a_wrong_field_is_told_and_changes_nothing(app, field, value, words):
    named(app.text_input, field).set_value(value).run()
    named(app.button, "Add to B").click().run()
    assert not app.exception
    assert words in errors(app)[0]
    assert ones_of(app, "B") == ()


def test_another_scenarios_state_is_put_in_by_one_button(app):
    named(app.button, "A's state into B at t = 1").click().run()
    assert ones_of(app, "B") == (lv.Splice("first", at=1, source="s0"),)


def test_a_circle_of_splices_is_told(app):
    put(app, A=[lv.Splice("first", at=1, source="s1")])
    named(app.button, "A's state into B at t = 1").click().run()
    assert "'A' and 'B' take a state from each other" in errors(app)[0]


def test_the_chosen_one_is_switched_copied_changed_and_removed(app):
    put(app, B=[lv.Clamp("first", "f", unit=3, steps=(20, 40), value=1.0)])
    app.session_state["interventions_selected"] = ("s1", 0)
    app.run()
    named(app.button, "Switch off").click().run()
    assert not ones_of(app, "B")[0].on
    named(app.text_input, "to step").set_value("30").run()
    named(app.button, "Apply").click().run()
    assert ones_of(app, "B")[0].steps == (20, 30)
    named(app.button, "Copy").click().run()
    assert len(ones_of(app, "B")) == 2
    named(app.button, "Remove").click().run()
    named(app.button, "Add to B")
    assert len(ones_of(app, "B")) == 1


def test_undo_takes_an_intervention_back(app):
    named(app.button, "Add to B").click().run()
    history = app.session_state["history"]
    assert history.past[-1].words == "set in B"


def test_the_curves_are_those_of_the_run_with_interventions(app):
    put(app, B=[lv.Set("first", "c", at=7, unit=0, value=3.0)])
    board = player(app)
    assert board["unit"]["layer"] == "first"
    [picture] = [one for one in board["pictures"] if one["key"] == "lines_c"]
    drawn = {line["meta"]["unit"]: line["y"] for line in picture["figure"]["data"]
             if line["meta"].get("scenario") == "s1"}  # fmt: skip
    traces = caches.traces(experiment_of(app))
    for unit, values in drawn.items():
        np.testing.assert_array_equal(values, traces["s1"]["first"].c[0, :, unit])
    assert traces["s1"]["first"].c[0, 7, 0] == 3.0
    assert sent(app, "marks")["rows"] == [{"id": "s1", "name": "B", "color": "#D55E00"}]


def test_one_after_the_end_of_a_sequence_stays_and_does_not_act(app):
    late = lv.Set("first", "c", at=999, value=1.0)
    put(app, B=[late, lv.Lesion("second", unit=1)])
    assert not errors(app)
    marks = sent(app, "marks")["marks"]
    assert marks[0]["note"] == f"after step {STEPS}, the last one here"
    assert "layer second" in marks[1]["words"]
    acting = acting_interventions(experiment_of(app), {"first": STEPS, "second": STEPS})
    assert acting == {"s1": (lv.Lesion("second", unit=1),)}


def test_without_interventions_there_is_no_lane(app):
    assert sent(app, "marks") is None


def test_the_state_here_has_bars_of_the_row_at_the_cursor(app):
    now = experiment_of(app)
    app.session_state["experiment"] = now.with_view(step=5)
    app.session_state["interventions_part"] = "Edit the state here"
    app.run()
    bars = components(app)
    here = next(data for data in bars if data.get("at") == "5")
    assert here["label"] == "State after step 5, one bar per unit"
    assert [row["signal"] for row in here["rows"]] == ["h", "c"]


def test_at_the_start_the_initial_state_has_its_own_bars(app):
    app.session_state["experiment"] = experiment_of(app).with_view(step=0)
    app.session_state["interventions_part"] = "Edit the state here"
    app.run()
    assert "At t = 0 this is the initial state" in app.info[0].value


def test_the_map_is_drawn_and_its_best_unit_spliced(app):
    app.session_state["interventions_part"] = "Which unit carries the difference"
    app.run()
    job = app.session_state["patch_map_job"]
    job.wait(60)
    app.run()
    assert not app.exception and not errors(app)
    assert any("Single units of c that carry most" in m.value for m in app.markdown)
    button = next(b for b in app.button if b.label.startswith("Splice unit"))
    button.click().run()
    (one,) = ones_of(app, "B")
    assert isinstance(one, lv.Splice) and one.signals == ("c",) and one.source == "s0"


def test_units_drawn_one_after_the_other_become_one_setting():
    first = with_values((), "a", 5, {"c": {3: 1.0}})
    second = with_values(first, "a", 5, {"c": {1: 0.5, 3: 2.0}, "h": {0: 0.25}})
    assert second == (
        lv.Set("a", "c", at=5, unit=(1, 3), value=(0.5, 2.0)),
        lv.Set("a", "h", at=5, unit=0, value=0.25),
    )
    assert len(with_values(second, "a", 6, {"c": {1: 0.5}})) == 3


@pytest.mark.parametrize(
    ("one", "wanted"),
    [
        (lv.Set("a", "c", at=5, value=1), lv.Set("a", "c", at=7, value=1)),
        (lv.Clamp("a", "c", steps=(2, 4), value=1), lv.Clamp("a", "c", steps=(4, 6), value=1)),
        (lv.Lesion("a"), lv.Lesion("a")),
    ],
)
def test_a_mark_moves_its_intervention(one, wanted):
    assert moved(one, 2) == wanted


MARK = Mark(scenario="s1", number=0, kind="set", words="", first=3, last=3)


@pytest.mark.parametrize(
    "message",
    [
        None,
        "move",
        {"action": "explode", "scenario": "s1", "mark": 0},
        {"action": "move", "scenario": "s1", "mark": 0, "by": 0.5},
        {"action": "move", "scenario": "s1", "mark": 0, "by": 10**9},
        {"action": "remove", "scenario": "s1", "mark": 4},
        {"action": "remove", "scenario": "s9", "mark": 0},
        {"action": "remove", "scenario": "s1", "mark": True},
    ],
)
def test_what_a_browser_sends_is_checked(message):
    with pytest.raises(LstmVizError):
        read_lane_edit(message, [MARK])


def test_a_move_of_a_mark_is_read():
    message = {"action": "move", "scenario": "s1", "mark": 0, "by": -2}
    assert read_lane_edit(message, [MARK]) == LaneEdit("move", "s1", 0, -2)


def test_the_map_is_a_heatmap_of_units_over_steps():
    carried = np.array([[0.5, np.nan, -0.25], [1.5, 0.0, 0.1]], np.float32)
    found = PatchMap(layer="a", signal="c", output="y", effect=np.abs(carried), carried=carried)
    figure = patch_map_figure(found, base="<A>", source="B")
    (heat,) = figure.data
    np.testing.assert_array_equal(heat.z, carried.T)
    assert (heat.zmin, heat.zmax) == (-1.5, 1.5)
    assert "<A>" not in figure.layout.title.text
