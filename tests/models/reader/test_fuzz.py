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

pytestmark = pytest.mark.slow


@pytest.mark.skipif(not hasattr(os, "fork"), reason="mutated files are read in forks")
@pytest.mark.parametrize(
    ("count", "built"), [(500, 12), pytest.param(2000, 40, marks=pytest.mark.long)]
)
def test_broken_files_give_a_model_or_a_refusal(count, built):
    report = fuzz_reader.run(count, "suite", most_built=built)
    assert report.faults == []
    assert report.count == count
    # The mutations reach every stage, and some files survive them.
    assert report.codes["opened"] > count / 20 and report.built == built
    assert len(report.codes) > 25


@pytest.mark.usefixtures("reading_process")
def test_broken_files_through_the_real_process_leave_nothing_behind():
    seeds = seeds_in(FOLDER)
    pool = pool_of(seeds)
    outcomes = []

    def held() -> tuple[int, int]:
        folder = "/proc/self/fd"
        files = len(os.listdir(folder)) if os.path.isdir(folder) else 0
        return threading.active_count(), files

    before = held()
    for number in range(20):
        what, data, beside = mutated(seeds, pool, random.Random(f"process-{number}"))
        try:
            outcomes.append(read_model(data, what, architecture=beside).name)
        except ModelRefused as refused:
            outcomes.append(refused.code)
    assert len(outcomes) == 20 and len(set(outcomes)) > 5
    assert held() == before
