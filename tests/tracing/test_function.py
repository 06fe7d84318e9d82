"""Functions of tensors that get a graph once it pays."""

from __future__ import annotations

import threading

import pytest
import tensorflow as tf

from lstm_viz.tracing import Function
from lstm_viz.tracing._function import STEPS_OF_A_GRAPH


@pytest.fixture
def seen():
    """Whether each call of the function built a graph of it."""
    return []


@pytest.fixture
def doubled(seen):
    def run(values):
        seen.append(not tf.executing_eagerly())
        return 2 * values["x"]

    return Function(run, [{"x": tf.TensorSpec((None,), tf.float32)}])


def test_it_runs_as_it_is_until_a_graph_pays_and_then_by_the_graph_for_any_number_of_rows(
    doubled, seen
):
    half = STEPS_OF_A_GRAPH // 2
    for rows in (1, 2, 3, 4):
        found = doubled({"x": tf.ones(rows)}, steps=half)
        assert found.numpy().tolist() == [2.0] * rows
    assert seen == [False, False, True]


def test_a_run_longer_than_a_graph_is_worth_builds_it_at_once(doubled, seen):
    doubled({"x": [1.0]}, steps=STEPS_OF_A_GRAPH + 1)
    assert seen == [True]


def test_runs_of_many_threads_build_one_graph(doubled, seen):
    def run():
        doubled({"x": [1.0]}, steps=STEPS_OF_A_GRAPH)

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [False, True]
