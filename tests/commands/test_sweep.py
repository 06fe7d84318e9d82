"""``lstm-viz sweep``: from the words of a command line to a folder, and what goes wrong."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

import lstm_viz as lv
from lstm_viz.commands import _sweep, run
from lstm_viz.sweep import KEEP

pytestmark = pytest.mark.slow

WORDS = ["flip_flop", "--states", "normal(0.5, seed=3)", "-n", "200", "--quiet"]


def test_it_writes_the_sweep_and_tells_what_it_found(tmp_path, capsys):
    out = tmp_path / "sweep"
    assert run("sweep", [*WORDS, "--out", str(out)]) == 0
    told = capsys.readouterr()
    assert "quiet, h: " in told.out
    assert "200 members" in told.out
    assert told.err == ""
    found = lv.open_sweep(out)
    assert (found.n, found.names, found.finished) == (200, ("quiet",), True)
    assert found.plan.keep == KEEP == tuple(_sweep._KEEP.split(","))


def test_it_tells_what_it_will_take_and_how_far_it_is(tmp_path, capsys):
    out = tmp_path / "sweep"
    assert run("sweep", [*WORDS[:-1], "--out", str(out)]) == 0
    told = capsys.readouterr().err
    assert "on disk" in told
    assert "200 of 200 members" in told
    assert run("sweep", [*WORDS[:-1], "--out", str(out), "--resume"]) == 0
    assert "200 of 200 members are done already" in capsys.readouterr().err


def test_several_inputs_are_sequences_by_their_names(tmp_path, capsys):
    for name in ("one.npy", "two.npy"):
        np.save(tmp_path / name, np.zeros((1, 9, 3), np.float32))
    words = ["--input", str(tmp_path / "one.npy"), "--input", str(tmp_path / "two.npy")]
    assert run("sweep", [*WORDS, *words, "--out", str(tmp_path / "sweep")]) == 0
    assert lv.open_sweep(tmp_path / "sweep").names == ("one.npy", "two.npy")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nowhere.keras", "--states", "normal(1)"], "does not exist"),
        (["flip_flop", "--states", "zeros"], "not random"),
        (["flip_flop", "--states", "nothing"], "There is no recipe"),
        (["flip_flop", "--states", "normal(1)", "-n", "1"], "2 to 10,000,000 members"),
        (["flip_flop", "--states", "normal(1)", "--keep", "all"], "not 'all'"),
        (["flip_flop", "--states", "normal(1)", "--workers", "0"], "--workers is 1 to 256"),
        (["flip_flop", "--states", "normal(1)", "--input", "no.npy"], "does not exist"),
        (["flip_flop", "--states", "normal(1)", "--layer", "other"], "no recurrent layer"),
    ],
)
def test_a_wrong_argument_is_one_sentence(tmp_path, capsys, words, told):
    assert run("sweep", [*words, "--out", str(tmp_path / "sweep"), "--quiet"]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert error.count("\n") == 1
    assert not (tmp_path / "sweep").exists()


def test_a_sweep_that_is_there_is_gone_on_with_only_when_asked(tmp_path, capsys):
    out = str(tmp_path / "sweep")
    assert run("sweep", [*WORDS, "--out", out]) == 0
    assert run("sweep", [*WORDS, "--out", out]) == 1
    assert "resume it" in capsys.readouterr().err


def test_a_disk_that_is_too_small_is_told_before_it_starts(tmp_path, capsys, monkeypatch):
    usage = _sweep.shutil.disk_usage
    monkeypatch.setattr(
        _sweep.shutil, "disk_usage", lambda path: usage(path)._replace(free=1000)
    )
    assert run("sweep", [*WORDS, "--out", str(tmp_path / "sweep")]) == 1
    assert "keep less" in capsys.readouterr().err
    assert not (tmp_path / "sweep").exists()


def test_ctrl_c_keeps_what_was_done(tmp_path):
    out = tmp_path / "sweep"
    words = ["sweep", "flip_flop", "--states", "normal(0.5, seed=3)", "-n", "1000000"]
    process = subprocess.Popen(
        [sys.executable, "-m", "lstm_viz", *words, "--block", "64", "--out", str(out)],
        stderr=subprocess.PIPE, text=True,
        # A suite in the background ignores the signal, and so would its children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    manifest = out / "blocks.jsonl"
    while not (manifest.exists() and manifest.stat().st_size):
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGINT)
    _, told = process.communicate()
    assert process.returncode == 1
    assert "stopped" in told.splitlines()[-1]
    assert "Traceback" not in told
    assert lv.open_sweep(out).done >= 64
