"""The page Keras code without a browser."""

from __future__ import annotations

import time

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lstm_viz.keras_code.ways import GROUPS, WORKS

SCRIPT = """
from lstm_viz.ui import _main
from lstm_viz.ui._keras_code import keras_code
import streamlit as st
real = st.navigation
st.navigation = lambda pages, **k: real([st.Page(keras_code, url_path="k", default=True)], **k)
try:
    _main.run()
finally:
    st.navigation = real
"""


@pytest.fixture(scope="module")
def app():
    """The page on the bundled models, its first group run."""
    st.cache_resource.clear()
    app = AppTest.from_string(SCRIPT, default_timeout=60)
    app.session_state["model"] = "stateless"
    yield settled(app.run())
    st.cache_resource.clear()


def settled(app: AppTest) -> AppTest:
    """Run the page until no program is running."""
    last = time.monotonic() + 120
    while any("running…" in text.value for text in app.markdown):
        assert not app.exception
        assert time.monotonic() < last
        time.sleep(0.3)
        app.run()
    return app


def words(app: AppTest) -> list[str]:
    return [text.value for text in app.markdown]


def test_every_way_of_the_first_group_shows_its_code_and_works(app):
    assert not app.exception
    ways = GROUPS["call"].ways
    assert sum(f"**{WORKS}**" in text for text in words(app)) == len(ways)
    assert [block.value for block in app.code if "keras" in block.value] != []
