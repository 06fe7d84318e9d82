"""`player`, `show` and `edit` in a real JupyterLab; its packages are in the extra notebook-test."""

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
    "shown = lv.show(model, x, proxy='@JUPYTER@')\nshown",
    "editor = lv.edit(model, x, height=700)\neditor",
    """
h, c = (editor.value.values("lstm")[signal] for signal in "hc")
run = lv.trace(model, x, editor.value)
print(type(editor.value).__name__, *(f"{value:.4f}" for value in h), c.any(),
      (run["lstm"].h == editor.trace["lstm"].h).all())
""",
)


def cell(source: str) -> dict:
    return {
        "cell_type": "code", "id": f"c{abs(hash(source)) % 10**8}", "metadata": {},
        "source": source, "outputs": [], "execution_count": None,
    }


@pytest.fixture(scope="module")
def jupyter(tmp_path_factory):
    """Address of a JupyterLab whose folder has the notebook, and its token."""
    tmp_path = tmp_path_factory.mktemp("jupyter")
    port = free_port()
    url = f"http://localhost:{port}"
    cells = [cell(source.strip().replace("@JUPYTER@", url)) for source in CELLS]
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
        last = time.monotonic() + 240
        while time.monotonic() < last and process.poll() is None:
            with suppress(OSError), urllib.request.urlopen(f"{url}/api?token=word", timeout=2):
                break
            time.sleep(0.2)
        yield url
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture
def lab(page, jupyter):
    """The open notebook, its first cell run; ``run`` runs another, ``frame`` is what it shows."""
    page.set_default_timeout(90_000)
    page.goto(f"{jupyter}/lab/tree/states.ipynb?token=word")
    page.locator(".jp-Notebook .jp-Cell").first.wait_for()
    # Once its kernel has a name; the list of what runs, which nobody has opened, names it too.
    page.locator(".jp-NotebookPanel-toolbar").get_by_text("Python 3").first.wait_for()

    def run(number: int) -> None:
        page.locator(".jp-Cell .jp-InputArea").nth(number).click()
        page.keyboard.press("Shift+Enter")

    def frame(number: int):
        shown = page.locator(".jp-Cell").nth(number).locator("iframe")
        # It starts when it is seen.
        shown.wait_for(state="attached")
        shown.scroll_into_view_if_needed()
        return shown.content_frame

    page.run, page.frame_of = run, frame
    run(0)
    frame(0).locator(".lv-player[data-revision]").wait_for()
    return page


def test_the_player_has_its_keys_and_show_works_behind_the_proxy(lab):
    player = lab.frame_of(0)
    player.locator(".lv-player").focus()
    lab.keyboard.press("ArrowRight")
    player.locator(".lv-step", has_text="t = 1 of 6").wait_for()

    lab.run(1)
    link = lab.locator(".jp-OutputArea-output a[href*='/proxy/']")
    link.wait_for()
    with lab.expect_popup() as opened:
        link.click()
    app = opened.value
    app.locator(".lv-player[data-revision]").wait_for(timeout=90_000)
    app.locator(".lv-step", has_text="of 6").wait_for()
    app.get_by_role("slider", name="unit 0: h0").focus()
    revision = app.locator(".lv-player").get_attribute("data-revision")
    app.keyboard.press("ArrowUp")
    app.locator(f".lv-player[data-revision]:not([data-revision='{revision}'])").wait_for()


def test_a_bar_that_is_dragged_is_an_initial_state_in_the_kernel(lab):
    lab.run(2)
    shown = lab.frame_of(2)
    bars = shown.locator(".lv-bars-row[data-signal=h] canvas")
    bars.scroll_into_view_if_needed()
    revision = shown.locator(".lv-player").get_attribute("data-revision")
    box = bars.bounding_box()
    x = box["x"] + 1.5 * box["width"] / 4
    lab.mouse.move(x, box["y"] + box["height"] / 2)
    lab.mouse.down()
    lab.mouse.move(x, box["y"] + box["height"] / 4, steps=4)
    lab.mouse.up()
    # The kernel has run the model again, and the pictures show it.
    shown.locator(f".lv-player[data-revision]:not([data-revision='{revision}'])").wait_for()
    lab.run(3)
    told = lab.locator(".jp-Cell").nth(3).locator(".jp-OutputArea-output pre")
    told.filter(has_text="InitialState").wait_for()
    name, *values, c, same = told.inner_text().split()
    assert name == "InitialState"
    assert [float(value) != 0 for value in values] == [False, True, False, False]
    assert float(values[1]) > 0
    assert (c, same) == ("False", "True")
