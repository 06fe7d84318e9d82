"""A sweep on the page Compare: the command that makes it, and a finished one."""

from __future__ import annotations

import shlex

import pytest
from streamlit.testing.v1 import AppTest

import lstm_viz as lv
from lstm_viz.commands import run
from lstm_viz.models import load_sample
from tests.ui.compare.test_compare_page import SCRIPT
from tests.ui.lists import the_one

pytestmark = pytest.mark.slow


@pytest.fixture
def app():
    made = AppTest.from_string(SCRIPT, default_timeout=120)
    made.session_state["sweep_fold_kept"] = True
    made.run()
    the_one(made.segmented_control, "compare_part").select("ensemble").run()
    assert not made.exception
    return made


def summary(tmp_path, sample="sunspots"):
    opened = load_sample(sample)
    lv.sweep(opened.model, {"seq": opened.sequences[0].x}, lv.Normal(0.5, seed=3), n=70,
             out=tmp_path / "sweep")  # fmt: skip
    return (tmp_path / "sweep" / "summary-000.npz").read_bytes()


def give(app, data):
    return app.file_uploader(key="sweep_file").upload("summary-000.npz", data).run()


def test_the_command_runs_what_the_page_shows(app, tmp_path, capsys):
    (code,) = [block.value for block in app.code if block.value.startswith("lstm-viz sweep")]
    words = shlex.split(code)[2:]
    words[words.index("-n") + 1] = "64"
    words[words.index("--out") + 1] = str(tmp_path / "out")
    assert run("sweep", [*words, "--quiet"]) == 0
    found = lv.open_sweep(tmp_path / "out")
    assert found.plan.states == lv.Normal(0.5, seed=0)
    assert found.plan.layer == "lstm"


def test_a_finished_sweep_is_shown_and_a_member_becomes_a_scenario(app, tmp_path):
    give(app, summary(tmp_path))
    assert not app.exception
    assert any("A sweep of 70 initial states" in text.value for text in app.markdown)
    before = len(app.session_state["experiment"].scenarios)
    app.button(key="extreme_0").click().run()
    scenarios = app.session_state["experiment"].scenarios
    assert len(scenarios) == before + 1
    opened = load_sample("sunspots")
    found = lv.open_sweep(tmp_path / "sweep", opened.model)
    k = found.extremes("h")[0].k
    assert scenarios[-1].state == found.member(k).to_json()
    app.button(key="sweep_close").click().run()
    assert not any("A sweep of 70" in text.value for text in app.markdown)


def test_a_sweep_of_another_model_and_another_file_are_refused_in_a_sentence(app, tmp_path):
    give(app, summary(tmp_path, "flip_flop"))
    assert any("another one than is open" in error.value for error in app.error)
    give(app, b"no sweep")
    assert any("no summary of a sweep" in error.value for error in app.error)
    assert not app.exception
