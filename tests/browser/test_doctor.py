"""The State Doctor in a real browser."""

from __future__ import annotations

import runpy

import pytest
from playwright.sync_api import expect

from tests.browser.waiting import still

pytestmark = pytest.mark.browser
WRONG = """\
import numpy as np
from keras.layers import LSTM as L

x = np.zeros((2, 6, 1), "float32")
h0, c0 = np.zeros((2, 5), "float32"), np.ones((2, 5), "float32")
y = L(5)(x, initial_state=[c0, h0])
"""


@pytest.fixture
def doctor(page, app_server):
    """The section, opened by its link and used at once."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{app_server.url}/keras_code?section=doctor")
    # While the browser still fetches what draws the sidebar's fields.
    page.get_by_role("tab", name="Paste your code").click()
    page.get_by_role("textbox", name="Your code").wait_for()
    # All that it fetches late is there.
    page.wait_for_load_state("networkidle")
    still(page)
    for name in ("A", "B"):
        expect(page.get_by_label(f"Name of {name}", exact=True)).to_have_value(name)
    assert page.get_by_role("button", name="Undo", exact=True).is_disabled()
    yield page


def test_a_snippet_and_a_description_are_diagnosed_and_the_copied_code_runs(doctor, tmp_path):
    field = doctor.get_by_role("textbox", name="Your code")
    field.fill(WRONG)
    field.press("Control+Enter")
    finding = doctor.locator(".st-key-doctor_finding_paste_0")
    finding.get_by_text("Wrong without a word").wait_for()
    assert "line 6" in finding.inner_text()
    finding.get_by_text("works, largest difference").wait_for()
    assert "away from what was meant" in finding.inner_text()
    assert doctor.locator(".st-key-doctor_finding_paste_1").count() == 0

    code = finding.locator("[data-testid=stCode]").last
    code.hover()
    code.get_by_role("button").click()
    copied = doctor.evaluate("navigator.clipboard.readText()")
    assert "keras.layers.LSTM(5)" in copied
    file = tmp_path / "corrected.py"
    file.write_text(copied + "\nassert y.shape == (2, 5)\n", encoding="utf-8")
    assert "lstm_viz" not in copied
    runpy.run_path(str(file))

    # The text outlives another page and an error.
    doctor.get_by_role("link", name="Explore").click()
    doctor.locator(".lv-player[data-revision]").wait_for()
    doctor.get_by_role("link", name="Keras code").click()
    field.wait_for()
    assert field.input_value() == WRONG
    field.fill(WRONG + "\nand this is no Python (((")
    field.press("Control+Enter")
    doctor.get_by_text("could not be read as Python").wait_for()
    assert field.input_value().startswith(WRONG)

    # By keyboard on a small screen.
    doctor.set_viewport_size({"width": 400, "height": 800})
    doctor.get_by_role("tab", name="Describe it").press("Enter")
    order = doctor.get_by_role("textbox", name="States, in your order")
    order.wait_for()
    # A field that is drawn anew loses what is being typed.
    still(doctor)
    order.fill("h")
    order.press("Enter")
    finding = doctor.locator(".st-key-doctor_finding_describe_0")
    # The helper that runs the example may have others to run first.
    finding.get_by_text("Raises an error").wait_for()
    finding.get_by_text("list index out of range").wait_for()
    main = doctor.locator("[data-testid=stMain]")
    assert main.evaluate("element => element.scrollWidth - element.clientWidth") <= 0

    doctor.set_viewport_size({"width": 1366, "height": 768})
    doctor.get_by_role("radio", name="Statefulness").click()
    doctor.wait_for_url("**section=statefulness*")
    doctor.assert_no_console_problems()
