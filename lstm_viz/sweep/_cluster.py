"""A sweep's blocks on a Dask cluster.

The model travels as the bytes of a ``.keras`` file in a plugin, which Dask also gives to workers
that are started anew, and is opened there by the project's own reader, once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

import numpy as np

from lstm_viz._version import __version__
from lstm_viz.errors import LstmVizError
from lstm_viz.models import read_model
from lstm_viz.sweep._model_file import model_bytes
from lstm_viz.sweep._plan import Block, Plan
from lstm_viz.sweep._store import Store, packed, unpacked
from lstm_viz.sweep._watch import Watch
from lstm_viz.sweep._work import Arrays, Work

# Blocks that are given to the cluster at once, for each of its threads.
_AHEAD: Final = 2
# Seconds without a word from the scheduler after which it counts as lost.
_SILENCE: Final = 30.0
_CONNECT: Final = 10.0
_POLL: Final = 0.5
# A worker runs one block at a time; more threads would only slow each other down.
_WORKER_ENVIRONMENT: Final = {
    "CUDA_VISIBLE_DEVICES": "-1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "OMP_NUM_THREADS": "1",
}
# What this process works on, by the identity of the plan.
_OPENED: dict[str, Work] = {}


def engine() -> Any:
    """The package ``distributed``.

    Raises
    ------
    LstmVizError
        When it is not installed.
    """
    try:
        import distributed
    except ImportError as error:
        raise LstmVizError(
            "Sweeps on several processes need Dask: pip install 'lstm-viz[sweep]', or leave the "
            "cluster away to run here."
        ) from error
    return distributed


@contextmanager
def local_cluster(workers: int, *, memory: str = "auto") -> Iterator[Any]:
    """A cluster of processes on this machine, as a ``distributed.Client``.

    Parameters
    ----------
    workers : int
        Processes of one thread each.
    memory : str
        Of each, such as ``"4GiB"``: a worker that takes more is ended and started anew. By default
        they share what the machine has.

    Raises
    ------
    LstmVizError
        When Dask is not installed.
    """
    distributed = engine()
    import dask

    with (
        dask.config.set({"distributed.nanny.pre-spawn-environ": _WORKER_ENVIRONMENT}),
        distributed.LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            memory_limit=memory,
            host="127.0.0.1",
            # None takes a port that another sweep may have.
            dashboard_address="127.0.0.1:0",
            silence_logs=50,
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


@contextmanager
def connected(address: str) -> Iterator[Any]:
    """A cluster that runs already, as a ``distributed.Client``.

    A scheduler runs whatever its clients send: give only the address of one that is yours.

    Parameters
    ----------
    address : str
        Such as ``tcp://127.0.0.1:8786``.

    Raises
    ------
    LstmVizError
        When Dask is not installed or nothing answers there.
    """
    distributed = engine()
    try:
        client = distributed.Client(address, timeout=_CONNECT, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise LstmVizError(
            f"No Dask scheduler answers at '{address}': start one there, or check the address."
        ) from error
    with client:
        yield client


def run_on_cluster(
    client: Any, work: Work, todo: list[Block], store: Store, watch: Watch
) -> None:
    """Run blocks on a cluster and keep each as soon as it is there.

    Raises
    ------
    LstmVizError
        When the model cannot travel, or the cluster is lost; blocks that arrived are kept.
    Stopped
        When it was stopped.
    """
    distributed = engine()
    if not todo:
        return
    plan = store.plan
    plugin = _plugin(distributed, plan, model_bytes(work.model), work.sequences)
    stop = f"{plugin.name}-stop"
    waiting = iter(todo)
    running: dict[Any, Block] = {}
    try:
        client.register_plugin(plugin)
        _check_workers(client)
        threads = max(1, sum(client.nthreads().values()))
        flag = distributed.Event(stop, client=client)
        flag.clear()

        def fill() -> None:
            for block in waiting:
                future = client.submit(
                    run_block, plan.identity, plan.to_json(), block, stop, pure=False, retries=2
                )
                running[future] = block
                if len(running) >= _AHEAD * threads:
                    return

        fill()
        while running:
            for future in _finished(distributed, client, running):
                block = running.pop(future)
                store.put(block, unpacked(future.result()))
                # The cluster forgets a block that is kept here.
                future.release()
                watch.add(block)
            watch.tell()
            fill()
    except LstmVizError:
        raise
    except (
        OSError,
        TimeoutError,
        distributed.CancelledError,
        distributed.client.ClosedClientError,
    ) as error:
        raise _lost(error) from error
    except distributed.scheduler.KilledWorker as error:
        raise LstmVizError(
            "A block ended several workers, most likely out of memory: give them more, or choose "
            "smaller blocks. What was done is kept; run the same sweep again to go on."
        ) from error
    finally:
        with suppress(Exception):
            distributed.Event(stop, client=client).set()
            client.cancel(list(running), force=True)
        with suppress(Exception):
            client.unregister_worker_plugin(plugin.name)


def run_block(identity: str, plan: dict[str, Any], block: Block, stop: str) -> bytes:
    """Run a block on a worker; returns its arrays as the bytes of an ``.npz`` file."""
    distributed = engine()
    worker = distributed.get_worker()
    if identity not in _OPENED:
        data, inputs = worker.plugins[_plugin_name(identity)].material
        arrays = unpacked(inputs)
        made = Plan.from_json(plan)
        sequences = [
            [arrays[f"{k}/{i}"] for i in range(sum(key.startswith(f"{k}/") for key in arrays))]
            for k in range(len(made.sequences))
        ]
        _OPENED.clear()
        _OPENED[identity] = Work(read_model(data, "model.keras"), sequences, made)
    flag = distributed.Event(stop)

    def on_call(members: int) -> None:
        if members and flag.is_set():
            raise LstmVizError("The sweep was stopped.")

    return packed(_OPENED[identity].block(block, on_call))


def _plugin(
    distributed: Any, plan: Plan, data: bytes, sequences: list[list[np.ndarray]]
) -> Any:
    arrays: Arrays = {
        f"{k}/{i}": array for k, inputs in enumerate(sequences) for i, array in enumerate(inputs)
    }

    class Material(distributed.WorkerPlugin):
        """Carries the model and the sequences to every worker."""

        name = _plugin_name(plan.identity)
        material = (data, packed(arrays))

    return Material()


def _plugin_name(identity: str) -> str:
    return f"lstm-viz-sweep-{identity[:16]}"


def _check_workers(client: Any) -> None:
    client.wait_for_workers(1, timeout=_SILENCE)
    for worker, version in client.run(_version, on_error="return").items():
        if version != __version__:
            told = version if isinstance(version, str) else "none that it can load"
            raise LstmVizError(
                f"The worker {worker} has another LSTM Viz ({told}) than this process "
                f"({__version__}): install the same one there."
            )


def _version() -> str:
    return __version__


def _finished(distributed: Any, client: Any, running: dict[Any, Block]) -> list[Any]:
    """Futures that are done; an empty list after a while."""
    # `wait` asks the current client, which may be another one of this process.
    with client.as_current(), suppress(TimeoutError, distributed.TimeoutError):
        distributed.wait(list(running), timeout=_POLL, return_when="FIRST_COMPLETED")
    if client.status not in ("running", "newly-created"):
        raise OSError("the connection was closed")
    return [future for future in running if future.status in ("finished", "error", "cancelled")]


def _lost(error: BaseException) -> LstmVizError:
    reason = str(error).strip().splitlines() or [type(error).__name__]
    return LstmVizError(
        f"The cluster is lost: {reason[0][:200]}. What was done is kept; run the same sweep again "
        "to go on."
    )
