"""Any bytes give a model or one refusal: thousands of broken files, each decided by a seed."""

from __future__ import annotations

import os
import random
import threading

import pytest

from benchmarks import fuzz_reader
from benchmarks._mutate import mutated, pool_of, seeds_in
from lstm_viz.models import ModelRefused, read_model
from tests.models.reader.files import FOLDER


@pytest.mark.skipif(not hasattr(os, "fork"), reason="mutated files are read in forks")
def test_two_thousand_broken_files_give_a_model_or_a_refusal():
    report = fuzz_reader.run(2000, "suite", most_built=40)
    assert report.faults == []
    assert report.count == 2000
    # The mutations reach every stage, and some files survive them.
    assert report.codes["opened"] > 100 and report.built == 40
    assert len(report.codes) > 25


def test_broken_files_through_the_real_process_leave_nothing_behind():
    seeds = seeds_in(FOLDER)
    pool = pool_of(seeds)
    outcomes = []

    def held() -> tuple[int, int]:
        folder = "/proc/self/fd"
        files = len(os.listdir(folder)) if os.path.isdir(folder) else 0
        return threading.active_count(), files

    before = held()
    for number in range(30):
        what, data, beside = mutated(seeds, pool, random.Random(f"process-{number}"))
        try:
            outcomes.append(read_model(data, what, architecture=beside).name)
        except ModelRefused as refused:
            outcomes.append(refused.code)
    assert len(outcomes) == 30 and len(set(outcomes)) > 5
    assert held() == before
