"""How many visits a server takes at a time, and the queue of those who come when it is full."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable
from typing import Final

VISITS_VARIABLE: Final = "LSTM_VIZ_MOST_VISITS"
_MOST: Final = 200
# Seconds that a place is kept for a browser that has the page and does not connect.
_RESERVED: Final = 30.0
# Seconds that it is kept for one whose connection broke, as long as Streamlit keeps the visit.
_RETURN: Final = 120.0
# Browsers let a hidden page ask once a minute at least.
_PATIENCE: Final = 90.0
_MOST_WAITING: Final = 2_000


class Places:
    """The places of one server.

    A browser asks for the page (`enter`) and then connects (`connect`): in between a place is
    reserved for it. Who finds no place waits in the order of arrival and asks again (`number`).
    A browser is known by a token of its own; it may have several pages open, each takes a place.
    One that has the page open already, or had it until a moment ago, does not wait: a page that is
    loaded again asks before it leaves.

    Parameters
    ----------
    most : int, optional
        Visits at a time; by default ``LSTM_VIZ_MOST_VISITS``, else 200.
    clock : callable, optional
        Seconds.
    """

    def __init__(
        self, most: int | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most, self._clock = most, clock
        self._inside: Counter[str] = Counter()
        self._reserved: list[tuple[float, str]] = []
        self._returning: list[tuple[float, str]] = []
        self._queue: dict[str, float] = {}

    @property
    def most(self) -> int:
        """Visits at a time."""
        if self._most is not None:
            return self._most
        given = os.environ.get(VISITS_VARIABLE, "")
        return int(given) if given.isdecimal() and int(given) else _MOST

    @property
    def visits(self) -> int:
        """How many are connected."""
        return self._inside.total()

    @property
    def waiting(self) -> int:
        """How many wait in the queue."""
        self._tidy()
        return len(self._queue)

    def enter(self, token: str) -> int:
        """Ask for a place.

        Returns
        -------
        int
            0 when one is reserved now; else the number in the queue, 1 for who is next.
        """
        number = 0 if self._is_back(token) else self.number(token)
        if number == 0:
            self._queue.pop(token, None)
            self._reserved.append((self._clock() + _RESERVED, token))
        return number

    def number(self, token: str) -> int:
        """Number in the queue, which is joined by asking; 0 when `enter` has a place now."""
        self._tidy()
        free = self.most - self.visits - len(self._reserved)
        waiting = list(self._queue)
        ahead = waiting.index(token) if token in self._queue else len(waiting)
        if ahead < _MOST_WAITING:
            self._queue[token] = self._clock() + _PATIENCE
        return 0 if ahead < free else ahead + 1

    def connect(self, token: str) -> bool:
        """Begin a visit, in the place reserved for it, the one it had, or a free one.

        Returns
        -------
        bool
            Whether there was one.
        """
        self._tidy()
        known = [self._take(kept, token) for kept in (self._reserved, self._returning)]
        if not any(known) and self.visits + len(self._reserved) >= self.most:
            return False
        self._inside[token] += 1
        return True

    def disconnect(self, token: str) -> None:
        """End a visit that `connect` began; its browser may come back for a while."""
        self._inside[token] -= 1
        if not self._inside[token]:
            del self._inside[token]
        if token:
            self._returning.append((self._clock() + _RETURN, token))

    def _is_back(self, token: str) -> bool:
        """Whether a page of this browser is loaded again; at most once for each that it has."""
        self._tidy()
        reserved = sum(1 for _, other in self._reserved if other == token)
        return self._take(self._returning, token) or reserved < self._inside[token]

    def _tidy(self) -> None:
        now = self._clock()
        self._reserved = [one for one in self._reserved if one[0] > now]
        self._returning = [one for one in self._returning if one[0] > now]
        self._queue = {token: until for token, until in self._queue.items() if until > now}

    @staticmethod
    def _take(kept: list[tuple[float, str]], token: str) -> bool:
        found = next((one for one in kept if one[1] == token), None)
        if found is not None:
            kept.remove(found)
        return found is not None


PLACES: Final = Places()
