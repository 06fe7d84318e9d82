"""Sweeps on real worker processes: killed, resumed, lost, and the same to the last bit."""

from __future__ import annotations

import os
import signal

import numpy as np
import pytest

import lstm_viz as lv
from lstm_viz import commands
from lstm_viz.commands import _sweep
from lstm_viz.errors import LstmVizError
from lstm_viz.models import load_sample
from lstm_viz.sweep import Stopped, _cluster, connected, local_cluster

pytestmark = pytest.mark.slow

N = 600
# Of a worker; with TensorFlow and the model it takes about a quarter.
MEMORY = "2GiB"
STATES = lv.Normal(0.5, seed=1)


@pytest.fixture(scope="module")
def subject():
    sample = load_sample("flip_flop")
    return sample.model, sample.sequences[0].x


@pytest.fixture(scope="module")
def here(subject, tmp_path_factory):
    folder = tmp_path_factory.mktemp("here") / "sweep"
    lv.sweep(*subject, STATES, n=N, block=64, out=folder)
    return folder


@pytest.fixture(scope="module")
def client():
    with local_cluster(2, memory=MEMORY) as made:
        yield made


def processes(client):
    """Of the workers, without asking them: one that dies answers nobody."""
    return [nanny.pid for nanny in client.cluster.workers.values()]


def files(folder):
    return {file.name: file.read_bytes() for file in (folder / "blocks").iterdir()}


def test_a_killed_worker_loses_nothing_and_changes_no_bit(subject, here, client, tmp_path):
    killed = []

    def kill_one(done, total):
        if done and not killed:
            killed.append(processes(client)[0])
            os.kill(killed[0], signal.SIGKILL)

    lv.sweep(
        *subject, STATES, n=N, block=64, out=tmp_path / "s", client=client, on_progress=kill_one
    )
    assert killed
    assert killed[0] not in processes(client)
    assert files(tmp_path / "s") == files(here)


def test_begun_on_a_cluster_and_finished_here(subject, here, client, tmp_path):
    with pytest.raises(Stopped):
        lv.sweep(
            *subject, STATES, n=N, block=64, out=tmp_path / "s", client=client,
            on_progress=lambda done, total: done < 128,
        )  # fmt: skip
    assert 128 <= lv.open_sweep(tmp_path / "s").done < N
    lv.sweep(*subject, STATES, n=N, block=64, out=tmp_path / "s")
    assert files(tmp_path / "s") == files(here)


def test_an_ensemble_is_the_same_on_a_cluster(subject, client):
    one = lv.ensemble(*subject, lv.Normal(0.5), n=100, seed=7)
    other = lv.ensemble(*subject, lv.Normal(0.5), n=100, seed=7, client=client)
    for name, fan in one.distances.items():
        np.testing.assert_array_equal(other.distances[name].quantiles, fan.quantiles)
    for key, fan in one.outputs.items():
        np.testing.assert_array_equal(other.outputs[key].quantiles, fan.quantiles)
    assert other.member(3) == one.member(3)
    with pytest.raises(LstmVizError, match="leave the client away"):
        lv.ensemble(*subject, lambda k: one.member(k), n=10, client=client)


def take_memory():
    vars(np)["taken"] = np.ones(2**28)


@pytest.mark.long
def test_workers_out_of_memory_are_a_sentence_and_what_was_done_is_kept(
    here, client, tmp_path, monkeypatch, capsys
):
    before = set(client.run(os.getpid).values())
    filled = []

    def fill_memory(done, total):
        if done and not filled:
            filled.append(client.run(take_memory, on_error="ignore"))

    def allow(failures):
        client.run_on_scheduler(
            lambda dask_scheduler: setattr(dask_scheduler, "allowed_failures", failures)
        )

    monkeypatch.setattr(_sweep, "_progress", lambda say: fill_memory)
    words = ["flip_flop", "--states", "normal(0.5, seed=1)", "-n", str(N), "--block", "64",
             "--scheduler", client.scheduler.address, "--out", str(tmp_path / "s")]  # fmt: skip
    allow(0)
    assert commands.run("sweep", words) == 1
    allow(3)
    assert filled
    told = capsys.readouterr().err.splitlines()[-1]
    assert "most likely out of memory: give them more" in told
    assert "run the same sweep again" in told
    assert 0 < lv.open_sweep(tmp_path / "s").done < N
    assert commands.run("sweep", [*words, "--resume"]) == 0
    assert not before & set(client.run(os.getpid).values())
    assert files(tmp_path / "s") == files(here)


def test_where_no_scheduler_answers_is_a_sentence(monkeypatch):
    monkeypatch.setattr(_cluster, "_CONNECT", 1.0)
    with pytest.raises(LstmVizError, match="No Dask scheduler answers at 'tcp://127.0.0.1:9'"):
        with connected("tcp://127.0.0.1:9"):
            pytest.fail("it was connected")


# Last: it takes the cluster away.
@pytest.mark.long
def test_a_lost_scheduler_is_a_sentence_and_what_was_done_is_kept(subject, here, client, tmp_path):
    def lose(done, total):
        if done:
            client.cluster.close()

    with pytest.raises(LstmVizError, match="What was done is kept"):
        lv.sweep(
            *subject, STATES, n=N, block=64, out=tmp_path / "s", client=client, on_progress=lose
        )
    assert lv.open_sweep(tmp_path / "s").done > 0
    lv.sweep(*subject, STATES, n=N, block=64, out=tmp_path / "s")
    assert files(tmp_path / "s") == files(here)
