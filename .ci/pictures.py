"""Take the pictures of the documentation: start the app, open each link, save a WebP file."""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from PIL import Image  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

from tests.conftest import BROWSER_ARGUMENTS, chromium_path, running_app  # noqa: E402

FOLDER = ROOT / "docs" / "start" / "pictures"
SIZE = {"width": 1280, "height": 800}
IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"
PLAYER = ".lv-player[data-revision]"
PLOT = "[data-testid=stPlotlyChart] .main-svg"
# Name -> link, what the page shows when it is drawn, and what to scroll to.
PICTURES = {
    "explore": ("/?model=sunspots&seq=1890&A=zeros&B=normal(0.5,7)&t=12", PLAYER, None),
    "edit": (
        "/?model=flip_flop&seq=quiet&A=zeros&B=zeros;lstm:c[16]=-2;lstm:c[11]=2;lstm:c[5]=2&t=40",
        ".lv-bars[data-seq]",
        ".lv-bars",
    ),
    "compare": ("/compare?model=sunspots&seq=1890&A=zeros&B=normal(0.5,7)", PLOT, None),
    "dynamics": (
        "/dynamics?model=flip_flop&A=zeros&B=normal(0.5,7)",
        "text=27 fixed points",
        None,
    ),
    "keras_code": (
        "/keras_code?model=sunspots&A=zeros&B=normal(0.5,7)",
        ".st-key-way_call summary:has-text('works')",
        None,
    ),
}


def save(page: Any, name: str) -> None:
    """Write what the window shows."""
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    shot.save(FOLDER / f"{name}.webp", quality=82, method=6)


def main() -> None:
    """Take every picture, or those that are named."""
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        running_app(Path(folder) / "app.log") as server,
        sync_playwright() as playwright,
    ):
        chromium = playwright.chromium.launch(
            executable_path=chromium_path(), args=BROWSER_ARGUMENTS
        )
        for name, (link, drawn, place) in PICTURES.items():
            if len(sys.argv) > 1 and name not in sys.argv[1:]:
                continue
            page = chromium.new_page(viewport=SIZE)
            page.goto(server.url + link)
            page.locator(drawn).first.wait_for(timeout=120_000)
            page.locator(IDLE).wait_for(timeout=120_000)
            if place:
                page.locator(place).first.scroll_into_view_if_needed()
            # Plotly and fonts settle.
            page.wait_for_timeout(1500)
            save(page, name)
            page.close()
        chromium.close()


if __name__ == "__main__":
    main()
