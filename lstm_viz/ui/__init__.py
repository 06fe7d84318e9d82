"""The web app: Streamlit and nothing that is not about Streamlit."""

from __future__ import annotations

from lstm_viz.ui._main import run as run
