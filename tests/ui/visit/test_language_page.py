"""The language of a visit: from link, choice or browser; two visits at once."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from lstm_viz._language import translator
from tests.ui.lists import the_list
from tests.ui.sent import components

SCRIPT = """
from lstm_viz.ui._main import run
run()
"""
SWITCH = "language_switch"


def opened(**link: str) -> AppTest:
    app = AppTest.from_string(SCRIPT, default_timeout=120)
    for key, value in link.items():
        app.query_params[key] = value
    return app.run()


def sent(app: AppTest, key: str):
    return next(data for data in components(app) if key in data)


def page_language(app: AppTest) -> str:
    return sent(app, "tag")["tag"]


@pytest.fixture(scope="module")
def chinese() -> AppTest:
    return opened(lang="zh", model="counter")


def test_a_link_names_the_language_and_keeps_it(chinese):
    assert page_language(chinese) == "zh-Hans"
    assert sent(chinese, "left_out")["link"].endswith("&lang=zh")
    assert chinese.segmented_control(key=SWITCH).value == "zh"
    # Opening a link is no choice that a browser should keep.
    assert sent(chinese, "tag")["chosen"] is None


def test_two_visits_have_a_language_each(chinese):
    english = opened(model="counter")
    assert page_language(english) == "en"
    assert "lang=" not in sent(english, "left_out")["link"]
    labels = [[box.label for box in app.sidebar.selectbox][:2] for app in (english, chinese.run())]
    t = translator("zh")
    assert labels == [["Model", "Sequence"], [t("Model"), t("Sequence")]]
    assert labels[0] != labels[1]


def test_what_is_noted_of_a_state_is_noted_in_every_language():
    app = opened(lang="zh", model="counter", A="zeros", B="normal(3,7)")
    assert any("|h| > 1" in caption.value for caption in app.caption)


def test_the_switch_keeps_every_choice_and_is_kept(chinese):
    app = opened(lang="en", model="counter", t="4", units="0-2", A="zeros", B="normal(0.25,3)")
    before = app.session_state["experiment"]
    lists = ("model", "sequence_counter", "layer_counter")
    held = {name: the_list(app, name).value for name in lists}
    app.segmented_control(key=SWITCH).set_value("zh").run()
    assert page_language(app) == "zh-Hans" and sent(app, "tag")["chosen"] == "zh"
    app.run()
    assert app.session_state["experiment"] == before
    assert {name: the_list(app, name).value for name in lists} == held
    assert sent(app, "left_out")["link"].endswith("&lang=zh")
