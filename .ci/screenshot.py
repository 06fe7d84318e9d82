"""Take the README's screenshot: start the app, open it in Chromium, save ``screenshot.png``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from playwright.sync_api import sync_playwright  # noqa: E402

from tests.conftest import BROWSER_ARGUMENTS, chromium_path, running_app  # noqa: E402

SIZE = {"width": 1366, "height": 768}


def main() -> None:
    """Save the page as a visitor sees it at t = 12."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running_app(Path(folder) / "app.log") as server,
        sync_playwright() as playwright,
    ):
        chromium = playwright.chromium.launch(
            executable_path=chromium_path(), args=BROWSER_ARGUMENTS
        )
        page = chromium.new_page(viewport=SIZE)
        page.goto(server.url)
        page.locator(".lv-player[data-revision]").wait_for(timeout=90_000)
        page.get_by_label("Typed step").fill("12")
        page.get_by_label("Typed step").press("Enter")
        page.locator(".lv-step", has_text="t = 12 of").wait_for()
        page.wait_for_timeout(1500)
        page.screenshot(path=ROOT / "screenshot.png")
        chromium.close()


if __name__ == "__main__":
    main()
