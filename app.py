"""Starts the web app: ``streamlit run app.py``."""

from lstm_viz.ui import run

run()
