"""Starts the web app of an installed package; a checkout has ``app.py`` for it."""

import streamlit as st

from lstm_viz.ui.server._options import OPTIONS, SCRIPT

# Streamlit looks for this very call to serve a file as an application.
app = st.App(SCRIPT, **OPTIONS)
