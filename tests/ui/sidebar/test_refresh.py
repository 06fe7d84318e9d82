"""A callback that asks for a part of a page that was left."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

SCRIPT = """
import streamlit as st
from lstm_viz.ui.sidebar import refresh

st.session_state["runs"] = st.session_state.get("runs", 0) + 1
st.button("late", on_click=refresh, args={args})
st.text("drawn")
"""


@pytest.mark.parametrize("args", [(), ("explore_fragment",)])
def test_where_a_fragment_is_not_there_all_is_drawn(args):
    app = AppTest.from_string(SCRIPT.replace("{args}", repr(args)), default_timeout=120).run()
    app.button[0].click().run()
    assert not app.exception
    assert app.text[0].value == "drawn"
    assert app.session_state["runs"] >= 2
