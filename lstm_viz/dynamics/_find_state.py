"""An initial state from which the model answers what is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from lstm_viz.dynamics._fit_states import Fitted, Goal, fit_states
from lstm_viz.dynamics._found_state import FoundState, state_from_row
from lstm_viz.dynamics._near import Near, near_states
from lstm_viz.dynamics._one_thread import one_thread
from lstm_viz.dynamics._response import response_of
from lstm_viz.dynamics._sensitivity import one_run, start_of
from lstm_viz.errors import LstmVizError
from lstm_viz.models import RecurrentModel

# A misfit below this share of an output's own spread counts as reached.
_REACHED: Final = 0.1
_FAR: Final = 3.0
_MOST_STARTS: Final = 5
WEIGHTS: Final = (1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6)


@one_thread()
def find_state(
    model: RecurrentModel,
    x: Any,
    target: Any,
    steps: Sequence[int] | int | None = None,
    layer: str | None = None,
    near: Any = None,
    weight: float = 1e-4,
    seed: int = 0,
) -> FoundState:
    """Find an initial state of a layer from which the outputs are as wanted.

    Levenberg-Marquardt on the squared difference to the target plus ``weight`` times the squared
    distance from the mean of visited states, measured in their own spread; h stays inside
    (-1, 1). Without that distance the answers lie where no run of the model ever is. It is *a*
    state: others may answer the same, some of them are among ``choices``.

    Parameters
    ----------
    model : RecurrentModel
    x : input
        One sequence, as for `trace`.
    target : number or array
        One value per output, wanted at every one of ``steps``; or ``(T, outputs)`` or, for one
        output, ``(T,)`` over time. NaN where nothing is wanted.
    steps : int or sequence of int, optional
        Timesteps 1 to T at which the target counts; all by default.
    layer : str, optional
        Whose initial state is searched, the first by default; other layers keep their own.
    near : input, Trace or Traces, optional
        Which states count as visited, as for `fixed_points`.
    weight : float
        0 looks for the best answer wherever it lies.
    seed : int
        Which visited states are starts.

    Returns
    -------
    FoundState

    Raises
    ------
    LstmVizError
        When the target, a step or the weight does not fit.
    """
    name = model.layers[0].name if layer is None else model.layer(layer).name
    if not np.isfinite(weight) or weight < 0:
        raise LstmVizError(
            "The weight of the distance is 0 or more, not {weight!r}.", weight=weight
        )
    run = one_run(model, x, None)
    outputs = [a.reshape(*a.shape[:2], -1) for a in run.all_outputs.values()]
    wanted = _wanted(target, np.concatenate(outputs, axis=2)[0], steps)
    around = near_states(model, name, near, run.x)
    goal = Goal(
        response=response_of(model, name, run),
        target=wanted,
        near=around,
        weight=weight,
        bounded=model.layer(name).activation == "tanh",
        units=model.layer(name).units,
    )
    fitted = fit_states(goal, _starts(around, start_of(run, name), goal, seed))
    return _result(model, name, goal, fitted)


def trade_off(
    model: RecurrentModel,
    x: Any,
    target: Any,
    *,
    weights: Sequence[float] = WEIGHTS,
    **named: Any,
) -> tuple[FoundState, ...]:
    """Find a state for several weights: nearer to the target, further from visited states.

    Parameters
    ----------
    model, x, target, **named
        As for `find_state`.
    weights : sequence of float

    Returns
    -------
    tuple of FoundState
        One per weight.
    """
    return tuple(find_state(model, x, target, weight=weight, **named) for weight in weights)


def _wanted(target: Any, outputs: np.ndarray, steps: Any) -> np.ndarray:
    length, width = outputs.shape
    try:
        values = np.asarray(target, np.float64)
    except (TypeError, ValueError) as error:
        raise LstmVizError(
            "The target is made of numbers: one per output, or over time."
        ) from error
    if values.shape == (length,) and width == 1:
        values = values[:, None]
    if values.ndim == 0 and width == 1:
        values = values[None]
    if values.shape not in ((width,), (length, width)):
        raise LstmVizError(
            "The target has shape {shape}: give ({width},) for a value per output, or "
            "({length}, {width}) over time.", shape=values.shape, width=width, length=length
        )
    wanted = np.array(np.broadcast_to(values, (length, width)))
    if np.isinf(wanted).any():
        raise LstmVizError("The target holds a number that is not finite; NaN means: not wanted.")
    chosen = np.zeros(length, bool)
    chosen[_chosen_steps(steps, length)] = True
    wanted[~chosen] = np.nan
    if not np.isfinite(wanted).any():
        raise LstmVizError("Nothing is wanted: the target is NaN at every chosen step.")
    unknown = np.isfinite(wanted) & ~np.isfinite(outputs)
    if unknown.any():
        step = int(np.flatnonzero(unknown.any(axis=1))[0]) + 1
        raise LstmVizError(
            "The output at step {step} is not known, since the model needs the whole sequence: "
            "want it at step {length} alone, steps={length}.", step=step, length=length
        )
    return wanted


def _chosen_steps(steps: Any, length: int) -> np.ndarray:
    if steps is None:
        return np.arange(length)
    numbers = np.atleast_1d(np.asarray(steps))
    if numbers.dtype.kind not in "iu" or numbers.ndim != 1 or not len(numbers):
        raise LstmVizError(
            "Steps are whole numbers from 1 to {length}, not {steps!r}.",
            length=length,
            steps=steps,
        )
    if numbers.min() < 1 or numbers.max() > length:
        wrong = int(numbers[(numbers < 1) | (numbers > length)][0])
        raise LstmVizError(
            "There are steps 1 to {length}, not {wrong}.", length=length, wrong=wrong
        )
    return numbers - 1


def _starts(near: Near, own: np.ndarray, goal: Goal, seed: int) -> np.ndarray:
    random = np.random.default_rng(seed)
    visited = near.states[random.integers(len(near.states), size=64)]
    # The visited states whose answers come nearest are the best guesses.
    misfit = goal.misfits(visited)
    best = visited[np.argsort(misfit, kind="stable")[: _MOST_STARTS - 2]]
    return np.concatenate([own[None], near.mean[None], best])


def _result(model: RecurrentModel, layer: str, goal: Goal, fitted: Fitted) -> FoundState:
    best = int(np.argmin(fitted.cost))
    tolerance = _REACHED * goal.output_spread()
    choices = [
        (state_from_row(model, layer, fitted.states[row]), fitted.misfit[row], fitted.distance[row])
        for row in _distinct(fitted, best)
    ]
    misfit, distance = float(fitted.misfit[best]), float(fitted.distance[best])
    return FoundState(
        layer=layer,
        state=choices[0][0],
        values=fitted.states[best],
        misfit=misfit,
        distance=distance,
        visited_distance=goal.visited_distance(),
        tolerance=tolerance,
        reachable=misfit <= tolerance and distance <= _FAR,
        iterations=fitted.iterations,
        outputs=fitted.outputs[best],
        target=goal.target,
        weight=goal.weight,
        choices=tuple((state, float(m), float(d)) for state, m, d in choices),
        free=goal.free_directions(fitted.states[best]),
        near=goal.near.source,
    )


def _distinct(fitted: Fitted, best: int) -> list[int]:
    order = [best, *(int(k) for k in np.argsort(fitted.cost, kind="stable") if k != best)]
    kept: list[int] = []
    for row in order:
        apart = [np.abs(fitted.states[row] - fitted.states[other]).max() for other in kept]
        if not apart or min(apart) > 1e-2:
            kept.append(row)
    return kept
