"""Measure one server under a class: ``python -m benchmarks.class_load``.

Visitors without a browser send what a real browser sent in the same run: they open the page, and
each of them clicks Randomize once in ten seconds; then some of them drag a bar of an initial state,
as the browser asks for it, while the others go on. Beside milliseconds stand ratios to a lone one
of the same run, which do not depend on the machine. The last line says which goals were met.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import subprocess
import time
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks._visitors import Captured, Visitor, Waiting, captured
from lstm_viz._start import command, start
from lstm_viz.ui.server._places import VISITS_VARIABLE
from tests.conftest import free_port

CLASSES: Final = (1, 10, 20, 60)
HANDS: Final = 20
LOOKERS: Final = 200
PERIOD: Final = 10.0
# Goals, on two cores.
P95_MS: Final = 500
RATIO: Final = 4
CPU_MS: Final = 40
# Seconds that a server without edits computes in one.
RESTING: Final = 0.03
IDLE_SECONDS: Final = 4
IDLE_MB: Final = 2
# Of those who drag while the others edit: pictures a second at least, and the others' p95.
DRAG_RATE: Final = 10
DRAG_P95_MS: Final = 1000
# What a screen shows of a hand.
FRAMES: Final = 30.0
# Of one core, all idle visitors together; the server's own look-outs are part of it.
IDLE_SHARE: Final = 0.02


@dataclass(frozen=True)
class Load:
    """What one class met.

    Attributes
    ----------
    edits : list of float
        Seconds of each edit.
    arrivals : list of float
        Seconds until each visitor had the page.
    lost : list of str
        Why, of each visitor who did not get the page or an answer.
    cpu : float
        Seconds that the server computed for one edit.
    """

    edits: list[float]
    arrivals: list[float]
    lost: list[str]
    cpu: float

    def high(self) -> float:
        """95th percentile of the edits."""
        return float(np.percentile(self.edits, 95)) if self.edits else float("inf")

    def median(self) -> float:
        """Median of the edits."""
        return float(np.median(self.edits)) if self.edits else float("inf")


class Server:
    """The app in a process of its own.

    Parameters
    ----------
    variables : dict of str to str, optional
    """

    def __init__(self, variables: dict[str, str] | None = None) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self._process = start(command(port), variables or {})
        last = time.monotonic() + 60
        while time.monotonic() < last:
            with suppress(OSError), urllib.request.urlopen(f"{self.url}/_stcore/health") as answer:
                if answer.status == 200:
                    return
            time.sleep(0.05)
        raise RuntimeError("The app did not answer.")

    def cpu(self) -> float:
        """Seconds that it has computed."""
        words = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")

    async def at_rest(self) -> float:
        """Seconds that it computes in one without edits, once it has done what arrivals leave."""
        before = -1.0
        while self.cpu() - before > RESTING:
            before = self.cpu()
            await asyncio.sleep(1)
        before = self.cpu()
        await asyncio.sleep(IDLE_SECONDS)
        return (self.cpu() - before) / IDLE_SECONDS

    def megabytes(self) -> float:
        """Memory that it holds."""
        pages = int(Path(f"/proc/{self._process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(10)
        self._process.kill()


async def arrive_all(visitors: Sequence[Any], spread: float) -> tuple[list[float], list[str]]:
    """Seconds until each has the page, when all come within ``spread`` seconds, and who is lost."""

    async def one(number: int, visitor: Any) -> float | str:
        await asyncio.sleep(spread * number / len(visitors))
        try:
            return await asyncio.wait_for(visitor.arrive(), 120)
        except Exception as error:
            return f"{type(error).__name__}: {error}"

    came = await asyncio.gather(*(one(n, v) for n, v in enumerate(visitors)))
    return [x for x in came if isinstance(x, float)], [x for x in came if isinstance(x, str)]


async def under(server: Server, said: Captured, count: int, period: float, seconds: float) -> Load:
    """Let a class of ``count`` edit once in ``period`` seconds each."""
    chance = random.Random(count)
    visitors = [Visitor(server.url, said) for _ in range(count)]
    arrivals, lost = await arrive_all(visitors, 0.25 * count)
    waits: list[float] = []

    async def edits(number: int, visitor: Visitor) -> None:
        due = begin + period * (number + chance.random()) / count
        try:
            while due < begin + seconds:
                await asyncio.sleep(max(due - time.perf_counter(), 0))
                waits.append(await asyncio.wait_for(visitor.edit(), 60))
                due = max(due + period, time.perf_counter())
        except Exception as error:
            lost.append(f"{type(error).__name__}: {error}")

    if not lost:
        # The first edits of a server load what all others find.
        for _ in range(2):
            await visitors[0].edit()
    idle = await server.at_rest()
    begin = time.perf_counter() + 1.0
    before, since = server.cpu(), time.perf_counter()
    await asyncio.gather(*(edits(n, v) for n, v in enumerate(visitors)))
    computed = server.cpu() - before - idle * (time.perf_counter() - since)
    await asyncio.gather(*(visitor.leave() for visitor in visitors))
    return Load(waits, arrivals, lost, computed / max(len(waits), 1))


@dataclass(frozen=True)
class Drags:
    """What a class met while some of it dragged.

    Attributes
    ----------
    rates : list of float
        Pictures a second of each who dragged.
    load : Load
        Of the others; its CPU is for one picture of those who dragged and all else together.
    """

    rates: list[float]
    load: Load


async def dragging(
    server: Server, said: Captured, count: int, hands: int, seconds: float
) -> Drags:
    """Let ``hands`` of a class drag all the time, and the others edit once in ten seconds each."""
    chance = random.Random(count)
    visitors = [Visitor(server.url, said) for _ in range(count)]
    arrivals, lost = await arrive_all(visitors, 0.25 * count)
    begin = time.perf_counter() + 1.0
    waits: list[float] = []
    rates: list[float] = []

    async def drags(visitor: Visitor) -> None:
        await asyncio.sleep(begin - time.perf_counter())
        try:
            rates.append(len(await visitor.drag(seconds, FRAMES)) / seconds)
        except Exception as error:
            lost.append(f"{type(error).__name__}: {error}")

    async def edits(number: int, visitor: Visitor) -> None:
        due = begin + PERIOD * (number + chance.random()) / count
        try:
            while due < begin + seconds:
                await asyncio.sleep(max(due - time.perf_counter(), 0))
                waits.append(await asyncio.wait_for(visitor.edit(), 60))
                due = max(due + PERIOD, time.perf_counter())
        except Exception as error:
            lost.append(f"{type(error).__name__}: {error}")

    before = server.cpu()
    moving = [drags(visitor) for visitor in visitors[:hands]]
    await asyncio.gather(*moving, *(edits(n, v) for n, v in enumerate(visitors[hands:])))
    pictures = max(sum(rates) * seconds, 1)
    computed = (server.cpu() - before) / pictures
    await asyncio.gather(*(visitor.leave() for visitor in visitors))
    return Drags(rates, Load(waits, arrivals, lost, computed))


@dataclass(frozen=True)
class Look:
    """What visitors met who only look.

    Attributes
    ----------
    load : Load
        Its edits are of one of them, while the others look; its CPU is for one who comes.
    megabytes : float
        Memory of the server for each.
    share : float
        Of one core, while all are idle.
    told : list of float
        Seconds until those who came when it was full had their number.
    moved : list of float
        Seconds until they had the page, from when as many had left.
    """

    load: Load
    megabytes: float
    share: float
    told: list[float]
    moved: list[float]


async def looking(server: Server, said: Captured, count: int, more: int) -> Look:
    """Let ``count`` visitors come and look, all that there are places for, then ``more``."""
    await asyncio.sleep(10)
    before = server.megabytes()
    visitors = [Visitor(server.url, said) for _ in range(count)]
    computed = server.cpu()
    arrivals, lost = await arrive_all(visitors, 20)
    computed = server.cpu() - computed
    await asyncio.sleep(5)
    each = (server.megabytes() - before) / count
    idle = server.cpu()
    await asyncio.sleep(10)
    share = (server.cpu() - idle) / 10
    edits = [await visitors[0].edit() for _ in range(5)]
    late = [Visitor(server.url, said) for _ in range(more)]
    told, wrong = await _told(late)
    await asyncio.gather(*(visitor.leave() for visitor in visitors[:more]))
    moved, stuck = await arrive_all([_Patient(one) for one in late], 0)
    await asyncio.gather(*(visitor.leave() for visitor in (*visitors[more:], *late)))
    return Look(
        Load(edits, arrivals, [*lost, *wrong, *stuck], computed / count), each, share, told, moved
    )


async def _told(late: list[Visitor]) -> tuple[list[float], list[str]]:
    """Seconds until each has a number; who got none, or a wrong one."""
    told, wrong = [], []
    for expected, visitor in enumerate(late, 1):
        start = time.perf_counter()
        try:
            await visitor.arrive()
            wrong.append("a visitor came in although the server was full")
        except Waiting as number:
            told.append(time.perf_counter() - start)
            if str(number) != str(expected):
                wrong.append(f"number {number} instead of {expected}")
    return told, wrong


@dataclass
class _Patient:
    """One who waits for the turn as the page of the queue does, and then comes in."""

    visitor: Visitor

    async def arrive(self) -> float:
        start = time.perf_counter()
        while await self.visitor.number():
            await asyncio.sleep(1)
        await self.visitor.arrive()
        return time.perf_counter() - start


def main() -> None:
    """Print the tables, and which goals were met."""
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    given.add_argument("--seconds", type=float, default=30, help="of each class")
    given.add_argument("--classes", type=int, nargs="*", default=CLASSES)
    given.add_argument("--hands", type=int, default=HANDS, help="of the largest class, that drag")
    given.add_argument("--lookers", type=int, default=LOOKERS)
    wanted = given.parse_args()
    missed: list[str] = []
    server = Server()
    try:
        said = captured(server.url)
        asyncio.run(_edits(server, said, wanted, missed))
    finally:
        server.stop()
    if wanted.lookers:
        # A server of its own, so that no memory that others gave back is used again.
        server = Server({VISITS_VARIABLE: str(wanted.lookers)})
        try:
            asyncio.run(_looks(server, said, wanted.lookers, missed))
        finally:
            server.stop()
    print("all goals met" if not missed else f"not met: {'; '.join(missed)}")


async def _edits(
    server: Server, said: Captured, wanted: argparse.Namespace, missed: list[str]
) -> None:
    heads = ("visitors", "edits", "median, ms", "p95, ms", "p95 / lone median")
    print("|", " | ".join((*heads, "CPU an edit, ms", "lost", "server, MB")), "|")
    print("|---|---|---|---|---|---|---|---|")
    lone = None
    for count in wanted.classes:
        # A lone visitor edits once a second, so that there is something to take the median of.
        load = await under(server, said, count, PERIOD if count > 1 else 1.0, wanted.seconds)
        lone = lone or load.median()
        ratio = load.high() / lone
        print(
            f"| {count} | {len(load.edits)} | {load.median() * 1e3:.0f} | {load.high() * 1e3:.0f} "
            f"| {ratio:.1f} | {load.cpu * 1e3:.0f} | {len(load.lost)} "
            f"| {server.megabytes():,.0f} |",
            flush=True,
        )
        if load.lost:
            missed.append(f"{len(load.lost)} of {count} visitors lost ({load.lost[0][:80]})")
        if load.cpu * 1e3 > CPU_MS:
            missed.append(f"CPU of an edit {load.cpu * 1e3:.0f} ms with {count} visitors")
        if count == max(CLASSES) and (load.high() * 1e3 > P95_MS or ratio > RATIO):
            late = f"{load.high() * 1e3:.0f} ms, {ratio:.1f} times"
            missed.append(f"p95 with {count} visitors {late}")
    if wanted.hands and wanted.classes:
        await _drags(server, said, max(wanted.classes), wanted, missed)


async def _drags(
    server: Server, said: Captured, count: int, wanted: argparse.Namespace, missed: list[str]
) -> None:
    hands = min(wanted.hands, count)
    found = await dragging(server, said, count, hands, wanted.seconds)
    load, rates = found.load, found.rates or [0.0]
    print(f"\n{hands} of {count} visitors drag, the others edit once in {PERIOD:.0f} s")
    print(f"pictures a second of each: median {np.median(rates):.1f}, least {min(rates):.1f}")
    print(f"the others' edits: median {load.median() * 1e3:.0f} ms, p95 {load.high() * 1e3:.0f} ms")
    print(f"server: {load.cpu * 1e3:.1f} ms of CPU for each picture, {server.megabytes():,.0f} MB")
    print(f"lost: {len(load.lost)}")
    if load.lost:
        missed.append(f"{len(load.lost)} of {count} lost while some drag ({load.lost[0][:80]})")
    if min(rates) < DRAG_RATE:
        missed.append(f"a drag has {min(rates):.1f} pictures a second with {hands} at once")
    if count > hands and load.high() * 1e3 > DRAG_P95_MS:
        missed.append(f"p95 of the others while {hands} drag {load.high() * 1e3:.0f} ms")


async def _looks(server: Server, said: Captured, count: int, missed: list[str]) -> None:
    more = min(20, count)
    look = await looking(server, said, count, more)
    load, lost = look.load, look.load.lost
    first, last = np.percentile(load.arrivals or [np.inf], [50, 95])
    print(f"\n{count} visitors come within 20 s and look, as many as there are places")
    print(f"page drawn after: median {first * 1e3:.0f} ms, p95 {last * 1e3:.0f} ms")
    print(f"server: {load.cpu * 1e3:.0f} ms of CPU for each who comes")
    print(f"idle: {look.megabytes:.2f} MB each, {look.share:.1%} of a core for all")
    print(f"an edit meanwhile: median {load.median() * 1e3:.0f} ms")
    told, moved = np.max(look.told or [np.inf]), np.max(look.moved or [np.inf])
    print(f"{more} more: each has a sentence and a number after at most {told * 1e3:.0f} ms")
    print(f"as many leave: all of them have the page after at most {moved:.1f} s")
    print(f"lost: {len(lost)}")
    if lost:
        missed.append(f"{len(lost)} of {count + more} lookers lost ({lost[0][:80]})")
    if look.megabytes > IDLE_MB:
        missed.append(f"an idle visitor takes {look.megabytes:.1f} MB")
    if look.share > IDLE_SHARE:
        missed.append(f"idle visitors take {look.share:.1%} of a core")


if __name__ == "__main__":
    main()
