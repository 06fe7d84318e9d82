"""Starts the web app: ``streamlit run app.py``."""

import streamlit as st

from lstm_viz.ui.server import OPTIONS, SCRIPT

# Streamlit looks for this very call to serve a file as an application.
app = st.App(SCRIPT, **OPTIONS)
