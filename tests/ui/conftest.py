"""What tests of pages share: Streamlit's housekeeping as the server of the app has it."""

from __future__ import annotations

import functools
import gc
import sys
from collections.abc import Iterator

import pytest
from streamlit.components.v2 import manifest_scanner

from lstm_viz.tracing import _tracer
from lstm_viz.ui.server._heap import keep_keras_state


@functools.cache
def _components() -> list:
    """AppTest looks through all that is installed for every run of a page; a server does once."""
    return _LOOK()


_LOOK = manifest_scanner.scan_component_manifests


@pytest.fixture(scope="module", autouse=True)
def as_the_server_does() -> Iterator[None]:
    """No reset of Keras and no walk through TensorFlow's objects after every run of a page.

    They take longer than the page itself; so does XLA's compiling for many more edits to come.
    """
    keep_keras_state()
    gc.collect()
    gc.freeze()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", _components)
        patch.setattr(_tracer, "_WORTH_COMPILING", float("inf"))
        # A page that is drawn becomes this process's main program, which processes of its own
        # would run once more as they start.
        patch.setitem(sys.modules, "__main__", sys.modules["__main__"])
        yield
