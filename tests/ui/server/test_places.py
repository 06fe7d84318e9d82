"""A server that is full: who gets a place, and what the others are told."""

from __future__ import annotations

import json

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse
from starlette.routing import Route, WebSocketRoute

from lstm_viz.ui.server import _queue
from lstm_viz.ui.server._places import Places
from lstm_viz.ui.server._queue import COOKIE, Capacity, admitted, token_of
from tests.ui.server.asgi import ask, connect

STREAM = "/_stcore/stream"


class Clock:
    """Time that a test moves."""

    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def places(clock):
    """Two places."""
    return Places(2, clock)


def full(places):
    """Take both."""
    for token in ("a", "b"):
        assert places.enter(token) == 0
        assert places.connect(token)


def test_a_place_is_kept_between_the_page_and_the_connection(places):
    assert (places.enter("a"), places.enter("b")) == (0, 0)
    assert places.enter("c") == 1
    assert not places.connect("c")
    assert places.connect("a")
    assert places.connect("b")
    assert places.visits == 2


def test_a_place_that_is_not_used_is_given_to_the_next(places, clock):
    places.enter("a")
    places.enter("b")
    assert places.enter("c") == 1
    clock.now = 31
    assert places.enter("c") == 0


def test_the_queue_is_in_order_of_arrival_and_moves(places, clock):
    full(places)
    assert [places.enter(token) for token in "cde"] == [1, 2, 3]
    assert places.enter("e") == 3
    places.disconnect("a")
    assert places.enter("d") == 2
    assert places.enter("c") == 0
    assert [places.enter(token) for token in "de"] == [1, 2]
    assert places.waiting == 2


def test_who_comes_later_does_not_overtake_those_who_wait(places):
    full(places)
    places.enter("c")
    places.disconnect("a")
    assert places.enter("new") == 2
    assert places.enter("c") == 0


def test_who_no_longer_asks_leaves_the_queue(places, clock):
    full(places)
    places.enter("c")
    clock.now = 60
    places.enter("d")
    clock.now = 100
    assert places.enter("d") == 1
    assert places.waiting == 1


def test_a_page_that_is_loaded_again_does_not_wait(places):
    full(places)
    places.enter("c")
    # The new page asks before the old one has left.
    assert places.enter("a") == 0
    places.disconnect("a")
    assert places.connect("a")
    assert places.visits == 2


def test_a_browser_takes_no_more_than_one_place_beyond_each_that_it_has(places):
    full(places)
    assert places.enter("a") == 0
    assert places.enter("a") == 1


def test_a_connection_that_broke_comes_back_although_the_server_is_full(places, clock):
    full(places)
    places.disconnect("a")
    places.enter("c")
    assert places.connect("c")
    clock.now = 100
    assert places.connect("a")
    clock.now = 300
    assert not places.connect("x")


def test_a_client_without_a_token_gets_a_free_place_and_no_other(places):
    assert places.connect("")
    assert places.connect("")
    places.disconnect("")
    assert places.enter("c") == 0
    assert not places.connect("")


def test_the_number_of_places_is_read_from_the_environment(monkeypatch):
    monkeypatch.setenv("LSTM_VIZ_MOST_VISITS", "7")
    assert Places().most == 7
    for wrong in ("", "many", "0", "-3"):
        monkeypatch.setenv("LSTM_VIZ_MOST_VISITS", wrong)
        assert Places().most == 200


@pytest.fixture
def app(places, monkeypatch):
    """A page and a websocket, behind two places."""
    monkeypatch.setattr(_queue, "PLACES", places)

    async def page(request):
        return admitted(request, lambda: HTMLResponse("the page"), places)

    async def stream(socket):
        await socket.accept()
        made.seen.append(places.visits)

    routes = [Route("/", page), *_queue.ROUTES, WebSocketRoute(STREAM, stream)]
    made = Starlette(routes=routes, middleware=[Middleware(Capacity, places=places)])
    made.seen = []
    return made


class Browser:
    """Keeps the cookie that it is given."""

    def __init__(self, app):
        self.app, self.cookie = app, ""

    def page(self):
        answer = ask(self.app, "/", accept="text/html", cookie=self.cookie)
        self.cookie = answer.headers["set-cookie"].split(";")[0]
        return answer

    def queue(self):
        return json.loads(ask(self.app, "/queue", "POST", cookie=self.cookie).body)

    def connect(self):
        return connect(self.app, STREAM, cookie=self.cookie)


def test_who_finds_no_place_gets_a_sentence_and_a_number(app, places):
    full(places)
    answer = Browser(app).page()
    assert answer.status == 503
    assert answer.headers["cache-control"] == "no-store"
    words = " ".join(answer.text.split())
    assert "All 2 places of this server are taken." in words
    assert 'You are number <strong id="place" role="status">1</strong> in the queue' in words


def test_a_page_that_waits_is_told_when_it_is_its_turn_and_then_gets_the_page(app, places):
    full(places)
    waiting = Browser(app)
    waiting.page()
    assert waiting.queue()["place"] == 1
    places.disconnect("b")
    assert waiting.queue()["place"] == 0
    assert waiting.page().text == "the page"


def test_the_queue_is_asked_less_often_when_many_wait(app, places):
    full(places)
    one = Browser(app)
    one.page()
    assert one.queue()["seconds"] == 4
    for number in range(200):
        places.enter(f"w{number}")
    assert one.queue()["seconds"] > 10


def test_a_browser_without_cookies_goes_on_waiting(app, places):
    full(places)
    assert Browser(app).queue()["place"] == 1


def test_a_program_that_reads_no_html_takes_no_place(app, places):
    for _ in range(3):
        assert ask(app, "/").text == "the page"
    assert places.enter("a") == 0
    assert places.enter("b") == 0


def test_a_connection_is_counted_while_it_lasts(app, places):
    browser = Browser(app)
    browser.page()
    [accepted] = browser.connect()
    assert accepted["type"] == "websocket.accept"
    assert app.seen == [1]
    assert places.visits == 0


def test_a_connection_without_a_place_is_refused_with_the_code_for_later(app, places):
    full(places)
    [closed] = Browser(app).connect()
    assert (closed["type"], closed["code"]) == ("websocket.close", 1013)
    assert app.seen == []
    assert places.visits == 2


@pytest.mark.parametrize(
    ("cookies", "token"),
    [
        (f"{COOKIE}=abcdefghijklmnop", "abcdefghijklmnop"),
        (f"x=1; {COOKIE}=abcdefghijklmnop-_; y=2", "abcdefghijklmnop-_"),
        (f"{COOKIE}=short", ""),
        (f"{COOKIE}={'x' * 65}", ""),
        (f"{COOKIE}=<script>alert(1)", ""),
        ("", ""),
    ],
)
def test_only_a_well_formed_token_counts(cookies, token):
    assert token_of(cookies) == token


def test_the_script_of_the_page_that_waits_writes_text_only(app):
    script = ask(app, "/assets/queue.js").text
    assert "textContent" in script
    assert "innerHTML" not in script
