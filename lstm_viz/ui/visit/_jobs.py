"""Work over a second: in a thread of its own, block by block, that a visitor can stop."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any, Final, Protocol

from lstm_viz._language import N_
from lstm_viz.errors import LstmVizError
from lstm_viz.ui.visit import caches

_LOGGER: Final = logging.getLogger(__name__)
# A page that is closed asks no more; its work ends with it.
_MOST_SILENCE: Final = 20.0
# Long enough for a page that waits for the lock to get it.
_PAUSE: Final = 0.004


class Blocks(Protocol):
    """Work in blocks: an ensemble's run."""

    n: int
    done: int

    @property
    def finished(self) -> bool:
        """Whether there is nothing left to do."""

    def step(self) -> None:
        """Do the next block."""

    def result(self) -> Any:
        """What all blocks gave."""


class Job:
    """One visitor's work in the background.

    The lock that all tracing shares is held for one block at a time, so that other visitors'
    pages are answered in between.

    Parameters
    ----------
    key : object
        What is worked on; told apart by equality.
    begin : callable
        Makes the `Blocks`; called in the thread. It must not use Streamlit.
    n : int
        Size of the work, until it has begun.
    traces : bool, optional
        Whether it takes that lock.

    Attributes
    ----------
    error : LstmVizError or None
        Why there is no result.
    """

    def __init__(
        self, key: object, begin: Callable[[], Blocks], n: int, *, traces: bool = True
    ) -> None:
        self.key, self.n, self.done = key, n, 0
        self.result: Any = None
        self.error: LstmVizError | None = None
        self._lock = caches.TRACING if traces else nullcontext()
        self._begin = begin
        self._blocks: Blocks | None = None
        self._stop = threading.Event()
        self._go_on()

    @property
    def running(self) -> bool:
        """Whether it still works; to ask keeps it alive, or lets it go on after a long silence.

        A page that was away, or whose browser had much else to do, comes back: only
        `cancel` is for good.
        """
        self._asked = time.monotonic()
        if self.cancelled and not self.stopping and not self._thread.is_alive():
            self._go_on()
        return self._thread.is_alive()

    def _go_on(self) -> None:
        """Work, from the block on at which it had rested."""
        self._asked = time.monotonic()
        self.cancelled = False
        self._thread = threading.Thread(target=self._work, name="lstm-viz-job", daemon=True)
        self._thread.start()

    @property
    def stopping(self) -> bool:
        """Whether it was told to stop."""
        return self._stop.is_set()

    @property
    def unwanted(self) -> bool:
        """Whether nobody waits for what comes next."""
        return self.stopping or time.monotonic() - self._asked > _MOST_SILENCE

    def cancel(self) -> None:
        """Stop after the block that is being worked on."""
        self._stop.set()

    def wait(self, seconds: float) -> None:
        """Wait for the end, at most so long."""
        self._thread.join(seconds)

    def _work(self) -> None:
        try:
            if self._blocks is None:
                with self._lock:
                    self._blocks = self._begin()
            blocks = self._blocks
            while not blocks.finished:
                if self.unwanted:
                    self.cancelled = True
                    return
                with self._lock:
                    blocks.step()
                self.done = blocks.done
                time.sleep(_PAUSE)
            self.result = blocks.result()
        except LstmVizError as error:
            self.error = error
        except Exception:
            _LOGGER.exception("work in the background failed")
            self.error = LstmVizError(
                N_("This could not be computed. The rest of the page is not affected.")
            )
        finally:
            # A model that was worked on may have left the visit.
            if not self.cancelled or self.stopping:
                self._blocks = None
                del self._begin
