"""The script that draws the pages."""

from lstm_viz.ui.server._warm import load

load()

from lstm_viz.ui._main import run  # noqa: E402

run()
