"""Traces as one NumPy archive."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np

from lstm_viz.experiment import Experiment
from lstm_viz.export._named import check_size, experiment_text, named
from lstm_viz.tracing import Trace

# A scenario's name becomes a file name inside the archive.
_UNSAFE: Final = re.compile(r"[/\\\x00-\x1f\x7f:*?\"<>|]")


def traces_npz(traces: Mapping[str, Trace], experiment: Experiment | None = None) -> bytes:
    """Write every number of traces as the bytes of a ``.npz`` file.

    Read it with ``numpy.load(file)``; nothing in it is pickled.

    Parameters
    ----------
    traces : mapping of scenario id, or name, to Trace
    experiment : Experiment, optional
        What made the traces; its names are used, and it is carried along.

    Returns
    -------
    bytes
        A compressed archive of these arrays, the same for the same traces:

        - ``SCENARIO/LAYER/h`` and ``/c``: float32 ``(batch, T + 1, units)``, row 0 the initial
          state;
        - ``SCENARIO/LAYER/i``, ``/f``, ``/g``, ``/o`` (GRU: ``/z``, ``/r``, ``/g``): float32
          ``(batch, T, units)``, NaN where the timestep is masked;
        - ``SCENARIO/LAYER/mask``: bool ``(batch, T)``, only of masked layers;
        - ``SCENARIO/output/NAME``: float32 ``(batch, T, ...)``, the answer if the sequence ended
          at t, NaN where it cannot be told;
        - ``SCENARIO/prediction/NAME``: float32, what ``predict`` gives;
        - ``input/0``, ``input/1``, ...: the model's inputs, in their order and dtype;
        - ``experiment``: one string, the experiment's JSON;
        - ``contents``: strings, one line for each array with its dtype and shape.

        In the names of scenarios, ``/`` and other characters that no file name has are ``_``.

    Raises
    ------
    LstmVizError
        When there are more than 50 million numbers.
    """
    check_size(traces, "an .npz file holds")
    arrays: dict[str, np.ndarray] = {}
    for name, array in _arrays(named(traces, experiment)):
        arrays[_unique(name, arrays)] = array
    contents = [f"{name}  {array.dtype}  {array.shape}" for name, array in arrays.items()]
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        allow_pickle=False,
        experiment=np.array(experiment_text(experiment)),
        contents=np.array(contents),
        **arrays,
    )
    return buffer.getvalue()


def _arrays(traces: Mapping[str, Trace]) -> Iterator[tuple[str, np.ndarray]]:
    # A batch of one is repeated for a scenario whose initial state has several rows.
    shortest = min(traces.values(), key=lambda trace: len(trace.x[0]))
    for number, x in enumerate(shortest.x):
        yield f"input/{number}", x
    taken: set[str] = set()
    for name, trace in traces.items():
        safe = _unique(_UNSAFE.sub("_", name).strip(". ") or "_", taken)
        taken.add(safe)
        for layer, values in trace.items():
            for signal, array in values.signals.items():
                yield f"{safe}/{layer}/{signal}", array
            if values.mask is not None:
                yield f"{safe}/{layer}/mask", values.mask
        for output, array in trace.all_outputs.items():
            yield f"{safe}/output/{output}", array
        for output, array in trace.all_predictions.items():
            yield f"{safe}/prediction/{output}", array


def _unique(name: str, taken: set[str] | dict[str, np.ndarray]) -> str:
    if name not in taken:
        return name
    return next(n for n in (f"{name}_{k}" for k in range(2, 10_000)) if n not in taken)
