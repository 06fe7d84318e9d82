"""The changes of several runs as arrays that a compiled function takes.

What is changed is constant between the steps at which an intervention begins or ends, so that a
table with one entry for each such stretch and a list of which step reads which entry say it all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from lstm_viz.interventions._change import NOTHING, Change
from lstm_viz.models import LayerSpec

# Where in a step signals can be changed, in this order; the signals of a stage stand side by side.
# c of an LSTM is both inside a step, before h comes from it, and in the row after it.
STAGES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "LSTM": {"gates": ("i", "f", "g", "o"), "inside": ("c",), "row": ("h", "c")},
    "GRU": {"gates": ("z", "r"), "inside": ("g",), "row": ("h",)},
    "SimpleRNN": {"row": ("h",)},
}

# For each stage: entry of each step, then scale and shift.
Arrays = dict[str, dict[str, np.ndarray]]


def arrays_of(runs: Sequence[tuple[Sequence[Change], int]], spec: LayerSpec) -> Arrays:
    """Return the changes of one layer for a batch of runs.

    Parameters
    ----------
    runs : sequence of (changes, rows)
        Changes of each run, those of other layers too, and its samples.
    spec : LayerSpec

    Returns
    -------
    dict of stage to dict
        ``which``: int32 of shape ``(L,)``, the entry for row or step t, the last one for all later
        ones. ``scale``, ``shift``: float32 of shape ``(entries, batch, width)``, or
        ``(1, 1, 1)`` where nothing is changed; width is units times the signals of the stage.
    """
    found = {}
    for stage, signals in STAGES[spec.kind].items():
        chosen = [
            [c for c in changes if c.layer == spec.name and _stage(c, spec) == stage]
            for changes, _ in runs
        ]
        found[stage] = _table(chosen, [rows for _, rows in runs], signals, spec.units)
    return found


def unchanged_arrays(spec: LayerSpec) -> Arrays:
    """Return the arrays of a layer in which nothing is changed."""
    return arrays_of([], spec)


def _stage(change: Change, spec: LayerSpec) -> str:
    if change.inside:
        return "inside"
    if change.signal in spec.states:
        return "row"
    return next(s for s, names in STAGES[spec.kind].items() if change.signal in names)


def _table(
    chosen: list[list[Change]], rows: list[int], signals: tuple[str, ...], units: int
) -> dict[str, Any]:
    every = [change for changes in chosen for change in changes]
    if not every:
        one = (1, 1, 1)
        return {
            "which": np.zeros(1, np.int32),
            "scale": np.ones(one, np.float32),
            "shift": np.full(one, NOTHING, np.float32),
        }
    ends = {change.last + 1 for change in every if change.last is not None}
    starts = sorted({0, *(change.first for change in every), *ends})
    shape = (len(starts), sum(rows), len(signals) * units)
    scale, shift = np.ones(shape, np.float32), np.full(shape, NOTHING, np.float32)
    position = 0
    for changes, count in zip(chosen, rows, strict=True):
        part = slice(position, position + count)
        for change in changes:
            columns = signals.index(change.signal) * units + change.units
            for entry, start in enumerate(starts):
                if change.first <= start and (change.last is None or start <= change.last):
                    _change(scale[entry, part], shift[entry, part], columns, change)
        position += count
    which = np.searchsorted(starts, np.arange(starts[-1] + 1), side="right") - 1
    return {"which": which.astype(np.int32), "scale": scale, "shift": shift}


def _change(scale: np.ndarray, shift: np.ndarray, columns: np.ndarray, change: Change) -> None:
    """Let a change act after those that are already in the entries of one run."""
    with np.errstate(over="ignore", invalid="ignore"):
        moved = change.scale * shift[:, columns] + change.shift
        # 0 times what is too large for float32 would be NaN.
        shift[:, columns] = np.where(change.scale == 0, change.shift, moved)
        scale[:, columns] = np.where(change.scale == 0, 0, change.scale * scale[:, columns])
