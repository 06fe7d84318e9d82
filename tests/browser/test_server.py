"""What the server does for browsers beside drawing: the queue when it is full, early modules."""

from __future__ import annotations

import json
import urllib.request

import pytest

from tests.conftest import running_app

pytestmark = pytest.mark.browser

PLAYER = ".lv-player[data-revision]"


@pytest.fixture(scope="module")
def small_server(tmp_path_factory):
    """A server with one place."""
    log = tmp_path_factory.mktemp("small") / "app.log"
    with running_app(log, LSTM_VIZ_MOST_VISITS="1") as server:
        yield server


def asked_of(server, path):
    with urllib.request.urlopen(server.url + path, timeout=10) as answer:
        return json.load(answer)


def health(server):
    return asked_of(server, "/healthz")


def test_who_comes_to_a_full_server_waits_in_a_queue_that_moves_by_itself(
    page, browser, small_server
):
    first = browser.new_context().new_page()
    first.goto(small_server.url)
    first.locator(PLAYER).wait_for(timeout=60_000)
    page.goto(small_server.url)
    page.get_by_text("You are number 1 in the queue").wait_for()
    said = health(small_server)
    assert (said["visits"], said["visits_waiting"], said["visits_most"]) == (1, 1, 1)
    # A page that is loaded again keeps its place, whoever waits.
    first.reload()
    first.locator(PLAYER).wait_for(timeout=60_000)
    assert page.get_by_text("You are number 1 in the queue").is_visible()
    first.context.close()
    page.locator(PLAYER).wait_for(timeout=60_000)
    assert health(small_server)["visits_waiting"] == 0


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
