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


def test_the_marks_of_the_step_move_before_the_page_is_asked(page, app_server):
    opened(page, app_server)
    page.get_by_text("27 fixed points").wait_for(timeout=WAIT)
    slider = page.get_by_role("slider", name="Step t")
    slider.wait_for(timeout=WAIT)
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
            ?.filter(one => one.name === 't = 7').length === 2""",
        timeout=WAIT,
    )
    page.wait_for_url("**/dynamics?*t=7*", timeout=WAIT)
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
