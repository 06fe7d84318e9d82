"""An experiment that is edited, reloaded, handed over and taken back, in a real browser."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from lstm_viz.experiment import Experiment, read_bundle
from tests.browser.waiting import still
from tests.conftest import PATIENCE

pytestmark = pytest.mark.browser

CURVES = """
() => document.querySelector(".lv-picture[data-key=lines_c] .lv-plot")._fullData
  .map((d) => [d.name, JSON.stringify(d.meta), Array.from(d.y)])
"""
# The browser keeps so many texts: an experiment, and the input that it leaves out.
_KEPT = """
(count) => new Promise((done) => {
  const opening = indexedDB.open("lstm-viz-experiments");
  // Where there is none yet, the page is to make it.
  opening.onupgradeneeded = () => opening.transaction.abort();
  opening.onerror = () => done(false);
  opening.onsuccess = () => {
    const database = opening.result;
    const counting = database.transaction("kept").objectStore("kept").count();
    counting.onsuccess = () => { database.close(); done(counting.result >= count); };
  };
})
"""


def opened(page, url: str):
    """The page of an address, its pictures drawn and its bar up to date."""
    page.goto(url)
    return drawn(page)


def drawn(page):
    page.locator(".lv-player[data-revision]").wait_for()
    page.locator(".lv-picture[data-key=lines_c] .lv-plot .main-svg").first.wait_for()
    page.locator(".lv-experiment[data-digest]").wait_for()
    still(page)
    return page


def at(page, part: str) -> str:
    """Wait until the address holds a part; returns the address."""
    page.wait_for_function("(part) => location.href.includes(part)", arg=part)
    return page.url


def step_to(page, t: int) -> None:
    typed = page.get_by_label("Typed step")
    typed.fill(str(t))
    typed.press("Enter")
    at(page, f"&t={t}&")


def draw(page) -> None:
    """Draw over half of the bars of c."""
    box = page.locator(".lv-bars-row[data-signal=c] canvas").bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 8, steps=6)
    page.mouse.up()
    page.locator(".lv-experiment-undo", has_text="Undo: state of B").wait_for()
    at(page, "B.p=")
    page.locator(".lv-bars[data-busy=false]").wait_for()


def rename(page, name: str, to: str) -> None:
    field = page.get_by_label(f"Name of {name}")
    field.fill(to)
    field.press("Enter")
    page.locator(".lv-experiment-undo", has_text=f"Undo: rename {name}").wait_for()


def test_an_edit_survives_a_reload_and_its_link_and_its_zip_open_elsewhere_at_the_same_step(
    page, other_page, app_server, tmp_path: Path
):
    opened(page, app_server.url)
    draw(page)
    step_to(page, 12)
    address = page.url
    assert len(address) < 700
    curves, place = page.evaluate(CURVES), page.locator(".lv-step").inner_text()
    assert place.startswith("t = 12 of")
    # By keyboard.
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".lv-experiment-link").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Link copied.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == address
    assert "Copies the address" in page.locator(".lv-experiment-link").get_attribute("title")
    page.reload()
    drawn(page)
    assert page.evaluate(CURVES) == curves
    assert page.locator(".lv-step").inner_text() == place
    assert page.url == address
    opened(other_page, address)
    assert other_page.evaluate(CURVES) == curves
    assert other_page.locator(".lv-step").inner_text() == place

    # Saved, and opened on another page.
    rename(page, "B", "warm")
    step_to(page, 9)
    curves = page.evaluate(CURVES)
    page.get_by_role("button", name="Save", exact=True).click()
    saved = {}
    for name in ("With model and numbers", "Experiment"):
        with page.expect_download() as download:
            page.get_by_role("button", name=name, exact=True).click()
        saved[name] = tmp_path / download.value.suggested_filename
        download.value.save_as(saved[name])
    text = json.loads(saved["Experiment"].read_text())
    assert (text["model"], text["view"]["step"]) == ("sunspots", 9)
    found = read_bundle(saved["With model and numbers"].read_bytes()).experiment
    assert found == Experiment.from_json(text)
    other_page.get_by_role("link", name="Compare").click()
    at(other_page, "/compare?")
    other_page.locator("h1", has_text="Compare").wait_for()
    still(other_page)
    other_page.get_by_test_id("stPopoverButton").get_by_text("Open", exact=True).click()
    other_page.locator("[data-testid=stPopoverBody] input[type=file]").set_input_files(
        saved["With model and numbers"]
    )
    # It was saved on Explore, and opens there.
    at(other_page, "B.name=warm")
    drawn(other_page)
    assert "/compare" not in other_page.url
    assert other_page.evaluate(CURVES) == curves
    assert re.match("t = 9 of", other_page.locator(".lv-step").inner_text())
    page.assert_no_console_problems()


def seen_step(page) -> int:
    return int(re.match(r"t = (\d+)", page.locator(".lv-step").inner_text()).group(1))


def test_pages_share_the_experiment_and_the_step_that_was_seen_and_back_keeps_it(page, app_server):
    opened(page, app_server.url)
    step_to(page, 40)
    page.get_by_role("button", name="Play").click()
    page.wait_for_function(
        "() => Number(/t = (\\d+)/.exec(document.querySelector('.lv-step').innerText)[1]) > 44"
    )
    page.get_by_role("link", name="Compare").click()
    page.locator("h1", has_text="Compare").wait_for()
    page.get_by_role("link", name="Explore").click()
    drawn(page)
    before = seen_step(page)
    assert before > 44
    at(page, f"&t={before}&")
    page.get_by_role("button", name="Play").click()
    page.wait_for_function(
        "(t) => Number(/t = (\\d+)/.exec(document.querySelector('.lv-step').innerText)[1]) > t",
        arg=before,
    )
    page.reload()
    drawn(page)
    assert seen_step(page) > before

    # What is chosen and named.
    page.get_by_text("A", exact=True).locator("visible=true").last.click()
    at(page, "edited=s0")
    page.get_by_text("As a table", exact=True).click()
    page.get_by_text("Click a number to set it").wait_for()
    page.get_by_role("radio", name="c", exact=True).click()
    rename(page, "B", "warm")
    page.get_by_role("link", name="Compare").click()
    address = at(page, "/compare?")
    assert "B.name=warm" in at(page, "edited=s0")
    still(page)
    page.go_back()
    drawn(page)
    at(page, "B.name=warm")
    at(page, "edited=s0")
    assert page.get_by_label("Name of warm").input_value() == "warm"
    page.get_by_text("Click a number to set it").wait_for()
    assert page.get_by_role("radio", name="c", exact=True).get_attribute("aria-checked") == "true"
    assert page.get_by_role("radio", name="A", exact=True).get_attribute("aria-checked") == "true"
    page.assert_no_console_problems()
    page.goto(address)
    page.get_by_label("Name of warm").wait_for()
    assert "/compare?" in page.url
    page.assert_no_console_problems()


def test_what_is_too_long_for_a_link_is_said_and_comes_back_from_the_browser(
    page, other_page, app_server
):
    # Three features: the trace is as long as it has rows.
    opened(page, f"{app_server.url}/?model=flip_flop")
    page.get_by_role("button", name="Your own input").click()
    rows = np.random.default_rng(0).normal(size=(400, 3))
    area = page.get_by_label("One row per timestep, one column per feature")
    area.fill("\n".join(" ".join(f"{value:.6f}" for value in row) for row in rows))
    page.get_by_role("button", name="Use this input").click()
    at(page, "left_out=the%20input")
    address = page.url
    page.get_by_text("Too long for a link: it leaves out the input.").wait_for()
    page.wait_for_function(_KEPT, arg=2)
    page.reload()
    drawn(page)
    page.get_by_text("of 400").first.wait_for()
    assert page.get_by_text("This link could not be read whole").count() == 0
    opened(other_page, address)
    said = "It was too long and left out the input: open the saved file."
    other_page.get_by_text(said).wait_for()
    page.assert_no_console_problems()


def test_a_command_is_said_again_until_it_is_heard_and_no_other_overtakes_it(browser, app_server):
    context = browser.new_context()
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.clock.install()
    page.goto(f"{app_server.url}/_stcore/health")
    page.evaluate(
        """async () => {
          const { Sender } = await import("./bidi-components/lstm-viz.state_bars/sender.js");
          window.said = [];
          window.tell = (name, { seq, command }) => said.push([seq, command]);
          window.sender = new Sender(() => {});
          sender.arrived(0, tell);
          for (const name of ["undo", "undo", "redo"]) sender.command(name);
        }"""
    )
    page.clock.run_for(10_000)
    assert page.evaluate("said") == [[1, "undo"]] * 3
    page.evaluate("sender.arrived(1, tell)")
    page.evaluate("sender.arrived(2, tell)")
    assert page.evaluate("said.slice(3)") == [[2, "undo"], [3, "redo"]]
    # What is answered at once, as in a player that stands by itself, is said once.
    page.evaluate(
        """async () => {
          const { Messages } = await import("./bidi-components/lstm-viz.messages/messages.js");
          window.heard = [];
          const messages = new Messages((all) => {
            messages.answered();
            heard.push(all.map((one) => one.what));
          });
          messages.add({ what: "a" });
          messages.add({ what: "b" });
        }"""
    )
    page.clock.run_for(300_000)
    assert page.evaluate("heard") == [["a"], ["b"]]
    context.close()


# Keys before an answer, while it comes, and after it.
@pytest.mark.parametrize(
    "waits",
    [
        {"Explore": (0,)},
        pytest.param({"Explore": (0, 40, 250), "Compare": (0, 40, 250)}, marks=pytest.mark.long),
    ],
    ids=["some", "all"],
)
def test_undo_by_keys_reaches_everything_but_what_is_typed_and_every_key_counts_however_fast(
    page, app_server, waits
):
    opened(page, app_server.url)
    player = page.evaluate_handle("document.querySelector('.lv-player')")
    rename(page, "B", "warm")
    page.get_by_role("button", name="heatmap", exact=True).click()
    at(page, "pictures=heatmap")
    page.locator(".lv-experiment-undo", has_text="Undo: lines, heatmap or difference").wait_for()
    page.locator(".lv-player").focus()
    page.keyboard.press("ControlOrMeta+z")
    page.locator(".lv-experiment-redo", has_text="Redo: lines, heatmap or difference").wait_for()
    page.keyboard.press("ControlOrMeta+z")
    page.locator(".lv-experiment-redo", has_text="Redo: rename B").wait_for()
    page.wait_for_function(
        "() => [...document.querySelectorAll('input')].some((i) => i.value === 'B')"
    )
    page.keyboard.press("ControlOrMeta+Shift+z")
    at(page, "B.name=warm")
    assert page.evaluate("(el) => el === document.querySelector('.lv-player')", player)
    page.locator(".lv-experiment-undo", has_text="Undo: rename B").wait_for()
    field = page.get_by_label("Units drawn as lines")
    field.fill("0-3")
    field.press("ControlOrMeta+z")
    assert field.input_value() != "0-3"
    assert page.locator(".lv-experiment-undo").inner_text() == "Undo: rename B"

    # Faster than the answers.
    page.get_by_role("button", name="heatmap", exact=True).click()
    page.locator(".lv-experiment-undo", has_text="Undo: lines, heatmap or difference").wait_for()
    rename(page, "warm", "two")
    rename(page, "two", "three")
    for link in waits:
        page.get_by_role("link", name=link).click()
        place = ".lv-picture .main-svg" if link == "Explore" else "[data-testid=stPlotlyChart]"
        page.locator(place).first.wait_for()
        page.evaluate("document.activeElement.blur()")
        for wait in waits[link]:
            for _ in range(3):
                page.keyboard.press("ControlOrMeta+z")
                page.wait_for_timeout(wait)
            page.locator(".lv-experiment-redo", has_text="Redo: lines, heatmap or").wait_for()
            page.locator(".lv-experiment-undo", has_text="Undo: rename B").wait_for()
            for _ in range(3):
                page.keyboard.press("ControlOrMeta+Shift+z")
                page.wait_for_timeout(wait)
            page.locator(".lv-experiment-undo", has_text="Undo: rename two").wait_for()
            assert page.locator(".lv-experiment-redo").is_disabled()
    page.assert_no_console_problems()
