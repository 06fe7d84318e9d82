"""The page Dynamics without a browser: what its widgets do to the experiment and the pictures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from lstm_viz.models import sample_names
from lstm_viz.ui.components.step_mark import read_step
from lstm_viz.ui.dynamics import _find
from tests.some import some
from tests.ui.lists import the_one

pytestmark = pytest.mark.slow

# The page beside the sidebar; that the navigation leads to it is shown in a browser. Work that a
# browser would ask for again and again is waited for.
SCRIPT = """
import streamlit as st
from lstm_viz.ui.visit import _work
from lstm_viz.ui.dynamics._page import dynamics_page
from lstm_viz.ui.sidebar._link import bar, files
from lstm_viz.ui.sidebar._sidebar import sidebar

_work.WAIT = 90
with st.sidebar:
    sidebar()
dynamics_page()
bar()
files()
"""


def opened(model: str, layer: str | None = None, **settings) -> AppTest:
    app = AppTest.from_string(SCRIPT, default_timeout=120)
    app.session_state["model"] = model
    app.run()
    assert not app.exception
    if settings or layer:
        now = experiment(app)
        view = {"dynamics": replace(now.view.dynamics, **settings)}
        if layer:
            view["layer"] = layer
        app.session_state["experiment"] = now.with_view(**view)
        app.run()
        assert not app.exception
    return app


def experiment(app):
    return app.session_state["experiment"]


def text(app) -> str:
    every = (*app.markdown, *app.caption, *app.info, *app.error)
    return "\n".join(str(one.value) for one in every)


@pytest.fixture(scope="module")
def space():
    return opened("flip_flop")


@pytest.fixture
def few_weights(monkeypatch):
    """Search for the chosen weight and one more; another test searches for all."""
    monkeypatch.setattr(_find, "WEIGHTS", (1e-2,))


def test_the_census_and_the_index_sum_are_in_words(space):
    assert "27 fixed points: 8 stable, 19 saddle." in text(space)
    assert "indices add up to +1" in text(space)


def test_the_table_says_what_each_point_answers(space):
    table = space.dataframe[0].value
    assert len(table) == 27
    stable = table[table["kind"] == "stable"]
    assert stable["the model answers"].str.contains(r"bit 1 [+-]").all()


def test_start_here_makes_a_scenario_that_rests_there():
    app = opened("flip_flop")
    before = {s.id for s in experiment(app).scenarios}
    app.button(key="dynamics_start_point").click().run()
    assert not app.exception
    added = [s for s in experiment(app).scenarios if s.id not in before]
    assert [s.name for s in added] == ["point 1"]
    h = added[0].state["layers"]["lstm"]["h"]
    assert "recipe" in h


def test_start_here_can_set_the_edited_scenario():
    app = opened("flip_flop")
    before = experiment(app)
    app.segmented_control(key="dynamics_start_where").set_value("the edited one").run()
    app.button(key="dynamics_start_typed").click().run()
    assert not app.exception
    after = experiment(app)
    assert [s.id for s in after.scenarios] == [s.id for s in before.scenarios]
    assert after.scenarios[1].state != before.scenarios[1].state
    assert after.scenarios[0].state == before.scenarios[0].state


def test_a_held_pulse_leaves_one_point():
    app = opened("flip_flop", held="1,0,0")
    assert "1 fixed point: 1 stable." in text(app)
    assert the_one(app.slider, "dynamics_held_0").value == 1.0


def test_the_step_is_that_of_the_experiment():
    app = opened("counter", plane="space3")
    the_one(app.slider, "dynamics_step").set_value(5).run()
    assert experiment(app).view.step == 5


def test_only_a_step_of_the_run_is_taken_from_the_browser():
    assert [read_step(sent, 9) for sent in (0, 9, 10, -1, 2.5, True, "3", None)] == [
        0, 9, None, None, None, None, None, None,
    ]  # fmt: skip


def test_basins_are_told_in_shares():
    app = opened("flip_flop", basins=True)
    assert "Of the starts in this picture end" in text(app)


@pytest.mark.parametrize("plane", ["numbers", "points", "space3"])
def test_other_planes(plane):
    app = opened("flip_flop", plane=plane, points="1,2,9")
    assert not app.error


def test_three_points_that_are_not_there_are_told():
    app = opened("flip_flop", plane="points", points="1,2,99")
    assert "Name three points from 1 to 27" in text(app)


def test_sensitivity_of_the_chosen_scenario():
    app = opened("flip_flop", part="sensitivity")
    assert "in closed form" in text(app)
    assert "a gradient through them vanishes" in text(app)
    app.button(key="dynamics_try_0_1").click().run()
    assert not app.exception
    assert "direction 1" in [s.name for s in experiment(app).scenarios]


def test_a_found_state_becomes_a_scenario():
    app = opened("flip_flop", part="find", wanted=1.0, last=20)
    assert "A state that gives it to" in text(app)
    app.button(key="dynamics_take_0").click().run()
    assert not app.exception
    assert "found" in [s.name for s in experiment(app).scenarios]


@pytest.mark.usefixtures("few_weights")
def test_a_wanted_value_out_of_reach_is_said_to_be():
    app = opened("sunspots", part="find", wanted=3.0, first=10, last=10, weight=-3)
    assert "Not reachable from states like those it visits" in text(app)


@pytest.mark.usefixtures("few_weights")
def test_a_curve_that_is_drawn_and_then_typed_is_wanted_from_its_first_step_on(monkeypatch):
    given = []

    def drawn(points, low, high, **named):
        given.append((points, low, high))
        return [0.5 + 0.01 * point for point in points]

    monkeypatch.setattr(_find, "sketch", drawn)
    app = AppTest.from_string(SCRIPT, default_timeout=120)
    app.session_state["model"] = "sunspots"
    app.session_state["dynamics_draw_kept"] = True
    app.run()
    now = experiment(app)
    settings = replace(now.view.dynamics, part="find", first=4, last=40)
    app.session_state["experiment"] = now.with_view(dynamics=settings)
    app.run()
    assert not app.exception and not app.error
    points, low, high = given[-1]
    assert (points[0], points[-1], len(points)) == (4, 40, 12)
    assert low < 0 < 2 < high
    curve = experiment(app).view.dynamics.curve_numbers
    np.testing.assert_allclose(curve, 0.5 + 0.01 * np.arange(4, 41), atol=1e-6)
    # What is typed afterwards is not taken back.
    the_one(app.text_input, "dynamics_curve").set_value("0.5,0.6").run()
    assert experiment(app).view.dynamics.curve == "0.5,0.6"
    assert not app.error
    assert "misfit" in text(app)
    # What cannot be read has its sentence and changes nothing.
    the_one(app.text_input, "dynamics_curve").set_value("0.5,high").run()
    assert ["numbers with commas between" in error.value for error in app.error] == [True]
    assert experiment(app).view.dynamics.curve == "0.5,0.6"


@pytest.mark.parametrize(
    "name",
    some(
        sorted({*sample_names()} - {"flip_flop", "characters"}), ["counter", "digits", "stateful"]
    ),
)
def test_every_sample_has_a_picture_and_a_census(name):
    app = opened(name)
    assert not app.error
    assert "fixed point" in text(app)


def test_a_decoder_holds_its_own_input():
    app = opened("autoencoder", layer="decoder")
    assert "its own input is held at 0" in text(app)
    assert not app.error


def test_a_layer_of_a_bidirectional_is_differentiated_by_tensorflow():
    app = opened("digits", part="sensitivity")
    assert "by automatic differentiation, because" in text(app)
    assert not app.error
