"""Work in the background: it can be stopped, and leaves room for others."""

from __future__ import annotations

import threading
import time

import pytest

from lstm_viz.errors import LstmVizError
from lstm_viz.ui.visit import Job, _jobs, caches


class Slow:
    """Blocks that take a moment each."""

    def __init__(self, n=1000, seconds=0.01, fails=None):
        self.n, self.done, self._seconds, self._fails = n, 0, seconds, fails

    @property
    def finished(self):
        return self.done == self.n

    def step(self):
        assert caches.TRACING.locked()
        if self._fails is not None:
            raise self._fails
        time.sleep(self._seconds)
        self.done += 1

    def result(self):
        return f"{self.done} blocks"


def test_a_job_ends_with_its_result():
    job = Job("key", lambda: Slow(n=3), 3)
    job.wait(10)
    assert not job.running
    assert (job.result, job.error, job.cancelled) == ("3 blocks", None, False)
    assert job.done == 3


def test_cancel_really_stops():
    blocks = Slow()
    job = Job("key", lambda: blocks, blocks.n)
    while not job.done:
        time.sleep(0.005)
    assert not job.stopping
    job.cancel()
    assert job.stopping
    job.wait(10)
    done = blocks.done
    assert not job.running and job.cancelled and job.result is None
    time.sleep(0.1)
    assert 0 < blocks.done == done < blocks.n


def test_others_are_let_in_between_blocks():
    job = Job("key", lambda: Slow(seconds=0.02), 1000)
    waits = []
    for _ in range(5):
        start = time.monotonic()
        with caches.TRACING:
            waits.append(time.monotonic() - start)
        time.sleep(0.01)
    assert job.running
    job.cancel()
    job.wait(10)
    # Not after all of the thousand blocks.
    assert max(waits) < 5


def test_work_of_a_page_that_asks_no_more_ends(monkeypatch):
    monkeypatch.setattr(_jobs, "_MOST_SILENCE", 0.05)
    blocks = Slow()
    job = Job("key", lambda: blocks, blocks.n)
    job.wait(10)
    assert job.cancelled
    assert blocks.done < blocks.n


def test_a_page_that_asks_keeps_it_alive(monkeypatch):
    monkeypatch.setattr(_jobs, "_MOST_SILENCE", 1.0)
    job = Job("key", lambda: Slow(n=150), 150)
    while job.running:
        time.sleep(0.05)
    assert job.result == "150 blocks"


def test_a_mistake_becomes_its_sentence():
    job = Job("key", lambda: Slow(fails=LstmVizError("Too large: take less.")), 3)
    job.wait(10)
    assert job.error == "Too large: take less."


def test_any_other_error_becomes_a_sentence_without_its_details(caplog):
    job = Job("key", lambda: Slow(fails=ValueError("secret")), 3)
    job.wait(10)
    assert "could not be computed" in job.error
    assert "secret" not in job.error
    assert "secret" in caplog.text


@pytest.fixture(autouse=True)
def no_thread_is_left():
    yield
    assert not [t for t in threading.enumerate() if t.name == "lstm-viz-job" and t.is_alive()]
    assert not caches.TRACING.locked()
