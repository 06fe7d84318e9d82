"""Drawing the initial state in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

import lstm_viz as lv
from lstm_viz.models import load_sample
from tests.browser.firefox import double_click
from tests.browser.waiting import still

pytestmark = pytest.mark.browser

UNITS = 32
_VALUES = """
(signal) => {
  const unit = document.querySelector(`.lv-bars-row[data-signal=${signal}] [role=slider]`);
  return `${unit.ariaLabel} = ${unit.ariaValueText}`;
}
"""


@pytest.fixture
def editor(page, app_server) -> Iterator:
    page.goto(app_server.url)
    page.locator(".lv-player[data-revision]").wait_for()
    page.locator(".lv-bars[data-seq]").wait_for()
    still(page)
    units = page.get_by_label("Units drawn as lines")
    units.fill("0-31")
    units.press("Enter")
    page.locator("[data-key=lines_c]", has_text="32 units").wait_for()
    yield page
    page.assert_no_console_problems()


def start(page, signal: str) -> np.ndarray:
    """The value at t = 0 of every unit of B, as the pictures have it."""
    values = page.evaluate(
        """(key) => document.querySelector(`[data-key=lines_${key}] .lv-plot`)._fullData
          .filter((d) => d.meta.scenario === "s1").map((d) => d.y[0])""",
        signal,
    )
    return np.array(values)


def change(page, act) -> None:
    """Do something, and wait until the pictures have followed."""
    revision = page.locator(".lv-player").get_attribute("data-revision")
    act()
    page.locator(f".lv-player:not([data-revision='{revision}'])").wait_for()
    page.locator(".lv-bars[data-busy=false]").wait_for()
    still(page)


def canvas(page, signal: str):
    return page.locator(f".lv-bars-row[data-signal={signal}] canvas")


def slider(page, signal: str):
    """Over the bar of the unit in hand; another unit has another one."""
    return page.locator(f".lv-bars-row[data-signal={signal}]").get_by_role("slider")


def drag(page, signal: str, unit: int, to: int, y: float) -> None:
    """From the zero line at ``unit`` to ``y`` (0 top, 1 bottom) at unit ``to``."""
    box = canvas(page, signal).bounding_box()
    bar = box["width"] / UNITS
    page.mouse.move(box["x"] + (unit + 0.5) * bar, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + (to + 0.5) * bar, box["y"] + y * box["height"], steps=6)
    page.mouse.up()


def test_one_unit_is_heard_at_a_time_typed_and_dragged_and_the_curves_follow(editor):
    spoken = editor.locator(".lv-bars-spoken")
    first = slider(editor, "c").element_handle()
    slider(editor, "c").focus()
    editor.keyboard.press("ArrowRight")
    # The slider of another unit has the focus, and there is one,
    # which the live region does not repeat.
    assert not first.is_visible() and slider(editor, "c").count() == 1
    assert editor.evaluate("document.activeElement.ariaLabel") == "unit 1: c0"
    assert spoken.text_content() == ""

    # One click, then typing, beside dragging.
    box = canvas(editor, "c").bounding_box()
    editor.mouse.click(box["x"] + 9.5 * box["width"] / UNITS, box["y"] + 20)
    assert spoken.text_content().startswith("unit 9: c0 = ")
    editor.keyboard.type("-.75")
    change(editor, lambda: editor.keyboard.press("Enter"))
    assert start(editor, "c")[9] == -0.75
    assert editor.evaluate("document.activeElement.ariaLabel") == "unit 9: c0"

    unit = editor.get_by_role("spinbutton", name="Unit of h0")
    unit.fill("4")
    unit.press("Tab")
    value = editor.get_by_role("spinbutton", name="Value of h0 in unit 4")
    assert float(value.input_value()) == pytest.approx(start(editor, "h")[4], abs=1e-4)
    value.fill("0.5")
    change(editor, lambda: value.press("Enter"))
    assert start(editor, "h")[4] == 0.5
    change(editor, lambda: value.press("ArrowUp"))
    assert start(editor, "h")[4] == pytest.approx(0.55)
    assert editor.evaluate(_VALUES, "h") == "unit 4: h0 = 0.55"
    unit.fill("999")
    unit.press("Enter")
    assert unit.input_value() == str(UNITS - 1)

    # Keys choose and change a unit whose value can be typed.
    slider(editor, "c").focus()
    editor.keyboard.press("Home")
    for _ in range(3):
        editor.keyboard.press("ArrowRight")
    assert editor.evaluate(_VALUES, "c").startswith("unit 3: c0 = ")
    before = start(editor, "c")[3]
    change(editor, lambda: editor.keyboard.press("ArrowUp"))
    assert start(editor, "c")[3] == pytest.approx(before + 0.05, abs=1e-4)
    change(editor, lambda: editor.keyboard.press("Shift+ArrowDown"))
    assert start(editor, "c")[3] == pytest.approx(before - 0.45, abs=1e-4)
    change(editor, lambda: editor.keyboard.press("Delete"))
    assert start(editor, "c")[3] == 0
    editor.keyboard.press("End")
    assert editor.evaluate(_VALUES, "c").startswith(f"unit {UNITS - 1}:")

    editor.keyboard.press("Home")
    editor.keyboard.press("Enter")
    editor.locator(".lv-bars-field").fill("2.5")
    change(editor, lambda: editor.keyboard.press("Enter"))
    assert start(editor, "c")[0] == 2.5
    editor.keyboard.press("Enter")
    editor.locator(".lv-bars-field").fill("much")
    editor.keyboard.press("Enter")
    assert "“much” is not a number" in editor.locator(".lv-readout").inner_text()
    assert start(editor, "c")[0] == 2.5

    editor.keyboard.press("Escape")
    box = canvas(editor, "h").bounding_box()
    double_click(editor, box["x"] + 7.5 * box["width"] / UNITS, box["y"] + 30)
    editor.locator(".lv-bars-field").fill("-0.125")
    change(editor, lambda: editor.keyboard.press("Enter"))
    assert start(editor, "h")[7] == -0.125

    # Many quick edits end with the last one.
    slider(editor, "c").focus()
    editor.keyboard.press("Home")
    for _ in range(25):
        editor.keyboard.press("ArrowUp")
    shown = float(editor.evaluate(_VALUES, "c").split("= ")[1])
    editor.wait_for_function(
        """(value) => Math.abs(document.querySelector("[data-key=lines_c] .lv-plot")._fullData
          .find((d) => d.meta.scenario === "s1" && d.meta.unit === 0).y[0] - value) < 1e-3""",
        arg=shown,
    )

    editor.locator(".lv-bars[data-busy=false]").wait_for()
    still(editor)

    # Bars are dragged, and the curves are as the engine says.
    before = start(editor, "c")
    change(editor, lambda: drag(editor, "c", 5, 5, 0.1))
    after = start(editor, "c")
    assert np.flatnonzero(before != after).tolist() == [5]
    assert after[5] > 0.5
    sample = load_sample("sunspots")
    state = lv.InitialState.zeros(sample.model)
    for signal in "hc":
        for unit, value in enumerate(start(editor, signal)):
            state = state.set("lstm", signal, unit=unit, value=float(value))
    expected = lv.trace(sample.model, sample.sequences[0].x, state)["lstm"].c[0, :, 5]
    drawn = editor.evaluate(
        """() => Array.from(document.querySelector("[data-key=lines_c] .lv-plot")._fullData
          .find((d) => d.meta.scenario === "s1" && d.meta.unit === 5).y)"""
    )
    np.testing.assert_allclose(drawn, expected, rtol=1e-6, atol=1e-6)

    # A sweep draws a shape, and is one step for undo.
    before = start(editor, "h")
    change(editor, lambda: drag(editor, "h", 2, 20, 0.2))
    after = start(editor, "h")
    assert np.all(np.diff(after[3:20]) > 0)
    np.testing.assert_array_equal(after[21:], before[21:])
    change(editor, lambda: editor.keyboard.press("ControlOrMeta+z"))
    np.testing.assert_allclose(start(editor, "h"), before, atol=1e-7)
    change(editor, lambda: editor.keyboard.press("ControlOrMeta+Shift+z"))
    np.testing.assert_allclose(start(editor, "h"), after, atol=1e-7)

    # Buttons, and another scenario.
    before = start(editor, "c")
    change(editor, lambda: drag(editor, "c", 9, 9, 0.9))
    change(editor, lambda: editor.get_by_role("button", name="Undo", exact=True).click())
    np.testing.assert_allclose(start(editor, "c"), before, atol=1e-7)
    assert editor.get_by_role("button", name="Redo", exact=True).is_enabled()
    editor.get_by_role("radio", name="A", exact=True).click()
    editor.locator(".lv-readout").wait_for(state="attached")
    editor.wait_for_function(f"() => ({_VALUES})('h').endsWith(': h0 = 0')")
