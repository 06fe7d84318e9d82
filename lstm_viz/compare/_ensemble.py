"""Many initial states at once, block by block, so that memory stays bounded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lstm_viz.compare._ensemble_result import Ensemble
from lstm_viz.compare._ensemble_run import EnsembleRun
from lstm_viz.compare._families import DrawnStates
from lstm_viz.errors import LstmVizError
from lstm_viz.models import RecurrentModel
from lstm_viz.states import InitialState, Recipe


class Cancelled(LstmVizError):
    """An ensemble was stopped before its last block."""


def ensemble(
    model: RecurrentModel,
    x: Any,
    family: Recipe | Callable[[int], InitialState],
    *,
    n: int = 1000,
    seed: int = 0,
    baseline: InitialState | None = None,
    layer: str | None = None,
    sample: int = 0,
    threshold: float = 0.01,
    block: int | None = None,
    on_progress: Callable[[int, int], bool | None] | None = None,
) -> Ensemble:
    """Run a model from many initial states and keep what they have in common.

    The members are run block by block. Of a block only the distances to the baseline and a few
    outputs are kept, in float32: at most 40 million numbers (160 MB) in all, and about 0.3 GB for
    a moment for the block itself.

    Parameters
    ----------
    model : RecurrentModel
    x : array, sequence or dict of arrays
        As for `trace`.
    family : Normal, Uniform, or callable
        A random recipe, of which member k is drawn with seed ``10,000 seed + k`` in all layers;
        or a function that makes the initial state of member k.
    n : int
        Number of members, 2 to 10,000.
    seed : int
        Of the draws, 0 to 9,999,999; not used with a function.
    baseline : InitialState, optional
        What the members are compared with; the model's own initial state by default.
    layer : str, optional
        Recurrent layer whose states are compared; the first by default.
    sample : int
        Row of the input's batch that all members read.
    threshold : float
        Share of the start that counts as forgotten.
    block : int, optional
        Members run at once; chosen by size if not given. Results agree to float32 rounding.
    on_progress : callable, optional
        Called after every block with the members done and n; returning False stops the run.

    Returns
    -------
    Ensemble

    Raises
    ------
    LstmVizError
        When something does not fit the model, or the numbers kept would be too many.
    Cancelled
        When ``on_progress`` returned False.
    """
    if isinstance(family, Recipe):
        family = DrawnStates(model, family, seed).member
    run = EnsembleRun(
        model,
        x,
        family,
        n=n,
        baseline=baseline,
        layer=layer,
        sample=sample,
        threshold=threshold,
        block=block,
    )
    while not run.finished:
        run.step()
        if on_progress is not None and on_progress(run.done, n) is False and not run.finished:
            raise Cancelled(f"Stopped after {run.done} of {n} members.")
    return run.result()
