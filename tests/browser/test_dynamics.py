"""The page Dynamics in a real browser: one story for each section."""

from __future__ import annotations

import numpy as np
import pytest

from tests.browser.waiting import still

pytestmark = pytest.mark.browser


def opened(page, app_server, settings: str = ""):
    query = f"&dynamics={settings}" if settings else ""
    page.goto(f"{app_server.url}/dynamics?model=flip_flop{query}")
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    return page


def test_each_section_makes_scenarios_and_state_space_follows_step_and_pulse(page, app_server):
    opened(page, app_server, "last:20")
    page.get_by_text("27 fixed points").wait_for()
    slider = page.get_by_role("slider", name="Step t")
    slider.wait_for()
    # Moved and not let go: how far the mark is from the place of its trajectory, in pixels.
    moved = """step => {
        const plot = document.querySelector('.st-key-dynamics_space .js-plotly-plot')
        const slider = document.querySelector('.lv-step-mark input')
        slider.value = step
        slider.dispatchEvent(new Event('input', {bubbles: true}))
        const {_fullData: traces, _fullLayout: {xaxis, yaxis}} = plot
        return traces.filter(one => one.meta?.what === 't').map(mark => {
            const way = traces.find(
                ({meta}) => meta?.what === 'trajectory' && meta.scenario === mark.meta.scenario)
            const place = plot.querySelector(`.trace${mark.uid} .points path`)
            const {e, f} = place.transform.baseVal.consolidate().matrix
            return Math.hypot(e - xaxis.l2p(way.x[step]), f - yaxis.l2p(way.y[step]))
        })
    }"""
    away = page.evaluate(moved, 7)
    assert len(away) == 2
    assert max(away) < 0.5
    slider.dispatch_event("change")
    page.wait_for_function(
        """() => document.querySelector('.st-key-dynamics_space .js-plotly-plot')?._fullData
            ?.filter(one => one.name === 't = 7').length === 2"""
    )
    page.wait_for_url("**/dynamics?*t=7*")

    # A click starts a scenario there.
    page.get_by_text("27 fixed points: 8 stable, 19 saddle.").wait_for()
    plot = page.locator(".js-plotly-plot").first
    plot.scroll_into_view_if_needed()
    lines = """plot => plot.data.filter(t => t.meta && t.meta.what === 'trajectory').length"""
    before = plot.evaluate(lines)
    # A place of the plane where only the invisible grid can be hit.
    place = plot.evaluate(
        """plot => {
            const drawn = plot._fullData
            const clicks = drawn.find(t => t.meta && t.meta.what === 'clicks')
            const others = drawn.filter(t => t !== clicks && t.hoverinfo !== 'skip')
            const {_fullLayout: {xaxis, yaxis}} = plot
            const box = plot.querySelector('.nsewdrag').getBoundingClientRect()
            const at = (x, y) => [box.left + xaxis.l2p(x), box.top + yaxis.l2p(y)]
            const taken = others.flatMap(t => Array.from(t.x || [], (x, k) => at(x, t.y[k])))
            let best = null, far = -1
            Array.from(clicks.x, (x, k) => at(x, clicks.y[k])).forEach(([x, y]) => {
                if (y > Math.min(innerHeight, box.bottom) - 30 || y < box.top + 30) return
                if (x > box.right - 30 || x < box.left + 30) return
                const near = Math.min(...taken.map(([u, v]) => Math.hypot(u - x, v - y)))
                if (near > far) { far = near; best = [x, y] }
            })
            return best
        }"""
    )
    page.mouse.move(*place)
    plot.locator(".hovertext").wait_for()
    page.mouse.click(*place)
    page.wait_for_function(
        f"before => ({lines})(document.querySelector('.js-plotly-plot')) > before",
        arg=before
    )

    # A held pulse wipes out memories, by keyboard.
    still(page)
    slider = page.get_by_role("slider", name="Held pulse 1")
    slider.focus()
    slider.press("End")
    page.get_by_text("1 fixed point: 1 stable.").wait_for()
    page.wait_for_url("**/dynamics?*held*")

    # In the other sections a direction that matters and a found state become scenarios.
    page.get_by_role("radio", name="Sensitivity").click()
    page.get_by_text("a gradient through them vanishes").wait_for()
    page.get_by_role("button", name="Try +").first.click()
    page.get_by_role("textbox").and_(page.locator("[value='direction 1']")).wait_for()
    page.get_by_role("radio", name="Find a state").click()
    page.get_by_text("A state that gives it to").wait_for()
    page.get_by_role("button", name="Make it a scenario").first.click()
    page.get_by_role("textbox").and_(page.locator("[value='found']")).wait_for()

    # The title is cut, and never covered by the links.
    for width in (768, 800, 900, 1366):
        page.set_viewport_size({"width": width, "height": 768})
        page.wait_for_function(f"() => ({_ROOM_AFTER_TITLE})() >= 0")
    page.assert_no_console_problems()


# Between what is seen of the title and the first link, in pixels.
_ROOM_AFTER_TITLE = """
() => {
  const title = document.querySelector(".stMain h1"), text = document.createRange();
  text.selectNodeContents(title);
  const style = getComputedStyle(title);
  const cut = style.overflowX === "hidden"
    ? title.getBoundingClientRect().right - parseFloat(style.paddingRight) : Infinity;
  const links = [...document.querySelectorAll("[data-testid=stTopNavLinkContainer]")];
  const left = Math.min(...links.map((link) => link.getBoundingClientRect().left));
  return left - Math.min(text.getBoundingClientRect().right, cut);
}
"""


# Places in the plane of a scenario's trajectory, from what is drawn on the screen.
_DRAWN = """
(scenario) => {
  const plot = document.querySelector('.st-key-dynamics_space .js-plotly-plot')
  const {_fullData: traces, _fullLayout: {xaxis, yaxis}} = plot
  const {uid} = traces.find(({meta}) => meta?.what === 'trajectory' && meta.scenario === scenario)
  const text = plot.querySelector(`.trace${uid} path.js-line`).getAttribute('d')
  return [...text.matchAll(/[ML]([-\\d.e]+),([-\\d.e]+)/g)].map(
    ([, x, y]) => [xaxis.p2l(Number(x)), yaxis.p2l(Number(y))])
}
"""
# The same from the numbers of the page; null between two pictures.
_KNOWN = """
(scenario) => {
  const traces = document.querySelector('.st-key-dynamics_space .js-plotly-plot')?._fullData
  if (!traces) return null
  const {x, y} = traces.find(
    ({meta}) => meta?.what === 'trajectory' && meta.scenario === scenario)
  return Array.from(x, (one, k) => [one, y[k]])
}
"""


def start_of(page, scenario: str):
    mark = page.locator(f".lv-start-mark[data-scenario={scenario}]")
    mark.wait_for()
    mark.scroll_into_view_if_needed()
    return mark


def begins_elsewhere(page, scenario: str, before) -> list:
    """The numbers of the page, once a trajectory begins at another place."""
    return page.wait_for_function(
        f"""([scenario, [x, y]]) => {{
          const known = ({_KNOWN})(scenario)
          return known && Math.hypot(known[0][0] - x, known[0][1] - y) > 1e-6 && known
        }}""",
        arg=[scenario, before]
    ).json_value()


def near(one, other, share: float = 0.004) -> bool:
    one, other = np.array(one), np.array(other)
    return bool(np.abs(one - other).max() <= share * np.ptp(other, axis=0).max())


def dragged_with_its_trajectory(page) -> None:
    """Drag the start of B, and take it back."""
    mark = start_of(page, "s1")
    told = mark.get_attribute("aria-valuetext")
    page.evaluate(
        "window.live = 0; document.addEventListener('lv-live-picture', () => { window.live += 1 })"
    )
    before, other = page.evaluate(_KNOWN, "s1"), page.evaluate(_KNOWN, "s0")
    box = mark.bounding_box()
    frame = page.locator(".st-key-dynamics_space .nsewdrag").bounding_box()
    x, y = (frame[name] + 0.45 * frame[size] for name, size in (("x", "width"), ("y", "height")))
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(x - 40, y + 30, steps=3)
    page.wait_for_function("() => window.live > 0")
    page.mouse.move(x, y, steps=3)
    # The newest place is shown in the end, and the page knows nothing of it.
    page.wait_for_function(
        f"""() => {{
          const [[u, v]] = ({_DRAWN})('s1')
          const plot = document.querySelector('.st-key-dynamics_space .js-plotly-plot')
          const box = plot.getBoundingClientRect()
          const {{xaxis, yaxis}} = plot._fullLayout
          const at = [xaxis._offset + xaxis.l2p(u), yaxis._offset + yaxis.l2p(v)]
          return Math.hypot(at[0] + box.left - {x}, at[1] + box.top - {y}) < 1.5
        }}"""
    )
    moved = page.evaluate(_DRAWN, "s1")
    assert page.evaluate(_KNOWN, "s1") == before
    page.mouse.up()
    after = begins_elsewhere(page, "s1", before[0])
    # As it was shown before the hand let go, but for the screen's rounding.
    assert near(moved, after)
    assert not near(before, after)
    assert page.evaluate(_KNOWN, "s0") == other
    page.keyboard.press("ControlOrMeta+z")
    assert near(begins_elsewhere(page, "s1", after[0]), before, 1e-6)
    page.locator(f".lv-start-mark[aria-valuetext='{told}']").wait_for()


def test_a_start_is_dragged_with_and_without_the_route_moved_by_keys_and_taken_back(
    page, app_server
):
    opened(page, app_server)
    page.get_by_text("27 fixed points").wait_for()
    dragged_with_its_trajectory(page)

    # By keys.
    still(page)
    mark = start_of(page, "s1")
    before = page.evaluate(_KNOWN, "s1")
    mark.focus()
    told = mark.get_attribute("aria-valuetext")
    assert told in page.locator(".lv-start-note").inner_text()
    # Before it rests, however slow the machine is.
    mark.evaluate(
        """(mark) => {
          for (const [key, shiftKey] of [["ArrowRight", true], ["Escape", false]]) {
            mark.dispatchEvent(new KeyboardEvent("keydown", { key, shiftKey, bubbles: true }));
          }
        }"""
    )
    page.wait_for_function(
        f"([x, y]) => {{ const [[u, v]] = ({_DRAWN})('s1');"
        " return Math.hypot(u - x, v - y) < 0.02 }",
        arg=before[0],
    )
    assert mark.get_attribute("aria-valuetext") == told
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("ArrowUp")
    after = begins_elsewhere(page, "s1", before[0])
    assert after[0][0] > before[0][0] and after[0][1] > before[0][1]
    page.wait_for_function(
        "() => document.activeElement.matches('.lv-start-mark[data-scenario=s1]')"
    )
    assert mark.get_attribute("aria-valuetext") != told
    page.assert_no_console_problems()

    # Without the route its trajectory moves when it is let go.
    still(page)
    page.route("**/live", lambda route: route.abort())
    mark = start_of(page, "s1")
    before, drawn = page.evaluate(_KNOWN, "s1"), page.evaluate(_DRAWN, "s1")
    box = mark.bounding_box()
    page.mouse.move(box["x"] + 12, box["y"] + 12)
    page.mouse.down()
    page.mouse.move(box["x"] + 52, box["y"] - 20, steps=3)
    page.get_by_text("The trajectory follows when you let go.").wait_for()
    assert page.evaluate(_DRAWN, "s1") == drawn
    page.mouse.up()
    begins_elsewhere(page, "s1", before[0])
    page.unroute("**/live")
    still(page)

    # Streamlit makes the picture's place anew when it likes; the marks follow.
    page.evaluate(
        """() => {
          const place = document.querySelector(".st-key-dynamics_space");
          document.querySelector(".lv-start-marks").remove();
          const again = place.cloneNode(false);
          place.replaceWith(again);
          again.append(...place.childNodes);
        }"""
    )
    mark.wait_for()


@pytest.mark.long
@pytest.mark.parametrize("plane", ["numbers", "points"])
def test_a_start_is_dragged_in_any_plane(page, app_server, plane):
    opened(page, app_server, f"plane:{plane}")
    page.get_by_text("27 fixed points").wait_for()
    dragged_with_its_trajectory(page)
    page.assert_no_console_problems()
