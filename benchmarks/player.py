"""Measure the player in a real Chromium: frames while playing, messages, size of what is sent.

Usage: ``python benchmarks/player.py``. Goals: 60 frames a second, a p95 gap of 20 ms, no message.
"""

from __future__ import annotations

import argparse
import os
import shutil
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import keras
import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

import lstm_viz as lv

SIZES = ((64, 200), (128, 1000))
LARGE = ((1024, 1000), (64, 5000), (1024, 5000))
FEATURES = 4
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = ["--no-sandbox", "--disable-gpu"]
IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"
COUNT_MESSAGES = """
window.sent = 0;
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (...data) {
  window.sent += 1;
  return send.apply(this, data);
};
"""
PLAY = """
(milliseconds) => new Promise((resolve) => {
  const before = window.sent, gaps = [], began = performance.now();
  let last = began;
  const frame = (now) => {
    gaps.push(now - last);
    last = now;
    if (now - began < milliseconds) requestAnimationFrame(frame);
    else resolve({ gaps: gaps.slice(1), sent: window.sent - before });
  };
  requestAnimationFrame(frame);
})
"""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=6, help="of playing, each")
    parser.add_argument("--large", action="store_true", help="also the largest layers and inputs")
    given = parser.parse_args()
    sizes = SIZES + (LARGE if given.large else ())
    print(f"{os.cpu_count()} cores, headless Chromium without a graphics card, two scenarios.")
    print("Ready: from the address to the last picture, the first trace included.\n")
    head = ("units x steps", "pictures", "frames/s", "p95 gap ms", "longest gap ms",
            "messages while playing", "data sent to the page kB", "ready s")
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        for units, steps in sizes:
            _size(browser, units, steps, given.seconds)
        browser.close()


def _size(browser: Browser, units: int, steps: int, seconds: float) -> None:
    keras.utils.set_random_seed(0)
    layers = keras.layers
    stack = [
        keras.Input((None, FEATURES)),
        layers.LSTM(units, return_sequences=True, name="lstm"),
        layers.Dense(1),
    ]
    model = lv.wrap(keras.Sequential(stack))
    x = np.random.default_rng(0).normal(size=(1, steps, FEATURES)).astype(np.float32)
    states = {"A": lv.InitialState.zeros(model), "B": lv.InitialState.normal(model, seed=7)}
    with lv.show(model, x, states, open_browser=False) as shown:
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.add_init_script(COUNT_MESSAGES)
        received = _count_received(page)
        page.goto(shown.url)
        page.locator(".lv-player[data-revision]").wait_for(timeout=180_000)
        ready = page.evaluate("performance.now()") / 1000
        _idle(page)
        _row(page, f"{units} x {steps}", "lines", seconds, sum(received), ready)
        received.clear()
        page.get_by_role("button", name="heatmap").click()
        page.locator("[data-key=heatmap_c] .main-svg").first.wait_for(timeout=180_000)
        _idle(page)
        _row(page, f"{units} x {steps}", "heatmap", seconds, sum(received), None)
        page.close()


def _count_received(page: Page) -> list[int]:
    sizes: list[int] = []

    def listen(socket: Any) -> None:
        socket.on("framereceived", lambda data: sizes.append(len(data)))

    page.on("websocket", listen)
    return sizes


def _idle(page: Page) -> None:
    page.locator(IDLE).wait_for(timeout=180_000)
    page.wait_for_timeout(1500)


def _row(
    page: Page, size: str, pictures: str, seconds: float, received: int, ready: float | None
) -> None:
    page.locator(".lv-player").focus()
    page.keyboard.press("Home")
    page.wait_for_timeout(800)
    page.get_by_label("Play", exact=True).click()
    played = page.evaluate(PLAY, 1000 * seconds)
    page.get_by_label("Pause", exact=True).click()
    gaps = np.array(played["gaps"])
    words = (size, pictures, f"{1000 / gaps.mean():.1f}", f"{np.percentile(gaps, 95):.1f}",
             f"{gaps.max():.1f}", played["sent"], f"{received / 1000:.0f}",
             "" if ready is None else f"{ready:.1f}")
    print("| " + " | ".join(map(str, words)) + " |", flush=True)


if __name__ == "__main__":
    main()
