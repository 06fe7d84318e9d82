"""The page Keras code in a real browser."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from lstm_viz.keras_code.ways import ELSE, GROUPS, RAISES, WORKS
from tests.browser.waiting import dressed, frames, still

pytestmark = pytest.mark.browser
PATIENCE = 120_000
_OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def keras_code(page, app_server):
    """The page, opened by its link, on the small untrained model."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(app_server.url)
    page.get_by_role("combobox", name="Model").click()
    page.get_by_role("option", name="stateless", exact=False).first.click()
    page.get_by_role("link", name="Keras code").click()
    page.get_by_text("What do you want?").wait_for()
    yield page


def choose(page, group: str) -> None:
    page.get_by_role("combobox", name="What do you want?").click()
    page.get_by_role("option", name=GROUPS[group].title).click()
    page.locator(f".st-key-way_{GROUPS[group].ways[-1].id}").wait_for(timeout=PATIENCE)


def wait_for_verdicts(page, group: str) -> dict[str, str]:
    """Label of every way of the group, once all have an answer."""
    page.locator(f".st-key-way_{GROUPS[group].ways[-1].id}").wait_for(timeout=PATIENCE)
    page.wait_for_function(
        "() => document.querySelector('[class*=st-key-way_]')"
        " && !document.querySelector('.stMain').innerText.includes('running…')",
        timeout=PATIENCE,
    )
    return {
        way.id: page.locator(f".st-key-way_{way.id} summary").first.inner_text()
        for way in GROUPS[group].ways
    }


def test_copied_code_and_its_file_run_in_a_clean_process(keras_code, tmp_path):
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
    download.value.save_as(tmp_path / "state.npz")
    (tmp_path / "copied.py").write_text(copied, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "copied.py"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    printed = np.array(done.stdout.split("[")[1].split("]")[0].split(), float)
    assert printed.shape == (8,) and np.all(np.abs(printed) < 1)
    assert way.locator(".js-plotly-plot").count() == 1
    page.assert_no_console_problems()


def test_ways_are_opened_by_keyboard_at_any_width_and_the_group_is_kept(keras_code):
    page = keras_code
    choose(page, "mistakes")
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
        found = Axe().run(page, context=".stMain").response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found] == []
    for width in (400, 1366, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        frames(page)
        page.wait_for_function(f"() => ({_OVERFLOW})() <= 0")
    page.get_by_role("link", name="Explore").click()
    page.get_by_role("link", name="Keras code").click()
    page.locator(".st-key-way_flat").wait_for(timeout=PATIENCE)
    page.assert_no_console_problems()


def test_a_section_is_opened_by_its_link_and_can_be_used_at_once(page, app_server):
    page.goto(f"{app_server.url}/keras_code?section=doctor")
    # While the browser still fetches what draws the sidebar's fields.
    page.get_by_role("tab", name="Paste your code").click(timeout=PATIENCE)
    page.get_by_role("textbox", name="Your code").wait_for(timeout=PATIENCE)
    # All that it fetches late is there.
    page.wait_for_load_state("networkidle")
    still(page)
    for name in ("A", "B"):
        expect(page.get_by_label(f"Name of {name}", exact=True)).to_have_value(name)
    assert page.get_by_role("button", name="Undo", exact=True).is_disabled()
    page.get_by_role("radio", name="Statefulness").click()
    page.wait_for_url("**section=statefulness*", timeout=PATIENCE)
    page.assert_no_console_problems()
