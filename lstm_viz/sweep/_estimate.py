"""What a sweep will take, told before it starts."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from lstm_viz.models import RecurrentModel
from lstm_viz.states import Recipe
from lstm_viz.sweep._prepare import prepare
from lstm_viz.sweep._work import Work, to_arrays

# Starting workers, each with TensorFlow, takes about this long.
_START_SECONDS: Final = 10.0
_WORTH_SECONDS: Final = 60.0
_CALLS: Final = 3


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """What a sweep will take.

    Parameters
    ----------
    seconds : float
        In this process.
    disk : int
        Bytes of all blocks.
    memory : int
        Bytes that one block takes at most, beside the model and what TensorFlow itself takes.
    """

    seconds: float
    disk: int
    memory: int

    @property
    def workers_pay(self) -> bool:
        """Whether several processes are worth their start."""
        return self.seconds > _WORTH_SECONDS

    def words(self) -> str:
        """What it will take, in a sentence."""
        return (
            f"about {duration(self.seconds)} in this process, {size(self.disk)} on disk, "
            f"{size(self.memory)} of memory for a block"
        )

    def with_workers(self, workers: int) -> float:
        """Seconds on so many processes, their start included."""
        return _START_SECONDS + self.seconds / max(1, workers)


def estimate(
    model: RecurrentModel, sequences: Any, states: Recipe, **asked: Any
) -> Estimate:
    """Time some calls of a sweep's own work and scale them up.

    Parameters
    ----------
    model, sequences, states
        As for `sweep`.
    **asked
        ``n``, ``keep``, ``layer``, ``baseline``, ``threshold``, ``sample`` and ``block`` of
        `sweep`.

    Returns
    -------
    Estimate

    Raises
    ------
    LstmVizError
        When something is out of range or does not fit the model.
    """
    work = prepare(model, sequences, states, **asked)
    plan = work.plan
    seconds, bytes_each = 0.0, 0
    for number in range(len(plan.sequences)):
        runs = work.runs(number)
        count = min(runs.rows, plan.n)
        members = range(count)
        found = runs.run(work.member, members)
        times = []
        for _ in range(_CALLS):
            start = time.perf_counter()
            found = runs.run(work.member, members)
            times.append(time.perf_counter() - start)
        # A call takes the same time with fewer members, the last of every block too.
        calls = -(-plan.block // runs.rows) * -(-plan.n // plan.block)
        seconds += float(np.median(times)) * calls
        bytes_each += sum(array.nbytes for array in to_arrays(found, plan.keep).values()) // count
    trace = sum(
        array.nbytes
        for number in range(len(plan.sequences))
        for array in _recorded(work, number)
    )
    return Estimate(
        seconds=seconds,
        disk=bytes_each * plan.n,
        # A trace keeps a few copies of what it records for a moment.
        memory=4 * trace + bytes_each * plan.block,
    )


def _recorded(work: Work, number: int) -> list[Any]:
    runs = work.runs(number)
    rows = runs.rows
    return [
        np.broadcast_to(array, (rows, *array.shape[1:]))
        for layer in runs.base.layers.values()
        for array in layer.signals.values()
    ]


def duration(seconds: float) -> str:
    """A time as people say it."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"


def size(count: float) -> str:
    """A number of bytes as people say it."""
    for unit in ("B", "kB", "MB"):
        if count < 1000:
            return f"{count:.3g} {unit}"
        count /= 1000
    return f"{count:.3g} GB"
