"""What the pages can show, one view after the other, in any language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lstm_viz.lessons import STAGES
from tests.browser.waiting import animations_ended, parts, settled

_CHANGED = "B.do=set(lstm:c[3]@12,1);clamp(lstm:f[3]@20-40,1)&A.do=off(lesion(lstm[5]))"


def views(
    page: Any, url: str, language: str, *, few: bool = False, every: bool = False
) -> Iterator[str]:
    """Show page after page and give each one's name: ``every`` one.

    A ``few`` are Explore and a lesson, which differ most from each other.
    """

    def go(path: str) -> None:
        page.goto(f"{url}/{path}{'&' if '?' in path else '?'}lang={language}")

    go(f"?model=flip_flop&A=zeros&B=normal(0.5,7)&gates=yes&{_CHANGED}")
    page.locator(".lv-player[data-revision]").wait_for()
    page.locator(".lv-lane-mark").first.wait_for()
    page.locator(".st-key-interventions_fold summary").click()
    page.locator(".st-key-interventions_fold [role=radiogroup]").first.wait_for()
    # What each picture is told as: text, and a table.
    for text in page.locator(".lv-text summary:visible").all():
        text.click()
    page.locator(".lv-text-body table").nth(3).wait_for()
    settled(page)
    yield "explore"
    if every:
        for number in range(page.locator("[data-testid=stPopover] button").count()):
            page.locator("[data-testid=stPopover] button").nth(number).click()
            page.locator("[data-testid=stPopoverBody]").wait_for()
            settled(page)
            yield f"explore, popover {number}"
            page.keyboard.press("Escape")
    for path in () if few else ("compare?model=characters", "dynamics", "keras_code"):
        go(path)
        for number in parts(page):
            if path.startswith("compare") and number == 0:
                page.locator(".lv-text summary").first.click()
                page.locator(".lv-text-body table:visible").first.wait_for()
            animations_ended(page)
            yield f"{path}, part {number}"
    if not few:
        go("lessons")
        page.locator("h1").wait_for()
        settled(page)
        yield "lessons"
    for step in STAGES if every else ("reveal",):
        go(f"lessons?lesson=a-gate-that-forgets&step={step}")
        page.locator("h2").first.wait_for()
        settled(page)
        yield f"a lesson, {step}"
