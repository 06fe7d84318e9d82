"""The server beside drawing: early modules, a path, a restart, what it forgets."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from urllib.parse import quote

import numpy as np
import pytest

from tests.browser.test_document import CURVES, draw, drawn, opened, step_to
from tests.browser.test_own_model import WRITTEN, give, shows
from tests.conftest import AppServer, free_port, running_app

pytestmark = pytest.mark.browser

PLAYER = ".lv-player[data-revision]"


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], AppServer]]:
    """Start a server below a path, which soon forgets a visit; again: end it, start another."""
    port, log = free_port(), tmp_path_factory.mktemp("below") / "app.log"
    with ExitStack() as running:

        def started() -> AppServer:
            running.close()
            return running.enter_context(
                running_app(
                    log, port, base="deep/path", STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL="8"
                )
            )

        yield started


@pytest.fixture(scope="module")
def server_below(start: Callable[[], AppServer]) -> AppServer:
    return start()


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


def test_a_visitors_model_leaves_memory_with_the_visit(page, server_below):
    def models() -> int:
        return asked_of(server_below, "/healthz")["visitors_models"]

    opened(page, server_below.url)
    give(page, WRITTEN / "k3.15.1-seq_plain.keras")
    shows(page, "k3.15.1-seq_plain.keras")
    assert models() == 1
    # Streamlit holds the very last visit until another one begins.
    opened(page, server_below.url)
    last = time.monotonic() + 60
    while models() and time.monotonic() < last:
        time.sleep(0.5)
    assert models() == 0
    page.assert_no_console_problems()


def test_below_a_path_a_page_leads_to_another_which_outlives_a_restart(page, server_below, start):
    page.goto(
        f"{server_below.url}/compare?model=sunspots&A=zeros&B=normal(0.5,7)"
        f"&B.name={quote('before/after', safe='')}"
    )
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    page.get_by_role("link", name="Explore").click()
    drawn(page)
    assert page.url.startswith(f"{server_below.url}/")
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
