"""The dialog Take away, without a browser: every download is there, and none is made before."""

from __future__ import annotations

import json

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lstm_viz.ui.sidebar.take_away import _files
from lstm_viz.ui.visit import _work

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
    app = AppTest.from_string(SCRIPT, default_timeout=120).run()
    app.button(key="take_away").click().run()
    assert not app.exception
    return app


def run(element, app):
    """Run the app with the dialog open: a browser would rerun the dialog alone."""
    app.session_state["take_away_open"] = True
    element.run()
    assert not app.exception
    assert not app.error


def show(app, part):
    run(app.segmented_control(key="take_away_part").set_value(part), app)


def downloads(app) -> dict[str, bool]:
    """Labels of the dialog's download buttons, and whether they can be pressed."""
    found = app.get("download_button")
    return {button.proto.label: not button.proto.disabled for button in found}


def test_nothing_is_made_before_it_is_asked_for(monkeypatch):
    made = []
    for name in ("traces_npz", "traces_csv", "traces_parquet", "report", "script", "script_zip"):
        monkeypatch.setattr(_files, name, lambda *a, name=name, **k: made.append(name))
    app = AppTest.from_string(SCRIPT, default_timeout=120).run()
    app.button(key="take_away").click().run()
    for part in ("Numbers", "Report"):
        show(app, part)
    assert not app.exception
    assert made == []


def test_numbers(app):
    show(app, "Numbers")
    offered = downloads(app)
    assert {"NumPy (.npz)", "CSV", "Parquet"} <= offered.keys()
    assert all(offered.values())


def test_numbers_that_are_too_many_are_not_offered(app, monkeypatch):
    monkeypatch.setattr(_files, "MOST_CSV_ROWS", 10)
    show(app, "Numbers")
    offered = downloads(app)
    assert offered["NumPy (.npz)"] and offered["Parquet"] and not offered["CSV"]
    assert any("Too many for a download" in caption.value for caption in app.caption)


def test_report(app):
    show(app, "Report")
    assert downloads(app)["Report (.html)"]


def test_script_is_shown_and_offered(app):
    show(app, "Script")
    assert {"Script with model and input (.zip)", "Script alone (.py)"} <= downloads(app).keys()
    [code] = app.code
    assert 'stream(7, "lstm/h").standard_normal(32)' in code.value


def picture_data(app) -> dict:
    [found] = [
        element
        for element in app.get("bidi_component")
        if element.proto.component_name.endswith("picture_saver")
    ]
    return json.loads(found.proto.mixed.json if found.proto.HasField("mixed") else found.proto.json)


def test_every_picture_can_be_chosen_at_an_exact_size(app):
    options = app.selectbox(key="take_away_picture").options
    assert {"Input x", "Output y", "Hidden state h of lstm", "Forget gate f of lstm"} <= {*options}
    assert any("distance to A" in option for option in options)
    run(app.text_input(key="take_away_width").set_value("640"), app)
    run(app.text_input(key="take_away_height").set_value("480"), app)
    for position in (0, 3, len(options) - 1):
        run(app.selectbox(key="take_away_picture").select_index(position), app)
    data = picture_data(app)
    layout = json.loads(data["figure"])["layout"]
    assert (layout["width"], layout["height"]) == (640, 480) == (data["width"], data["height"])
    assert layout["title"]["text"].startswith("Sunspots: ")
    assert "B = normal(0.5,seed=7)" in data["source"]


def test_charts_of_the_page_compare_can_be_saved_too():
    script = """
import streamlit as st
from lstm_viz.ui.compare import _page as _compare
from lstm_viz.ui import visit
from lstm_viz.ui.sidebar import take_away_button
from lstm_viz.ui.visit import forget_charts
from lstm_viz.ui.sidebar._sidebar import sidebar
sidebar()
forget_charts()
_compare.compare_page()
st.session_state["take_away_open"] = True
take_away_button()
"""
    app = AppTest.from_string(script, default_timeout=120).run()
    assert not app.exception
    assert not app.error
    options = app.selectbox(key="take_away_picture").options
    assert options[0].startswith("On this page: Hidden state h: distance to A")
    assert picture_data(app)["file"].endswith("page-compare_figure")


def test_a_picture_of_a_lab_names_its_own_source_not_the_experiment(monkeypatch):
    # Its work is done before the page is drawn.
    monkeypatch.setattr(_work, "WAIT", 60.0)
    script = """
import streamlit as st
from lstm_viz.ui.sidebar import take_away_button
from lstm_viz.ui.keras_code.transfer import _lab as _transfer_lab
from lstm_viz.ui import visit
from lstm_viz.ui.visit import forget_charts
from lstm_viz.ui.sidebar._sidebar import sidebar
opened = sidebar()
forget_charts()
_transfer_lab.transfer_lab(opened)
st.session_state["take_away_open"] = True
take_away_button()
"""
    app = AppTest.from_string(script, default_timeout=120).run()
    assert not app.exception
    data = picture_data(app)
    assert data["title"].startswith("Transfer lab: ")
    assert "From Autoencoder, layer encoder" in data["source"]
    assert "sunspots" not in data["source"]
    assert data["experiment"] == ""
