"""The page Compare in a real browser."""

from __future__ import annotations

import re

import pytest

import lstm_viz as lv
from lstm_viz.models import load_sample
from tests.browser.waiting import choose

pytestmark = pytest.mark.browser


@pytest.fixture
def compare_page(page, app_server):
    """The page, opened by its link, its picture drawn."""
    page.goto(f"{app_server.url}/compare")
    wait_for_picture(page)
    return page


def wait_for_picture(page) -> None:
    page.locator("[data-testid=stPlotlyChart] .main-svg").first.wait_for()


def curve(page, what: str) -> list[float]:
    """Numbers of the first line of a kind in the first picture, as Plotly holds them."""
    return page.evaluate(
        """(what) => {
          const plot = document.querySelector("[data-testid=stPlotlyChart] .js-plotly-plot");
          return Array.from(plot._fullData.find((d) => d.meta && d.meta.what === what).y);
        }""",
        what,
    )


def test_signal_and_threshold_an_extreme_member_and_text(compare_page):
    page = compare_page
    sample = load_sample("sunspots")
    states = {
        "A": lv.InitialState.zeros(sample.model),
        "B": lv.InitialState.normal(sample.model, scale=0.5, seed=7),
    }
    traces = lv.trace(sample.model, sample.sequences[0].x, states)
    found = lv.compare(traces["A"], traces["B"])
    page.get_by_text(f"From step {found.horizon['h']} on it no longer matters for h").wait_for()
    assert curve(page, "distance") == pytest.approx(list(found.signals["h"].relative), abs=1e-6)

    choose(page, "Signal", "Cell state c")
    choose(page, "Forgotten below", "10 %")
    found = lv.compare(traces["A"], traces["B"], threshold=0.1)
    page.get_by_text(f"From step {found.horizon['c']} on it no longer matters for c").wait_for()
    page.get_by_text("That bounds the direct path only").wait_for()
    page.wait_for_function(
        """() => document.querySelector("[data-testid=stPlotlyChart] .gtitle")
          .textContent.startsWith("Cell state c")"""
    )
    assert curve(page, "distance") == pytest.approx(list(found.signals["c"].relative), abs=1e-6)
    assert curve(page, "direct path")[0] == pytest.approx(1)
    # The first screen answers it all, without scrolling.
    box = page.locator("[data-testid=stPlotlyChart]").first.bounding_box()
    assert box["y"] + box["height"] < 768
    width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width[0] <= width[1]
    # What was set is still there after a visit to another page.
    page.get_by_role("link", name="Explore").click()
    page.locator(".lv-picture .main-svg").first.wait_for()
    page.get_by_role("link", name="Compare").click()
    page.get_by_text(f"From step {found.horizon['c']} on it no longer matters for c").wait_for()

    # An extreme member becomes a scenario.
    choose(page, "Signal", "Hidden state h")
    page.get_by_text("no longer matters for h").wait_for()
    page.get_by_text("Ensemble", exact=True).click()
    page.get_by_text("Members that stand out in h").wait_for()
    button = page.get_by_role("button", name=re.compile(r"Member \d+")).first
    member = re.search(r"\d+", button.inner_text())[0]
    button.click()
    page.get_by_role("textbox", name=f"Name of member {member}").wait_for()
    page.get_by_text("Scenarios", exact=True).click()
    page.get_by_text(f"member {member} against A").wait_for()

    # Text is continued.
    choose(page, "Model", "Characters")
    page.get_by_text("Text", exact=True).click()
    blocks = page.locator("[data-testid=stCode]")
    blocks.nth(2).wait_for()
    first = blocks.first.inner_text()
    assert first.startswith("the· | ")
    page.get_by_role("textbox", name="Temperature (0: the likeliest)").fill("1")
    page.keyboard.press("Enter")
    page.get_by_text("sampled at temperature 1").wait_for()
    assert blocks.first.inner_text() != first
    page.assert_no_console_problems()
