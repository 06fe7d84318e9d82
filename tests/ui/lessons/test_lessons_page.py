"""The page Lessons without a browser: what each stage sends, and that nothing is sent too early."""

from __future__ import annotations

import json

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lstm_viz.lessons import load_lesson

pytestmark = pytest.mark.slow

SCRIPT = """
from lstm_viz.ui import _main
from lstm_viz.ui.lessons import lessons_page
import streamlit as st
real = st.navigation
st.navigation = lambda pages, **k: real(
    [st.Page(lessons_page, url_path="lessons", default=True)], **k
)
try:
    _main.run()
finally:
    st.navigation = real
"""
KEY = "before-the-first-input"


@pytest.fixture
def app():
    app = AppTest.from_string(SCRIPT, default_timeout=120)
    app.query_params["lang"] = "en"
    yield app
    st.cache_resource.clear()


def button(app: AppTest, key: str):
    return next(one for one in app.button if one.key == key)


def sent(app: AppTest) -> str:
    """Everything of the page as it is sent: elements, pictures, alternative texts, payloads."""
    return "\n".join(str(node.proto) for node in app.main if hasattr(node, "proto")) + "\n".join(
        str(one.proto) for kind in ("plotly_chart", "bidi_component") for one in app.get(kind)
    )


def drawn(app: AppTest) -> list[str]:
    """Names of all lines that are drawn."""
    specs = [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]
    return [trace.get("name", "") for spec in specs for trace in spec["data"]]


def test_a_lesson_from_its_scene_to_its_goal(app):
    words = load_lesson(KEY).in_language("en")
    app.run()
    assert not app.exception
    button(app, f"lesson_begin_{KEY}").click().run()
    assert not app.exception
    assert app.title[0].value == words.title
    hidden = [words.part.reveal[:40], words.part.asks[0].why["noise"][:30]]
    for _ in range(2):
        # Scene and question: run B has no line, and no word tells what it does.
        assert not [name for name in drawn(app) if name.startswith("B")]
        assert not [one for one in hidden if one in sent(app)]
        if not app.radio:
            button(app, "lesson_next").click().run()
    app.radio[0].set_value("noise").run()
    button(app, "lesson_answer").click().run()
    assert not [one for one in hidden if one in sent(app)]
    # Another option and the press arrive together: the button was drawn with the old one.
    app.radio[0].set_value("kept")
    button(app, "lesson_answer").click().run()
    assert [name for name in drawn(app) if name.startswith("B")]
    assert words.part.reveal[:40] in " ".join(one.value for one in app.markdown)
    assert "As you predicted." in app.success[0].value
    button(app, "lesson_next").click().run()
    assert not [name for name in drawn(app) if name.startswith("B")]
    app.radio[0].set_value("one").run()
    button(app, "lesson_answer").click().run()
    assert words.check.asks[0].why["one"][:20] in app.warning[0].value
    button(app, "lesson_next").click().run()
    assert not app.exception
    assert words.part.asks[0].options["noise"] in app.code[0].value
    assert "Not reached yet" in app.info[0].value


def test_a_link_opens_a_stage_in_a_language(app):
    app.query_params["lesson"] = KEY
    app.query_params["step"] = "ask"
    app.query_params["lang"] = "zh"
    app.run()
    assert not app.exception
    words = load_lesson(KEY).in_language("zh")
    assert app.title[0].value == words.title
    assert words.part.asks[0].text in app.radio[0].label


def test_a_lesson_that_is_not_there_is_said(app):
    app.query_params["lesson"] = "nothing"
    app.run()
    assert not app.exception
    assert "There is no lesson 'nothing'" in app.error[0].value


def test_a_lesson_whose_fact_fails_is_not_shown(app, monkeypatch):
    from lstm_viz.ui.lessons import _stages

    monkeypatch.setattr(_stages, "problems", lambda lesson: ["The fact 'b1' is 0.5."])
    app.query_params["lesson"] = KEY
    app.query_params["step"] = "reveal"
    app.run()
    assert not app.exception
    assert "The fact 'b1' is 0.5." in app.error[0].value
    assert not app.get("plotly_chart")


def test_a_presentation_has_large_text_and_thick_lines_in_pictures(app):
    app.query_params["lesson"] = KEY
    app.query_params["step"] = "reveal"
    app.query_params["present"] = "1"
    app.run()
    assert not app.exception
    figures = [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]
    assert figures
    for figure in figures:
        assert figure["layout"]["font"]["size"] >= 24
        lines = [
            t for t in figure["data"] if t["type"] == "scatter" and "lines" in t.get("mode", "")
        ]
        assert all(line["line"]["width"] >= 4 for line in lines)


def test_a_link_leaves_out_parts_of_the_page_that_it_names_and_nothing_else(app):
    app.query_params["hide"] = "sidebar,*,editor"
    app.run()
    css = app.get("html")[0].proto.body
    assert ".stSidebar, " in css and ".st-key-state_editor { display: none" in css
    assert "*" not in css.rpartition("<style>")[2]


def test_a_question_is_asked_by_number_and_by_drawing(app):
    from lstm_viz.ui.components.sketch import read_drawn

    app.query_params["lesson"] = "for-how-long"
    app.query_params["step"] = "check"
    app.run()
    assert not app.exception
    [field] = [one for one in app.text_input if one.key.startswith("lesson_answer_")]
    field.set_value("６").run()
    button(app, "lesson_answer").click().run()
    assert "Close." in app.success[0].value and "2 away" in app.success[0].value
    assert read_drawn([0, 1], 2, -1, 0.5) == [0, 0.5]
    wrong = (None, "x", [1], [1, None], [1, float("nan")], [True, 1], {"0": 1})
    assert [read_drawn(one, 2, -1, 1) for one in wrong] == [None] * len(wrong)


def test_the_goal_is_checked_on_the_experiment(app):
    from lstm_viz.experiment import Experiment

    lesson = load_lesson(KEY)
    app.query_params["lesson"] = KEY
    app.query_params["step"] = "try"
    app.run()
    app.session_state["model"] = "flip_flop"
    app.run()
    app.session_state["experiment"] = Experiment.from_link(lesson.goal.solution)
    app.run()
    assert not app.exception
    assert "Reached by scenario B." in app.success[0].value
    app.session_state["experiment"] = Experiment.from_link(lesson.goal.link)
    app.run()
    assert not app.success
