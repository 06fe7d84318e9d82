"""What Playwright cannot do in a Firefox as it is (WebDriver BiDi), and what stories do instead."""

from __future__ import annotations

import os
from typing import Any, Final

# It ignores `emulate_media`, and types what it fills in letter by letter, 2 ms each.
IN_FIREFOX: Final = "FIREFOX" in os.environ


def double_click(page: Any, x: float, y: float) -> None:
    """Click twice; Firefox takes the driver's clicks for two single ones, so the event is given."""
    page.mouse.dblclick(x, y)
    if IN_FIREFOX:
        page.evaluate(
            """([clientX, clientY]) => document.elementFromPoint(clientX, clientY)
                .dispatchEvent(new MouseEvent('dblclick', {bubbles: true, clientX, clientY}))""",
            [x, y],
        )
