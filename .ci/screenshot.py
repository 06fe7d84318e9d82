"""Take the README's screenshot: start the app, open it in Chromium, save ``screenshot.png``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from playwright.sync_api import sync_playwright  # noqa: E402

from tests.conftest import chromium_path, start_app  # noqa: E402


def main() -> None:
    """Save the page as a new visitor sees it at 1366 x 768, and stepped to t = 40."""
    with tempfile.TemporaryDirectory() as folder:
        server, address = start_app({}, Path(folder) / "log.txt")
        try:
            with sync_playwright() as playwright:
                chromium = playwright.chromium.launch(
                    executable_path=chromium_path(), args=["--no-sandbox", "--disable-gpu"]
                )
                page = chromium.new_page(viewport={"width": 1366, "height": 768})
                page.goto(address)
                page.locator(".st-key-picture_lines_c .main-svg").first.wait_for(timeout=90_000)
                page.get_by_label("Typed step").fill("12")
                page.get_by_label("Typed step").press("Enter")
                page.locator(".lv-step", has_text="t = 12 of").wait_for()
                page.wait_for_timeout(1500)
                page.screenshot(path=ROOT / "screenshot.png")
                chromium.close()
        finally:
            server.terminate()
            server.wait(10)


if __name__ == "__main__":
    main()
