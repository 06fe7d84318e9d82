"""Every control and key of the player in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pytest

import lstm_viz as lv
from lstm_viz.models import load_sample
from lstm_viz.player import write_units
from tests.browser.firefox import IN_FIREFOX
from tests.browser.waiting import frames, pictures_fit, still

pytestmark = pytest.mark.browser

STEPS = 118
_SPY = """
() => {
  window.sent = 0;
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (...data) {
    window.sent += 1;
    return send.apply(this, data);
  };
}
"""


@pytest.fixture
def player(page, app_server) -> Iterator:
    """The page Explore, all pictures drawn, messages to the server counted."""
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(app_server.url)
    page.evaluate(_SPY)
    page.locator(".lv-player[data-revision]").wait_for()
    still(page)
    # Its keys are its own: elsewhere they scroll the page.
    page.locator(".lv-player").focus()
    yield page
    page.assert_no_console_problems()
    # Only the app's own address is asked.
    outside = [u for u in asked if not u.startswith((app_server.url, "data:", "blob:"))]
    assert asked and outside == []


def at(page, step: int) -> None:
    page.locator(".lv-step", has_text=re.compile(rf"^t = {step} of {STEPS}")).wait_for()


def step_of(page) -> int:
    return int(re.match(r"t = (\d+)", page.locator(".lv-step").inner_text())[1])


def gaps(page) -> list[float]:
    """Pixels between each cursor and its step on the axis of its picture."""
    return page.evaluate(
        """() => [...document.querySelectorAll(".lv-picture")].map((picture) => {
          const t = Number(document.querySelector(".lv-step").textContent.match(/t = (\\d+)/)[1]);
          const axis = picture.querySelector(".lv-plot")._fullLayout.xaxis;
          const box = picture.getBoundingClientRect();
          const line = picture.querySelector(".lv-cursor").getBoundingClientRect();
          return line.left + line.width / 2 - box.left - axis._offset - axis.d2p(t);
        })"""
    )


def randomize(page) -> None:
    """Draw another state, and wait until the pictures show it."""
    revision = page.locator(".lv-player").get_attribute("data-revision")
    page.get_by_role("button", name="Randomize").click()
    page.locator(f".lv-player:not([data-revision='{revision}'])").wait_for()


def traced() -> dict[str, lv.Trace]:
    """What the engine says of both scenarios."""
    sample = load_sample("sunspots")
    states = {
        "A": lv.InitialState.zeros(sample.model),
        "B": lv.InitialState.normal(sample.model, scale=0.5, seed=7),
    }
    return lv.trace(sample.model, sample.sequences[0].x, states)


def wait_for_units(page, text: str) -> None:
    page.wait_for_function(
        "(text) => document.querySelector('[aria-label=\"Units drawn as lines\"]').value === text",
        arg=text,
    )


def test_text_table_hover_words_and_cell_tell_the_engine_s_numbers_and_zoom_and_playing_survive(
    player,
):
    numbers_are_told_in_every_way(player)
    player.get_by_role("button", name="lines", exact=True).click()
    player.locator("[data-key=lines_c] .main-svg").first.wait_for()
    still(player)
    zoom_gates_and_playing_survive_new_data_and_the_theme(player)


def numbers_are_told_in_every_way(player) -> None:
    runs = traced()
    answers = {name: run.outputs[0, :, 0] for name, run in runs.items()}
    text = player.locator("[data-key=output_0] .lv-text-body")
    assert text.inner_html() == ""
    sent = player.evaluate("window.sent")
    player.get_by_label("Text and table: Output y").focus()
    player.keyboard.press("Enter")
    low, high = (int(k(answers["B"])) for k in (np.argmin, np.argmax))
    text.get_by_text(
        f"B: from {answers['B'][0]:.3f} at t = 1 to {answers['B'][-1]:.3f} at t = {STEPS}; "
        f"smallest {answers['B'][low]:.3f} at t = {low + 1}, "
        f"largest {answers['B'][high]:.3f} at t = {high + 1}"
    ).wait_for()
    present = text.locator("tr[aria-current]")
    for step in (1, 47):
        if step > 1:
            player.get_by_label("Step t", exact=True).fill(str(step))
        present.get_by_role("rowheader", name=f"t = {step}", exact=True).wait_for()
        shown = present.get_by_role("cell").all_inner_texts()[1:]
        assert shown == [f"{answers[name][step - 1]:.3f}" for name in "AB"]
    text.get_by_text("The first of every 3 values. Around t = 47, all.").wait_for()
    assert text.get_by_role("rowheader", name="t = 45", exact=True).count() == 1
    # All that the server hears is the step at which the movement ended.
    still(player)
    assert player.evaluate("window.sent") <= sent + 2

    player.get_by_role("button", name="heatmap", exact=True).click()
    player.locator("[data-key=heatmap_c]").wait_for()
    player.get_by_label("Text and table: Cell state c").click()
    cells = player.locator("[data-key=heatmap_c] .lv-text-body tbody tr").nth(5)
    cells.wait_for()
    assert cells.get_by_role("rowheader").inner_text() == "unit 5"
    expected = [runs[name]["lstm"].c[0, t, 5] for name in "AB" for t in (46, 47, 48)]
    assert cells.get_by_role("cell").all_inner_texts() == [f"{value:.3f}" for value in expected]

    # The hint of both scenarios.
    picture = player.locator("[data-key=heatmap_c]")
    picture.locator(".main-svg").first.wait_for()
    still(player)
    picture.scroll_into_view_if_needed()
    pictures_fit(player)
    box = picture.bounding_box()
    for x in (90, 240, 500):
        player.mouse.move(box["x"] + x, box["y"] + 80)
        text = player.locator(".lv-hint").inner_text()
        unit, t = map(int, re.search(r"c, unit (\d+), t = (\d+)", text).groups())
        told = dict(re.findall(r"([AB]): (\S+)", text))
        for name, trace in runs.items():
            expected = trace["lstm"].c[0, t, unit]
            np.testing.assert_allclose(float(told[name]), expected, rtol=2e-3, atol=6e-4)

    # Words, equations and the cell of one unit.
    trace = runs["B"]["lstm"]
    words = player.locator(".lv-words").inner_text()
    unit = int(re.search(r"unit (\d+) of lstm, B", words)[1])
    assert f"forget gate {trace.f[0, 46, unit]:.2f}" in words
    cell = player.locator(".lv-number").all_text_contents()
    for value in (
        trace.c[0, 46, unit],
        trace.c[0, 47, unit],
        trace.h[0, 47, unit],
        *(trace.signal(gate)[0, 46, unit] for gate in "figo"),
    ):
        assert any(abs(float(text) - value) < 6e-4 for text in cell)
    player.locator(".lv-spoken", has_text="t = 47 of").wait_for(state="attached")


def it_plays_and_moves_by_keys_of_its_own_and_no_step_draws_a_picture(player) -> None:
    sent = player.evaluate("window.sent")
    player.keyboard.press("Space")
    player.wait_for_function(
        "() => Number(document.querySelector('.lv-step').textContent.match(/t = (\\d+)/)[1]) > 6"
    )
    assert player.get_by_role("button", name="Pause").is_visible()
    assert player.evaluate("window.sent") == sent
    player.keyboard.press("Space")
    player.wait_for_function("(before) => window.sent > before", arg=sent)
    still(player)
    stopped = step_of(player)
    frames(player, 24)
    assert step_of(player) == stopped
    assert player.evaluate("window.sent") == sent + 1

    speed = player.get_by_label("Speed")
    player.keyboard.press("+")
    assert speed.input_value() == "2"
    for _ in range(9):
        player.keyboard.press("-")
    assert speed.input_value() == "0.25"
    speed.select_option("8")
    player.get_by_role("button", name="Play").click()
    at(player, STEPS)
    assert player.get_by_role("button", name="Play").is_visible()

    # It begins again.
    player.get_by_role("button", name="Loop").click()
    player.get_by_role("button", name="Last step").click()
    player.get_by_role("button", name="Previous step").click()
    player.get_by_role("button", name="Play").click()
    player.wait_for_function(
        "() => Number(document.querySelector('.lv-step').textContent.match(/t = (\\d+)/)[1]) < 60"
    )
    player.keyboard.press("l")
    assert player.get_by_role("button", name="Loop").get_attribute("aria-pressed") == "false"
    player.keyboard.press("Space")

    # Keys, buttons, fields and the slider move.
    player.keyboard.press("Home")
    player.keyboard.press("ArrowRight")
    assert player.get_by_text("play or pause").is_hidden()
    for keys, step in (
        (["ArrowRight"], 2),
        (["ArrowRight", "ArrowRight", "ArrowLeft"], 2),
        (["Shift+ArrowRight"], 11),
        (["Shift+ArrowRight", "Shift+ArrowLeft", "Shift+ArrowLeft"], 0),
        (["End"], STEPS),
        (["End", "ArrowRight"], STEPS),
        (["End", "Home"], 0),
    ):
        for key in keys:
            player.keyboard.press(key)
        at(player, step)
        player.keyboard.press("Home")
        player.keyboard.press("ArrowRight")
        at(player, 1)
    for name, step in (
        ("Next step", 2),
        ("Last step", STEPS),
        ("Previous step", STEPS - 1),
        ("First step", 0),
    ):
        player.get_by_role("button", name=name, exact=True).click()
        at(player, step)

    typed = player.get_by_label("Typed step")
    typed.fill("40")
    typed.press("Enter")
    at(player, 40)
    typed.fill("999")
    typed.press("Enter")
    at(player, STEPS)
    player.get_by_label("Step t", exact=True).fill("7")
    at(player, 7)

    # Keys that a field uses itself do not move.
    player.get_by_label("Units drawn as lines").press("End")
    player.get_by_label("Units drawn as lines").press("ArrowLeft")
    frames(player)
    at(player, 7)

    player.locator(".lv-player").focus()
    player.keyboard.press("?")
    assert player.get_by_text("play or pause").is_visible()
    player.get_by_role("button", name="Keys").click()
    assert player.get_by_text("play or pause").is_hidden()

    # Elsewhere the keys are others', and those of one letter can be switched off.
    loop = player.get_by_role("button", name="Loop")
    player.get_by_role("button", name="Take away").focus()
    for key in ("l", "ArrowRight"):
        player.keyboard.press(key)
    assert loop.get_attribute("aria-pressed") == "false"
    at(player, 7)
    player.get_by_role("button", name="Keys").click()
    switch = player.get_by_label("Keys with a single letter or sign")
    switch.uncheck()
    player.locator(".lv-player").focus()
    for key in ("l", "ArrowRight"):
        player.keyboard.press(key)
    at(player, 8)
    assert loop.get_attribute("aria-pressed") == "false"
    switch.check()
    player.locator(".lv-player").focus()
    player.keyboard.press("l")
    assert loop.get_attribute("aria-pressed") == "true"
    player.keyboard.press("Escape")
    assert switch.is_hidden()

    # A step draws no picture; the cursors stand on it at every width.
    player.locator(".lv-player").focus()
    player.keyboard.press("Home")
    player.keyboard.press("ArrowRight")
    pictures_fit(player)
    player.evaluate(
        """() => document.querySelectorAll(".lv-plot").forEach((plot) => {
          plot.on("plotly_afterplot", () => { window.redrawn = true; });
        })"""
    )
    player.keyboard.press("Shift+ArrowRight")
    at(player, 11)
    # The server has been told, and has answered.
    player.wait_for_url(re.compile(r"[?&]t=11\b"))
    still(player)
    frames(player)
    assert player.evaluate("window.redrawn") is None

    box = player.locator("[data-key=lines_c]").bounding_box()
    y = box["y"] + box["height"] / 2
    player.mouse.move(box["x"] + 200, y)
    player.mouse.down()
    player.mouse.move(box["x"] + 300, y, steps=4)
    first = step_of(player)
    player.mouse.move(box["x"] + 500, y, steps=4)
    second = step_of(player)
    player.mouse.up()
    assert 0 < first < second < STEPS
    assert max(map(abs, gaps(player))) < 0.6

    player.keyboard.press("End")
    before = player.locator("[data-key=lines_h]").bounding_box()["width"]
    player.locator("[data-testid=stSidebar]").hover()
    player.locator("[data-testid=stSidebarCollapseButton] button").click()
    player.wait_for_function(
        "(w) => document.querySelector('[data-key=lines_h]').clientWidth > w + 50",
        arg=before,
    )
    pictures_fit(player)
    assert max(map(abs, gaps(player))) < 0.6
    drawn = player.evaluate(
        "document.querySelector('[data-key=lines_h] .lv-plot')._fullLayout.width"
    )
    assert drawn > before + 50

    # A narrow page folds the sidebar too: it comes last.
    player.locator(".lv-player").focus()
    for width in (1920, 1366, 700):
        player.set_viewport_size({"width": width, "height": 900})
        pictures_fit(player)
        for key in ("End", "Home"):
            player.keyboard.press(key)
            assert max(map(abs, gaps(player))) < 0.6, width
    assert player.evaluate("window.redrawn") is True


def zoom_gates_and_playing_survive_new_data_and_the_theme(player) -> None:
    player.get_by_label("Typed step").fill("60")
    player.get_by_label("Typed step").press("Enter")
    at(player, 60)
    player.locator(".lv-player").focus()
    player.keyboard.press("[")
    read = "document.querySelector('[data-key=lines_h] .lv-plot')._fullLayout.xaxis.range"
    zoomed = player.evaluate(read)
    assert zoomed[1] - zoomed[0] == pytest.approx((STEPS + 1) / 2)
    assert max(map(abs, gaps(player))) < 0.6
    randomize(player)
    assert player.evaluate(read) == zoomed
    at(player, 60)
    player.locator(".lv-player").focus()
    player.keyboard.press("]")
    assert player.evaluate(read) == [-0.5, STEPS + 0.5]

    player.locator(".lv-gates summary").click()
    player.locator("[data-key=lines_f] .main-svg").first.wait_for()
    randomize(player)
    assert player.locator("[data-key=lines_o] .main-svg").first.is_visible()

    # It plays for as long as the server takes.
    player.get_by_role("button", name="Loop").click()
    player.locator(".lv-player").focus()
    player.keyboard.press("Space")
    randomize(player)
    assert player.get_by_role("button", name="Pause").is_visible()
    if not IN_FIREFOX:
        player.emulate_media(color_scheme="dark")
        player.wait_for_function(
            "() => document.querySelector('[data-key=lines_h] .lv-plot')._fullLayout.font.color"
            " === '#fafafa'"
        )
        assert player.get_by_role("button", name="Pause").is_visible()

    # Changes of theme that follow each other quickly overtake each other, and Streamlit ends the
    # calls that were overtaken: the player stays until its place goes.
    assert player.evaluate(
        """async () => {
          const { default: mount } =
            await import("/_stcore/bidi-components/lstm-viz.player/player.js");
          const parentElement = document.createElement("div");
          document.body.append(parentElement);
          const end = mount({ parentElement, data: null });
          const count = () => parentElement.querySelectorAll(".lv-player").length;
          end();
          const mounted = count();
          parentElement.remove();
          end();
          return [mounted, count()];
        }"""
    ) == [1, 0]


def test_units_are_typed_chosen_and_clicked_and_it_plays_and_moves_by_keys_of_its_own(player):
    units_are_typed_chosen_and_clicked_and_a_wrong_entry_has_its_sentence(player)
    # From the first step on, which the server has been told.
    player.locator(".lv-player").focus()
    player.keyboard.press("Home")
    player.keyboard.press("ArrowRight")
    player.wait_for_url(re.compile(r"[?&]t=1(&|$)"))
    still(player)
    it_plays_and_moves_by_keys_of_its_own_and_no_step_draws_a_picture(player)


def units_are_typed_chosen_and_clicked_and_a_wrong_entry_has_its_sentence(player) -> None:
    field = player.get_by_label("Units drawn as lines")
    problem = player.locator(".lv-problem")
    drawn = field.input_value()
    for entry, words in [
        ("-1", "-1"),
        ("", "No unit is chosen"),
        ("   ", "No unit is chosen"),
        ("999", "no unit 999"),
        ("one", "“one” is no unit"),
        ("1," * (200 if IN_FIREFOX else 5000) + "x", "“x” is no unit"),
    ]:
        field.fill(entry)
        field.press("Enter")
        problem.filter(has_text=words).wait_for()
        assert field.input_value() == entry
        assert field.get_attribute("aria-invalid") == "true"
    # Another setting leaves the sentence, and what it is about.
    player.get_by_role("button", name="heatmap", exact=True).click()
    player.get_by_role("button", name="heatmap", exact=True, pressed=True).wait_for()
    player.get_by_role("button", name="lines", exact=True).click()
    player.get_by_role("button", name="lines", exact=True, pressed=True).wait_for()
    assert "“x” is no unit" in problem.inner_text()
    for entry, units in [("0-31", "0-31"), ("3-1, 2, 2", "1-3"), (drawn, drawn)]:
        field.fill(entry)
        field.press("Enter")
        problem.wait_for(state="hidden")
        wait_for_units(player, units)
    # What is typed while an entry is being answered stays.
    field.fill("4-6")
    field.press("Enter")
    field.fill("3")
    player.locator("[data-key=lines_h]", has_text="units 4, 5, 6").wait_for()
    still(player)
    assert field.input_value() == "3"

    # A clicked row becomes a line.
    field.press("Enter")
    player.locator("[data-key=lines_h]", has_text="unit 3").wait_for()
    wait_for_units(player, "3")
    player.get_by_role("button", name="heatmap", exact=True).click()
    picture = player.locator("[data-key=heatmap_h]")
    # The last picture stands, so that none moves any more.
    player.locator("[data-key=heatmap_c] .main-svg").first.wait_for()
    still(player)
    pictures_fit(player)
    box = picture.bounding_box()
    player.mouse.move(box["x"] + 300, box["y"] + 60)
    unit = int(re.search(r"unit (\d+)", player.locator(".lv-hint").inner_text())[1])
    player.mouse.click(box["x"] + 300, box["y"] + 60)
    player.locator(".lv-words", has_text=f"unit {unit} of").wait_for()
    # With shift, all units up to this one; hover, words and address are about this one.
    player.mouse.move(box["x"] + 300, box["y"] + 110)
    far = int(re.search(r"unit (\d+)", player.locator(".lv-hint").inner_text())[1])
    assert far != unit
    player.keyboard.down("Shift")
    player.mouse.click(box["x"] + 300, box["y"] + 110)
    player.keyboard.up("Shift")
    player.locator(".lv-words", has_text=f"unit {far} of").wait_for()
    player.wait_for_url(re.compile(rf"[?&]unit={far}(&|$)"))
    player.mouse.move(box["x"] + 301, box["y"] + 110)
    assert f"unit {far}," in player.locator(".lv-hint").inner_text()
    player.get_by_role("button", name="lines", exact=True).click()
    chosen = {3, *range(min(unit, far), max(unit, far) + 1)}
    wait_for_units(player, write_units(tuple(sorted(chosen))))

    before = player.get_by_label("Units drawn as lines").input_value()
    player.get_by_label("Ways to choose units").select_option("variable")
    player.wait_for_function(
        "(before) => document.querySelector('[aria-label=\"Units drawn as lines\"]').value"
        " !== before"
        " && document.querySelector('[data-key=lines_h] .lv-plot')._fullData"
        ".filter((d) => d.mode === 'lines').length === 6",
        arg=before,
    )
    still(player)
    player.get_by_label("Units drawn as lines").fill("0-2, 99")
    player.get_by_label("Units drawn as lines").press("Enter")
    player.get_by_role("alert").filter(has_text="no unit 99").wait_for()
    player.get_by_label("Units drawn as lines").fill("0-2")
    player.get_by_label("Units drawn as lines").press("Enter")
    player.locator(".lv-problem").wait_for(state="hidden")
    player.locator("[data-key=lines_h]", has_text="units 0, 1, 2").wait_for()
