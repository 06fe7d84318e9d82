"""The server beside drawing: what it is told when it starts, what it serves, and forgets."""

from __future__ import annotations

import json
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote

import numpy as np
import pytest

from lstm_viz.lessons import new_lesson, read_lesson
from tests.browser.test_accessibility import settled, violations
from tests.browser.test_document import CURVES, draw, drawn, opened, step_to
from tests.browser.test_lessons import enabled, stage
from tests.browser.test_own_model import WRITTEN, give, shows
from tests.conftest import PATIENCE, AppServer, free_port, running_app

pytestmark = pytest.mark.browser

PLAYER = ".lv-player[data-revision]"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("lesson") / "mine"
    new_lesson(made)
    return made


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
def start(folder, course, tmp_path_factory) -> Iterator[Callable[[], AppServer]]:
    """Start a server below a path that is told much; again: end it, start another.

    A lesson made by ``lstm-viz lesson new``, two places, a site it trusts, and to forget soon.
    """
    port, log = free_port(), tmp_path_factory.mktemp("told") / "app.log"
    told = {
        "LSTM_VIZ_LESSON": str(folder),
        "LSTM_VIZ_MOST_VISITS": "2",
        "LSTM_VIZ_EMBED": course[0],
        "STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": "8",
    }
    with ExitStack() as running:

        def started() -> AppServer:
            running.close()
            return running.enter_context(running_app(log, port, base="deep/path", **told))

        yield started


@pytest.fixture(scope="module")
def server(start) -> AppServer:
    return start()


def focused(page) -> str:
    return page.evaluate("document.activeElement.textContent")


def has_the_focus(page, heading: str) -> None:
    page.wait_for_function(
        "text => document.activeElement.matches('h2') &&"
        " document.activeElement.textContent.startsWith(text)",
        arg=heading,
    )


def press(page, name: str) -> None:
    """Go to a button by Tab and press it."""
    page.wait_for_function(
        "name => [...document.querySelectorAll('button')]"
        ".some(b => b.textContent.trim().endsWith(name) && !b.disabled)",
        arg=name,
    )
    for _ in range(80):
        # The name of an icon comes before the words.
        if focused(page).strip().endswith(name):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the button {name!r} is not reached by Tab")


def choose(page, name: str) -> None:
    """Go to the question by Tab and to an option by the arrow keys."""
    page.get_by_role("radio", name=name).wait_for(state="attached")
    for _ in range(80):
        if page.evaluate("document.activeElement.type") == "radio":
            break
        page.keyboard.press("Tab")
    radio = page.get_by_role("radio", name=name)
    page.keyboard.press("Space")
    for _ in range(8):
        if radio.is_checked():
            # A run of the page that began before may put the choice back.
            settled(page)
            if radio.is_checked():
                return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"the option {name!r} is not reached by arrow keys")


def asked_of(server, path):
    with urllib.request.urlopen(server.url + path, timeout=10) as answer:
        return json.load(answer)


def health(server):
    return asked_of(server, "/healthz")


# Every stage of the bundled ones is looked at in `test_accessibility`.
@pytest.mark.parametrize("looked", [(2, 5, 6), pytest.param((1, 3, 4), marks=pytest.mark.long)])
def test_a_lesson_by_keys_alone_and_what_is_predicted_is_not_sent_before(
    page, server, folder, looked
):
    words = read_lesson(folder).in_language("en")
    frames: list[bytes] = []
    page.on(
        "websocket",
        lambda socket: socket.on(
            "framereceived",
            lambda data: frames.append(data if isinstance(data, bytes) else data.encode()),
        ),
    )
    hidden = [words.part.reveal, words.part.asks[0].why["zero"]]

    broken: list[str] = []

    def looked_at(number: int) -> None:
        settled(page)
        if number in looked:
            broken.extend(violations(page))

    def sent() -> list[str]:
        return [one for one in hidden if one.encode() in b"".join(frames)]

    page.goto(f"{server.url}/lessons?lesson=own&lang=en")
    stage(page, 1)
    page.locator(".js-plotly-plot").nth(1).wait_for()
    looked_at(1)
    page.keyboard.press("Tab")
    press(page, "Next")
    stage(page, 2)
    has_the_focus(page, "2/6")
    looked_at(2)
    choose(page, words.part.asks[0].options["zero"])
    enabled(page, "That is my prediction")
    press(page, "That is my prediction")
    stage(page, 3)
    looked_at(3)
    choose(page, words.part.asks[0].options["one"])
    enabled(page, "That is my answer now")
    assert frames and sent() == []
    press(page, "That is my answer now")
    stage(page, 4)
    has_the_focus(page, "4/6")
    page.get_by_text(words.part.reveal).wait_for()
    page.get_by_text("As you predicted.").wait_for()
    page.get_by_text("You predicted: 0").wait_for()
    assert words.part.reveal in sent()
    looked_at(4)
    press(page, "Next")
    stage(page, 5)
    looked_at(5)
    choose(page, words.check.asks[0].options["more"])
    enabled(page, "That is my answer")
    press(page, "That is my answer")
    page.get_by_text(words.check.reveal).wait_for()
    press(page, "Next")
    stage(page, 6)
    page.wait_for_url("**lesson=own&step=try**")
    looked_at(6)
    press(page, "Open in Explore")
    # It stands above the pages where it is worked for, and not on the page Lessons.
    above = page.locator(".st-key-lesson_goal_frame")
    above.get_by_text(words.goal).wait_for()
    above.get_by_text("Not reached yet").wait_for()
    assert broken == []
    page.assert_no_console_problems()


def test_who_comes_to_a_full_server_waits_in_a_queue_that_moves_by_itself(page, browser, server):
    first = browser.new_context().new_page()
    first.context.set_default_timeout(PATIENCE)
    # Each page of a browser takes a place.
    for one in (first, first.context.new_page()):
        one.goto(server.url)
        one.locator(PLAYER).wait_for()
    page.goto(server.url)
    page.get_by_text("You are number 1 in the queue").wait_for()
    said = health(server)
    assert (said["visits"], said["visits_waiting"], said["visits_most"]) == (2, 1, 2)
    # A page that is loaded again keeps its place, whoever waits.
    first.reload()
    first.locator(PLAYER).wait_for()
    assert page.get_by_text("You are number 1 in the queue").is_visible()
    first.context.close()
    page.locator(PLAYER).wait_for()
    assert health(server)["visits_waiting"] == 0


def framed(page, course, address: str):
    site, folder = course
    html = f'<iframe title="Player" src="{address}" width="1300" height="700"></iframe>'
    (folder / "index.html").write_text(f"<!doctype html><link rel=icon href=data:,>{html}")
    page.goto(f"{site}/index.html")
    return page.frame_locator("iframe")


def test_a_site_that_is_allowed_shows_the_player_and_the_bars(page, course, server):
    frame = framed(page, course, f"{server.url}/?embed=true")
    player = frame.locator(".lv-player[data-revision]")
    player.wait_for()
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


def test_modules_that_the_html_names_are_asked_for_once_and_nothing_is_asked_before_connecting(
    page, app_server
):
    asked, held = [], []
    page.on("request", lambda request: asked.append(request.url))
    # What Streamlit asks its server for before it connects, without a script of ours.
    page.route("**/_stcore/h*", lambda route: held.append(route))
    page.goto(app_server.url)
    page.locator(PLAYER).wait_for()
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


def test_a_visitors_model_leaves_memory_with_the_visit(page, server):
    def models() -> int:
        return asked_of(server, "/healthz")["visitors_models"]

    opened(page, server.url)
    give(page, WRITTEN / "k3.15.1-seq_plain.keras")
    shows(page, "k3.15.1-seq_plain.keras")
    assert models() == 1
    # Streamlit holds the very last visit until another one begins.
    opened(page, server.url)
    last = time.monotonic() + PATIENCE / 1000
    while models() and time.monotonic() < last:
        time.sleep(0.5)
    assert models() == 0
    page.assert_no_console_problems()


def test_below_a_path_a_page_leads_to_another_which_outlives_a_restart(page, server, start):
    page.goto(
        f"{server.url}/compare?model=sunspots&A=zeros&B=normal(0.5,7)"
        f"&B.name={quote('before/after', safe='')}"
    )
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    page.get_by_role("link", name="Explore").click()
    drawn(page)
    assert page.url.startswith(f"{server.url}/")
    draw(page)
    step_to(page, 7)
    curves = page.evaluate(CURVES)
    page.assert_no_console_problems()
    start()
    page.reload()
    drawn(page)
    # Another process may add up in another order.
    for one, other in zip(page.evaluate(CURVES), curves, strict=True):
        assert one[:2] == other[:2]
        np.testing.assert_allclose(one[2], other[2], atol=1e-5)
    assert page.locator(".lv-step").inner_text().startswith("t = 7 of")
    assert "B.p=" in page.url
