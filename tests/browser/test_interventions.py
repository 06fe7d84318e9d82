"""Interventions in a real browser: added at the cursor, moved, undone, and in the link."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

_FIRST_CURVE = """
() => {
  const plot = document.querySelector(".lv-picture[data-key=lines_c] .lv-plot");
  const own = plot?._fullData?.find((d) => d.meta?.scenario === "s1");
  return own ? JSON.stringify(Array.from(own.y)) : null;
}
"""


def curve(page) -> str:
    """The first curve of c in scenario B, as Plotly holds it."""
    page.wait_for_function(f"() => ({_FIRST_CURVE})() !== null")
    return page.evaluate(_FIRST_CURVE)


def other_curve(page, before: str) -> str:
    page.wait_for_function(
        f"(before) => ({_FIRST_CURVE})() !== before", arg=before
    )
    return curve(page)


def test_a_setting_is_added_moved_undone_and_in_the_link(page, app_server):
    page.goto(f"{app_server.url}/?model=flip_flop&layers=lstm&A=zeros&B=normal(0.5,7)&t=12")
    start = curve(page)
    unit = int(page.evaluate(
        "() => document.querySelector('.lv-picture[data-key=lines_c] .lv-plot')._fullData"
        ".find((d) => d.meta?.scenario === 's1').meta.unit"
    ))
    page.get_by_text("Change the state on the way").click()
    field = page.get_by_label("Units", exact=True)
    field.fill(str(unit))
    field.press("Enter")
    page.get_by_role("button", name="Add to B").click()
    mark = page.get_by_role("button", name=re.compile("^set cell state c of unit"))
    mark.wait_for()
    changed = other_curve(page, start)
    assert changed != start
    page.wait_for_url(re.compile(r"B\.do=set"))

    mark.focus()
    mark.press("ArrowRight")
    page.get_by_role("button", name=re.compile("after step 13$")).wait_for()
    moved = other_curve(page, changed)
    page.wait_for_url(re.compile(r"B\.do=set\(lstm:c\[\d+\]@13,1\)"))

    page.reload()
    assert curve(page) == moved
    page.get_by_role("button", name=re.compile("after step 13$")).focus()
    page.keyboard.press("Delete")
    assert other_curve(page, moved) == start
    page.keyboard.press("Control+z")
    assert other_curve(page, start) == moved

    mark = page.get_by_role("button", name=re.compile("after step 13$"))
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y, steps=4)
    page.mouse.up()
    dragged = page.get_by_role("button", name=re.compile(r"after step (?!13$)\d+$"))
    dragged.wait_for()
    there = other_curve(page, moved)
    dragged.focus()
    page.keyboard.press("o")
    off = page.get_by_role("button", name=re.compile("switched off"))
    off.wait_for()
    assert other_curve(page, there) == start
    # The focus stays on the mark.
    page.keyboard.press("o")
    assert other_curve(page, start) == there
    marks = page.locator(".lv-lane-mark")
    # Two copies and a switch, faster than the page is drawn: each counts.
    for key in "cco":
        page.keyboard.press(key)
    expect(marks).to_have_count(3)
    page.locator(".lv-lane-mark[data-on=false]:focus").wait_for()
    # The one beside a mark that is taken away has it then.
    marks.last.focus()
    for left in (2, 1):
        page.keyboard.press("Delete")
        expect(marks).to_have_count(left)
        page.locator(".lv-lane-mark:focus").wait_for()
    assert marks.get_attribute("data-on") == "false"
    # A mark that is gone already takes nothing with it.
    page.keyboard.press("c")
    expect(marks).to_have_count(2)
    marks.first.focus()
    page.keyboard.press("Delete")
    page.keyboard.press("Delete")
    expect(marks).to_have_count(1)
    expect(page.locator("[data-testid=stApp]")).to_have_attribute(
        "data-test-script-state", "notRunning"
    )
    expect(marks).to_have_count(1)
    page.assert_no_console_problems()
