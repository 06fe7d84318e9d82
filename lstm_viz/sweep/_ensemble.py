"""An ensemble, here or on a cluster."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lstm_viz.compare import DrawnStates, Ensemble, EnsembleRun, check_seed
from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import MOST_MEMBERS
from lstm_viz.models import RecurrentModel
from lstm_viz.states import InitialState, Recipe
from lstm_viz.sweep._plan import make_plan
from lstm_viz.sweep._result import Sweep
from lstm_viz.sweep._store import MemoryStore
from lstm_viz.sweep._sweep import run_plan
from lstm_viz.sweep._work import Work

_BLOCK = 256


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
    client: Any = None,
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
        Members between two calls of ``on_progress``; the numbers are the same with any.
    on_progress : callable, optional
        Called after every block with the members done and n; returning False stops the run.
    client : distributed.Client, optional
        A Dask cluster that runs the blocks, for a random recipe; the numbers are the same.

    Returns
    -------
    Ensemble

    Raises
    ------
    LstmVizError
        When something does not fit the model, the numbers kept would be too many, or the cluster
        is lost.
    Cancelled
        When ``on_progress`` returned False.
    """
    if client is None:
        member = DrawnStates(model, family, seed).member if isinstance(family, Recipe) else family
        run = EnsembleRun(
            model,
            x,
            member,
            n=n,
            baseline=baseline,
            layer=layer,
            sample=sample,
            threshold=threshold,
            block=block,
        )
        return run.finish(on_progress)
    if not isinstance(family, Recipe):
        raise LstmVizError(
            "On a cluster the members are drawn from a recipe, normal or uniform: leave the "
            "client away for a function's members."
        )
    if n > MOST_MEMBERS:
        raise LstmVizError(f"An ensemble has 2 to {MOST_MEMBERS:,} members: use sweep for more.")
    check_seed(seed)
    inputs = model.inputs(x)
    plan = make_plan(
        model,
        {"given": inputs},
        family,
        n=n,
        keep=("outputs", "distance"),
        layer=layer,
        baseline=baseline,
        threshold=threshold,
        sample=sample,
        block=block or _BLOCK,
        first_seed=MOST_MEMBERS * seed,
    )
    work, store = Work(model, [inputs], plan), MemoryStore(plan)
    store.put_about(work.baselines())
    run_plan(work, store, client=client, on_progress=on_progress)
    return Sweep(store, model=model).ensemble()
