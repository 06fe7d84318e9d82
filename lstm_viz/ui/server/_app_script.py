"""The script that draws the pages."""

import streamlit as st

from lstm_viz.ui.server._warm import load, loaded

if loaded():
    load()
else:
    with st.spinner("The server has just started: TensorFlow is being loaded…"):
        load()

from lstm_viz.ui._main import run  # noqa: E402

run()
