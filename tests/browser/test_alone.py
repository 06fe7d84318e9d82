"""A player that stands by itself, in a page without a server and without a network."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers

import lstm_viz as lv
from lstm_viz.experiment import COLORS
from lstm_viz.figures import heatmap_drawing, lines_drawing, scenario_styles, unit_order
from lstm_viz.player import read_units

pytestmark = pytest.mark.browser

UNITS, STEPS = 12, 9
_PLOT = """
(key) => {
  const plot = document.querySelector(`[data-key=${key}] .lv-plot`);
  return {
    title: plot.layout.title.text,
    traces: plot.data.map((d) => ({
      x: Array.from(d.x), y: d.y && Array.from(d.y), z: d.z && d.z.map((row) => Array.from(row)),
      meta: d.meta, width: d.line?.width, opacity: d.opacity ?? d.marker?.opacity,
      legend: d.showlegend,
    })),
  };
}
"""


@pytest.fixture(scope="module")
def runs():
    keras.utils.set_random_seed(4)
    stack = [keras.Input((None, 2)), layers.LSTM(UNITS, return_sequences=True), layers.Dense(1)]
    model = lv.wrap(keras.Sequential(stack))
    x = np.random.default_rng(1).normal(size=(1, STEPS, 2)).astype(np.float32)
    starts = {"quiet": lv.InitialState.zeros(model), "loud": lv.InitialState.normal(model, seed=1)}
    return lv.trace(model, x, starts)


def wait_for(frame, key: str, title: str) -> dict:
    frame.wait_for_function(
        """([key, title]) => {
          const plot = document.querySelector(`[data-key=${key}] .lv-plot`);
          return plot?._fullLayout?.title?.text.includes(title);
        }""",
        arg=[key, title],
    )
    return frame.evaluate(_PLOT, key)


def test_two_players_on_a_page_without_a_network(page, runs, tmp_path):
    players = [lv.player(runs, units=[2, 5], title=name) for name in ("One", "Two")]
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.context.set_offline(True)
    page.context.route("http*://**", lambda route: route.abort())
    file = tmp_path / "notebook.html"
    frames = '</p><div style="height: 1500px"></div>'.join(p._repr_html_() for p in players)
    file.write_text(f'<meta charset="utf-8"><p><input aria-label="Cell">{frames}', "utf-8")
    page.goto(file.as_uri())
    one, two = (frame for frame in page.frames if frame != page.main_frame)
    one.locator(".lv-player[data-revision]").wait_for()
    assert two.evaluate("window.Plotly === undefined"), "out of sight, nothing is loaded"
    step = ".lv-step"

    # What is typed in the notebook is the notebook's.
    cell = page.get_by_label("Cell")
    cell.press_sequentially("l+ ]")
    cell.press("ArrowRight")
    assert cell.input_value() == "l+ ]"
    assert one.locator(step).inner_text().startswith(f"t = 0 of {STEPS}")

    one.locator(".lv-player").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    one.locator(step, has_text="t = 2 of").wait_for()
    assert "unit 2 of lstm" in one.locator(".lv-words").inner_text()
    page.keyboard.press("Space")
    one.locator(step, has_text=f"t = {STEPS} of").wait_for()
    page.keyboard.press("Home")

    # Other units: the very picture that Python makes of them.
    layer = next(iter(runs.values())).layer_names[0]
    styles = scenario_styles([("s0", "quiet", COLORS[0]), ("s1", "loud", COLORS[1])])
    by_id = dict(zip(("s0", "s1"), runs.values(), strict=True))
    field = one.get_by_label("Units drawn as lines")
    field.fill("7-9, 0")
    field.press("Enter")
    seen = wait_for(one, "lines_c", "units 0, 7, 8, 9")
    meant = lines_drawing(
        by_id, styles, layer=layer, signal="c", units=(0, 7, 8, 9), focus=0
    ).figure()
    assert seen["title"] == meant.layout.title.text
    assert len(seen["traces"]) == len(meant.data) == 10
    for got, wanted in zip(seen["traces"], meant.data, strict=True):
        assert got["y"] == [float(v) for v in wanted.y]
        assert got["x"] == list(wanted.x)
        assert got["width"] == wanted.line.width or wanted.mode == "markers"
        assert got["opacity"] == (
            list(wanted.marker.opacity) if wanted.mode == "markers" else wanted.opacity
        )
        # The player has one legend for all its pictures.
        assert got["legend"] is False
        assert got["meta"] == wanted.meta

    assert one.locator(".lv-legend button").all_inner_texts() == ["quiet", "loud"]

    # A wrong entry is told in the sentence of the page.
    field.fill("99")
    field.press("Enter")
    problem = one.locator(".lv-problem:not(:empty)")
    with pytest.raises(lv.LstmVizError) as refused:
        read_units("99", UNITS)
    assert problem.inner_text() == str(refused.value)

    one.get_by_role("button", name="heatmap").click()
    one.get_by_label("Order of units").select_option("final")
    order = unit_order("final", by_id["s0"][layer].h[0])
    one.wait_for_function(
        "(first) => document.querySelector('[data-key=heatmap_h] .lv-plot')"
        "?.data?.[0].meta.units[0] === first",
        arg=order[0],
    )
    drawn = heatmap_drawing(by_id, styles, layer=layer, signal="h", order=order).figure()
    for got, wanted in zip(one.evaluate(_PLOT, "heatmap_h")["traces"], drawn.data, strict=True):
        np.testing.assert_array_equal(np.float32(got["z"]), wanted.z)
        assert got["meta"]["units"] == list(wanted.meta["units"])
    one.locator(".lv-gates summary").click()
    one.locator("[data-key=heatmap_o] .lv-plot svg").first.wait_for()

    # The other one has heard of none of it.
    page.locator("iframe").nth(1).scroll_into_view_if_needed()
    two.locator(".lv-player[data-revision]").wait_for()
    assert two.locator(step).inner_text().startswith("t = 0 of")
    assert two.get_by_label("Units drawn as lines").input_value() == "2, 5"
    assert {url.split(":")[0] for url in asked} <= {"file", "about", "data", "blob"}
    page.assert_no_console_problems()
    page.context.set_offline(False)
