"""Take away in a real browser: what is saved is what was asked for, and it opens elsewhere."""

from __future__ import annotations

import io
import json
import struct
import xml.etree.ElementTree as ET

import numpy as np
import pytest

import lstm_viz as lv
from lstm_viz.experiment import Experiment
from lstm_viz.models import load_sample
from tests.conftest import PATIENCE

pytestmark = pytest.mark.browser
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def dialog(page, app_server):
    page.goto(app_server.url)
    page.locator(".lv-picture[data-key=lines_c] .main-svg").first.wait_for()
    page.get_by_role("button", name="Take away").click()
    found = page.get_by_role("dialog")
    found.locator(".lv-saver img[src]").wait_for()
    return found


def saved(page, button) -> bytes:
    with page.expect_download() as started:
        button.click()
    return started.value.path().read_bytes()


def png_texts(data: bytes) -> dict[str, str]:
    texts, place = {}, 8
    while place < len(data):
        size, kind = struct.unpack(">I4s", data[place : place + 8])
        if kind == b"iTXt":
            key, rest = data[place + 8 : place + 8 + size].split(b"\0", 1)
            texts[key.decode()] = rest[4:].decode()
        place += size + 12
    return texts


def fill(dialog, label: str, value: int) -> None:
    field = dialog.get_by_label(label)
    field.fill(str(value))
    field.press("Enter")


def test_a_picture_numbers_and_a_report_leave_the_page_which_can_be_used_after(
    page, dialog, browser, tmp_path
):
    fill(dialog, "Width in pixels", 900)
    fill(dialog, "Height in pixels", 401)
    page.wait_for_function(
        "() => document.querySelector('.lv-saver img').naturalHeight === 401"
    )
    png = saved(page, dialog.get_by_role("button", name="Save PNG"))
    assert struct.unpack(">II", png[16:24]) == (900, 401)
    texts = png_texts(png)
    assert "B = normal(0.5,seed=7)" in texts["Source"]
    assert Experiment.from_json(json.loads(texts["Experiment"])).model == "sunspots"

    svg = ET.fromstring(saved(page, dialog.get_by_role("button", name="Save SVG")))
    assert (svg.get("width"), svg.get("height")) == ("900", "401")
    assert svg.find(f"{SVG}title").text == "Sunspots: Output y"
    written = ["".join(element.itertext()) for element in svg.iter(f"{SVG}text")]
    assert "Sunspots: Output y" in written
    assert any("B = normal(0.5,seed=7)" in text for text in written)

    dialog.get_by_text("Numbers", exact=True).click()
    data = saved(page, dialog.get_by_role("button", name="NumPy (.npz)"))
    sample = load_sample("sunspots")
    start = lv.InitialState.normal(sample.model, scale=0.5, seed=7)
    wanted = lv.trace(sample.model, sample.sequences[0].x, start)
    with np.load(io.BytesIO(data)) as archive:
        np.testing.assert_array_equal(archive["B/lstm/c"][:, 0], wanted["lstm"].c[:, 0])
        np.testing.assert_allclose(archive["B/lstm/c"], wanted["lstm"].c, atol=1e-6)

    dialog.get_by_text("Script", exact=True).click()
    script = saved(page, dialog.get_by_role("button", name="Script alone (.py)")).decode()
    assert 'stream(7, "lstm/h")' in script

    dialog.get_by_text("Report", exact=True).click()
    report = saved(page, dialog.get_by_role("button", name="Report (.html)"))

    # Escape closes the dialog after a download. A button that is disabled while its file is made
    # loses the focus.
    page.evaluate("() => document.activeElement.blur()")
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    behind = "() => !document.querySelector('.stMain').closest('[inert], [aria-hidden=true]')"
    page.wait_for_function(behind)
    page.get_by_role("button", name="Randomize").click()
    page.locator(".lv-experiment-undo:enabled").wait_for()
    page.assert_no_console_problems()
    _opens_without_a_network(browser, tmp_path / "report.html", report)


def _opens_without_a_network(browser, path, report: bytes) -> None:
    path.write_bytes(report)
    context = browser.new_context(
        viewport={"width": 1366, "height": 768}, offline=True, color_scheme="dark"
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    problems, requests = [], []
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-drawn]", state="attached")
    count = page.locator("figure").count()
    assert count >= 12
    drawn = "figure:has(.scatterlayer .trace), figure:has(.heatmaplayer image)"
    assert page.locator(drawn).count() == count
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(14, 17, 23)"
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366
    assert page.get_by_role("heading", level=1).inner_text() == "Sunspots: initial states"
    assert "no longer matters for h" in page.locator("main").inner_text()
    assert page.locator(".plot:not([aria-label])").count() == 0
    carried = json.loads(page.locator("#experiment").text_content())
    assert [s.name for s in Experiment.from_json(carried).scenarios] == ["A", "B"]
    assert problems == []
    assert requests == [path.as_uri()]
    context.close()
