"""The section Transfer lab without a browser."""

from __future__ import annotations

import json

import keras
import numpy as np
import pytest
import streamlit as st
from keras import layers
from streamlit.testing.v1 import AppTest

import lstm_viz as lv
from lstm_viz.keras_code.transfer import start_results
from lstm_viz.models import load_sample
from lstm_viz.ui.visit import caches, own_model
from tests.ui.keras_code.test_page import SCRIPT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", autouse=True)
def opened_once():
    """Bundled models stay open for all tests of this file."""
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture
def app():
    app = AppTest.from_string(SCRIPT, default_timeout=120)
    app.query_params["section"] = "transfer"
    return app


def own(key: str, units: int, kind=layers.LSTM):
    x = keras.Input((6, 1))
    model = lv.wrap(keras.Model(x, layers.Dense(1)(kind(units, name="mine")(x))), key)
    return own_model(model, key=key, title=key, summary=f"{key}, given in a test")


def named(widgets, label: str):
    return next(widget for widget in widgets if widget.label == label)


def words(app: AppTest) -> str:
    return "\n".join(text.value for text in app.markdown)


def add_button(app: AppTest):
    return next(b for b in app.button if b.label.startswith("Add scenario “from"))


def test_the_bundled_pair_is_compared_and_the_paper_told_apart(app):
    app.run()
    assert not app.exception and not app.error
    assert "They hand on no states." in words(app)
    assert "The states of 'encoder' fit 'lstm'" in words(app)
    answers, results = app.table[1].value, app.table[2].value
    expected = load_sample("classifier").model.predict(
        load_sample("classifier").sequence("class_sine").x
    )
    assert answers.loc["as it is", "probability"] == f"{expected.max():.3f}"
    assert list(answers.index) == ["as it is", "state", "weights", "both"]
    mean = start_results().mean("state")
    assert results.loc["state", "accuracy"].startswith(f"{mean:.3f} ±")
    assert len(app.get("plotly_chart")) == 4
    assert len(app.code) == 3


def test_transferred_states_become_a_scenario_that_is_shown_everywhere(app):
    app.run()
    start = app.session_state["experiment"]
    source = next(s for s in app.selectbox if s.key.startswith("transfer_source_sequence"))
    source.select("square").run()
    target = next(s for s in app.selectbox if s.key.startswith("transfer_target_sequence"))
    assert target.value == "class_square"
    add_button(app).click().run()
    assert not app.exception
    assert "“from Autoencoder” is a scenario of Classifier now" in app.success[0].value
    experiment = app.session_state["experiment"]
    assert (experiment.model, experiment.sequence) == ("classifier", "class_square") != (
        start.model,
        start.sequence,
    )
    # With its model and sequence it is one step for undo.
    steps = app.session_state["history"]
    assert [step.words for step in steps.past] == ["add transferred states"]
    assert steps.past[0].experiment == start
    added = experiment.scenarios[-1]
    assert added.name == "from Autoencoder"
    sample = load_sample("autoencoder")
    expected = lv.trace(sample.model, sample.sequence("square").x)["encoder"].c[0, -1]
    target = load_sample("classifier").model
    state = lv.InitialState.from_json(target, dict(added.state))
    np.testing.assert_allclose(state.values("lstm")["c"], expected, atol=1e-6)
    origin = "Autoencoder, layer encoder, end of a noisy square wave"
    assert state.recipe("lstm", "c").origin == origin
    assert any(origin in caption.value for caption in app.caption)
    add_button(app).click().run()
    assert app.session_state["experiment"].scenarios[-1].name == "from Autoencoder 2"


def test_a_seventh_scenario_is_refused_in_a_sentence(app):
    app.run()
    for _ in range(5):
        add_button(app).click().run()
    assert not app.exception
    assert "at most" in app.error[0].value or "1 to 6" in app.error[0].value
    assert len(app.session_state["experiment"].scenarios) == 6


def test_own_models_have_outputs_and_no_claim(app):
    one, two = own("file-000000000001", 5), own("file-000000000002", 5)
    app.session_state[caches.OWN_MODELS] = {m.id: m for m in (one, two)}
    app.session_state["transfer_source"] = one.id
    app.session_state["transfer_target"] = two.id
    app.run()
    assert not app.exception and not app.error
    assert "the lab shows outputs only" in words(app)
    assert not any("train.py" in text for text in words(app).splitlines())
    answers = app.table[1].value
    expected = lv.transfer_weights(one.model, two.model).model.predict(two.sequences[0].x)
    assert answers.loc["weights", "last output"] == f"{expected[0, 0]:.4g}"
    assert "np.load(\"x.npy\")" in app.code[0].value


def test_layers_that_do_not_fit_are_told_and_nothing_is_run(app):
    one, two = own("file-000000000001", 5), own("file-000000000003", 4, layers.GRU)
    app.session_state[caches.OWN_MODELS] = {m.id: m for m in (one, two)}
    app.session_state["transfer_source"] = one.id
    app.session_state["transfer_target"] = two.id
    app.run()
    assert not app.exception
    assert "do not fit 'mine': states h and c against h; units 5 against 4" in words(app)
    assert "Nothing can be handed on" in app.info[0].value
    assert not [b for b in app.button if b.label.startswith("Add scenario “from")]
    assert not app.get("plotly_chart")


def test_a_row_of_a_batch_can_be_chosen(app):
    app.session_state["transfer_source"] = "stateful"
    app.session_state["transfer_target"] = "stateful"
    app.run()
    assert not app.exception and not app.error
    rows = [number for number in app.text_input if number.label == "Row (0 to 31)"]
    assert len(rows) == 2
    rows[0].set_value("3").run()
    add_button(app).click().run()
    assert not app.exception
    model = load_sample("stateful").model
    x = load_sample("stateful").sequences[0].x
    expected = lv.trace(model, x)["lstm"].h[3, -1]
    added = app.session_state["experiment"].scenarios[-1]
    state = lv.InitialState.from_json(model, dict(added.state))
    np.testing.assert_allclose(state.values("lstm")["h"], expected, atol=1e-6)


def test_pictures_follow_the_theme_and_name_what_they_show(app):
    app.run()
    charts = [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]
    titles = [chart["layout"]["title"]["text"] for chart in charts]
    assert titles[0] == "Output of the source"
    assert titles[1] == "Handed on: hidden state h and cell state c"
    assert titles[2] == "Output of the target"
