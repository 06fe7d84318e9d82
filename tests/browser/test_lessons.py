"""Lessons in a browser: a file without a network, and a presentation."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import TimeoutError

from tests.browser.waiting import still

pytestmark = pytest.mark.browser


def stage(page, number: int) -> None:
    page.get_by_role("heading", name=f"{number}/6").wait_for()


def enabled(page, name: str) -> None:
    page.wait_for_function(
        "name => [...document.querySelectorAll('button')]"
        ".some(b => b.textContent.trim() === name && !b.disabled)",
        arg=name,
    )


def test_a_lesson_as_a_file_without_a_network(page, app_server, tmp_path):
    page.goto(f"{app_server.url}/lessons?lesson=a-gate-that-forgets&step=try&lang=en")
    stage(page, 6)
    page.get_by_role("button", name="Download this lesson").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the file").click()
    file = Path(tmp_path) / "lesson.html"
    download.value.save_as(file)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.context.set_offline(True)
    page.goto(file.as_uri())
    stage(page, 1)
    page.get_by_role("button", name="Next").click()
    page.get_by_role("radio", name="−2: a memory cell keeps its value").check()
    for number, field in enumerate(page.get_by_role("spinbutton").all()):
        field.fill(str(-2 + number / 2))
        field.blur()
    page.get_by_role("button", name="Next").click()
    assert page.get_by_role("radio", name="−2: a memory cell").is_checked()
    page.get_by_role("button", name="Show what happens").click()
    page.get_by_text("You predicted: −2: a memory cell").wait_for()
    page.get_by_text("t = 40: −0.59").wait_for()
    page.locator(".js-plotly-plot").first.wait_for()
    # The player itself: it plays, and its step can be typed.
    frame = page.locator("iframe")
    frame.scroll_into_view_if_needed()
    player = frame.content_frame
    player.locator("[data-key=lines_c] .main-svg").first.wait_for()
    player.get_by_label("Typed step").fill("40")
    player.get_by_label("Typed step").press("Enter")
    player.locator(".lv-step", has_text="t = 40 of").wait_for()
    assert file.stat().st_size < 4_000_000
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    page.assert_no_console_problems()
    page.context.set_offline(False)


# Large first: what follows is drawn on a small screen.
SIZES = ((3840, 2160), (1024, 768))
every_size = pytest.mark.parametrize(
    "sizes", [SIZES, pytest.param(((1366, 768),), marks=pytest.mark.long)]
)
# Small texts; names of legends that are cut or on a title; what lies below the strip of buttons.
_WRONG = """() => {
  const box = (one) => one.getBoundingClientRect();
  const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 &&
    a.top < b.bottom - 1 && b.top < a.bottom - 1;
  const all = (place, inside = document) => [...inside.querySelectorAll(place)]
    .filter((one) => one.checkVisibility() && one.textContent.trim());
  const texts = ".stMain :is(p, button, label, .js-plotly-plot text, .lv-step)";
  const wrong = all(texts).filter((one) => !one.closest(".lv-cell, .katex, [data-baseweb]"))
    .filter((one) => parseFloat(getComputedStyle(one).fontSize) < 24)
    .map((one) => `small: ${one.textContent}`);
  for (const plot of document.querySelectorAll(".stMain .js-plotly-plot")) {
    const titles = all(".gtitle", plot).map(box);
    for (const name of all(".legendtext", plot)) {
      const over = titles.some((title) => meet(title, box(name)));
      if (over) wrong.push(`on the title: ${name.textContent}`);
      if (box(name).right > box(plot).right + 1) wrong.push(`cut: ${name.textContent}`);
    }
  }
  const main = document.querySelector(".stMain");
  if (main.scrollWidth > innerWidth) wrong.push("wider than the screen");
  const strip = document.querySelector(".lv-presenting");
  if (meet(box(main), box(strip))) wrong.push("below the buttons");
  return wrong;
}"""


def fits_a_projector(page) -> None:
    """Wait until everything has grown; what has not is named."""
    try:
        page.wait_for_function(f"() => ({_WRONG})().length === 0")
    except TimeoutError:
        assert page.evaluate(_WRONG) == []
        raise


def fits_projectors(page, sizes) -> None:
    still(page)
    for width, height in sizes:
        page.set_viewport_size({"width": width, "height": height})
        fits_a_projector(page)


@every_size
def test_explore_and_compare_in_a_presentation(page, app_server, sizes):
    page.goto(f"{app_server.url}/?lang=en&present=1")
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    fits_projectors(page, sizes)
    # Nothing moves before it is asked to, and the end gives the usual picture.
    assert page.get_by_role("button", name="Play", exact=True).count() == 1
    page.get_by_role("button", name="End the presentation").click()
    page.wait_for_function(
        """() => [...document.querySelectorAll(".lv-player .gtitle")].every(
          (title) => parseFloat(getComputedStyle(title).fontSize) < 20)"""
    )
    page.get_by_role("link", name="Compare").click()
    page.locator("[data-testid=stPlotlyChart] .main-svg").first.wait_for()
    still(page)
    page.get_by_role("button", name="Present", exact=True).click()
    page.wait_for_function("() => document.documentElement.classList.contains('lv-present')")
    fits_projectors(page, sizes)
    page.assert_no_console_problems()


@every_size
def test_a_presentation_has_large_text_and_the_keys_of_a_clicker(page, app_server, sizes):
    page.goto(f"{app_server.url}/lessons?lesson=a-gate-that-forgets&lang=en&present=1")
    stage(page, 1)
    page.wait_for_function("() => document.documentElement.classList.contains('lv-present')")
    page.locator(".js-plotly-plot").nth(1).wait_for()
    fits_projectors(page, sizes)
    for number in (2, 3):
        page.keyboard.press("PageDown")
        stage(page, number)
    # Going on does not reveal by chance: the reveal has a key of its own.
    page.keyboard.press("PageUp")
    stage(page, 2)
    page.keyboard.press("PageDown")
    stage(page, 3)
    enabled(page, "Show what happens")
    page.keyboard.press(".")
    stage(page, 4)
    page.keyboard.press("Escape")
    page.wait_for_function("() => !document.documentElement.classList.contains('lv-present')")
    page.get_by_role("button", name="Present").wait_for()
    page.assert_no_console_problems()
