"""The section Statefulness without a browser."""

from __future__ import annotations

import json

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lstm_viz.keras_code.statefulness import Setting, ask, in_words, simulate
from tests.ui.keras_code.test_page import SCRIPT

pytestmark = pytest.mark.slow


@pytest.fixture
def app():
    app = AppTest.from_string(SCRIPT, default_timeout=120)
    app.session_state["model"] = "stateless"
    app.query_params["section"] = "statefulness"
    yield app.run()
    st.cache_resource.clear()


def named(widgets, label: str):
    return next(widget for widget in widgets if widget.label == label)


def question(app: AppTest):
    return next(radio for radio in app.radio if "remember" in radio.label)


def shown(app: AppTest) -> list[dict]:
    """Traces of the picture; none while it is not shown."""
    charts = app.get("plotly_chart")
    return json.loads(charts[0].proto.spec)["data"] if charts else []


def blocks(app: AppTest) -> set[str]:
    return {text for trace in shown(app) for text in trace.get("text", ())}


def answer(app: AppTest, text: str) -> AppTest:
    question(app).set_value(question(app).options.index(text)).run()
    return named(app.button, "Check").click().run()


def test_the_question_comes_before_the_picture_and_a_right_answer_shows_it(app):
    assert not app.exception
    assert not shown(app)
    assert named(app.button, "Check").disabled
    asked = ask(simulate(Setting()))
    assert asked.text in question(app).label
    answer(app, asked.choices[asked.right].text)
    assert not app.exception
    assert app.success[0].value == f"Right. {asked.why}"
    assert not app.error
    assert {"A1", "D4"} <= blocks(app)
    app = named(app.button, "Another question").click().run()
    assert not shown(app) and asked.text not in question(app).label


def test_a_wrong_answer_is_told_with_the_reason(app):
    asked = ask(simulate(Setting()))
    answer(app, "nothing (zeros)")
    assert app.error[0].value == f"No: not nothing (zeros). {asked.why}"
    assert not app.success
    assert shown(app)


def test_a_reset_changes_the_run_and_asks_anew(app):
    named(app.button, "Show without answering").click().run()
    assert shown(app)
    pills = next(group for group in app.get("button_group") if group.label.startswith("reset"))
    pills.set_value([2]).run()
    assert not app.exception
    assert not shown(app)
    asked = ask(simulate(Setting(resets=(2,))))
    answer(app, asked.choices[asked.right].text)
    assert "reset_state() put zeros after call 2" in app.success[0].value


def test_fit_shuffles_and_the_switch_is_free_for_fit_alone(app):
    named(app.toggle, "Ask me first").set_value(False).run()
    assert named(app.toggle, "shuffle").disabled
    group = next(group for group in app.get("button_group") if group.label == "Called by")
    group.set_value("fit").run()
    assert not app.exception
    assert not named(app.toggle, "shuffle").disabled
    expected = simulate(Setting(way="fit", shuffle=True)).memories
    table = app.table[0].value
    assert table.loc["row 2", "after call 4"] == in_words(expected[3][2])
    named(app.toggle, "shuffle").set_value(False).run()
    assert app.table[0].value.loc["row 2", "after call 4"] == "C1, C2, C3, C4"
    named(app.toggle, "stateful").set_value(False).run()
    assert app.table[0].value.loc["row 2", "after call 4"] == "C4"


def test_code_and_notes_are_there(app):
    named(app.toggle, "Ask me first").set_value(False).run()
    assert "stateful=True" in app.code[0].value
    named(app.selectbox, "Layer").select("sample").run()
    assert "sample_models/stateful/model.keras" in app.code[0].value
    assert any("States are not saved with the model" in text.value for text in app.markdown)
