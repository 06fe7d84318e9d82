"""The script Streamlit runs for the ``lstm-viz`` command; ``app.py`` of a checkout does the same."""

from lstm_viz.ui import run

run()
