"""What the server does for browsers beside drawing: early modules."""

from __future__ import annotations

import json
import urllib.request

import pytest

pytestmark = pytest.mark.browser

PLAYER = ".lv-player[data-revision]"


def asked_of(server, path):
    with urllib.request.urlopen(server.url + path, timeout=10) as answer:
        return json.load(answer)


def test_modules_that_the_html_names_are_asked_for_once_and_nothing_is_asked_before_connecting(
    page, app_server
):
    asked, held = [], []
    page.on("request", lambda request: asked.append(request.url))
    # What Streamlit asks its server for before it connects, without a script of ours.
    page.route("**/_stcore/h*", lambda route: held.append(route))
    page.goto(app_server.url)
    page.locator(PLAYER).wait_for(timeout=60_000)
    assert {route.request.url.rpartition("/")[2] for route in held} == {"health", "host-config"}
    for route in held:
        route.continue_()
    told = page.evaluate("window.__streamlit.HOST_CONFIG")
    assert told.items() <= asked_of(app_server, "/_stcore/host-config").items()
    page.locator("[data-key=lines_h] .main-svg").first.wait_for()
    ours = [url for url in asked if "/lstm-viz." in url or "/assets/" in url]
    assert any(url.endswith("/lstm-viz.player/player.js") for url in ours)
    assert sum("/assets/plotly-" in url for url in ours) == 1
    assert len(ours) == len(set(ours))
    page.assert_no_console_problems()
