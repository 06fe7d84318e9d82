"""What a walk through a model's graph starts from and collects."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lstm_viz.tracing._changes import Changes


@dataclass
class Recording:
    """What one run through a model's graph starts from, and what it has recorded so far.

    Attributes
    ----------
    states : dict of str to list of tensors
        The initial state of every recorded cell, each ``(batch, units)``.
    chosen : dict of str to boolean tensor of shape ``(batch,)``
        For cells whose initial state the graph computes: rows where `states` overrides it.
    changes : dict of str to Changes
        What interventions change, by cell; a cell that is not named runs as it is.
    signals, masks : dict of str to what was recorded per cell.
    entered : dict of str to tensor of shape ``(batch, T, features)``
        The sequence that entered each recorded cell, in the order in which it came.
    prefixes : bool
        Whether a layer that reads backwards may be run once more on all prefixes.
    notes : list of str
        What a person should know about the outputs at every timestep.
    """

    states: dict[str, list[Any]]
    chosen: dict[str, Any]
    prefixes: bool
    changes: dict[str, Changes] = field(default_factory=dict)
    signals: dict[str, dict[str, Any]] = field(default_factory=dict)
    masks: dict[str, Any] = field(default_factory=dict)
    entered: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
