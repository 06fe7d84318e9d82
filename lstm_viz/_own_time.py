"""The time of another process, without that in which it waited for a processor.

What a process is allowed must not depend on how busy the server is: on two processors and before a
class, one that needs 3 s of work can wait for minutes until it got them.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

# Seconds: who asks what is left is told at least this while the process works on.
_LEAST: Final = 0.05


class OwnTime:
    """The time that a process is allowed, counted from now on.

    Only Linux tells how long a process waited for a processor; elsewhere, all time counts.

    Parameters
    ----------
    pid : int
        Id of the process.
    seconds : float
        It may run, sleep and read for so long.
    """

    def __init__(self, pid: int, seconds: float) -> None:
        self._statistics = Path(f"/proc/{pid}/schedstat")
        self._waited = self._waiting()
        self._last = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds for which the process can be waited for before asking again; 0 at its end."""
        late = time.monotonic() - self._last - (self._waiting() - self._waited)
        return max(-late, _LEAST) if late < 0 else 0.0

    def _waiting(self) -> float:
        """Seconds for which its first thread was ready to run and had no processor."""
        try:
            return int(self._statistics.read_text("ascii").split()[1]) / 1e9
        except (OSError, IndexError, ValueError):
            return 0.0
