"""Run a sweep: what is not done yet of its plan, block by block."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from lstm_viz.models import RecurrentModel
from lstm_viz.states import InitialState, Recipe
from lstm_viz.sweep._cluster import run_on_cluster
from lstm_viz.sweep._model_file import folder_model
from lstm_viz.sweep._plan import KEEP
from lstm_viz.sweep._prepare import prepare
from lstm_viz.sweep._result import Sweep
from lstm_viz.sweep._store import FolderStore, MemoryStore, Store
from lstm_viz.sweep._watch import Progress, Watch
from lstm_viz.sweep._work import Work


def sweep(
    model: RecurrentModel,
    sequences: Any,
    states: Recipe,
    *,
    n: int = 10_000,
    keep: Iterable[str] = KEEP,
    layer: str | None = None,
    baseline: InitialState | None = None,
    threshold: float = 0.01,
    sample: int = 0,
    client: Any = None,
    block: int = 256,
    out: str | Path | None = None,
    resume: bool = True,
    on_progress: Progress | None = None,
) -> Sweep:
    """Run a model from very many initial states on one or more sequences.

    Memory stays bounded: a block is run in calls of at most 64 members, reduced, and written. A
    member's numbers are the same to the last bit whatever runs it, in blocks of any size, in one
    run or in several.

    Parameters
    ----------
    model : RecurrentModel
    sequences : mapping of name to array, or one input
        Each as for `trace`; one input alone is called "given".
    states : Normal or Uniform
        The recipe that members are drawn from: member k has the seed ``10,000,000 seed + k`` in
        every layer that does not get its state from another.
    n : int
        Members for each sequence, 2 to 10,000,000.
    keep : iterable of {"final", "outputs", "distance"}
        The final states of every layer; up to four numbers of each output at every step, with all
        numbers and the answer at the last; the distance to the baseline at every step.
    layer : str, optional
        Recurrent layer whose states are compared; the first by default.
    baseline : InitialState, optional
        What the members are compared with; the model's own initial state by default.
    threshold : float
        Share of the start that counts as forgotten.
    sample : int
        Row of the input's batch that all members read.
    client : distributed.Client, optional
        A Dask cluster that runs the blocks; without it they run in this process. Its workers need
        this version of LSTM Viz. A model that cannot be written as a file and opened again equal
        (custom layers) runs in this process only.
    block : int
        Members of a block, 1 to 4,096: what is lost at most when a run is killed.
    out : str or Path, optional
        Folder for the blocks and the model, from which a killed run goes on; without it they stay
        in memory.
    resume : bool
        Whether a folder that holds this very sweep is gone on with.
    on_progress : callable, optional
        Called with the members done and all members, of all sequences, at the beginning, and after
        every call of the model here or every block of a cluster; returning False stops the run.

    Returns
    -------
    Sweep

    Raises
    ------
    LstmVizError
        When something does not fit, the folder holds something else or cannot be written, or the
        cluster is lost.
    Stopped
        When ``on_progress`` returned False.
    """
    work = prepare(
        model,
        sequences,
        states,
        n=n,
        keep=keep,
        layer=layer,
        baseline=baseline,
        threshold=threshold,
        sample=sample,
        block=block,
    )
    plan = work.plan
    # Every sequence is tried before anything is written.
    baselines = work.baselines()
    store: Store = (
        MemoryStore(plan) if out is None else FolderStore.begin(Path(out), plan, resume=resume)
    )
    if store.about() is None:
        store.put_about(baselines)
    if isinstance(store, FolderStore) and store.model_file() is None:
        file = folder_model(model)
        if file is not None:
            store.put_model(file)
    run_plan(work, store, client=client, on_progress=on_progress)
    found = Sweep(store, model=model)
    if out is not None:
        found.write_summaries()
    return found


def run_plan(work: Work, store: Store, *, client: Any, on_progress: Progress | None) -> None:
    """Run the blocks that a store does not have yet; parameters and errors as of `sweep`."""
    watch = Watch(store.plan, store.done(), on_progress)
    todo = [one for one in store.plan.blocks() if one not in store.done()]
    watch.tell()
    if client is not None:
        run_on_cluster(client, work, todo, store, watch)
        return
    for block in todo:
        arrays = work.block(block, watch.within)
        store.put(block, arrays)
        watch.add(block)
