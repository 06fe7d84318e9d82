"""What tests of Explore read off the page that Streamlit tests without a browser."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

import lstm_viz as lv
from lstm_viz.experiment import Experiment
from lstm_viz.ui.visit import caches
from tests.ui.sent import player

SCRIPT = "from lstm_viz.ui._main import run\nrun()\n"
UNITS, STEPS = 6, 60


def experiment_of(app: AppTest) -> Experiment:
    return app.session_state["experiment"]


def named(widgets, label: str):
    return next(widget for widget in widgets if widget.label == label)


def figures_of(app: AppTest) -> dict[str, dict]:
    figures = [picture["figure"] for picture in player(app)["pictures"] if picture["figure"]]
    return {figure["layout"]["title"]["text"].split(",")[0]: figure for figure in figures}


def lines_of(app: AppTest, title: str) -> list[dict]:
    return [trace for trace in figures_of(app)[title]["data"] if trace["mode"] == "lines"]


def state_of(app: AppTest, key: str) -> lv.InitialState:
    opened = caches.material(experiment_of(app).model)
    return lv.InitialState.from_json(opened.model, dict(experiment_of(app).scenario(key).state))


def engine_of(app: AppTest) -> lv.Traces:
    """Trace the page's experiment apart from the page."""
    opened = caches.material(experiment_of(app).model)
    states = {s.id: state_of(app, s.id) for s in experiment_of(app).scenarios}
    return lv.trace(opened.model, opened.sequences[0].x, states)
