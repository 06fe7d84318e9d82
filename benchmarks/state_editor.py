"""Measure drawing an initial state in real Chromium, from the release of a bar to the pictures.

``python -m benchmarks.state_editor`` prints a table. Goals: 100 ms at 8x50 and 128x200, 400 ms at
512x1000; memory of the page grown by at most 20 % after 200 edits.
"""

from __future__ import annotations

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import argparse
from typing import Any

import keras
import numpy as np
from keras import layers
from playwright.sync_api import Page, sync_playwright

import lstm_viz as lv
from tests.conftest import BROWSER_ARGUMENTS, chromium_path

SIZES = ((8, 50), (128, 200), (512, 1000))
EDITS = 20
MANY_EDITS = 200

_RECEIVED = """
window.received = 0;
window.WebSocket = new Proxy(WebSocket, {construct(target, args) {
  const socket = new target(...args);
  socket.addEventListener("message", ({data}) => {
    window.received += data.byteLength ?? data.size;
  });
  return socket;
}});
"""
_WATCH = """
() => {
  document.addEventListener("pointerup", () => { window.released = performance.now(); }, true);
  // `shown`: the page's answer is in all pictures; `revision`: Plotly has drawn it itself.
  for (const [attribute, times] of [["data-shown", "painted"], ["data-revision", "redrawn"]]) {
    window[times] = [];
    new MutationObserver(() => requestAnimationFrame(() => setTimeout(() => {
      window[times].push(performance.now());
    }))).observe(
      document.querySelector(".lv-player"), {attributes: true, attributeFilter: [attribute]});
  }
}
"""


def main() -> None:
    """Print the table."""
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    print("| units x steps | release to painted: median, ms | p95, ms | one edit receives, kB |")
    print("|---|---|---|---|")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=chromium_path(),
            args=BROWSER_ARGUMENTS,
        )
        for size in SIZES:
            with dashboard(*size) as shown:
                page = opened(chromium, shown.url)
                for number in range(3):
                    edit(page, number)
                received = page.evaluate("window.received")
                waits = [edit(page, number) for number in range(EDITS)]
                each = (page.evaluate("window.received") - received) / EDITS / 1000
                median, high = np.percentile(waits, [50, 95])
                row = f"{size[0]}x{size[1]} | {median:.0f} | {high:.0f} | {each:.0f}"
                print(f"| {row} |", flush=True)
                if size == SIZES[0]:
                    before = memory(page)
                    for number in range(MANY_EDITS):
                        edit(page, number)
                    grown = memory(page) / before - 1
                    print(f"| memory of the page after {MANY_EDITS} edits: {grown:+.0%} | | | |")
                page.context.close()
        chromium.close()


def dashboard(units: int, steps: int) -> lv.Dashboard:
    """An app on an untrained model of this size."""
    keras.utils.set_random_seed(0)
    stack = [keras.Input((None, 2)), layers.LSTM(units, return_sequences=True), layers.Dense(1)]
    model = lv.wrap(keras.Sequential(stack))
    x = np.random.default_rng(0).normal(size=(1, steps, 2)).astype(np.float32)
    return lv.show(model, x, open_browser=False)


def opened(chromium: Any, url: str) -> Page:
    """The page, its pictures drawn."""
    page = chromium.new_context(viewport={"width": 1366, "height": 768}).new_page()
    page.add_init_script(_RECEIVED)
    page.goto(url)
    page.locator(".lv-player[data-revision]").wait_for(timeout=90_000)
    page.wait_for_timeout(2500)
    page.evaluate(_WATCH)
    return page


def edit(page: Page, number: int) -> float:
    """Milliseconds from the release of a dragged bar to the last pictures that follow from it."""
    box = page.locator(".lv-bars-row[data-signal=c] canvas").bounding_box()
    page.evaluate("window.painted = []")
    x, y = box["x"] + 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + (20 if number % 2 else -20) - number % 7)
    page.mouse.up()
    page.wait_for_function("() => window.painted.length > 0", polling=5)
    page.wait_for_timeout(300)
    return page.evaluate("window.painted.at(-1) - window.released")


def memory(page: Page) -> float:
    """Bytes that the page holds after its garbage is collected."""
    page.wait_for_timeout(1000)
    devtools = page.context.new_cdp_session(page)
    # What only another collection can find to be garbage is left by the first.
    for _ in range(3):
        devtools.send("HeapProfiler.collectGarbage")
    used = devtools.send("Runtime.getHeapUsage")
    devtools.detach()
    return sum(used[kind] for kind in ("usedSize", "embedderHeapUsedSize", "backingStorageSize"))


if __name__ == "__main__":
    main()
