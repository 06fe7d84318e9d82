"""The page Explore in a real browser."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import numpy as np
import pytest

import lstm_viz as lv
from lstm_viz.models import load_sample, sample_names
from lstm_viz.ui.visit import title_of
from tests.browser.test_links import DRAWN_AGAIN
from tests.browser.waiting import choose, pictures_fit

pytestmark = pytest.mark.browser

# Values of the traces of one picture as Plotly holds them.
_CURVES = """
(key) => {
  const plot = document.querySelector(`.lv-picture[data-key=${key}] .lv-plot`);
  if (!plot || !plot._fullData) return null;
  return plot._fullData.filter((d) => d.mode !== "markers")
    .map((d) => ({name: d.name, meta: d.meta, y: Array.from(d.y)}));
}
"""

_BESIDE_OR_OVER = """
() => {
  const box = (one) => one.getBoundingClientRect();
  const main = document.querySelector(".stMain");
  const wrong = main.scrollWidth > innerWidth ? ["wider than the screen"] : [];
  for (const plot of document.querySelectorAll(".lv-picture")) {
    const title = plot.querySelector(".gtitle");
    for (const item of plot.querySelectorAll(".legend .traces")) {
      if (box(item).left < box(title).right && box(item).top < box(title).bottom) {
        wrong.push(title.textContent);
      }
    }
    const labels = [...plot.querySelectorAll(".xtick text")].map(box);
    if (labels.some((one, k) => k && one.left < labels[k - 1].right)) wrong.push("numbers of t");
  }
  return wrong;
}
"""


@pytest.fixture
def explore(page, app_server) -> Iterator:
    """The page, opened, its pictures drawn."""
    page.goto(app_server.url)
    _wait_for_picture(page, "lines_c")
    yield page


def _wait_for_picture(page, key: str) -> None:
    page.locator(f".lv-picture[data-key={key}] .main-svg").first.wait_for()


def _curves(page, key: str) -> list[dict]:
    return page.evaluate(_CURVES, key)


def _wait_for_other_curves(page, key: str, before: list[dict]) -> list[dict]:
    page.wait_for_function(
        f"([key, before]) => {{const now = ({_CURVES})(key);"
        " return now && JSON.stringify(now) !== before;}",
        arg=[key, _as_browser(page, before)]
    )
    return _curves(page, key)


def _as_browser(page, value: list[dict]) -> str:
    return page.evaluate("(value) => JSON.stringify(value)", value)


def _go_to_step(page, step: int) -> None:
    field = page.get_by_label("Typed step")
    field.fill(str(step))
    field.press("Enter")
    page.locator(".lv-step", has_text=re.compile(rf"^t = {step} of ")).wait_for()


def _focused_unit(page) -> int:
    return int(re.search(r"unit (\d+) of", page.locator(".lv-words").inner_text())[1])


def _equations(page) -> dict[str, str]:
    blocks = page.locator(".lv-equation")
    return {
        block.locator("b").inner_text(): block.locator("div").inner_text() for block in blocks.all()
    }


def _initial_states(sample) -> dict[str, lv.InitialState]:
    return {
        "A": lv.InitialState.zeros(sample.model),
        "B": lv.InitialState.normal(sample.model, scale=0.5, seed=7),
    }


def _first_sample():
    assert "LSTM_VIZ_MODEL" not in os.environ
    return load_sample(sample_names()[0])


def test_pictures_fit_and_show_the_engine_s_numbers_and_those_of_an_edit(explore, app_server):
    pictures_fit_and_show_the_engine_s_numbers(explore, app_server)
    an_edited_unit_and_dice_change_the_curves_as_the_engine_says(explore)


def pictures_fit_and_show_the_engine_s_numbers(explore, app_server) -> None:
    for key in ("input_0", "output_0", "lines_h", "lines_c"):
        assert explore.locator(f".lv-picture[data-key={key}] .main-svg").first.is_visible()
    assert explore.locator("[data-testid=stException]").count() == 0

    explore.set_viewport_size({"width": 1366, "height": 768})
    widths = explore.evaluate(
        "() => [document.querySelector('.stMain').scrollWidth, "
        "document.querySelector('.stMain').clientWidth, "
        "document.documentElement.scrollWidth, window.innerWidth]"
    )
    assert widths[0] <= widths[1]
    assert widths[2] <= widths[3]

    # A phone, and a page enlarged to twice its size.
    for width, height in ((320, 568), (683, 384)):
        explore.set_viewport_size({"width": width, "height": height})
        pictures_fit(explore)
        assert explore.evaluate(_BESIDE_OR_OVER) == []
    explore.set_viewport_size({"width": 1366, "height": 768})
    pictures_fit(explore)

    sample = _first_sample()
    layer = sample.model.layers[0].name
    traces = lv.trace(sample.model, sample.sequences[0].x, _initial_states(sample))
    unit = _focused_unit(explore)
    _go_to_step(explore, 4)
    explore.get_by_role("button", name="Next step").click()
    explore.locator(".lv-step", has_text="t = 5 of").wait_for()
    shown = _equations(explore)
    for name, trace in traces.items():
        assert f"= {trace[layer].c[0, 5, unit]:.3f}\n" in shown[name]
        assert shown[name].endswith(f"= {trace[layer].h[0, 5, unit]:.3f}")
    explore.assert_no_console_problems()

    # The server has told its address, and no notice of TensorFlow.
    told = [line.strip() for line in app_server.log.split("\n") if line.strip()]
    assert told[:2] == [
        "You can now view your Streamlit app in your browser.",
        f"URL: {app_server.url}",
    ]
    # Visits of other tests may have left words of their own since.
    notices = ("oneDNN", "cuda", "cpu_feature_guard", "absl::InitializeLog", "Traceback")
    assert not [line for line in told if any(notice in line for notice in notices)]


def an_edited_unit_and_dice_change_the_curves_as_the_engine_says(explore) -> None:
    sample = _first_sample()
    before = _curves(explore, "lines_c")
    unit = 0
    units = explore.get_by_label("Units drawn as lines")
    units.fill("0")
    units.press("Enter")
    before = _wait_for_other_curves(explore, "lines_c", before)

    explore.get_by_text("As a table", exact=True).click()
    cell = explore.locator(".stDataFrame", has=explore.locator("canvas")).last
    cell.scroll_into_view_if_needed()
    explore.locator("#glide-cell-2-0").wait_for(state="attached")
    explore.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    box = cell.locator("canvas").first.bounding_box()
    # The row of unit 0 is under the header; column c is the last of three.
    place = (box["x"] + box["width"] * 0.85, box["y"] + 35 * 1.5)
    # The table follows the pointer: a click from nowhere does not select.
    explore.mouse.move(*place, steps=5)
    explore.mouse.click(*place)
    explore.locator("#glide-cell-2-0[aria-selected=true]").wait_for(state="attached")
    explore.keyboard.press("Enter")
    explore.locator("#portal textarea, #portal input").fill("many")
    explore.keyboard.press("Enter")
    refused = "1 cell is no finite number and left as before: c of unit 0: “many”"
    explore.get_by_text(refused).wait_for()
    explore.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    # The sentence may have moved the table.
    box = cell.locator("canvas").first.bounding_box()
    place = (box["x"] + box["width"] * 0.85, box["y"] + 35 * 1.5)
    explore.mouse.move(*place, steps=5)
    explore.mouse.click(*place)
    explore.locator("#glide-cell-2-0[aria-selected=true]").wait_for(state="attached")
    explore.keyboard.press("Enter")
    explore.locator("#portal textarea, #portal input").fill("1.25")
    explore.keyboard.press("Enter")
    after = _wait_for_other_curves(explore, "lines_c", before)

    layer = sample.model.layers[0].name
    state = _initial_states(sample)["B"].set(layer, "c", unit=unit, value=1.25)
    expected = lv.trace(sample.model, sample.sequences[0].x, state)[layer]
    line = next(c for c in after if c["meta"] == {"unit": unit, "scenario": "s1"})
    np.testing.assert_allclose(line["y"], expected.c[0, :, unit], rtol=1e-6, atol=1e-6)

    _go_to_step(explore, 0)
    explore.locator(".lv-equation", has_text="c = 1.250").wait_for()

    before = _curves(explore, "lines_h")
    explore.get_by_role("button", name="Randomize").click()
    after = _wait_for_other_curves(explore, "lines_h", before)
    changed = {
        new["meta"]["scenario"]
        for old, new in zip(before, after, strict=True)
        if not np.allclose(old["y"], new["y"], atol=1e-5)
    }
    assert changed == {"s1"}


# Each sample is opened once: two of them in `test_links`, and the first by the page itself.
@pytest.mark.parametrize(
    "samples",
    [
        [key for key in sample_names()[1:] if key not in DRAWN_AGAIN],
        pytest.param(sample_names(), marks=pytest.mark.long),
    ],
    ids=["once", "all"],
)
def test_every_sample_opens_without_an_error(explore, samples):
    for key in samples:
        choose(explore, "Model", title_of(key))
        explore.get_by_role("heading", name=_title(key), exact=True, level=1).wait_for()
        explore.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
        _wait_for_picture(explore, "lines_h")
        assert explore.locator("[data-testid=stException]").count() == 0, key
        assert explore.locator("[data-testid=stAlert]").all_inner_texts() == [], key
    explore.assert_no_console_problems()


def _title(key: str) -> str:
    return load_sample(key).title
