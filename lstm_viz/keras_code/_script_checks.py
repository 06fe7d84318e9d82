"""The end of the script: outputs computed anew, against the numbers of the traces."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from lstm_viz.experiment import Experiment
from lstm_viz.keras_code._script_states import item, quoted
from lstm_viz.models import RecurrentModel
from lstm_viz.tracing import Trace

_MOST_NUMBERS: Final = 6
_TOLERANCE: Final = "rtol=1e-5, atol=1e-5"

# Scenario names and their traces, in order.
Runs = list[tuple[str, Trace]]


def checks(
    experiment: Experiment,
    traces: Mapping[str, Trace],
    inputs: list[np.ndarray],
    model: RecurrentModel,
    *,
    changed: bool = False,
) -> list[str]:
    """Lines that recompute the outputs and compare them.

    The numbers are those of the sample on view: at the first, a middle and the last step where the
    outputs at single steps can be computed anew, else spread over the whole prediction.
    """
    start = "start(model, states[name]" + (", changes.get(name, {}))" if changed else ")")
    first = next(iter(traces.values()))
    rows = max(len(trace.x[0]) for trace in traces.values())
    sample = min(experiment.view.sample, rows - 1)
    runs = [(s.name, traces[s.id]) for s in experiment.scenarios]
    if len(first.all_outputs) > 1:
        return _several(runs, sample, start)
    output, prediction = first.output(), next(iter(first.all_predictions.values()))
    steps = sorted({1, (first.T + 1) // 2, first.T})
    if _answers_each_step(output, prediction):
        return _by_step(runs, sample, steps, start, cut=False)
    known = output.ndim == 3 and bool(np.isfinite(output[:, np.array(steps) - 1]).all())
    if known and _can_be_cut(first, inputs, model):
        return _by_step(runs, sample, steps, start, cut=True)
    return _whole(runs, sample, start)


def _answers_each_step(output: np.ndarray, prediction: np.ndarray) -> bool:
    return (
        output.ndim == 3
        and output.shape == prediction.shape
        and bool(np.allclose(output, prediction, rtol=1e-5, atol=1e-6))
    )


def _can_be_cut(first: Trace, x: list[np.ndarray], model: RecurrentModel) -> bool:
    time = model.keras.inputs[0].shape[1] if len(model.keras.inputs[0].shape) > 1 else 0
    return len(x) == 1 and time is None and x[0].shape[1] == first.T


def _by_step(
    runs: Runs, sample: int, steps: list[int], start: str, *, cut: bool
) -> list[str]:
    width = runs[0][1].output().shape[-1]
    places = _places(width)
    page = {
        quoted(name): {t: _numbers(_row(trace.output(), sample)[t - 1, places]) for t in steps}
        for name, trace in runs
    }
    some = f"[{places}]" if len(places) < width else ""
    words = "the output after step t" if not cut else "the output if the sequence ended at step t"
    whole = ["    y = started.predict(x, batch_size=rows, verbose=0)"]
    part = "started.predict(x[:, :t], batch_size=rows, verbose=0)"
    found = f"{part}[{sample}]{some}" if cut else f"y[{sample}, t - 1]{some}"
    return [
        f"# What LSTM Viz shows: {words}" + (f", {_of(places, width)}." if some else "."),
        *_page(page),
        "for name, expected in page.items():",
        f"    started = {start}",
        *([] if cut else whole),
        "    for t, numbers in expected.items():",
        f"        found = {found}",
        f"        np.testing.assert_allclose(found, numbers, {_TOLERANCE})",
        '    print(f"{name}: matches the page at t = {list(expected)}")',
    ]


def _whole(runs: Runs, sample: int, start: str) -> list[str]:
    flat = {name: _prediction(trace, 0, sample) for name, trace in runs}
    size = len(next(iter(flat.values())))
    places = _places(size, 2 * _MOST_NUMBERS)
    some = f"[{places}]" if len(places) < size else ""
    page = {quoted(name): _numbers(values[places]) for name, values in flat.items()}
    return [
        "# What LSTM Viz shows: the prediction" + (f", {_of(places, size)}." if some else "."),
        *_page(page),
        "for name, expected in page.items():",
        f"    started = {start}",
        "    y = started.predict(x, batch_size=rows, verbose=0)",
        f"    found = np.ravel(y[{sample}]){some}",
        f"    np.testing.assert_allclose(found, expected, {_TOLERANCE})",
        '    print(f"{name}: matches the page")',
    ]


def _several(runs: Runs, sample: int, start: str) -> list[str]:
    names = list(runs[0][1].all_predictions)
    places = [
        _places(_prediction(runs[0][1], k, sample).size, _MOST_NUMBERS) for k in range(len(names))
    ]
    page = {
        quoted(name): [_numbers(_prediction(trace, k, sample)[at]) for k, at in enumerate(places)]
        for name, trace in runs
    }
    return [
        f"# What LSTM Viz shows: numbers of the outputs {', '.join(map(quoted, names))}, at",
        f"places = {places!r}",
        *_page(page),
        "for name, expected in page.items():",
        f"    started = {start}",
        "    outputs = started.predict(x, batch_size=rows, verbose=0)",
        "    for y, at, numbers in zip(outputs, places, expected):",
        f"        found = np.ravel(y[{sample}])[at]",
        f"        np.testing.assert_allclose(found, numbers, {_TOLERANCE})",
        '    print(f"{name}: matches the page")',
    ]


def _page(page: dict[str, Any]) -> list[str]:
    inner = [line for name, values in page.items() for line in item(name, values, 4)]
    return ["page = {", *inner, "}"]


def _places(size: int, most: int = _MOST_NUMBERS) -> list[int]:
    """Places spread over ``size`` numbers, all of them when there are few."""
    if size <= most:
        return list(range(size))
    return sorted({int(k) for k in np.linspace(0, size - 1, most).round()})


def _of(places: list[int], size: int) -> str:
    return f"{len(places)} of its {size} numbers"


def _numbers(values: np.ndarray) -> list[str]:
    words = (f"{float(value):.7g}" for value in np.ravel(values))
    return [re.sub("nan|inf", lambda found: f"np.{found[0]}", word) for word in words]


def _row(values: np.ndarray, sample: int) -> np.ndarray:
    # Scenarios of one row stand beside others of several.
    return values[min(sample, len(values) - 1)]


def _prediction(trace: Trace, number: int, sample: int) -> np.ndarray:
    return np.ravel(_row(list(trace.all_predictions.values())[number], sample))
