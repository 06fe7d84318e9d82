"""Work in the background: it can be stopped, and leaves room for others."""

from __future__ import annotations

import threading
import time

import pytest

from lstm_viz.errors import LstmVizError
from lstm_viz.ui.visit import Job, _jobs, caches

WAIT = 60
ENDLESS = 10**9


class Slow:
    """Blocks that take a moment each."""

    def __init__(self, n=1000, fails=None):
        self.n, self.done, self._fails = n, 0, fails

    @property
    def finished(self):
        return self.done == self.n

    def step(self):
        assert caches.TRACING.locked()
        if self._fails is not None:
            raise self._fails
        time.sleep(0.002)
        self.done += 1

    def result(self):
        return f"{self.done} blocks"


class Clock:
    """A clock that stands until it is moved."""

    now = 0.0

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        time.sleep(seconds)


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    monkeypatch.setattr(_jobs, "time", made)
    return made


def until(holds):
    last = time.monotonic() + WAIT
    while not holds():
        assert time.monotonic() < last
        time.sleep(0.001)


def test_a_job_ends_with_its_result():
    job = Job("key", lambda: Slow(n=3), 3)
    job.wait(WAIT)
    assert not job.running
    assert (job.result, job.error, job.cancelled) == ("3 blocks", None, False)
    assert job.done == 3


def test_cancel_really_stops():
    blocks = Slow(n=ENDLESS)
    job = Job("key", lambda: blocks, blocks.n)
    until(lambda: job.done)
    assert not job.stopping
    job.cancel()
    assert job.stopping
    job.wait(WAIT)
    assert not job.running and job.cancelled and job.result is None
    assert 0 < blocks.done == job.done < blocks.n


def test_others_are_let_in_between_blocks():
    blocks = Slow(n=ENDLESS)
    job = Job("key", lambda: blocks, blocks.n)
    let_in_after = []
    for _ in range(5):
        with caches.TRACING:
            let_in_after.append(blocks.done)
        until(lambda: blocks.done > let_in_after[-1])
    assert job.running
    job.cancel()
    job.wait(WAIT)
    assert let_in_after == sorted(set(let_in_after))


def test_work_of_a_page_that_asks_no_more_ends(clock):
    blocks = Slow(n=ENDLESS)
    job = Job("key", lambda: blocks, blocks.n)
    until(lambda: job.done)
    clock.now += _jobs._MOST_SILENCE + 1
    job.wait(WAIT)
    assert job.cancelled
    assert blocks.done < blocks.n

    # A page that comes back after all finds it going on where it was.
    rested = blocks.done
    assert job.running and not job.cancelled
    until(lambda: blocks.done > rested)
    job.cancel()
    job.wait(WAIT)
    assert job.cancelled and not job.running


def test_a_page_that_asks_keeps_it_alive(clock):
    blocks = Slow(n=ENDLESS)
    job = Job("key", lambda: blocks, blocks.n)
    for _ in range(4):
        clock.now += 0.9 * _jobs._MOST_SILENCE
        assert job.running
        until(lambda before=job.done: job.done > before + 1)
    with caches.TRACING:
        blocks.n = blocks.done + 3
    job.wait(WAIT)
    assert job.result == f"{blocks.n} blocks"


def test_a_mistake_becomes_its_sentence():
    job = Job("key", lambda: Slow(fails=LstmVizError("Too large: take less.")), 3)
    job.wait(WAIT)
    assert str(job.error) == "Too large: take less."


def test_any_other_error_becomes_a_sentence_without_its_details(caplog):
    job = Job("key", lambda: Slow(fails=ValueError("secret")), 3)
    job.wait(WAIT)
    assert "could not be computed" in str(job.error)
    assert "secret" not in str(job.error)
    assert "secret" in caplog.text


@pytest.fixture(autouse=True)
def no_thread_is_left():
    yield
    assert not [t for t in threading.enumerate() if t.name == "lstm-viz-job" and t.is_alive()]
    assert not caches.TRACING.locked()
