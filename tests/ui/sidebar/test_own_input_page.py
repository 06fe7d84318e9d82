"""A visitor's own input, without a browser."""

from __future__ import annotations

import io

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import lstm_viz as lv
from lstm_viz.models import load_sample
from lstm_viz.ui.visit import caches
from tests.ui.lists import model_list, the_list
from tests.ui.sent import player

pytestmark = pytest.mark.slow

SCRIPT = "from lstm_viz.ui._main import run\nrun()\n"


@pytest.fixture(scope="module", autouse=True)
def fresh_caches():
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture
def app(monkeypatch):
    monkeypatch.delenv("LSTM_VIZ_MODEL", raising=False)
    return AppTest.from_string(SCRIPT, default_timeout=120).run()


def open_sample(app, name):
    model_list(app).set_value(name).run()


def use(app):
    app.button(key="own_use").click().run()
    assert not app.exception


def traced_x(app):
    experiment = app.session_state["experiment"]
    own = app.session_state[caches.OWN_SEQUENCES].get(experiment.model, ())
    return next(s for s in own if s.name == experiment.sequence)


def test_pasted_numbers_become_the_sequence(app):
    app.text_area(key="own_text").set_value("year\n0.5\n1.5\n0.25")
    use(app)
    assert not app.error
    sequence = traced_x(app)
    np.testing.assert_array_equal(sequence.x[0, :, 0], np.float32([0.5, 1.5, 0.25]))
    assert the_list(app, "sequence_sunspots").value == sequence.name
    assert player(app)["steps"] == 3


def test_two_pasted_inputs_of_one_length_are_told_apart(app):
    for text in ("1\n2\n3", "4\n5\n6"):
        app.text_area(key="own_text").set_value(text)
        use(app)
    shown = the_list(app, "sequence_sunspots")
    assert shown.options[-2:] == ["pasted (3 steps)", "pasted (3 steps) (2)"]
    assert traced_x(app).x[0, 0, 0] == 4
    shown.set_value(shown.options[-2]).run()
    assert traced_x(app).x[0, 0, 0] == 1


def test_one_step_is_told_as_one(app):
    app.text_area(key="own_text").set_value("0.5")
    use(app)
    assert traced_x(app).title == "pasted (1 step)"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no numbers"),
        ("1, 2\n3, 4", "wants (time, 1 feature), what you pasted has 2 columns"),
        ("1\nx", "row 2, column 1 holds “x”"),
    ],
)
def test_a_wrong_paste_gets_a_sentence_and_changes_nothing(app, text, words):
    before = app.session_state["experiment"]
    app.text_area(key="own_text").set_value(text)
    use(app)
    assert [words in error.value for error in app.error] == [True]
    assert app.session_state["experiment"] == before


def test_a_file_is_scaled_and_the_page_says_how(app):
    stream = io.BytesIO()
    np.save(stream, np.linspace(0, 200, 21))
    app.segmented_control(key="own_way_sunspots").set_value("file").run()
    app.selectbox(key="own_scale").set_value("unit").run()
    app.file_uploader(key="own_file").upload("spots.npy", stream.getvalue()).run()
    use(app)
    assert not app.error
    np.testing.assert_allclose(traced_x(app).x[0, [0, 10, 20], 0], [0, 0.5, 1])
    assert any("(x - 0) / 200" in caption.value for caption in app.caption)


def test_a_generated_impulse(app):
    app.segmented_control(key="own_way_sunspots").set_value("generate").run()
    app.selectbox(key="own_wave").set_value("impulse")
    app.text_input(key="own_steps").set_value("8")
    use(app)
    assert traced_x(app).x[0, :, 0].tolist() == [0, 0, 1, 0, 0, 0, 0, 0]


def test_text_for_a_token_model_uses_its_vocabulary(app):
    open_sample(app, "characters")
    app.text_area(key="own_text").set_value("a sea!")
    use(app)
    sample = load_sample("characters")
    sequence = traced_x(app)
    assert "".join(sequence.labels) == "a·sea"
    assert [sample.vocabulary[k] for k in sequence.x[0]] == list("a·sea")
    assert any("Left out" in caption.value and "!" in caption.value for caption in app.caption)
    state = lv.InitialState.zeros(sample.model)
    assert lv.trace(sample.model, sequence.x, state, compile=False).T == 5


def test_another_model_keeps_its_own_sequences(app):
    app.text_area(key="own_text").set_value("1\n2")
    use(app)
    kept = traced_x(app).name
    open_sample(app, "counter")
    assert not app.exception
    assert app.session_state["experiment"].sequence != kept
    open_sample(app, "sunspots")
    assert kept in [s.name for s in app.session_state[caches.OWN_SEQUENCES]["sunspots"]]
    assert not app.exception


def test_of_two_readings_the_one_that_fits_the_model_is_taken_and_told(app):
    app.text_area(key="own_text").set_value("0,5\n0,25")
    use(app)
    assert not app.error
    assert traced_x(app).x[0, :, 0].tolist() == [0.5, 0.25]
    assert any("read with decimal commas" in caption.value for caption in app.caption)


@pytest.mark.parametrize("way", ["paste", "file"])
def test_where_both_readings_fit_the_other_can_be_chosen(app, way):
    text = "1.234\n2.345"
    app.segmented_control(key="own_way_sunspots").set_value(way).run()
    if way == "paste":
        app.text_area(key="own_text").set_value(text)
    else:
        app.file_uploader(key="own_file").upload("spots.csv", text.encode()).run()
    use(app)
    np.testing.assert_allclose(traced_x(app).x[0, :, 0], [1.234, 2.345], rtol=1e-6)
    assert any("it could also be read with decimal commas" in c.value for c in app.caption)
    app.button(key="own_other").click().run()
    assert not app.exception and not app.error
    assert traced_x(app).x[0, :, 0].tolist() == [1234, 2345]


def test_a_refused_input_keeps_its_sentence_until_it_is_mended(app):
    app.text_area(key="own_text").set_value("1\nword")
    use(app)
    [sentence] = app.error
    app.run()
    assert [error.value for error in app.error] == [sentence.value]
    app.text_area(key="own_text").set_value("3")
    use(app)
    assert not app.error
