"""Measure editing in real Chromium: pictures that follow a hand, and edits until Plotly has drawn.

``python -m benchmarks.live`` prints a table and ends with ``all goals met`` or ``not met: ...``.
"""

from __future__ import annotations

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import argparse
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, sync_playwright

from benchmarks.state_editor import dashboard, memory, opened
from tests.conftest import BROWSER_ARGUMENTS, chromium_path

EDITS = 20
LIVE_EDITS = 1000
_GROWTH = 0.10
_HERTZ = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
# A picture is seen when the frame after its change has been painted.
_WATCH = """
() => {
  window.waits = [];
  document.addEventListener("lv-live-picture", ({ detail: { hand } }) => {
    requestAnimationFrame(() => setTimeout(() => window.waits.push(performance.now() - hand)));
  });
}
"""
# A hand at 60 movements a second for a while, at one bar of c0; answers with its pictures.
_DRAG = """
([x, y, milliseconds]) => new Promise((resolve) => {
  const canvas = document.elementFromPoint(x, y);
  const send = (type, dy) => canvas.dispatchEvent(new PointerEvent(type, {
    pointerId: 1, isPrimary: true, button: 0, buttons: type === "pointerup" ? 0 : 1,
    clientX: x, clientY: y + dy, bubbles: true, cancelable: true}));
  canvas.setPointerCapture = () => {};
  window.waits = [];
  const began = performance.now();
  send("pointerdown", 0);
  const step = () => {
    const now = performance.now() - began;
    if (now > milliseconds) {
      const pictures = window.waits.length;
      send("pointerup", 30 * Math.sin(now / 90));
      resolve({pictures, seconds: now / 1000, waits: window.waits.slice()});
      return;
    }
    send("pointermove", 30 * Math.sin(now / 90) + 4);
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})
"""


@dataclass(frozen=True)
class Size:
    """A layer and a sequence, with its goals in milliseconds and pictures a second."""

    units: int
    steps: int
    drag: float
    rate: float
    edit: float


SIZES = (
    Size(32, 118, 60, 30, 250),
    Size(128, 200, 60, 30, 250),
    Size(512, 1000, 250, 5, 700),
)
CPU_GOAL = 40.0


def main() -> None:
    """Print the table and what was not met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--edits", type=int, default=EDITS)
    parser.add_argument("--live-edits", type=int, default=LIVE_EDITS)
    given = parser.parse_args()
    table = Table()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=chromium_path(), args=BROWSER_ARGUMENTS
        )
        for size in SIZES:
            with dashboard(size.units, size.steps) as shown:
                page = opened(chromium, shown.url)
                page.evaluate(_WATCH)
                _measure(table, page, size, shown._process.pid, given.edits)
                if size is SIZES[0]:
                    _remember(table, page, shown._process.pid, given.live_edits)
                page.context.close()
        chromium.close()
    print("all goals met" if not table.missed else f"not met: {'; '.join(table.missed)}")


class Table:
    """Rows of measured beside goal, and what was missed."""

    def __init__(self) -> None:
        self.missed: list[str] = []
        print("| what | measured | goal | measured / goal |\n|---|---|---|---|")

    def row(
        self, what: str, measured: float, goal: float, unit: str, *, least: bool = False
    ) -> None:
        """Print a row; ``least`` says that more is better."""
        met = measured >= goal if least else measured <= goal
        if not met or not math.isfinite(measured):
            self.missed.append(f"{what} ({measured:.3g} {unit})")
        bound = "at least " if least else ""
        ratio = measured / goal
        told = f"{measured:.3g} {unit} | {bound}{goal:g} {unit} | {ratio:.2f}"
        print(f"| {what} | {told} |", flush=True)


def _measure(table: Table, page: Page, size: Size, pid: int, edits: int) -> None:
    name = f"{size.units}x{size.steps}"
    with edited(page):
        drag(page, 1000)
    with edited(page):
        found = drag(page, 4000)
    waits = found["waits"] or [math.inf]
    table.row(f"{name}: hand to painted curves, p95", np.percentile(waits, 95), size.drag, "ms")
    rate = found["pictures"] / found["seconds"]
    table.row(f"{name}: pictures while dragging", rate, size.rate, "a second", least=True)
    randomize = page.get_by_role("button", name="Randomize")
    kinds: dict[str, Callable[[int], None]] = {
        "release of a bar": lambda number: flick(page, number),
        "Randomize": lambda _: randomize.click(),
        "undo": lambda _: page.keyboard.press("ControlOrMeta+z"),
    }
    for kind, act in kinds.items():
        before, took, redrawn = cpu(pid), [], []
        for number in range(edits):
            page.evaluate("window.began = undefined")
            with edited(page):
                act(number)
            took.append(page.evaluate("window.painted.at(-1) - window.began"))
            page.wait_for_function("() => window.redrawn.length > 0", polling=5)
            redrawn.append(page.evaluate("window.redrawn.at(-1) - window.began"))
            page.wait_for_timeout(150)
        late = np.percentile(took, 95)
        table.row(f"{name}: {kind} to settled pictures, p95", late, size.edit, "ms")
        later = np.percentile(redrawn, 95)
        # To the eye nothing changes any more.
        print(f"| {name}: {kind} until Plotly has drawn them itself, p95 | {later:.3g} ms | | |")
        spent = (cpu(pid) - before) / edits * 1000
        table.row(f"{name}: server's CPU for one {kind}", spent, CPU_GOAL, "ms")


def _remember(table: Table, page: Page, pid: int, edits: int) -> None:
    page_before, server_before = memory(page), resident(pid)
    done = 0
    while done < edits:
        with edited(page):
            pictures = drag(page, 4000)["pictures"]
        if not pictures:
            break
        done += pictures
    page_after, server_after = memory(page), resident(pid)
    what = f"memory after {done} live edits"
    table.row(f"{what}, page: growth", page_after / page_before - 1, _GROWTH, "of it")
    table.row(f"{what}, server: growth", server_after / server_before - 1, _GROWTH, "of it")


@contextmanager
def edited(page: Page) -> Iterator[None]:
    """Something that ends with new settled pictures."""
    page.evaluate(
        """() => {
          window.painted = [];
          window.redrawn = [];
          const began = () => { window.began ??= performance.now(); };
          for (const kind of ["pointerup", "click", "keydown"]) {
            document.addEventListener(kind, began, { capture: true, once: true });
          }
        }"""
    )
    yield
    page.wait_for_function("() => window.painted.length > 0", polling=5)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def drag(page: Page, milliseconds: int) -> dict:
    """Move a bar up and down without pause."""
    box = page.locator(".lv-bars-row[data-signal=c] canvas").first.bounding_box()
    place = [box["x"] + 2, box["y"] + box["height"] / 2, milliseconds]
    return page.evaluate(_DRAG, place)


def flick(page: Page, number: int) -> None:
    """Move a bar a little and let it go."""
    box = page.locator(".lv-bars-row[data-signal=c] canvas").first.bounding_box()
    x, y = box["x"] + 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + (20 if number % 2 else -20) - number % 7)
    page.mouse.up()


def cpu(pid: int) -> float:
    """Seconds of processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / _HERTZ


def resident(pid: int) -> int:
    """Bytes of memory that a process holds."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE


if __name__ == "__main__":
    main()
