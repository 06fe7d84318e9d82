"""One run for a moving hand and the page after it, with the very numbers of a run."""

from __future__ import annotations

import gc
import weakref

import keras
import numpy as np
import pytest

import lstm_viz as lv
from lstm_viz.interventions import Clamp, Lesion
from lstm_viz.states import Values
from lstm_viz.ui.visit import LastRun, _last_run

UNITS = 5


def wrapped():
    keras.utils.set_random_seed(4)
    layers = keras.layers
    stack = [keras.Input((None, 2)), layers.LSTM(UNITS, return_sequences=True, name="lstm")]
    return lv.wrap(keras.Sequential([*stack, layers.Dense(1)]))


@pytest.fixture(scope="module")
def model():
    return wrapped()


@pytest.fixture
def runs(monkeypatch):
    """What was run, and from which scenarios."""
    done = []

    def run(model, x, states, **more):
        done.append(list(states))
        return lv.trace(model, x, states, **more)

    monkeypatch.setattr(_last_run, "trace", run)
    return done


@pytest.fixture
def x():
    return np.random.default_rng(1).normal(size=(1, 12, 2)).astype(np.float32)


def same(one, other) -> bool:
    """Whether all numbers of two runs are equal bit for bit."""
    signals = one["lstm"].signals
    return (
        all(np.array_equal(signals[s], other["lstm"].signals[s]) for s in signals)
        and np.array_equal(one.outputs, other.outputs)
        and np.array_equal(one.predictions, other.predictions)
    )


def test_a_state_under_the_hand_and_the_recipe_that_gives_it_are_one_run(model, x, runs):
    start = lv.InitialState.normal(model, scale=0.5, seed=7)
    recipe = lv.InitialState.normal(model, scale=0.5, seed=8)
    drawn = recipe.values("lstm")
    # A draw of random numbers reaches the route as edits of every unit.
    hand = start.with_units("lstm", {s: dict(enumerate(v.tolist())) for s, v in drawn.items()})
    last = LastRun()
    shown = last.of(model, x, {"s1": hand}, {})
    assert last.of(model, x, {"s1": recipe}, {}) is shown
    assert runs == [["s1"]]
    assert same(shown["s1"], lv.trace(model, x, {"s1": recipe})["s1"])


def test_what_differs_in_the_last_bit_is_run(model, x, runs):
    values = {"h": np.zeros(UNITS, np.float32), "c": np.linspace(-1, 1, UNITS, dtype=np.float32)}
    last = LastRun()

    def ask(scenario="s1", *, signal="c", unit=1, value=None, x=x, acting=None):
        state = lv.InitialState.from_values(model, {"lstm": values})
        if value is not None:
            array = values[signal].copy()
            array[unit] = value
            state = state.with_recipe("lstm", Values(array), signals=(signal,))
        before, acting = len(runs), acting or {}
        found = last.of(model, x, {scenario: state}, acting)[scenario]
        expected = lv.trace(model, x, {scenario: state}, interventions=acting)[scenario]
        assert same(found, expected)
        return len(runs) > before

    assert ask()
    assert not ask()
    assert ask(value=np.nextafter(values["c"][1], np.float32(1)))
    assert ask(signal="h", unit=2, value=1e-45)
    assert ask(signal="h", unit=2, value=-0.0)
    assert ask("s0")
    assert ask("s0", x=x.copy())
    assert ask("s0", acting={"s0": (Lesion("lstm", "c", unit=3),)})
    clamp = {"s0": (Clamp("lstm", "c", value=0.25, unit=3, steps=(2, 4)),)}
    assert ask("s0", acting=clamp)
    assert not ask("s0", acting=clamp)
    assert ask("s0", acting={"s0": (Clamp("lstm", "c", value=0.25, unit=3, steps=(2, 5)),)})
    # One run is kept.
    assert ask()


def test_another_model_is_run_and_one_that_left_is_not_kept(x, runs):
    last, model = LastRun(), wrapped()
    state = lv.InitialState.zeros(model)
    last.of(model, x, {"s0": state}, {})
    other = wrapped()
    last.of(other, x, {"s0": lv.InitialState.zeros(other)}, {})
    assert len(runs) == 2
    left = weakref.ref(other)
    del other
    gc.collect()
    assert left() is None
