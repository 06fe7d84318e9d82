"""The section State Doctor without a browser."""

from __future__ import annotations

import time

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lstm_viz.keras_code.doctor import SNIPPETS
from tests.ui.keras_code.test_page import SCRIPT


@pytest.fixture(scope="module", autouse=True)
def fresh_caches():
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture
def app():
    app = AppTest.from_string(SCRIPT, default_timeout=120)
    app.session_state["model"] = "stateless"
    app.query_params["section"] = "doctor"
    return app.run()


@pytest.fixture
def paste(app):
    app.session_state["doctor_tabs"] = "Paste your code"
    return app.run()


def words(app):
    return " ".join(text.value for text in app.markdown)


def settled(app):
    last = time.monotonic() + 120
    while "running…" in words(app):
        assert time.monotonic() < last
        time.sleep(0.3)
        app.run()
    assert not app.exception
    return app


def test_a_right_description_finds_nothing_and_says_what_was_looked_at(app):
    assert not app.exception
    assert "None of the known mistakes was found" in words(app)
    assert "Raises an error" not in words(app)


def test_a_described_mistake_is_named_and_the_corrected_code_was_run(app):
    app.text_input(key="doctor_order").set_value("c, h").run()
    settled(app)
    assert "Wrong without a word" in words(app)
    assert "away from what was meant" in words(app)
    assert "**Run here:** works, largest difference" in words(app)
    assert any("initial_state=[h0, c0]" in block.value for block in app.code)


def test_the_layer_of_the_sidebar_is_taken_over(app):
    app.text_input(key="doctor_units").set_value("3").run()
    app.button(key="doctor_take").click().run()
    assert not app.exception
    assert app.text_input(key="doctor_units").value == "8"


def test_a_wrong_word_gets_a_sentence_and_keeps_the_form(app):
    app.text_input(key="doctor_shapes").set_value("3 by 8").run()
    assert ["shapes as numbers" in error.value for error in app.error] == [True]
    assert app.text_input(key="doctor_shapes").value == "3 by 8"
    assert not app.exception


def test_an_example_is_one_click_and_its_lines_are_marked(paste):
    paste.pills(key="doctor_example").set_value("GRU with a cell state").run()
    assert not paste.exception
    assert paste.text_area(key="doctor_text").value == SNIPPETS["GRU with a cell state"]
    assert "· line 8" in words(paste)
    assert any(block.value.startswith("8: y = gru(x") for block in paste.code)


def test_what_was_pasted_comes_back_after_an_example(paste):
    paste.text_area(key="doctor_text").set_value("model.reset_states()").run()
    assert "· line 1" in words(paste)
    paste.pills(key="doctor_example").set_value("GRU with a cell state").run()
    paste.button(key="doctor_back").click().run()
    assert paste.text_area(key="doctor_text").value == "model.reset_states()"
    assert not [b for b in paste.button if b.key == "doctor_back"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("x" * 1_000_000, "1,000,000 characters"),
        ("why does my <script>alert(1)</script> LSTM [not](x) work?", "is not Python"),
        ("(" * 200, "brackets within each other"),
    ],
)
def test_hostile_text_gets_a_sentence_and_is_not_lost(paste, text, sentence):
    paste.text_area(key="doctor_text").set_value(text).run()
    assert not paste.exception
    assert [sentence in error.value for error in paste.error] == [True]
    assert paste.text_area(key="doctor_text").value == text


def test_names_from_the_text_are_shown_as_they_are(paste):
    paste.text_area(key="doctor_text").set_value(
        "y = LSTM(4)(x, initial_state=[__c__, _h_])\nprint('**bold**')"
    ).run()
    assert not paste.exception
    assert "\\_\\_c\\_\\_" in words(paste)


def test_keras_2_answers_are_marked_as_not_run(app):
    app.text_input(key="doctor_order").set_value("c, h").run()
    app.segmented_control(key="doctor_keras").set_value(2).run()
    assert not app.exception
    assert "(not run here)" in words(app)
