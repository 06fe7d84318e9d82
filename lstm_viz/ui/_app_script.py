"""The script Streamlit runs for the ``lstm-viz`` command; a checkout has ``app.py`` for it."""

from lstm_viz.ui import run

run()
