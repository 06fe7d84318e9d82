"""Events that stories wait for, so that none waits for a time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import TimeoutError

from tests.conftest import PATIENCE

# Milliseconds after which a list without the option is opened again.
_LOOK_AGAIN = 2_000
# As many frames in a row without a change mean that nothing moves any more.
_STILL_FRAMES = 6
# Two bytes are the server's word that a run has ended.
_HEAR = """() => {
  window.answered = false;
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (...data) {
    WebSocket.prototype.send = send;
    const hear = ({ data }) => {
      if ((data.byteLength ?? data.size) !== 2) return;
      // It would hear of a run before the next entry.
      this.removeEventListener("message", hear);
      window.answered = true;
    };
    this.addEventListener("message", hear);
    return send.apply(this, data);
  };
}"""


def still(page: Any) -> None:
    """Wait until the page's script has ended."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


@contextmanager
def answered(page: Any) -> Iterator[None]:
    """Wait until the server has answered what is entered here."""
    page.evaluate(_HEAR)
    yield
    page.wait_for_function("() => window.answered")


def choose(page: Any, label: str, option: str) -> None:
    """Choose from a list, as a person does: one that is drawn anew closes, and is opened again."""
    field = page.get_by_role("combobox", name=label, exact=True).first
    last = time.monotonic() + PATIENCE / 1000
    while True:
        still(page)
        if field.get_attribute("aria-expanded") != "true":
            field.click()
        try:
            page.get_by_role("option", name=option, exact=True).click(timeout=_LOOK_AGAIN)
            return
        except TimeoutError:
            if time.monotonic() > last:
                raise
            page.keyboard.press("Escape")


def frames(page: Any, count: int = 2) -> None:
    """Let the page draw so many frames."""
    page.evaluate(
        """(count) => new Promise((done) => {
          const next = () => (count-- > 0 ? requestAnimationFrame(next) : done());
          next();
        })""",
        count,
    )


def pictures_fit(page: Any) -> None:
    """Wait until every picture of the player is as wide as its place, and stays so."""
    page.wait_for_function(
        """(wanted) => {
          const plots = [...document.querySelectorAll(".lv-plot")].filter((p) => p.clientWidth);
          const widths = plots.map((plot) => plot.clientWidth).join();
          const fit = plots.length > 0 && plots.every(
            (plot) => plot._fullLayout && Math.abs(plot._fullLayout.width - plot.clientWidth) <= 1);
          const before = window.fitting ?? { widths: "", frames: 0 };
          const frames = fit && before.widths === widths ? before.frames + 1 : 0;
          window.fitting = { widths, frames };
          return frames > wanted;
        }""",
        arg=_STILL_FRAMES,
    )


def animations_ended(page: Any) -> None:
    """Wait until no transition runs: colours in between are nobody's choice."""
    frames(page)
    page.wait_for_function(
        """() => document.getAnimations().every((one) =>
          one.playState !== "running" || one.effect.getComputedTiming().iterations === Infinity)"""
    )


def settled(page: Any) -> None:
    """Wait until the page's script has ended, and what it drew has come in whole."""
    still(page)
    animations_ended(page)


def dressed(page: Any, scheme: str) -> None:
    """Give the page a light or a dark theme, and wait until it wears it."""
    page.emulate_media(color_scheme=scheme)
    # Our own parts hear of it from Streamlit, one after the other; then pictures ask the server,
    # and what waits for its answer is pale.
    page.wait_for_function(
        """(scheme) => {
          const wears = (colour) => {
            const [red] = colour.match(/[\\d.]+/g);
            return (Number(red) > 128) === (scheme === "dark");
          };
          return [...document.querySelectorAll(
            "[data-testid=stApp], .lv-player, .lv-text, .lv-experiment, .lv-bars, .lv-lane"
          )].every((one) => wears(getComputedStyle(one).color))
            && [...document.querySelectorAll(".lv-plot .xtick text")].every(
              (one) => wears(getComputedStyle(one).fill));
        }""",
        arg=scheme,
    )
    frames(page)
    settled(page)


def parts(page: Any) -> Iterator[int]:
    """Choose what the first row of choices on a page offers, one by one."""
    page.locator("h1").wait_for()
    still(page)
    offered = page.locator(".stMain [role=radiogroup]").first.get_by_role("radio")
    offered.first.wait_for()
    for number in range(offered.count()):
        one = offered.nth(number)
        if one.get_attribute("aria-checked") != "true":
            with answered(page):
                one.click()
        settled(page)
        page.wait_for_function(
            "() => !document.querySelector('[data-testid=stProgress], [data-testid=stSpinner]')"
        )
        yield number
