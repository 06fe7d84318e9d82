"""What tests of pages share: Streamlit's housekeeping as the server of the app has it."""

from __future__ import annotations

import gc

import pytest

from lstm_viz.ui.server._heap import keep_keras_state


@pytest.fixture(scope="module", autouse=True)
def as_the_server_does() -> None:
    """No reset of Keras and no walk through TensorFlow's objects after every run of a page.

    They take longer than the page itself.
    """
    keep_keras_state()
    gc.unfreeze()
    gc.collect()
    gc.freeze()
