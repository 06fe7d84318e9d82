"""What the server does for browsers beside drawing.

The queue when it is full, early modules, and the page in a frame of another site: only where it was
allowed, with the player and the bars.
"""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.conftest import running_app

pytestmark = pytest.mark.browser

PLAYER = ".lv-player[data-revision]"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Iterator:
    """A site of another name, and the folder with its pages."""
    folder = tmp_path_factory.mktemp("course")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}", folder
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def small_server(course, tmp_path_factory):
    """A server with two places, which lets this site show it."""
    log = tmp_path_factory.mktemp("small") / "app.log"
    with running_app(log, LSTM_VIZ_MOST_VISITS="2", LSTM_VIZ_EMBED=course[0]) as server:
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
    # Each page of a browser takes a place.
    for one in (first, first.context.new_page()):
        one.goto(small_server.url)
        one.locator(PLAYER).wait_for(timeout=60_000)
    page.goto(small_server.url)
    page.get_by_text("You are number 1 in the queue").wait_for()
    said = health(small_server)
    assert (said["visits"], said["visits_waiting"], said["visits_most"]) == (2, 1, 2)
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


def framed(page, course, address: str):
    site, folder = course
    html = f'<iframe title="Player" src="{address}" width="1300" height="700"></iframe>'
    (folder / "index.html").write_text(f"<!doctype html><link rel=icon href=data:,>{html}")
    page.goto(f"{site}/index.html")
    return page.frame_locator("iframe")


def test_a_site_that_is_allowed_shows_the_player_and_the_bars(page, course, small_server):
    frame = framed(page, course, f"{small_server.url}/?embed=true")
    player = frame.locator(".lv-player[data-revision]")
    player.wait_for(timeout=60_000)
    frame.locator(".lv-step", has_text="t = 1 of").wait_for()
    bars = frame.get_by_role("slider", name="unit 0: h0")
    before = player.get_attribute("data-revision")
    bars.focus()
    page.keyboard.press("ArrowUp")
    frame.locator(f".lv-player[data-revision]:not([data-revision='{before}'])").wait_for()
    for name in ("Randomize", "Reset", "Undo"):
        assert frame.get_by_role("button", name=name).count() == (1 if name == "Undo" else 0)
    assert not frame.locator("[data-testid=stSidebar]").is_visible()
    assert not frame.get_by_text("Compare", exact=True).is_visible()
    assert frame.get_by_text("Numbers as a table").count() == 0


def test_nobody_else_shows_the_page(page, course, app_server):
    with page.expect_console_message(lambda said: "frame-ancestors 'none'" in said.text):
        frame = framed(page, course, f"{app_server.url}/?embed=true")
    assert frame.locator(".stApp").count() == 0
