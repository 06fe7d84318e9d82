"""The page Compare without a browser: what its widgets do to the experiment and the pictures."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from lstm_viz.compare import compare
from lstm_viz.experiment import Experiment
from lstm_viz.models import sample_names
from lstm_viz.ui import _caches

# The page beside the sidebar; that the navigation leads to it is shown in a browser.
SCRIPT = """
import streamlit as st
from lstm_viz.ui._compare import compare_page
from lstm_viz.ui._sidebar import sidebar

with st.sidebar:
    sidebar()
compare_page()
"""


@pytest.fixture
def app():
    """The page on the bundled flip-flop."""
    return opened("flip_flop")


def opened(model: str, **compare_settings) -> AppTest:
    app = AppTest.from_string(SCRIPT, default_timeout=60)
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


@pytest.mark.parametrize("model", sample_names())
def test_every_bundled_model_is_compared(model):
    app = opened(model)
    assert not app.error
    assert "B against A" in texts(app)
    assert len(app.dataframe[0].value) == 2


def test_the_curve_is_the_distance_of_the_traces(app):
    settings(app, relative=False, log=False)
    app.run()
    traces = _caches.traces(experiment(app))
    expected = compare(traces["s0"], traces["s1"], "lstm").signals["h"].values
    drawn = next(t for t in figure(app)["data"] if t["meta"]["what"] == "distance")
    np.testing.assert_allclose(numbers(drawn["y"]), expected, rtol=1e-9)
    assert figure(app)["layout"]["yaxis"].get("type") != "log"
