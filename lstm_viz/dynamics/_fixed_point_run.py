"""The search for fixed points in blocks, so that it can be watched and stopped."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from lstm_viz._language import Text
from lstm_viz.dynamics._cell import Cell, cell_of
from lstm_viz.dynamics._equation import Equation
from lstm_viz.dynamics._fixed_point_result import FixedPoints, Under, joined_points
from lstm_viz.dynamics._held import held_input
from lstm_viz.dynamics._near import Near, near_states
from lstm_viz.dynamics._one_thread import one_thread
from lstm_viz.dynamics._points import (
    ACCEPTED,
    Points,
    Slow,
    distinct_points,
    roughly_distinct,
    slow_points,
    thinned,
)
from lstm_viz.dynamics._search import polish, solve
from lstm_viz.errors import LstmVizError
from lstm_viz.models import RecurrentModel

MOST_STARTS: Final = 4_096
MOST_UNDER: Final = 64
_SETTLING: Final = 500
_MOST_SETTLING_STARTS: Final = 128
_MOST_ROUNDS: Final = 5
# Numbers of a block of derivatives.
_BLOCK_NUMBERS: Final = 600_000


class Stopped(LstmVizError):
    """A search that was stopped before its end."""


class FixedPointRun:
    """A search in the making: call `step` until it is `finished`, then take the `result`.

    Parameters are those of `fixed_points`.

    Attributes
    ----------
    n, done : int
        Starts in all, as far as known, and those that ended.
    """

    def __init__(
        self,
        model: RecurrentModel,
        layer: str | None = None,
        *,
        x: Any = None,
        near: Any = None,
        starts: int = 512,
        seed: int = 0,
    ) -> None:
        whole = isinstance(starts, int) and not isinstance(starts, bool)
        if not whole or not 1 <= starts <= MOST_STARTS:
            raise LstmVizError(
                "A search has 1 to {most:,} starts, not {starts!r}.",
                most=MOST_STARTS,
                starts=starts,
            )
        self._model = model
        self.layer = model.layers[0].name if layer is None else model.layer(layer).name
        self._held = held_input(model, x)
        self._starts, self._random = starts, np.random.default_rng(seed)
        self._near_what = near
        self._near: dict[str, Near] = {}
        below = self._held.below(self.layer)
        for name in below:
            self._held.below(name)
        self._order = [*below, self.layer]
        self._found: list[tuple[Under, Points, Slow]] = []
        self._notes = list(self._held.notes)
        self.n, self.done = starts * len(self._order), 0
        self._cells = {name: cell_of(model, name) for name in self._order}
        self._work = self._search()
        self._over = False

    @property
    def finished(self) -> bool:
        """Whether there is nothing left to do."""
        return self._over

    @property
    def cell(self) -> Cell:
        """The layer's cell."""
        return self._cells[self.layer]

    def step(self) -> None:
        """Do the next block."""
        try:
            with one_thread():
                next(self._work)
        except StopIteration:
            self._over = True
            self.done = self.n

    def result(self) -> FixedPoints:
        """All fixed points found.

        Raises
        ------
        LstmVizError
            When blocks are still to be done.
        """
        if not self._over:
            raise LstmVizError("Only {done} of {n} starts are done.", done=self.done, n=self.n)
        return joined_points(
            cell=self.cell,
            held=self._held,
            found=self._found,
            near=self._near[self.layer],
            bounded=all(cell.bounded for cell in self._cells.values()),
            notes=tuple(dict.fromkeys(self._notes)),
        )

    def _search(self) -> Iterator[None]:
        combinations: list[Under] = [Under({}, 1)]
        for level, name in enumerate(self._order):
            last = level == len(self._order) - 1
            self.n = self.done + self._starts * (
                len(combinations) + len(self._order) - 1 - level
            )
            reached: list[Under] = []
            for under in combinations:
                entering = self._held.entering(name, under.states)
                search = _Search(
                    self._cells[name], entering, self._near_of(name), self._starts, self._random
                )
                for done in search.blocks():
                    self.done = min(self.done + done, self.n - 1)
                    yield
                points, slow = search.points, search.slow
                self._notes += search.notes
                if last:
                    self._found.append((under.with_input(entering), points, slow))
                for state, index in zip(points.states, points.index, strict=True):
                    reached.append(Under({**under.states, name: state}, under.index * int(index)))
            if not last and len(reached) > MOST_UNDER:
                self._notes.append(
                    Text("The layers below rest in {count} combinations of states, of which the "
                    "first {most} are followed.", count=len(reached), most=MOST_UNDER)
                )
                reached = reached[:MOST_UNDER]
                self._notes.append(Text("The list is therefore incomplete."))
            if not last and not reached:
                raise LstmVizError(
                    "No fixed point of layer '{name}' was found, which layer '{layer}' reads: the "
                    "layers above have no held input. Try more starts.",
                    name=name,
                    layer=self.layer,
                )
            combinations = reached

    def _near_of(self, name: str) -> Near:
        if name not in self._near:
            self._near[name] = near_states(self._model, name, self._near_what)
        return self._near[name]


class _Search:
    """All fixed points of one cell under one held input."""

    def __init__(
        self, cell: Cell, held: np.ndarray, near: Near, starts: int, random: np.random.Generator
    ) -> None:
        self._equation = Equation(cell, held)
        self._near, self._count, self._random = near, starts, random
        self._block = max(4, _BLOCK_NUMBERS // self._equation.size**2)
        self._states = np.empty((0, cell.size))
        self._hits = np.empty(0, int)
        self._ended: list[np.ndarray] = []
        self.notes: list[str] = []
        self.points: Points
        self.slow: Slow

    def blocks(self) -> Iterator[int]:
        """Search; yields the starts done since the last time."""
        starts = self._first_starts()
        yield from self._settle(starts)
        yield from self._solve(starts)
        for _ in range(_MOST_ROUNDS):
            known = len(self._states)
            mixtures = self._mixtures()
            if not len(mixtures):
                break
            for _ in self._solve(mixtures, counted=False):
                yield 0
            if len(self._states) == known:
                break
        exact = polish(self._equation, self._equation.unknowns(self._states))
        states = self._equation.states(exact)
        self.points = thinned(distinct_points(self._equation, states, self._hits))
        if len(self._states) and self.points.marginal.sum() > 3:
            self.notes.append(
                Text(
                    "Many fixed points touch each other: they lie on a line or a surface, of "
                    "which only examples are listed.",
                ),
            )
        ended = np.concatenate(self._ended) if self._ended else np.empty((0, self._states.shape[1]))
        self.slow = slow_points(self._equation, ended, self._near.spread)
        self._say_what_is_unbounded()

    def _first_starts(self) -> np.ndarray:
        visited, random, count = self._near.states, self._random, self._count
        chosen = visited[random.integers(len(visited), size=count)]
        noise = random.normal(size=chosen.shape) * 0.5 * random.random((count, 1))
        starts = chosen + noise
        spread = count // 4
        if spread:
            starts[:spread] = random.uniform(-1, 1, (spread, chosen.shape[1]))
        return starts

    def _settle(self, starts: np.ndarray) -> Iterator[int]:
        """Run some of the starts until they rest; where they rest is a start too: an attractor."""
        cell, projected = self._equation.cell, self._equation.projected
        rows = np.arange(len(starts) - 1, -1, -2)[:_MOST_SETTLING_STARTS]
        states = starts[rows]
        with np.errstate(over="ignore", invalid="ignore"):
            for step in range(_SETTLING):
                after = cell.step(projected, states)
                if step % 50 == 49:
                    yield 0
                    if np.abs(after - states).max() < 1e-9:
                        break
                states = after
            after = cell.step(projected, states)
        grown = ~np.isfinite(states).all(axis=1) | (np.abs(states).max(axis=1) > 1e6)
        moving = ~grown & (np.abs(after - states).max(axis=1) > 1e-3)
        twice = np.abs(cell.step(projected, after[moving]) - states[moving])
        cycling = int((twice.max(axis=1) < 1e-6).sum()) if moving.any() else 0
        if grown.any():
            self.notes.append(
                Text(
                    "{number} of {count} runs under the held input grow without bound.",
                    number=int(grown.sum()),
                    count=len(states),
                ),
            )
        if cycling:
            self.notes.append(
                Text(
                    "{cycling} of {count} runs under the held input end in a cycle of 2 steps.",
                    cycling=cycling,
                    count=len(states),
                ),
            )
        if moving.sum() > cycling:
            self.notes.append(
                Text(
                    "{number} of {count} runs under the held input still move after {steps} "
                    "steps: along a longer cycle, chaos or a slow drift.",
                    number=int(moving.sum()) - cycling,
                    count=len(states),
                    steps=_SETTLING,
                ),
            )
        starts[rows] = np.where(grown[:, None], 0.0, states)

    def _solve(self, starts: np.ndarray, counted: bool = True) -> Iterator[int]:
        for first in range(0, len(starts), self._block):
            block = starts[first : first + self._block]
            with np.errstate(over="ignore", invalid="ignore"):
                solved = solve(self._equation, self._equation.unknowns(block))
                states = self._equation.states(solved.unknowns)
                residual = self._equation.residual(states)
            right = residual < ACCEPTED
            self._keep(states[right], counted)
            if counted:
                self._ended.append(states[~right])
            yield len(block)

    def _keep(self, states: np.ndarray, counted: bool) -> None:
        together = np.concatenate([self._states, states])
        hits = np.concatenate([self._hits, np.full(len(states), int(counted))])
        self._states, self._hits = roughly_distinct(together, hits)

    def _mixtures(self) -> np.ndarray:
        """Means of pairs and triples of the found points: saddles lie between what they part."""
        points = self._states
        if len(points) < 2:
            return np.empty((0, points.shape[1]))
        every = itertools.combinations(range(len(points)), 2)
        pairs = np.array(list(itertools.islice(every, 9999)))
        rows = [points[pair].mean(axis=0) for pair in self._chosen(pairs, self._count // 2)]
        if len(points) > 2:
            drawn = self._random.integers(len(points), size=(self._count // 4, 3))
            triples = np.sort(drawn, axis=1)
            rows += [points[triple].mean(axis=0) for triple in np.unique(triples, axis=0)]
        return np.array(rows)

    def _chosen(self, rows: np.ndarray, most: int) -> np.ndarray:
        if len(rows) <= most:
            return rows
        return rows[self._random.permutation(len(rows))[: max(1, most)]]

    def _say_what_is_unbounded(self) -> None:
        cell = self._equation.cell
        if not np.isfinite(cell.activation.bound):
            self.notes.append(
                Text("The activation {activation} is unbounded, so that the sum of indices "
                "says nothing about completeness.", activation=cell.spec.activation)
            )
        elif not cell.bounded:
            self.notes.append(
                Text(
                    "The gate {recurrent_activation} of layer '{spec}' can be exactly 1 and then "
                    "keeps a unit for ever: whole lines of states may be fixed, and the sum of "
                    "indices says nothing about completeness.",
                    recurrent_activation=cell.spec.recurrent_activation,
                    spec=cell.spec.name,
                ),
            )
