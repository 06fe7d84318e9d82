"""The path of the page Lessons, which the server knows before anything heavy is loaded."""

from __future__ import annotations

from typing import Final

# It shows lessons, no experiment, and so is none of PAGES.
LESSONS: Final = "lessons"
