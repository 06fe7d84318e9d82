"""`player`, `edit` and `show` in a real JupyterLab; its packages are in the extra notebook-test."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress

import pytest

from tests.conftest import ROOT, free_port

pytestmark = [pytest.mark.browser, pytest.mark.long]

CELLS = (
    """
import os
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
import keras, numpy as np
import lstm_viz as lv
keras.utils.set_random_seed(0)
model = lv.wrap(keras.Sequential([
    keras.Input((None, 2)), keras.layers.LSTM(4, name="lstm", return_sequences=True),
    keras.layers.Dense(1),
]))
x = np.random.default_rng(0).normal(size=(1, 6, 2)).astype("float32")
runs = lv.trace(model, x, {"zeros": lv.InitialState.zeros(model),
                           "random": lv.InitialState.normal(model, seed=1)})
lv.player(runs, height=500)
""",
    "editor = lv.edit(model, x, height=900)\neditor",
    "shown = lv.show(model, x, proxy='@JUPYTER@')\nshown",
)
READ = (
    "h = editor.value.values('lstm')['h']\n"
    "again = lv.trace(model, x, editor.value)\n"
    "print('read', h.tolist(), float(abs(again['lstm'].h - editor.trace['lstm'].h).max()))"
)


def cell(source: str) -> dict:
    return {
        "cell_type": "code", "id": f"c{abs(hash(source)) % 10**8}", "metadata": {},
        "source": source, "outputs": [], "execution_count": None,
    }


@pytest.fixture
def jupyter(tmp_path):
    """Address of a JupyterLab whose folder has the notebook, and its token."""
    port = free_port()
    url = f"http://localhost:{port}"
    cells = [cell(source.strip().replace("@JUPYTER@", url)) for source in (*CELLS, READ)]
    notebook = {
        "cells": cells, "nbformat": 4, "nbformat_minor": 5,
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    }
    (tmp_path / "states.ipynb").write_text(json.dumps(notebook), "utf-8")
    words = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root",
        f"--ServerApp.port={port}", "--IdentityProvider.token=word",
        f"--ServerApp.root_dir={tmp_path}", "--LabApp.news_url=",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    with (tmp_path / "lab.log").open("wb") as log:
        process = subprocess.Popen(words, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
    try:
        last = time.monotonic() + 60
        while time.monotonic() < last and process.poll() is None:
            with suppress(OSError), urllib.request.urlopen(f"{url}/api?token=word", timeout=2):
                break
            time.sleep(0.2)
        yield url
    finally:
        process.terminate()
        process.wait(30)


def test_player_editor_and_show_work_in_jupyterlab(page, jupyter):
    page.set_default_timeout(120_000)
    page.goto(f"{jupyter}/lab/tree/states.ipynb?token=word")
    page.locator(".jp-Notebook .jp-Cell").first.wait_for()
    page.get_by_text("Python 3", exact=False).first.wait_for()

    def run(number: int) -> None:
        page.locator(".jp-Cell .jp-InputArea").nth(number).click()
        page.keyboard.press("Shift+Enter")

    def shown(number: int):
        return page.locator(".jp-Cell").nth(number).frame_locator("iframe")

    run(0)
    player = shown(0)
    player.locator(".lv-player[data-revision]").wait_for()
    player.locator(".lv-player").focus()
    page.keyboard.press("ArrowRight")
    player.locator(".lv-step", has_text="t = 1 of 6").wait_for()

    run(1)
    editor = shown(1)
    editor.locator(".lv-player[data-revision]").wait_for()
    bars = editor.get_by_role("slider", name="h0:")
    bars.focus()
    before = editor.locator(".lv-player").get_attribute("data-revision")
    for key in ("ArrowRight", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
    editor.locator(f".lv-player[data-revision]:not([data-revision='{before}'])").wait_for()
    editor.locator(".lv-bars[data-seq='2'][data-busy='false']").wait_for()
    # The keys of the bars are not the notebook's, and the player's cursor did not move.
    assert editor.locator(".lv-step").inner_text().startswith("t = 0 of 6")

    run(3)
    read = page.locator(".jp-OutputArea-output", has_text="read [")
    read.wait_for()
    assert read.inner_text().startswith("read [0.0, 0.1")
    assert read.inner_text().rstrip().endswith(" 0.0")

    run(2)
    link = page.locator(".jp-OutputArea-output a[href*='/proxy/']")
    link.wait_for()
    with page.expect_popup() as opened:
        link.click()
    app = opened.value
    app.locator(".lv-player[data-revision]").wait_for()
    app.locator(".lv-step", has_text="of 6").wait_for()
    edited = app.get_by_role("slider", name="h0:")
    edited.focus()
    revision = app.locator(".lv-player").get_attribute("data-revision")
    app.keyboard.press("ArrowUp")
    app.locator(f".lv-player[data-revision]:not([data-revision='{revision}'])").wait_for()
