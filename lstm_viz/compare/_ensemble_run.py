"""An ensemble in the making: block after block, each reduced at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from lstm_viz.compare._distance import references
from lstm_viz.compare._ensemble_result import LEVELS, Ensemble, Fan
from lstm_viz.compare._families import Family
from lstm_viz.compare._members import Baseline, MemberRuns, Reduced, first_step_of
from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import MOST_MEMBERS
from lstm_viz.models import RecurrentModel
from lstm_viz.states import InitialState

MOST_KEPT: Final = 40_000_000
_BLOCK: Final = 256


class Cancelled(LstmVizError):
    """An ensemble was stopped before its last block."""


class EnsembleRun:
    """An ensemble in the making: call `step` until it is `finished`, then take the `result`.

    Parameters
    ----------
    family : callable
        Makes the initial state of member k.

    Others are those of `ensemble`.
    """

    def __init__(
        self,
        model: RecurrentModel,
        x: Any,
        family: Callable[[int], InitialState] | Family,
        *,
        n: int,
        baseline: InitialState | None = None,
        layer: str | None = None,
        sample: int = 0,
        threshold: float = 0.01,
        block: int | None = None,
    ) -> None:
        if isinstance(n, bool) or not isinstance(n, int) or not 2 <= n <= MOST_MEMBERS:
            raise LstmVizError(
                "An ensemble has 2 to {most:,} members, not {n!r}.",
                most=MOST_MEMBERS,
                n=n,
            )
        if block is not None and block < 1:
            raise LstmVizError("A block has at least 1 member, not {block}.", block=block)
        self.n, self.done = n, 0
        self._member = family if callable(family) else family.member
        self._runs = MemberRuns(
            model, x, baseline=baseline, layer=layer, sample=sample, threshold=threshold
        )
        # A block that one call does not hold would only wait longer between two answers.
        self._block = block or min(_BLOCK, self._runs.rows * max(1, _BLOCK // self._runs.rows))
        self._make_room()

    @property
    def finished(self) -> bool:
        """Whether all members are done."""
        return self.done == self.n

    def step(self) -> None:
        """Run the next block.

        Raises
        ------
        LstmVizError
            When a member does not fit the model.
        """
        part = range(self.done, min(self.done + self._block, self.n))
        self.keep(part, self._runs.run(self._member, part))
        self.done = part.stop

    def finish(self, on_progress: Callable[[int, int], bool | None] | None = None) -> Ensemble:
        """Run the blocks that are left and return the result.

        Raises
        ------
        LstmVizError
            When a member does not fit the model.
        Cancelled
            When ``on_progress``, called after every block, returned False.
        """
        while not self.finished:
            self.step()
            told = None if on_progress is None else on_progress(self.done, self.n)
            if told is False and not self.finished:
                raise Cancelled(f"Stopped after {self.done} of {self.n} members.")
        return self.result()

    def keep(self, part: range, found: Reduced) -> None:
        """Keep what some members gave."""
        rows = slice(part.start, part.stop)
        for name, values in found.distances.items():
            self._kept[name][rows] = values
            self._horizon[name][rows] = found.horizon[name]
        for key, values in found.channels.items():
            self._outputs[key][rows] = values
        for name, values in found.final_outputs.items():
            self._final_outputs[name][rows] = values
            self._other[name][rows] = found.other_answer[name]

    def result(self) -> Ensemble:
        """Reduce what was kept.

        Raises
        ------
        LstmVizError
            When blocks are still to be run.
        """
        if not self.finished:
            raise LstmVizError("Only {done} of {n} members are done.", done=self.done, n=self.n)
        return reduced_ensemble(
            self._runs.baseline,
            Reduced(
                distances=self._kept,
                channels=self._outputs,
                final_states={},
                final_outputs=self._final_outputs,
                other_answer=self._other,
                horizon=self._horizon,
            ),
            self._member,
            n=self.n,
        )

    def _make_room(self) -> None:
        lengths, widths = self._runs.lengths, self._runs.widths
        base = self._runs.base
        outputs = {key: base.all_outputs[key[0]].shape[1] for key in self._runs.channels}
        each = sum(lengths.values()) + sum(outputs.values()) + sum(widths.values())
        if self.n * each > MOST_KEPT:
            raise LstmVizError(
                "{n:,} members x {each:,} kept numbers are more than {most:,}: choose at "
                "most {most_members:,} members, or a shorter sequence.",
                n=self.n,
                each=each,
                most=MOST_KEPT,
                most_members=MOST_KEPT // each,
            )
        self._kept = {
            name: np.empty((self.n, steps), np.float32) for name, steps in lengths.items()
        }
        self._horizon = {name: np.empty(self.n) for name in lengths}
        self._outputs = {
            key: np.empty((self.n, steps), np.float32) for key, steps in outputs.items()
        }
        self._final_outputs = {
            name: np.empty((self.n, width), np.float32) for name, width in widths.items()
        }
        self._other = {name: np.empty(self.n, bool) for name in widths}


def reduced_ensemble(
    baseline: Baseline, found: Reduced, member: Callable[[int], InitialState], *, n: int
) -> Ensemble:
    """What all members have in common, from what was kept of each.

    Parameters
    ----------
    baseline : Baseline
    found : Reduced
        Of all members, in their order.
    member : callable
        Makes the initial state of member k.
    n : int
        Number of members.

    Returns
    -------
    Ensemble
    """
    fans, relative, forgotten = {}, {}, {}
    for name, values in found.distances.items():
        first = first_step_of(name)
        reference = references(values, first).astype(np.float32)[:, np.newaxis]
        fans[name] = _fan(values, first)
        relative[name] = _fan(values / np.where(reference == 0, 1, reference), first)
        forgotten[name] = np.array([(found.horizon[name] <= t).mean() for t in fans[name].steps])
    return Ensemble(
        n=n,
        layer=baseline.layer,
        threshold=baseline.threshold,
        distances=fans,
        relative=relative,
        forgotten=forgotten,
        outputs={
            key: _fan(values, 1, baseline.channels[key]) for key, values in found.channels.items()
        },
        start={name: values[:, 0].copy() for name, values in found.distances.items()},
        final={name: values[:, -1].copy() for name, values in found.distances.items()},
        largest={name: _largest(values) for name, values in found.distances.items()},
        horizon=found.horizon,
        final_outputs=found.final_outputs,
        other_answer=found.other_answer,
        kinds=baseline.kinds,
        member=member,
    )


def _fan(values: np.ndarray, first_step: int, baseline: np.ndarray | None = None) -> Fan:
    steps = np.arange(first_step, first_step + values.shape[1])
    quantiles = np.empty((len(LEVELS), values.shape[1]))
    # By columns: a quantile copies what it is given.
    for start in range(0, values.shape[1], 64):
        part = slice(start, start + 64)
        quantiles[:, part] = _quantiles(values[:, part])
    return Fan(steps=steps, quantiles=quantiles, baseline=baseline)


def _quantiles(values: np.ndarray) -> np.ndarray:
    unknown = ~np.isfinite(values)
    found = np.quantile(np.where(unknown, 0, values).astype(np.float64), LEVELS, axis=0)
    # A step at which any member is unknown has no quantiles.
    return np.where(unknown.any(axis=0), np.nan, found)


def _largest(values: np.ndarray) -> np.ndarray:
    known = np.isfinite(values)
    largest = np.where(known, values, -np.inf).max(axis=1)
    return np.where(known.any(axis=1), largest, np.nan)
