"""The script that draws the pages."""

from lstm_viz.ui import run

run()
