"""What tests of the page Keras code share."""

from __future__ import annotations

import pytest

from lstm_viz.ui.visit import _work


@pytest.fixture(autouse=True)
def wait_for_jobs(monkeypatch):
    """A page without a browser is not drawn again by itself when a job has ended."""
    monkeypatch.setattr(_work, "WAIT", 60.0)
