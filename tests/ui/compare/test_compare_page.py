"""The page Compare without a browser: what its widgets do to the experiment and the pictures."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from lstm_viz.compare import compare
from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import CompareView, Experiment
from lstm_viz.interventions import Lesion
from lstm_viz.models import sample_names
from lstm_viz.ui.compare import _scenarios
from lstm_viz.ui.visit import caches
from tests.some import some
from tests.ui.lists import model_list, the_one

pytestmark = pytest.mark.slow

# The page beside the sidebar; that the navigation leads to it is shown in a browser.
SCRIPT = """
import streamlit as st
from lstm_viz.ui.compare._page import compare_page
from lstm_viz.ui.sidebar._link import bar, files
from lstm_viz.ui.sidebar._sidebar import sidebar

with st.sidebar:
    sidebar()
compare_page()
bar()
files()
"""


@pytest.fixture
def app():
    """The page on the bundled flip-flop."""
    return opened("flip_flop")


def opened(model: str, **compare_settings) -> AppTest:
    app = AppTest.from_string(SCRIPT, default_timeout=120)
    app.session_state["model"] = model
    app.run()
    assert not app.exception
    if compare_settings:
        settings(app, **compare_settings)
        app.run()
        assert not app.exception
    return app


def experiment(app: AppTest) -> Experiment:
    return app.session_state["experiment"]


def settings(app: AppTest, **changes) -> None:
    now = experiment(app)
    app.session_state["experiment"] = now.with_view(compare=replace(now.view.compare, **changes))


def figure(app: AppTest) -> dict:
    return json.loads(app.get("plotly_chart")[0].proto.spec)


def numbers(values) -> np.ndarray:
    if isinstance(values, dict):
        return np.frombuffer(base64.b64decode(values["bdata"]), np.dtype(values["dtype"]))
    return np.array([np.nan if v is None else v for v in values], float)


def texts(app: AppTest) -> str:
    return "\n".join(element.value for element in (*app.markdown, *app.caption, *app.info))


@pytest.mark.parametrize("model", some(sample_names(), ["characters", "autoencoder"]))
def test_every_bundled_model_is_compared(model):
    app = opened(model)
    assert not app.error
    assert "B against A" in texts(app)
    assert len(app.dataframe[0].value) == 2
    assert "own start" in texts(app)
    settings(app, part="ensemble", members=12)
    app.run()
    assert not app.exception and not app.error
    finish(app)
    assert "of 12 members" in texts(app) or "of the 12 members" in texts(app)
    assert len(app.get("plotly_chart")) == 3


def finish(app: AppTest) -> None:
    """Let the ensemble end, and draw it."""
    app.session_state["ensemble_job"].wait(60)
    app.run()
    assert not app.exception


def test_the_curve_is_the_distance_of_the_traces(app):
    settings(app, relative=False, log=False)
    app.run()
    traces = caches.traces(experiment(app))
    expected = compare(traces["s0"], traces["s1"], "lstm").signals["h"].values
    drawn = next(t for t in figure(app)["data"] if t["meta"]["what"] == "distance")
    np.testing.assert_allclose(numbers(drawn["y"]), expected, rtol=1e-9)
    assert figure(app)["layout"]["yaxis"].get("type") != "log"


def test_widgets_write_into_the_experiment_and_the_sentence_follows(app):
    assert "for h:" in texts(app)
    the_one(app.selectbox, "compare_signal").set_value("c").run()
    the_one(app.selectbox, "compare_threshold").set_value(0.1).run()
    assert experiment(app).view.compare == CompareView(signal="c", threshold=0.1)
    traces = caches.traces(experiment(app))
    found = compare(traces["s0"], traces["s1"], "lstm", threshold=0.1)
    assert found.words("c").split(":")[0] in texts(app)
    assert "below 10 % of the start" in texts(app)
    assert "bounds the direct path only" in texts(app)


def test_another_baseline_is_compared_with(app):
    the_one(app.selectbox, "compare_baseline").set_value("s1").run()
    assert list(app.dataframe[0].value["scenario"]) == ["B (baseline)", "A"]
    assert "A against B" in texts(app)
    assert "B against A" not in texts(app)


def test_a_baseline_that_was_removed_gives_way_to_the_first(app):
    settings(app, baseline="gone")
    app.run()
    assert not app.exception
    assert "B against A" in texts(app)


def test_every_picture_is_drawn_for_gates_and_outputs(app):
    kinds = {
        "difference": "heatmap",
        "difference_lines": "scatter",
        "overlay": "scatter",
        "multiples": "scatter",
    }
    for signal in ("f", "output"):
        for picture, kind in kinds.items():
            settings(app, picture=picture, signal=signal)
            app.run()
            assert not app.exception and not app.error
            assert {trace["type"] for trace in figure(app)["data"]} == {kind}


def test_a_difference_is_the_scenario_less_the_baseline(app):
    settings(app, picture="difference", signal="c")
    app.run()
    traces = caches.traces(experiment(app))
    expected = traces["s1"]["lstm"].c[0].astype(float) - traces["s0"]["lstm"].c[0]
    (drawn,) = figure(app)["data"]
    z = np.frombuffer(base64.b64decode(drawn["z"]["bdata"]), np.dtype(drawn["z"]["dtype"]))
    np.testing.assert_allclose(z.reshape(expected.T.shape), expected.T, atol=1e-12)


def test_free_ranges_warn(app):
    settings(app, picture="multiples")
    app.run()
    assert not app.warning
    the_one(app.toggle, "compare_free").set_value(True).run()
    assert "cannot be compared" in app.warning[0].value


def test_what_is_never_forgotten_is_said():
    app = opened("stateless")
    assert "Not forgotten within these 10 steps" in texts(app)
    assert "h" in app.dataframe[0].value["not forgotten"][1]


def test_the_table_holds_the_numbers_of_the_traces(app):
    table = app.dataframe[0].value
    traces = caches.traces(experiment(app))
    found = compare(traces["s0"], traces["s1"], "lstm")
    assert table["horizon of h"][1] == found.horizon["h"]
    assert table["|h0|"][1] == pytest.approx(np.linalg.norm(traces["s1"]["lstm"].h[0, 0]))
    assert table["|Δc| last"][1] == pytest.approx(found.signals["c"].final)
    assert table["reachability"].tolist() == ["visited", "unreachable"]
    assert np.isnan(table["horizon of h"][0])


def test_one_scenario_gets_a_sentence_and_a_button():
    app = opened("sunspots")
    app.session_state["experiment"] = experiment(app).without_scenario("s1")
    app.run()
    assert "nothing to compare" in texts(app)
    assert not app.get("plotly_chart")
    app.button(key="compare_add_scenario").click().run()
    assert len(experiment(app).scenarios) == 2
    assert len(app.get("plotly_chart")) == 1


def test_a_signal_that_the_layer_lacks_gives_way():
    app = opened("sunspots", signal="z")
    assert not app.exception
    assert the_one(app.selectbox, "compare_signal").value == "h"


def test_an_extreme_member_becomes_the_very_same_scenario():
    app = opened("sunspots", part="ensemble", members=40, seed=3)
    finish(app)
    job = app.session_state["ensemble_job"]
    k = job.result.extremes("h")[0].k
    app.button(key="extreme_0").click().run()
    assert not app.exception
    added = experiment(app).scenarios[-1]
    assert added.name == f"member {k}"
    recipe = added.state["layers"]["lstm"]["h"]["recipe"]
    assert recipe == {"kind": "normal", "scale": 0.5, "seed": 30_000 + k}
    traces = caches.traces(experiment(app))
    distance = compare(traces["s0"], traces[added.id], "lstm").signals["h"]
    assert distance.final == pytest.approx(float(job.result.final["h"][k]), abs=1e-6)
    # The result stays: nothing that it depends on has changed.
    assert app.session_state["ensemble_job"] is job


def test_an_ensemble_says_that_interventions_take_no_part():
    app = opened("flip_flop", part="ensemble", members=12)
    assert "Interventions take no part here" not in texts(app)
    now = experiment(app)
    changed = replace(now.scenarios[0], interventions=(Lesion("lstm", unit=0),))
    app.session_state["experiment"] = now.with_scenario(changed)
    app.run()
    assert not app.exception
    assert "Interventions take no part here" in texts(app)


def test_other_settings_make_another_ensemble():
    app = opened("sunspots", part="ensemble", members=20)
    finish(app)
    first = app.session_state["ensemble_job"]
    the_one(app.text_input, "compare_seed").set_value("9").run()
    finish(app)
    assert app.session_state["ensemble_job"] is not first
    assert experiment(app).view.compare.seed == 9


def test_visited_states_make_an_ensemble():
    app = opened("sunspots", part="ensemble", members=20, draw="visited")
    finish(app)
    assert "of 20 members" in texts(app)


def test_a_large_ensemble_waits_for_its_button_and_is_cancelled():
    app = opened("characters", part="ensemble", members=10_000)
    assert "ensemble_job" not in app.session_state
    app.button(key="ensemble_run").click().run()
    job = app.session_state["ensemble_job"]
    assert job.running
    assert app.button(key="ensemble_cancel").label == "Cancel"
    app.button(key="ensemble_cancel").click().run()
    job.wait(60)
    app.run()
    assert job.cancelled and job.result is None
    assert "Stopped after" in texts(app)
    assert job.done < 10_000


def test_text_is_continued_from_every_scenario():
    app = opened("characters", part="text", length=20)
    assert len(app.code) == 2
    first = [block.value for block in app.code]
    assert all(text.startswith("the· | ") for text in first)
    assert "baseline; " in texts(app)
    settings(app, part="text", length=20, temperature=1.0, text_seed=5)
    app.run()
    assert [block.value for block in app.code] != first
    assert "sampled at temperature 1" in texts(app)


def test_a_model_that_writes_no_text_says_why():
    app = opened("sunspots", part="text")
    assert "does not read token ids" in texts(app)
    assert not app.code


def test_settings_stay_when_another_model_is_chosen(app):
    settings(app, threshold=0.05)
    app.run()
    model_list(app).set_value("counter").run()
    assert experiment(app).model == "counter"
    assert experiment(app).view.compare.threshold == 0.05


def test_where_no_visited_state_is_known_the_page_says_so(app, monkeypatch):
    def fails(*_):
        raise LstmVizError("A sequence is too long.")

    monkeypatch.setattr(_scenarios, "reach_of", fails)
    app.run()
    assert not app.exception
    assert "cannot be told. A sequence is too long." in texts(app)
    assert "reachability" in app.dataframe[0].value


def test_a_browser_that_has_not_heard_of_an_undo_does_not_choose_again():
    app = opened("characters", picture="distance", relative=False, signal="h")
    for kind, field, entry in (
        ("selectbox", "signal", "c"),
        ("selectbox", "threshold", 0.1),
        ("toggle", "relative", True),
        ("segmented_control", "part", "text"),
    ):
        shown = the_one(getattr(app, kind), f"compare_{field}")
        before = shown.value
        shown.set_value(entry).run()
        assert getattr(experiment(app).view.compare, field) == entry != before
        # All of its widgets, with every entry.
        late = app._tree.get_widget_states()
        settings(app, **{field: before})
        app.run()
        app._run(late)
        assert not app.exception
        shown = the_one(getattr(app, kind), f"compare_{field}")
        assert getattr(experiment(app).view.compare, field) == shown.value == before


def test_what_is_typed_is_not_taken_back_either(app):
    settings(app, picture="difference_lines")
    app.run()
    before = experiment(app)
    the_one(app.text_input, "compare_units").set_value("7").run()
    late = app._tree.get_widget_states()
    app.session_state["experiment"] = before
    app.run()
    app._run(late)
    assert experiment(app).view.units == before.view.units
    assert the_one(app.text_input, "compare_units").value != "7"


def test_units_are_typed_and_wrong_ones_get_a_sentence(app):
    settings(app, picture="difference_lines")
    app.run()
    the_one(app.text_input, "compare_units").set_value("0-2,7").run()
    assert experiment(app).view.units == (0, 1, 2, 7)
    assert {trace["meta"]["unit"] for trace in figure(app)["data"]} == {0, 1, 2, 7}
    the_one(app.text_input, "compare_units").set_value("99").run()
    assert len(app.error) == 1
    assert experiment(app).view.units == (0, 1, 2, 7)
    # The entry stays beside its sentence until it is mended.
    app.run()
    assert len(app.error) == 1
    assert the_one(app.text_input, "compare_units").value == "99"
    the_one(app.text_input, "compare_units").set_value("7").run()
    assert not app.error
    assert experiment(app).view.units == (7,)
