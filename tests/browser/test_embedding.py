"""The page in a frame of another site: only where it was allowed, with the player and the bars."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.conftest import running_app

pytestmark = pytest.mark.browser


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
def embedding(course, tmp_path_factory) -> Iterator:
    """A server that lets this site show it."""
    log = tmp_path_factory.mktemp("embedding") / "app.log"
    with running_app(log, LSTM_VIZ_EMBED=course[0]) as server:
        yield server


def framed(page, course, address: str):
    site, folder = course
    html = f'<iframe title="Player" src="{address}" width="1300" height="700"></iframe>'
    (folder / "index.html").write_text(f"<!doctype html><link rel=icon href=data:,>{html}")
    page.goto(f"{site}/index.html")
    return page.frame_locator("iframe")


def test_a_site_that_is_allowed_shows_the_player_and_the_bars(page, course, embedding):
    frame = framed(page, course, f"{embedding.url}/?embed=true")
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
