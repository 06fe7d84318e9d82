"""What a model answers while a layer rests in a fixed point."""

from __future__ import annotations

from typing import Final

import numpy as np

from lstm_viz.dynamics._fixed_point_result import FixedPoints
from lstm_viz.states import InitialState
from lstm_viz.tracing import trace

# Long enough for layers above to come to rest, too short for a saddle to be left.
_STEPS_ABOVE: Final = 50


def answers_of(points: FixedPoints) -> np.ndarray:
    """Outputs of the model at every fixed point under the held input.

    Parameters
    ----------
    points : FixedPoints

    Returns
    -------
    float64 ndarray of shape ``(n, outputs)``
        Layers above the searched one start from their own initial state and run for 50 steps.
    """
    if not len(points):
        return np.zeros((0, 0))
    model = points.model
    rows: dict[str, dict[str, np.ndarray]] = {}
    states = [points.initial_state(number) for number in range(len(points))]
    for spec in model.layers:
        each = [state.values(spec.name) for state in states]
        if each[0] is not None:
            rows[spec.name] = {s: np.stack([e[s] for e in each if e]) for s in spec.states}
    steps = 1 if len(rows) == len(model.layers) else _STEPS_ABOVE
    inputs = [
        np.repeat(a, steps, axis=1) if size is None and a.ndim > 1 else a
        for a, size in zip(points.held, points.open_lengths, strict=True)
    ]
    run = trace(model, inputs, InitialState.from_values(model, rows), compile=False)
    ends = [a[:, -1].reshape(len(a), -1) for a in run.all_outputs.values()]
    return np.concatenate(ends, axis=1).astype(np.float64)
