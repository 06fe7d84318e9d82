"""The page Keras code without a browser."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lstm_viz.experiment import PURPOSES, SECTIONS
from lstm_viz.figures import wanted_figure
from lstm_viz.interventions import Lesion
from lstm_viz.keras_code import _run
from lstm_viz.keras_code.ways import GROUPS, Compared
from lstm_viz.ui.keras_code import _ways
from lstm_viz.ui.keras_code._page import _SECTIONS
from lstm_viz.ui.visit import _work
from tests.ui.lists import the_one

SCRIPT = """
from lstm_viz.ui import _main
from lstm_viz.ui.keras_code._page import keras_code
import streamlit as st
real = st.navigation
st.navigation = lambda pages, **k: real([st.Page(keras_code, url_path="k", default=True)], **k)
try:
    _main.run()
finally:
    st.navigation = real
"""


def opened(model: str, *, purpose: str = "call", **state: object) -> AppTest:
    app = AppTest.from_string(SCRIPT, default_timeout=120)
    app.session_state["model"] = model
    app.query_params["purpose"] = purpose
    for name, value in state.items():
        app.session_state[name] = value
    return settled(app.run())


@pytest.fixture(scope="module")
def app():
    """The page on the untrained toy model, its first group run."""
    st.cache_resource.clear()
    yield opened("stateless")
    st.cache_resource.clear()


def settled(app: AppTest) -> AppTest:
    """Run the page until no program is running."""
    last = time.monotonic() + 120
    while any("running…" in label for label in labels(app)):
        assert not app.exception
        assert time.monotonic() < last
        time.sleep(0.3)
        app.run()
    assert not app.exception
    return app


def labels(app: AppTest) -> list[str]:
    return [fold.label for fold in app.expander]


def words(app: AppTest) -> str:
    return " ".join(text.value for text in [*app.markdown, *app.caption, *app.info, *app.error])


def codes(app: AppTest) -> list[str]:
    return [block.value for block in app.code]


def test_every_way_of_the_group_has_its_verdict_in_its_label(app):
    shown = labels(app)[-len(GROUPS["call"].ways) :]
    for label, way in zip(shown, GROUPS["call"].ways, strict=True):
        assert label.startswith(way.title)
        assert label.endswith(":material/check_circle: **works**]")
    assert "recommended" in shown[0] and "recommended" not in shown[1]


def test_the_code_shown_is_the_code_that_ran(app):
    run = app.session_state["ways_runs"]
    assert codes(app)[0] == run.programs[0].code.strip()
    assert list(run.files) == ["state.npz"]


def test_what_is_chosen_is_carried_by_the_link():
    app = opened("stateless", purpose="gone")
    assert the_one(app.selectbox, "ways_group").value == "gone"
    the_one(app.selectbox, "ways_group").set_value("mistakes").run()
    the_one(app.segmented_control, "keras_code_section").set_value("statefulness").run()
    assert not app.exception
    view = app.session_state["experiment"].view
    assert (view.section, view.purpose) == ("statefulness", "mistakes")
    assert "A **stateful** layer keeps the state" in words(app)
    assert "history" not in app.session_state, "to go somewhere is no step for undo"


def test_the_view_names_the_sections_and_the_purposes_that_there_are():
    assert tuple(_SECTIONS) == SECTIONS
    assert tuple(GROUPS) == PURPOSES


def test_a_closed_way_sends_no_code(app):
    run = app.session_state["ways_runs"]
    assert run.programs[1].code.strip() not in codes(app)


def test_interventions_take_no_part_in_the_programs_and_the_page_says_so(app):
    before, now = app.session_state["ways_runs"], app.session_state["experiment"]
    assert "Interventions take no part here" not in words(app)
    lesion = Lesion(now.view.layer or "lstm", unit=0)
    changed = replace(now.scenario("s1"), interventions=(lesion,))
    app.session_state["experiment"] = now.with_scenario(changed)
    app.run()
    assert not app.exception
    assert "Interventions take no part here" in words(app)
    assert app.session_state["ways_runs"] is before, "the case is the same as without"
    app.session_state["experiment"] = now
    app.run()


def test_the_scenario_that_is_not_zero_is_taken_first(app):
    assert app.session_state["ways_scenario"] == "s1"
    assert "This initial state is zero" not in words(app)


def test_a_zero_state_is_said_to_hide_mistakes():
    app = opened("stateless", ways_scenario="s0")
    assert "This initial state is zero" in words(app)


def test_another_group_shows_errors_with_their_message():
    app = opened("stateless", purpose="gone", way_reset_states_states=True)
    assert any(label.endswith("**raises**]") for label in labels(app))
    assert any("unexpected keyword argument 'states'" in code for code in codes(app))
    assert "TypeError in line 11" in words(app)


def test_a_way_that_does_not_apply_says_so(monkeypatch):
    way = GROUPS["call"].ways[0]
    monkeypatch.setattr(type(way), "refusal", lambda self, case: "Not for this layer.")
    app = opened("stateless")
    assert "does not apply" in labels(app)[-1]
    assert "Not for this layer." in words(app)


def test_a_helper_that_cannot_start_is_told_and_can_be_tried_again(monkeypatch):
    def fail(self):
        raise _run.LstmVizError("The helper process did not start: try again later.")

    with monkeypatch.context() as patched:
        patched.setattr(_run, "_POOL", _run._Pool())
        patched.setattr(_run.Helper, "__init__", fail)
        app = opened("stateless", purpose="loop")
        assert "did not start" in words(app)
        assert all("not run" in label for label in labels(app)[-3:])
    next(b for b in app.button if b.label == "Try again").click().run()
    settled(app)
    assert "did not start" not in words(app)
    assert all("**works**" in label for label in labels(app)[-3:])


def test_the_picture_shows_where_the_difference_is_largest():
    wanted, got = np.zeros((2, 5, 3)), np.zeros((2, 5, 3))
    got[1, 3, 2] = 1
    compared = Compared(wanted=wanted, got=got, wanted_name="right", got_name="wrong")
    figure = wanted_figure(compared)
    assert "unit 2, row 1" in figure.layout.title.text
    assert [line.name for line in figure.data] == ["right", "wrong"]
    np.testing.assert_array_equal(figure.data[1].y, got[1, :, 2])
    np.testing.assert_array_equal(figure.data[1].x, [1, 2, 3, 4, 5])


def test_the_picture_of_states_is_over_units():
    compared = Compared(
        wanted=np.zeros((2, 4)), got=np.eye(2, 4), wanted_name="right", got_name="wrong"
    )
    figure = wanted_figure(compared, dark=True)
    assert figure.layout.xaxis.title.text == "unit"
    assert list(figure.data[0].x) == [0, 1, 2, 3]
    assert figure.layout.template.layout.font.color == "#fafafa"


def test_while_programs_run_it_is_said_how_far_they_are(monkeypatch):
    held = _run._Pool()
    monkeypatch.setattr(held, "_work", lambda number: None)
    monkeypatch.setattr(_run, "_POOL", held)
    held.start(_run.CodeRun((_run.Program(name="other", code=""),), {}, 1.0))
    app = AppTest.from_string(SCRIPT, default_timeout=120)
    app.session_state["model"] = "stateless"
    app.run()
    assert not app.exception
    assert all("running…" in label for label in labels(app)[-len(GROUPS["call"].ways) :])
    assert codes(app), "the code can be read and copied meanwhile"
    shown = [element.proto.text for element in app.get("progress")]
    assert shown == ["Waiting: 1 run comes first."]


def test_the_page_does_not_wait_for_the_layer_that_programs_read(monkeypatch):
    monkeypatch.setattr(_work, "WAIT", 0.0)
    go_on, real = threading.Event(), _ways.layer_case

    def slow(*args, **named):
        assert go_on.wait(60)
        return real(*args, **named)

    monkeypatch.setattr(_ways, "layer_case", slow)
    app = AppTest.from_string(SCRIPT, default_timeout=120)
    app.session_state["model"] = "stateless"
    app.query_params["purpose"] = "call"
    app.run()
    assert not app.exception and not labels(app)
    # A click on something else is answered while Keras still computes.
    name = next(field for field in app.text_input if field.key.startswith("name_s1_"))
    name.set_value("warm").run()
    assert app.session_state["experiment"].scenario("s1").name == "warm"
    assert not labels(app)
    go_on.set()
    last = time.monotonic() + 120
    while not labels(app):
        assert time.monotonic() < last
        app.run()
    settled(app)
