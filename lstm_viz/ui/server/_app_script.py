"""The script that draws the pages."""

from lstm_viz.ui._main import run

run()
