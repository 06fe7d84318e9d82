"""The time that another process is allowed."""

from __future__ import annotations

import os

import pytest

from lstm_viz import _own_time
from lstm_viz._own_time import OwnTime


@pytest.fixture
def clock(monkeypatch, tmp_path):
    """A clock that is set by hand, and a process that waits by hand."""

    class Clock:
        now = 100.0

        def waited(self, seconds: float) -> None:
            (tmp_path / "schedstat").write_text(f"5 {round(seconds * 1e9)} 3\n")

    made = Clock()
    made.waited(40)
    monkeypatch.setattr(_own_time.time, "monotonic", lambda: made.now)
    monkeypatch.setattr(_own_time, "Path", lambda path: tmp_path / path.rpartition("/")[2])
    return made


def test_all_time_counts_in_which_it_runs_or_sleeps(clock):
    own = OwnTime(1, 3)
    assert own.left == 3
    clock.now += 2
    assert own.left == 1
    clock.now += 1
    assert own.left == 0


def test_time_in_which_it_waits_for_a_processor_does_not_count(clock):
    own = OwnTime(1, 3)
    clock.now += 60
    clock.waited(99)
    assert own.left == 2
    clock.now += 2
    assert own.left == 0


def test_all_time_counts_where_nothing_is_told(clock, tmp_path):
    (tmp_path / "schedstat").unlink()
    own = OwnTime(1, 3)
    clock.now += 2.99
    assert 0.01 <= own.left <= 0.1
    clock.now += 1
    assert own.left == 0


def test_a_real_process_is_allowed_what_it_is_given():
    assert 0 < OwnTime(os.getpid(), 10).left <= 10.1
