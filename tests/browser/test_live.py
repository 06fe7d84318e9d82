"""The pictures follow the hand, in a real browser."""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
import pytest

import lstm_viz as lv
from lstm_viz.models import load_sample

pytestmark = pytest.mark.browser

UNITS = 32
# Once in so many times the live picture comes before the settled one.
_MOST_TRIES = 20
_COUNT = """
() => {
  window.live = 0;
  document.addEventListener("lv-live-picture", () => { window.live += 1; });
}
"""
# The path on the screen, back in numbers: (t, value) of every corner.
_DRAWN = """
([key, number]) => {
  const plot = document.querySelector(`[data-key=${key}] .lv-plot`);
  const {uid} = plot._fullData[number];
  const {xaxis, yaxis} = plot._fullLayout;
  const text = plot.querySelector(`.scatterlayer .trace${uid} path.js-line`).getAttribute("d");
  return [...text.matchAll(/[ML]([-\\d.e]+),([-\\d.e]+)/g)].map(
    ([, x, y]) => [xaxis.p2d(Number(x)), yaxis.p2d(Number(y))]);
}
"""
# How far a line is, in any frame, from the live picture that was drawn last; and how often its axis
# was drawn anew.
_WATCH = f"""
(place) => {{
  const seen = window.seen = {{ frames: 0, axes: 0, worst: 0 }};
  const drawn = {_DRAWN};
  const axis = () => String(document.querySelector(
    `[data-key=${{place[0]}}] .lv-plot`)._fullLayout.yaxis.range);
  let range = axis(), shown;
  document.addEventListener("lv-live-picture", () => {{
    if (window.seen !== seen) return;
    shown = drawn(place);
    if (range !== axis()) seen.axes += 1;
    range = axis();
  }});
  document.addEventListener("pointerup", () => {{ shown = undefined; }}, true);
  const look = () => {{
    if (window.seen === seen) requestAnimationFrame(look);
    if (!shown) return;
    seen.frames += 1;
    const now = drawn(place);
    const off = shown.map(([t, y], k) => Math.abs(t - now[k]?.[0]) + Math.abs(y - now[k]?.[1]));
    seen.worst = Math.max(seen.worst, ...off.map((far) => far >= 0 ? far : Infinity));
  }};
  requestAnimationFrame(look);
}}
"""
# A height far from that of the bar of c in unit 5, which begins near 0.2: the lines have to move.
FAR = 0.35


@pytest.fixture
def live(page, app_server) -> Iterator:
    page.goto(app_server.url)
    stand(page)
    page.get_by_label("Units drawn as lines").fill("3, 5")
    page.get_by_label("Units drawn as lines").press("Enter")
    page.locator("[data-key=lines_c]", has_text="units 3, 5").wait_for()
    still(page)
    yield page
    page.assert_no_console_problems()


def stand(page) -> None:
    page.locator(".lv-player[data-revision]").wait_for()
    page.locator(".lv-bars[data-seq]").wait_for()
    page.evaluate(_COUNT)
    still(page)


def still(page) -> None:
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.locator(".lv-bars[data-busy=false]").wait_for()


def revision(page) -> str:
    return page.locator(".lv-player").get_attribute("data-revision")


def settled(page, before: str) -> None:
    page.locator(f".lv-player:not([data-revision='{before}'])").wait_for()
    still(page)


def hold(page, signal: str, unit: int, y: float) -> None:
    """Take a bar to ``y`` (0 top, 1 bottom), and keep the button down."""
    box = page.locator(f".lv-bars-row[data-signal={signal}] canvas").bounding_box()
    page.mouse.move(box["x"] + (unit + 0.5) * box["width"] / UNITS, box["y"] + box["height"] / 2)
    page.mouse.down()
    hold_on(page, signal, unit, y)


def hold_on(page, signal: str, unit: int, y: float) -> None:
    """Take the bar that is held to ``y``."""
    box = page.locator(f".lv-bars-row[data-signal={signal}] canvas").bounding_box()
    x = box["x"] + (unit + 0.5) * box["width"] / UNITS
    page.mouse.move(x, box["y"] + y * box["height"], steps=3)


def value(page, signal: str) -> float:
    slider = page.locator(f".lv-bars-row[data-signal={signal}]").get_by_role("slider")
    return float(slider.get_attribute("aria-valuenow"))


def starts_at(page, key: str, number: int, wanted: float) -> None:
    """Wait until the line on the screen starts at a value."""
    page.wait_for_function(
        f"([key, number, wanted]) => Math.abs(({_DRAWN})([key, number])[0][1] - wanted) < 0.03",
        arg=[key, number, wanted],
    )


def expected(unit: int, signal: str, value: float) -> np.ndarray:
    sample = load_sample("sunspots")
    state = lv.InitialState.normal(sample.model, scale=0.5, seed=7)
    state = state.set("lstm", signal, unit=unit, value=value)
    return lv.trace(sample.model, sample.sequences[0].x, state)["lstm"].c[0, :, unit]


def test_a_draw_and_a_drag_are_followed_and_what_a_hand_leaves_is_what_plotly_draws(live):
    a_draw_and_a_drag_are_followed_before_they_end_and_are_one_step_for_undo(live)
    live.evaluate("window.seen = undefined")
    what_a_hand_leaves_is_what_plotly_draws_with_zoom_and_theme(live)


def a_draw_and_a_drag_are_followed_before_they_end_and_are_one_step_for_undo(live) -> None:
    live.evaluate(
        f"""() => document.addEventListener("lv-live-picture", () => {{
          const plot = document.querySelector(".lv-player");
          window.early = {{ drawn: ({_DRAWN})(["lines_c", 3]), revision: plot.dataset.revision }};
        }}, {{ once: true }})"""
    )
    bars = [value(live, signal) for signal in "hc"]
    # On a busy machine the settled picture may come before the live one, which is then not drawn.
    early, tries = None, 0
    while not early and tries < _MOST_TRIES:
        tries += 1
        before = revision(live)
        live.get_by_role("button", name="Randomize").click()
        settled(live, before)
        early = live.evaluate("window.early")
    assert early
    assert early["revision"] == before
    assert [value(live, signal) for signal in "hc"] != bars
    seed = int(live.get_by_label("Seed", exact=True).input_value())
    sample = load_sample("sunspots")
    state = lv.InitialState.normal(sample.model, scale=0.5, seed=seed)
    run = lv.trace(sample.model, sample.sequences[0].x, state)["lstm"].c[0, :, 5]
    corners = np.array(early["drawn"])
    steps = corners[:, 0].round().astype(int)
    np.testing.assert_allclose(corners[:, 1], run[steps], atol=0.02)
    starts_at(live, "lines_c", 3, float(run[0]))
    for _ in range(tries):
        before = revision(live)
        live.keyboard.press("ControlOrMeta+z")
        settled(live, before)

    # A drag.
    before, start = revision(live), live.evaluate(_DRAWN, ["lines_c", 3])[0][1]
    hold(live, "c", 5, 0.2)
    hold_y = live.locator(".lv-bars-row[data-signal=c] canvas").bounding_box()
    for share in (0.3, 0.8, 0.1):
        live.mouse.move(hold_y["x"] + 50, hold_y["y"] + share * hold_y["height"], steps=4)
    live.mouse.up()
    settled(live, before)
    after = revision(live)
    live.keyboard.press("ControlOrMeta+z")
    settled(live, after)
    starts_at(live, "lines_c", 3, start)
    # The step before it was the choice of units.
    undo = live.get_by_role("button", name="Undo", exact=True).last
    assert "units" in undo.get_attribute("title")

    # Axes keep what the draws have widened; a page that is opened anew has its own.
    live.reload()
    stand(live)
    live.locator("[data-key=lines_c]", has_text="units 3, 5").wait_for()
    before = revision(live)
    live.evaluate(_WATCH, ["lines_c", 3])
    # Lines of A: units 3 and 5, then those of B.
    hold(live, "c", 5, FAR)
    now = value(live, "c")
    starts_at(live, "lines_c", 3, now)
    drawn = np.array(live.evaluate(_DRAWN, ["lines_c", 3]))
    # Plotly leaves out corners that no eye could see.
    shown = np.interp(np.arange(119), drawn[:, 0], drawn[:, 1])
    np.testing.assert_allclose(shown, expected(5, "c", now), atol=0.03)
    assert revision(live) == before
    assert live.evaluate("window.live") > 0
    # No frame goes back to what was before, nor one in which an axis is drawn anew.
    for y in (0.98, 0.02, 0.98):
        hold_on(live, "c", 5, y)
        starts_at(live, "lines_c", 3, value(live, "c"))
    seen = live.evaluate("window.seen")
    assert seen["axes"] > 0
    assert seen["frames"] > 3
    assert seen["worst"] < 0.01
    live.mouse.up()
    settled(live, before)

    # A held key is followed too, and is one step for undo.
    live.locator(".lv-bars-row[data-signal=c]").get_by_role("slider").focus()
    live.keyboard.press("Home")
    for _ in range(5):
        live.keyboard.press("ArrowRight")
    before, start = revision(live), value(live, "c")
    for _ in range(6):
        live.keyboard.down("ArrowUp")
    now = value(live, "c")
    assert now == pytest.approx(start + 0.3, abs=1e-3)
    starts_at(live, "lines_c", 3, now)
    assert revision(live) == before
    live.keyboard.up("ArrowUp")
    settled(live, before)
    after = revision(live)
    live.keyboard.press("ControlOrMeta+z")
    settled(live, after)
    starts_at(live, "lines_c", 3, start)


def what_a_hand_leaves_is_what_plotly_draws_with_zoom_and_theme(live) -> None:
    from PIL import Image

    # The settled picture takes the place of the live one without a jump.
    hold(live, "c", 5, 0.25)
    before = revision(live)
    starts_at(live, "lines_c", 3, value(live, "c"))
    pictures = live.locator(".lv-pictures").nth(1)
    moved = Image.open(io.BytesIO(pictures.screenshot()))
    live.mouse.up()
    settled(live, before)
    live.wait_for_function(
        "() => document.querySelector('[data-key=lines_c] .lv-plot').data[3].y[0].toFixed(3)"
        " === Number(document.querySelector('.lv-bars-row[data-signal=c] [role=slider]')"
        ".getAttribute('aria-valuenow')).toFixed(3)"
    )
    drawn = Image.open(io.BytesIO(pictures.screenshot()))
    one, other = (np.asarray(image.convert("L"), float) for image in (moved, drawn))
    assert one.shape == other.shape
    different = np.abs(one - other) > 60
    assert different.mean() < 0.001

    # A sweep is followed.
    before = revision(live)
    live.evaluate("window.live = 0")
    box = live.locator(".lv-bars-row[data-signal=c] canvas").bounding_box()
    live.mouse.move(box["x"] + 20, box["y"] + box["height"] / 2)
    live.mouse.down()
    live.mouse.move(box["x"] + 150, box["y"] + 0.1 * box["height"], steps=8)
    live.wait_for_function("() => window.live > 0")
    unit = live.evaluate(_DRAWN, ["lines_c", 3])[0][1]
    assert revision(live) == before
    live.mouse.up()
    settled(live, before)
    assert unit != live.evaluate(_DRAWN, ["lines_c", 1])[0][1]

    # Heatmaps follow too.
    live.get_by_role("button", name="heatmap", exact=True).click()
    live.locator("[data-key=heatmap_c] .main-svg").first.wait_for()
    still(live)
    before = revision(live)
    hold(live, "c", 5, 0.2)
    cover = live.locator("[data-key=heatmap_c] .lv-live-heatmap")
    cover.first.wait_for()
    assert cover.evaluate_all("all => all.map((c) => [c.width, c.height])") == [[119, 32]]
    first = "(c) => c.toDataURL()"
    color = cover.first.evaluate(first)
    box = live.locator(".lv-bars-row[data-signal=c] canvas").bounding_box()
    live.mouse.move(box["x"] + 5.5 * box["width"] / UNITS, box["y"] + 0.9 * box["height"])
    live.wait_for_function(
        f"(old) => ({first})(document.querySelector('[data-key=heatmap_c] .lv-live-heatmap'))"
        " !== old",
        arg=color,
    )
    live.mouse.up()
    settled(live, before)
    live.wait_for_function("() => !document.querySelector('.lv-live-heatmap')")

    # Zoom and theme stay through a drag.
    live.get_by_role("button", name="lines", exact=True).click()
    live.locator("[data-key=lines_c] .main-svg").first.wait_for()
    still(live)
    live.locator(".lv-player").focus()
    live.keyboard.press("[")
    read = "document.querySelector('[data-key=lines_c] .lv-plot')._fullLayout.xaxis.range"
    zoomed = live.evaluate(read)
    before = revision(live)
    hold(live, "c", 5, FAR)
    starts_at(live, "lines_c", 3, value(live, "c"))
    live.emulate_media(color_scheme="dark")
    live.mouse.up()
    settled(live, before)
    live.wait_for_function(
        "() => document.querySelector('[data-key=lines_h] .lv-plot')._fullLayout.font.color"
        " === '#fafafa'"
    )
    assert live.evaluate(read) == zoomed
    starts_at(live, "lines_c", 3, value(live, "c"))


def test_a_start_moves_by_itself_or_without_the_route_and_visitors_see_their_own(
    live, other_page, app_server
):
    start = live.evaluate(_DRAWN, ["lines_c", 3])[0][1]
    live.locator(".lv-moves summary").click()
    live.get_by_label("What moves").select_option("the state, towards A")
    live.get_by_label("trail of the last states").check()
    position = live.get_by_role("slider", name="Position")
    position.focus()
    before = revision(live)
    # By keys: all the way to A, which starts from zeros.
    live.keyboard.press("End")
    settled(live, before)
    assert position.get_attribute("aria-valuetext") == "100 % of the way to A"
    assert value(live, "c") == value(live, "h") == 0
    starts_at(live, "lines_c", 3, 0)
    starts_at(live, "lines_h", 3, 0)
    before = revision(live)
    live.get_by_role("button", name="Play", exact=True).last.focus()
    live.keyboard.press("Space")
    live.wait_for_function("() => window.live > 5")
    live.locator("[data-key=lines_c] .lv-trail path").first.wait_for(state="attached")
    assert revision(live) == before
    live.keyboard.press("Space")
    settled(live, before)
    live.wait_for_function("() => !document.querySelector('.lv-trail')")
    for back in (0, start):
        before = revision(live)
        live.keyboard.press("ControlOrMeta+z")
        settled(live, before)
        starts_at(live, "lines_c", 3, back)

    # Who wants little motion gets a picture now and then.
    live.emulate_media(reduced_motion="reduce")
    live.get_by_label("What moves").select_option("the state, scaled")
    live.evaluate(
        """() => {
          const slider = document.querySelector("[aria-label=Position]");
          window.told = [];
          new MutationObserver(() => window.told.push(slider.getAttribute("aria-valuetext")))
            .observe(slider, { attributeFilter: ["aria-valuetext"] });
        }"""
    )
    before = revision(live)
    button = live.locator(".lv-moves button")
    button.click()
    live.wait_for_function("() => new Set(window.told).size > 2")
    button.click()
    settled(live, before)
    # Ten stops from 0 to 2 times the state.
    told = [text.split(" ")[0] for text in live.evaluate("window.told")]
    assert set(told) <= {"1", "1.2", "1.4", "1.6", "1.8", "2"}
    live.emulate_media(reduced_motion="no-preference")

    # Without the route the pictures follow on release.
    page = live
    page.evaluate("window.live = 0")
    page.route("**/live", lambda route: route.abort())
    before = revision(page)
    hold(page, "c", 5, 0.2)
    page.locator(".lv-bars-warning", has_text="The pictures follow when you let go.").wait_for()
    assert page.evaluate("window.live") == 0
    page.mouse.up()
    settled(page, before)
    page.unroute("**/live")
    # The browser tells of it too, and of nothing else.
    assert set(page.console_problems) == {"error: Failed to load resource: net::ERR_FAILED"}
    page.console_problems.clear()
    again = revision(page)
    hold(page, "c", 5, 0.7)
    page.wait_for_function("() => window.live > 0")
    assert page.locator(".lv-bars-warning").inner_text() == ""
    page.mouse.up()
    settled(page, again)

    # A slow network still shows the newest state.
    def later(route):
        page.wait_for_timeout(150)
        route.continue_()

    page.route("**/live", later)
    page.evaluate(
        "window.seen = []; document.addEventListener('lv-live-picture',"
        " ({detail}) => window.seen.push(detail.seq))"
    )
    before = revision(page)
    hold(page, "c", 5, 0.3)
    box = page.locator(".lv-bars-row[data-signal=c] canvas").bounding_box()
    for k in range(12):
        page.mouse.move(box["x"] + 45, box["y"] + 20 + 4 * k)
    page.mouse.up()
    settled(page, before)
    seen = page.evaluate("window.seen")
    page.unroute_all(behavior="wait")
    assert seen and seen == sorted(set(seen))

    # A server that was busy for long is asked again.
    unanswered = []
    page.route(
        "**/live", lambda route: route.continue_() if unanswered else unanswered.append(route)
    )
    page.evaluate("window.live = 0")
    before = revision(page)
    hold(page, "c", 5, 0.6)
    page.wait_for_function("() => window.live > 0")
    assert unanswered and page.locator(".lv-bars-warning").inner_text() == ""
    page.mouse.up()
    settled(page, before)
    page.unroute_all(behavior="ignoreErrors")

    # Nor does a visitor see another's hand.
    other = other_page
    other.goto(app_server.url)
    stand(other)
    there = revision(other)
    asked = []
    for one in (live, other):
        one.on("request", lambda r: asked.append(r) if r.url.endswith("/live") else None)
    live.evaluate("window.live = 0")
    hold(live, "c", 5, FAR)
    live.wait_for_function("() => window.live > 0")
    before = revision(other)
    hold(other, "c", 5, 0.8)
    other.wait_for_function("() => window.live > 0")
    starts_at(live, "lines_c", 3, value(live, "c"))
    handles = {request.headers["x-lstm-viz-handle"] for request in asked}
    assert len(handles) == 2
    assert revision(other) == before == there
    live.mouse.up()
    other.mouse.up()
    settled(other, before)
