"""The page Dynamics in a real browser: one story for each section."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser
WAIT = 60_000


def opened(page, app_server, settings: str = ""):
    query = f"&dynamics={settings}" if settings else ""
    page.goto(f"{app_server.url}/dynamics?model=flip_flop{query}")
    page.locator(".js-plotly-plot .main-svg").first.wait_for(timeout=WAIT)
    return page


def test_a_click_into_state_space_starts_a_scenario_there(page, app_server):
    opened(page, app_server)
    page.get_by_text("27 fixed points: 8 stable, 19 saddle.").wait_for(timeout=WAIT)
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
    plot.locator(".hovertext").wait_for(timeout=WAIT)
    page.mouse.click(*place)
    page.wait_for_function(
        f"before => ({lines})(document.querySelector('.js-plotly-plot')) > before",
        arg=before,
        timeout=WAIT,
    )
    page.assert_no_console_problems()


def test_a_held_pulse_wipes_out_memories_by_keyboard(page, app_server):
    opened(page, app_server)
    page.get_by_text("27 fixed points").wait_for(timeout=WAIT)
    slider = page.get_by_role("slider", name="Held pulse 1")
    slider.focus()
    slider.press("End")
    page.get_by_text("1 fixed point: 1 stable.").wait_for(timeout=WAIT)
    page.wait_for_url("**/dynamics?*held*", timeout=WAIT)
    page.assert_no_console_problems()


def test_a_direction_that_matters_becomes_a_scenario(page, app_server):
    opened(page, app_server, "part:sensitivity")
    page.get_by_text("a gradient through them vanishes").wait_for(timeout=WAIT)
    page.get_by_role("button", name="Try +").first.click()
    page.get_by_role("textbox").and_(page.locator("[value='direction 1']")).wait_for(timeout=WAIT)
    page.assert_no_console_problems()


def test_a_found_state_becomes_a_scenario(page, app_server):
    opened(page, app_server, "part:find;last:20")
    page.get_by_text("A state that gives it to").wait_for(timeout=WAIT)
    page.get_by_role("button", name="Make it a scenario").first.click()
    page.get_by_role("textbox").and_(page.locator("[value='found']")).wait_for(timeout=WAIT)
    page.assert_no_console_problems()
