"""What the members of an ensemble have in common, and which of them are extreme."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd

from lstm_viz._language import N_, Text
from lstm_viz.compare._answers import KIND_WORDS, Kind
from lstm_viz.states import InitialState

LEVELS: Final = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)


@dataclass(frozen=True, kw_only=True)
class Fan:
    """Quantiles of a number over the members, at every step.

    Parameters
    ----------
    steps : int ndarray of shape ``(steps,)``
    quantiles : float64 ndarray of shape ``(7, steps)``
        At the levels 0, 5, 25, 50, 75, 95 and 100 %; NaN where a member is unknown.
    baseline : float32 ndarray of shape ``(steps,)`` or None
        The baseline's own number.
    """

    steps: np.ndarray
    quantiles: np.ndarray
    baseline: np.ndarray | None = None


@dataclass(frozen=True, kw_only=True)
class Extreme:
    """A member that stands out.

    Parameters
    ----------
    label : str
        What it is first in.
    k : int
        Its number.
    words : str
        By how much.
    """

    label: str
    k: int
    words: str


@dataclass(frozen=True, kw_only=True)
class Ensemble:
    """Runs from many initial states, reduced. Names are "h", "c" and "output NAME".

    Parameters
    ----------
    n : int
        Number of members.
    layer : str
    threshold : float
    distances, relative : dict of str to Fan
        Distance to the baseline; as it is, and as a share of each member's start.
    forgotten : dict of str to float64 ndarray of shape ``(steps,)``
        Share of the members that have forgotten by a step and stay so.
    outputs : dict of (output, number) to Fan
        Up to four numbers of each output.
    start, final, largest : dict of str to float32 ndarray of shape ``(n,)``
        Distances at the first step, at the last, and the largest.
    horizon : dict of str to float64 ndarray of shape ``(n,)``
        Memory horizons; NaN where a member does not forget within the sequence.
    final_outputs : dict of str to float32 ndarray of shape ``(n, numbers)``
    other_answer : dict of str to boolean ndarray of shape ``(n,)``
        Whether the final answer differs from the baseline's.
    kinds : dict of str to str
        What counts as the answer of each output.
    member : callable
        Makes the initial state of member k.
    """

    n: int
    layer: str
    threshold: float
    distances: dict[str, Fan]
    relative: dict[str, Fan]
    forgotten: dict[str, np.ndarray]
    outputs: dict[tuple[str, int], Fan]
    start: dict[str, np.ndarray]
    final: dict[str, np.ndarray]
    largest: dict[str, np.ndarray]
    horizon: dict[str, np.ndarray]
    final_outputs: dict[str, np.ndarray]
    other_answer: dict[str, np.ndarray]
    kinds: dict[str, Kind]
    member: Callable[[int], InitialState] = field(repr=False)

    def extremes(self, name: str) -> tuple[Extreme, ...]:
        """Members that stand out in the distance of a state or output.

        The largest and the smallest final distance, the longest and the shortest memory; a member
        that does not forget within the sequence has the longest memory, and of those the one most
        apart at the end.
        """
        final, horizon = np.nan_to_num(self.final[name]), self.horizon[name]
        never = np.isnan(horizon)
        longest = np.where(never, np.inf, horizon)
        # Ties are told apart by the final distance.
        order = np.lexsort((final, longest))
        first, last = int(order[0]), int(order[-1])
        steps = int(self.distances[name].steps[-1])
        most, least = int(np.argmax(final)), int(np.argmin(final))
        return (
            Extreme(label=N_("largest final difference"), k=most, words=f"{final[most]:.3g}"),
            Extreme(label=N_("smallest final difference"), k=least, words=f"{final[least]:.3g}"),
            Extreme(label=N_("longest memory"), k=last, words=_until(horizon[last], steps)),
            Extreme(label=N_("shortest memory"), k=first, words=_until(horizon[first], steps)),
        )

    def words(self, name: str) -> str:
        """How long the members remember, in a sentence."""
        horizon = self.horizon[name]
        never = int(np.isnan(horizon).sum())
        steps = int(self.distances[name].steps[-1])
        if never == self.n:
            return Text(
                "None of the {n:,} members forgets within these {steps} steps.",
                n=self.n,
                steps=steps,
            )
        ordered = np.sort(np.where(np.isnan(horizon), np.inf, horizon))
        half = ordered[(self.n - 1) // 2]
        told = {"count": self.n - never, "n": self.n, "steps": steps}
        if not never:
            return Text(
                "All {n:,} members forget within these {steps} steps, half of them by step "
                "{half:.0f}, the last at step {last:.0f}.",
                n=self.n,
                steps=steps,
                half=half,
                last=ordered[-1],
            )
        if never < self.n / 2:
            return Text(
                "{count:,} of {n:,} member forgets within these {steps} steps, half of all by "
                "step {half:.0f}.",
                "{count:,} of {n:,} members forget within these {steps} steps, half of all by "
                "step {half:.0f}.",
                half=half,
                **told,
            )
        return Text(
            "{count:,} of {n:,} members forgets within these {steps} steps.",
            "{count:,} of {n:,} members forget within these {steps} steps.",
            **told,
        )

    def answer_words(self, output: str) -> str:
        """How many members end with another answer than the baseline, in a sentence."""
        count = int(self.other_answer[output].sum())
        what = Text.of(KIND_WORDS[self.kinds[output]])
        return Text(
            "{number:,} of {n:,} members ({percent:.3g} %) end with another answer ({what}) than "
            "the baseline.",
            number=count,
            n=self.n,
            percent=100 * count / self.n,
            what=what,
        )

    def to_dataframe(self) -> pd.DataFrame:
        """One row a member: its number, and its distances and horizons."""
        columns: dict[str, np.ndarray] = {"member": np.arange(self.n)}
        for name in self.distances:
            columns[f"{name} distance at the first step"] = self.start[name]
            columns[f"{name} distance at the last step"] = self.final[name]
            columns[f"{name} largest distance"] = self.largest[name]
            columns[f"{name} horizon"] = self.horizon[name]
        for name, values in self.final_outputs.items():
            for k, column in enumerate(values.T):
                columns[f"{name}[{k}] at the last step"] = column
            columns[f"{name} answers otherwise at the end"] = self.other_answer[name]
        return pd.DataFrame(columns)


def _until(horizon: float, steps: int) -> str:
    if np.isnan(horizon):
        return Text("not forgotten by step {step}", step=steps)
    return Text("forgotten at step {step}", step=int(horizon))
