"""Garbage that was frozen while it was in use."""

from __future__ import annotations

import gc
import weakref

from lstm_viz.ui.visit import collect


class Visit:
    """Part of a reference cycle, as visits and their models are."""

    def __init__(self) -> None:
        self.own = self


def test_a_visit_that_was_open_as_the_heap_was_frozen_is_freed():
    visit = Visit()
    seen = weakref.ref(visit)
    gc.freeze()
    try:
        del visit
        gc.collect()
        assert seen() is not None
        collect()
        assert seen() is None
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()


def test_where_nothing_was_frozen_nothing_is():
    gc.unfreeze()
    collect()
    assert gc.get_freeze_count() == 0
