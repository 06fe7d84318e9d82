"""The lessons that come with the program."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Final

from lstm_viz.errors import LstmVizError
from lstm_viz.lessons._lesson import Lesson
from lstm_viz.lessons._read import read_lesson

_FOLDER: Final = Path(__file__).parent / "bundled"
# In the order of the list; each is a folder.
_IDS: Final = (
    "before-the-first-input",
    "h-or-c",
    "a-gate-that-forgets",
    "for-how-long",
    "warm-up",
    "without-a-reset",
    "handing-over-a-state",
    "how-many-memories",
)


def lesson_ids() -> tuple[str, ...]:
    """Ids of the bundled lessons, in their order."""
    return _IDS


@functools.cache
def load_lesson(key: str) -> Lesson:
    """Read a bundled lesson.

    Raises
    ------
    LstmVizError
        If there is none of this id.
    """
    if key not in _IDS:
        raise LstmVizError(
            "There is no lesson '{key}': choose one of {ids}.",
            key=key[:60],
            ids=', '.join(_IDS),
        )
    return read_lesson(_FOLDER / key)
