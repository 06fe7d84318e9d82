"""A visitor's own model file in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

import lstm_viz as lv
from lstm_viz.inputs import default_input
from tests.browser.waiting import choose, still
from tests.some import some

pytestmark = pytest.mark.browser

FILES = Path(__file__).parent.parent / "data" / "model_files"
WRITTEN = FILES / "written_by_keras"
FIELD = ".st-key-own_model_drop input[type=file]"
# One of each kind: damaged, too large, a cycle, not finite, too deep, too many, code.
BAD = (
    "c01_empty.keras",
    "c03_truncated.keras",
    "c11_weights_bomb.keras",
    "h10_hardlink_cycle.keras",
    "h16_inf.keras",
    "j02_deep.keras",
    "j15_20k_layers.keras",
    "l07_lambda.h5",
)
CURVES = """
(key) => document.querySelector(`[data-key=lines_${key}] .lv-plot`)._fullData
  .filter((d) => d.mode === "lines").map((d) => ({...d.meta, y: Array.from(d.y)}))
"""
# Whether this browser keeps no file any more.
KEEPS_NONE = """
() => new Promise((resolve) => {
  const asked = indexedDB.open("lstm-viz");
  asked.onsuccess = () => {
    const count = asked.result.transaction("files").objectStore("files").count();
    count.onsuccess = () => {
      asked.result.close();
      resolve(count.result === 0);
    };
  };
})
"""


def opened(page, url: str):
    page.goto(url)
    page.locator(".lv-player[data-revision]").wait_for()
    page.locator(".lv-bars[data-seq]").wait_for()
    still(page)
    return page


def give(page, file: Path | dict) -> None:
    # A field that is drawn anew does not know what the one before was given.
    still(page)
    page.set_input_files(FIELD, file)


def shows(page, name: str) -> None:
    page.get_by_role("heading", name=name, exact=True, level=1).wait_for()
    page.locator("[data-key=lines_h] .main-svg").first.wait_for()
    still(page)


def assert_curves_are_the_engines(page, path: Path) -> None:
    """The lines of B's h on the page are what the engine computes from the same file."""
    model = lv.load_model(path)
    state = lv.InitialState.normal(model, scale=0.5, seed=7)
    spec = model.layers[0]
    trace = lv.trace(model, default_input(model), state)[spec.name]
    lines = [line for line in page.evaluate(CURVES, "h") if line["scenario"] == "s1"]
    assert lines
    for line in lines:
        np.testing.assert_allclose(line["y"], trace.h[0, :, line["unit"]], rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize(
    "name", some(["ks2.3.1-seq_plain.h5", "k3.15.1-seq_plain.keras"], ["ks2.3.1-seq_plain.h5"])
)
def test_a_file_is_shown_edited_and_there_after_a_reload_and_elsewhere_until_it_is_forgotten(
    page, other_page, app_server, name
):
    opened(page, app_server.url)
    give(page, WRITTEN / name)
    shows(page, name)
    assert_curves_are_the_engines(page, WRITTEN / name)
    before = page.evaluate(CURVES, "c")
    bars = page.locator(".lv-bars-row[data-signal=c]").get_by_role("slider")
    bars.focus()
    page.keyboard.press("Enter")
    page.keyboard.type("1.25")
    page.keyboard.press("Enter")
    page.wait_for_function(
        f"(before) => JSON.stringify(({CURVES})('c')) !== JSON.stringify(before)", arg=before
    )
    field = page.get_by_label("Typed step")
    field.fill("3")
    field.press("Enter")
    third = page.locator(".lv-step", has_text=re.compile(r"^t = 3 of "))
    third.wait_for()
    page.wait_for_url(re.compile(r"[?&]t=3\b"))
    still(page)
    edited = page.evaluate(CURVES, "c")
    page.reload()
    shows(page, name)
    third.wait_for()
    assert page.evaluate(CURVES, "c") == edited

    # Another browser has the link, and is then given the file.
    other_page.goto(page.url)
    other_page.get_by_text(f"{name} is not in this browser").wait_for()
    give(other_page, WRITTEN / name)
    shows(other_page, name)
    other_page.wait_for_function(
        f"(edited) => JSON.stringify(({CURVES})('c')) === JSON.stringify(edited)", arg=edited
    )
    other_page.assert_no_console_problems()

    # In a new visit it is there until it is forgotten.
    opened(page, app_server.url)
    choose(page, "Model", f"{name} (from this browser)")
    shows(page, name)
    page.get_by_role("button", name="Forget this file").click()
    page.get_by_role("heading", name=name, level=1).wait_for(state="detached")
    page.wait_for_function(KEEPS_NONE)
    opened(page, app_server.url)
    page.get_by_label("Model", exact=True).first.click()
    page.get_by_role("option").first.wait_for()
    assert page.get_by_text("from this browser").count() == 0
    page.assert_no_console_problems()


@pytest.mark.parametrize(
    "bad",
    [
        ("c11_weights_bomb.keras", "h10_hardlink_cycle.keras", "l07_lambda.h5"),
        pytest.param(BAD, marks=pytest.mark.long),
    ],
    ids=["some", "all"],
)
def test_bad_files_of_one_visitor_leave_the_other_playing(page, other_page, app_server, bad):
    other = opened(other_page, app_server.url)
    before = other.evaluate(CURVES, "h")
    # It plays for as long as the other visitor takes.
    other.get_by_role("button", name="Loop").click()
    other.get_by_role("button", name="Play").click()
    opened(page, app_server.url)
    mine = page.evaluate(CURVES, "h")
    for name in bad:
        give(page, FILES / "refused" / name)
        page.get_by_text(f"{name} is not opened.").wait_for()
        still(page)
        step = other.locator(".lv-step").inner_text()
        other.wait_for_function(
            "old => document.querySelector('.lv-step').innerText !== old", arg=step
        )
    assert other.evaluate(CURVES, "h") == before
    assert page.evaluate(CURVES, "h") == mine
    other.assert_no_console_problems()
    page.assert_no_console_problems()


def test_a_link_to_a_file_that_is_nowhere_names_it_and_names_from_files_are_text(page, app_server):
    page.goto(f"{app_server.url}/?model=file-0123456789ab&file=theirs.keras&A=zeros&t=2")
    page.get_by_text("theirs.keras is not in this browser").wait_for()
    shows(page, "Sunspots")
    name = "<img src=x onerror=alert(1)> $x$ :smile: [a](www.x.example).keras"
    data = (WRITTEN / "k3.15.1-seq_plain.keras").read_bytes()
    give(page, {"name": name, "mimeType": "application/zip", "buffer": data})
    page.get_by_role("heading", name="<img src=x", level=1).wait_for()
    # Characters without width part what Streamlit would read as a sign or as an address.
    assert page.locator("h1").inner_text().replace("\u2060", "") == name
    give(page, {"name": name, "mimeType": "application/zip", "buffer": b"no model"})
    refusal = page.get_by_text("is not opened.")
    refusal.wait_for()
    assert refusal.inner_text().replace("\u2060", "").startswith(f"{name} is not opened.")
    assert page.locator(".stApp img[src=x], .stApp a[href*=example], .katex").count() == 0
    page.assert_no_console_problems()


def test_clicks_while_programs_run_are_heard_at_once_and_wait_for_none(page, app_server):
    name = "k3.15.1-seq_plain.keras"
    opened(page, app_server.url)
    give(page, WRITTEN / name)
    shows(page, name)
    for act, place in (("Explore", ".lv-player[data-revision]"), ("Forget this file", "h1")):
        page.get_by_role("link", name="Keras code").click()
        page.locator(".st-key-ways_list").wait_for()
        heard = page.evaluate(
            """(act) => {
              const acts = [...document.querySelectorAll("a, button")];
              const one = acts.find((each) => each.innerText.trim().endsWith(act));
              one.click();
              return [one.getAttribute("aria-busy"), document.querySelector(".lv-heard").hidden];
            }""",
            act,
        )
        assert heard == ["true", False], act
        page.locator(place).first.wait_for()
        if act == "Explore":
            page.wait_for_function("() => !location.pathname.endsWith('/keras_code')")
            shows(page, name)
    # Another model has come in its place, on the page that was open.
    page.wait_for_function("() => !location.search.includes('model=file-')")
    page.locator(".st-key-ways_list").wait_for()
    assert page.get_by_role("button", name="Forget this file").count() == 0
    assert page.url.split("?")[0].endswith("/keras_code")
    page.assert_no_console_problems()
