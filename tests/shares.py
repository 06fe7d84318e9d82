"""Which tests a worker of pytest-xdist gets together."""

from __future__ import annotations

from typing import Any

from xdist.scheduler import LoadFileScheduling

_BROWSER = "tests/browser/"
# Stories of two visitors: the second one's tab, too, reads and compiles the app's scripts once.
_TWO_VISITORS = frozenset(
    f"{_BROWSER}test_{name}.py" for name in ("document", "links", "live", "own_model")
)
# Files whose tests run programs in the Keras helper, which takes seconds to start.
_HELPER = frozenset(
    {
        "tests/keras_code/doctor/test_arrays.py",
        "tests/keras_code/doctor/test_cases.py",
        "tests/keras_code/test_run.py",
        "tests/keras_code/test_ways.py",
        "tests/ui/keras_code/test_doctor_page.py",
        "tests/ui/keras_code/test_page.py",
    }
)


class Shares(LoadFileScheduling):
    """A file at a time, so that what its tests share is made once; stories in a browser first.

    Stories come in two parts: a worker that has a server and a Chromium goes on using them, and no
    more of them than there are processors run at once.
    """

    def __init__(self, config: Any, log: Any = None) -> None:
        super().__init__(config, log)
        self._files: dict[str, int] = {}

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        if file in _HELPER:
            return "the Keras helper"
        if not file.startswith(_BROWSER):
            return file
        if file in _TWO_VISITORS:
            return f"{_BROWSER}0"
        number = self._files.setdefault(file, len(self._files))
        return f"{_BROWSER}{0 if number % 3 == 0 else 1}"
