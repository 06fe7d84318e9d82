"""Accessibility of the pages, as axe sees it."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser


def violations(page) -> list[str]:
    """Every rule that the page breaks, each with the elements that break it."""
    return [
        f"{rule['id']}: {node['html'][:120]}"
        for rule in Axe().run(page).response["violations"]
        for node in rule["nodes"]
    ]


def test_axe_sees_a_broken_page(page):
    page.set_content("<html><body><img src='data:,'><button></button></body></html>")
    assert any(one.startswith("button-name") for one in violations(page))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_explore(page, app_server, theme):
    page.emulate_media(color_scheme=theme)
    page.goto(app_server.url)
    page.locator(".lv-player[data-revision]").wait_for(timeout=60_000)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    assert violations(page) == []
