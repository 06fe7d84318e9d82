"""What the server does against Streamlit's housekeeping: Keras left alone, a frozen heap."""

from __future__ import annotations

import gc
import inspect
import threading
import weakref

import keras
import numpy as np
import pytest
from streamlit.runtime.scriptrunner import script_runner
from streamlit.testing.v1 import AppTest

import lstm_viz as lv
from lstm_viz.ui.server import _heap
from lstm_viz.ui.server._heap import freeze, keep_keras_state
from lstm_viz.ui.visit import Registry

WAIT = 30


class Slow(keras.layers.Layer):
    """Hands its input on, once another visitor's run has ended."""

    begun, other_has_ended = threading.Event(), threading.Event()

    def call(self, x):
        self.begun.set()
        assert self.other_has_ended.wait(WAIT)
        return x


@pytest.fixture
def frozen_later(monkeypatch):
    """A registry of its own, and a heap of which nothing is frozen yet."""
    registry = Registry()
    gc.unfreeze()
    monkeypatch.setattr(_heap, "MODELS", registry)
    yield registry
    gc.freeze()


def run_of(ended):
    """One run of the page of a visitor; returns what its script left."""
    import streamlit as st

    st.session_state["ended"] = ended()


def test_a_visitors_run_that_ends_leaves_the_trace_of_another_alone(monkeypatch):
    monkeypatch.setattr(script_runner, "_clean_problem_modules", None)
    keep_keras_state()
    Slow.other_has_ended.set()
    stack = [keras.Input((None, 1)), Slow(), keras.layers.LSTM(2, name="lstm")]
    model = lv.wrap(keras.Sequential(stack))
    Slow.begun.clear()
    Slow.other_has_ended.clear()
    x = np.linspace(-1, 1, 5, dtype=np.float32).reshape(1, 5, 1)
    first = AppTest.from_function(run_of, args=(lambda: lv.trace(model, x).outputs,))
    running = threading.Thread(target=first.run, kwargs={"timeout": 2 * WAIT})
    running.start()
    assert Slow.begun.wait(WAIT)
    second = AppTest.from_function(run_of, args=(lambda: "second",)).run()
    Slow.other_has_ended.set()
    running.join(2 * WAIT)
    assert second.session_state["ended"] == "second"
    assert not first.exception
    outputs = first.session_state["ended"]
    np.testing.assert_allclose(outputs[:, -1], model.predict(x), rtol=1e-6, atol=1e-6)


def test_names_that_keras_gives_go_on_after_a_run(monkeypatch):
    monkeypatch.setattr(script_runner, "_clean_problem_modules", None)
    keep_keras_state()
    before = keras.layers.Dense(1).name
    AppTest.from_function(run_of, args=(lambda: "done",)).run()
    assert keras.layers.Dense(1).name != before


def test_the_installed_streamlit_calls_the_function_that_is_replaced():
    assert "_log_if_error(_clean_problem_modules)" in inspect.getsource(script_runner)


def test_a_streamlit_without_the_function_is_told_in_the_log(monkeypatch, caplog):
    monkeypatch.delattr(script_runner, "_clean_problem_modules")
    keep_keras_state()
    assert not hasattr(script_runner, "_clean_problem_modules")
    assert "_clean_problem_modules" in caplog.text


def test_later_collections_pass_over_what_is_frozen(frozen_later):
    kept = [[number] for number in range(1_000)]
    assert freeze()
    assert gc.get_freeze_count() > len(kept)
    assert not any(one is kept for one in gc.get_objects())


def test_a_cycle_made_after_the_heap_was_frozen_is_freed(frozen_later):
    freeze()
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    gone = weakref.ref(model)
    del model
    gc.collect()
    assert gone() is None


def test_nothing_is_frozen_while_a_visitors_model_is_in_memory(frozen_later):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    frozen_later.add(model, 12)
    before = gc.get_freeze_count()
    assert not freeze()
    assert gc.get_freeze_count() == before
    gone = weakref.ref(model)
    del model
    gc.collect()
    assert gone() is None
    assert freeze()
