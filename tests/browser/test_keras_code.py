"""The page Keras code in a real browser."""

from __future__ import annotations

import io

import numpy as np
import pytest

import lstm_viz as lv
from lstm_viz.keras_code import LayerCase, layer_case
from lstm_viz.keras_code.ways import ELSE, GROUPS, RAISES, WORKS
from lstm_viz.models import load_sample
from tests.browser.test_accessibility import violations
from tests.browser.waiting import choose, dressed, frames

pytestmark = pytest.mark.browser
_OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def keras_code(page, app_server):
    """The page, opened by its link, on the small untrained model."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{app_server.url}/keras_code?model=stateless")
    page.get_by_text("What do you want?").wait_for()
    yield page


def stateless() -> LayerCase:
    """What the programs of the page read: the layer of scenario B."""
    sample = load_sample("stateless")
    start = lv.InitialState.normal(sample.model, scale=0.5, seed=7)
    return layer_case(
        sample.model, lv.trace(sample.model, sample.sequences[0].x, start), "lstm"
    )


def choose_group(page, group: str) -> None:
    choose(page, "What do you want?", GROUPS[group].title)
    page.locator(f".st-key-way_{GROUPS[group].ways[-1].id}").wait_for()


def wait_for_verdicts(page, group: str) -> dict[str, str]:
    """Label of every way of the group, once all have an answer."""
    page.locator(f".st-key-way_{GROUPS[group].ways[-1].id}").wait_for()
    page.wait_for_function(
        "() => document.querySelector('[class*=st-key-way_]')"
        " && !document.querySelector('.stMain').innerText.includes('running…')"
    )
    return {
        way.id: page.locator(f".st-key-way_{way.id} summary").first.inner_text()
        for way in GROUPS[group].ways
    }


def test_copied_code_is_what_runs_and_ways_are_opened_by_keyboard_at_any_width(
    keras_code
):
    page = keras_code
    labels = wait_for_verdicts(page, "call")
    assert all(WORKS in label for label in labels.values()), labels
    way = page.locator(".st-key-way_call")
    way.locator("pre").first.hover()
    way.get_by_role("button", name="Copy to clipboard").first.click()
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied.strip() == way.locator("pre code").first.inner_text().strip()
    with page.expect_download() as download:
        page.get_by_role("button", name="state.npz").click()
    # The very program and file that `tests/keras_code/test_ways.py` runs in a clean process.
    case = stateless()
    [call] = [one for one in GROUPS["call"].ways if one.id == "call"]
    assert copied.strip() == call.code(case).strip()
    given, wanted = np.load(download.value.path()), np.load(io.BytesIO(case.state_file))
    assert set(given) == set(wanted)
    for name in wanted:
        np.testing.assert_allclose(given[name], wanted[name], atol=1e-7)
    assert way.locator(".js-plotly-plot").count() == 1

    # Another group.
    choose_group(page, "mistakes")
    labels = wait_for_verdicts(page, "mistakes")
    assert ELSE in labels["model_call"] and RAISES in labels["flat"]
    summary = page.locator(".st-key-way_flat summary").first
    summary.focus()
    page.keyboard.press("Enter")
    page.get_by_text("IndexError in line").wait_for()
    assert "list index out of range" in page.locator(".st-key-way_flat").inner_text()
    page.locator(".st-key-way_model_call summary").first.focus()
    page.keyboard.press("Enter")
    page.get_by_text("taken and ignored").wait_for()
    page.locator(".st-key-way_model_call .js-plotly-plot").wait_for()
    for scheme in ("light", "dark"):
        dressed(page, scheme)
        assert violations(page, place=".stMain") == []
    for width in (400, 1366, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        frames(page)
        page.wait_for_function(f"() => ({_OVERFLOW})() <= 0")
    page.get_by_role("link", name="Explore").click()
    page.get_by_role("link", name="Keras code").click()
    page.locator(".st-key-way_flat").wait_for()
    page.assert_no_console_problems()
