"""How far a sweep is, and whether it is to stop."""

from __future__ import annotations

from collections.abc import Callable

from lstm_viz.compare import Cancelled
from lstm_viz.sweep._plan import Block, Plan

Progress = Callable[[int, int], bool | None]


class Stopped(Cancelled):
    """A sweep was stopped before its last block; what was done is kept."""


class Watch:
    """Counts members and tells how far a sweep is."""

    def __init__(self, plan: Plan, done: set[Block], on_progress: Progress | None) -> None:
        self.total = plan.n * len(plan.sequences)
        self.done = sum(block.stop - block.start for block in done)
        self._tell = on_progress

    def tell(self, extra: int = 0) -> None:
        """Tell how far it is.

        Raises
        ------
        Stopped
            When it is to stop.
        """
        if self._tell is not None and self._tell(self.done + extra, self.total) is False:
            raise Stopped(
                f"Stopped after {self.done + extra:,} of {self.total:,} members; whole blocks are "
                "kept."
            )

    def within(self, members: int) -> None:
        """Tell how far it is inside a block."""
        if members:
            self.tell(members)

    def add(self, block: Block) -> None:
        """Count a block."""
        self.done += block.stop - block.start
        if self.done < self.total:
            self.tell()
        elif self._tell is not None:
            self._tell(self.done, self.total)
