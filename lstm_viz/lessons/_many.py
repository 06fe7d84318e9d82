"""Measures of many runs: all starts in a sequence, all test data, many random states."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from lstm_viz.errors import LstmVizError
from lstm_viz.lessons._runs import Runs
from lstm_viz.models import sample_test_part
from lstm_viz.states import InitialState
from lstm_viz.tracing import Trace, trace

# Each takes about a second.
_MOST_STARTS: Final = 500
_MOST_STEPS: Final = 500
_SEEDS: Final = 20


def first_answer(runs: Runs, given: Mapping[str, Any]) -> float:
    """Mean error of the first answer, over all starts ``from`` to ``to`` in the sequence.

    It starts from ``zeros``; after ``earlier`` steps that were read first; from the state
    before ``another`` start, all pairs of starts; from ``random`` states, 20 of them; or it is
    ``repeat``, the input itself as the answer.
    """
    if runs.target is None or runs.x.shape[0] != 1:
        raise LstmVizError("The right answers of this sequence are not known.")
    x, target = runs.x, runs.target[0]
    earlier = int(given.get("earlier", 0))
    first, last = given["from"] - 1, given["to"] - 1
    if not 0 <= first - earlier <= last < x.shape[1] or last - first >= _MOST_STARTS:
        raise LstmVizError("The starts, and the steps before them, lie inside the sequence.")
    starts = np.arange(first, last + 1)
    now = x[0, starts][:, None]
    how = given["start"]
    if how == "repeat":
        return float(np.abs(now[:, 0] - target[starts]).mean())
    if how == "zeros":
        parts = np.stack([x[0, k - earlier : k + 1] for k in starts])
        return _gap(_run(runs, parts, None), target[starts])
    if how == "another":
        whole = _run(runs, x, None)[runs.layer]
        gaps = []
        for row, k in enumerate(starts):
            others = np.delete(starts, row)
            state = {"h": whole.h[0, others], "c": whole.c[0, others]}
            run = _run(runs, np.repeat(now[row : row + 1], len(others), 0), state)
            gaps.append(_gap(run, target[k]))
        return float(np.mean(gaps))
    if how == "random":
        gaps = []
        for seed in range(_SEEDS):
            drawn = InitialState.normal(
                runs.sample.model, scale=float(given.get("scale", 0.5)), seed=seed
            )
            gaps.append(_gap(_run(runs, now, drawn.values(runs.layer)), target[starts]))
        return float(np.mean(gaps))
    raise LstmVizError("A first answer starts from zeros, another, random or repeat.")


def accuracy(runs: Runs, given: Mapping[str, Any]) -> float:
    """Share of right answers on the test part.

    Each sequence starts as the model does (``own``), or where the one ``before`` it ended.
    ``against = "before"`` counts answers that name the sequence before.
    """
    x, right = sample_test_part(runs.sample.id)
    if right is None:
        raise LstmVizError("The test part of this model has no classes.")
    run = trace(runs.sample.model, x, compile=False)
    if given["start"] == "before":
        states = {
            layer: {s: np.roll(run[layer].signal(s)[:, -1], 1, axis=0) for s in ("h", "c")}
            for layer in run.layer_names
        }
        state = InitialState.from_values(runs.sample.model, states)
        run = trace(runs.sample.model, x, state, compile=False)
    elif given["start"] != "own":
        raise LstmVizError("An accuracy is measured from the start own or before.")
    if given.get("against") == "before":
        right = np.roll(right, 1)
    return float(np.mean(run.output()[:, -1].argmax(-1) == right))


def rebuilt(runs: Runs, given: Mapping[str, Any]) -> float:
    """Mean squared error of what an autoencoder rebuilds of its test part.

    Its decoder starts from its ``own`` state, from the final state of the ``encoder``, or from a
    ``random`` one.
    """
    model = runs.sample.model
    x, _ = sample_test_part(runs.sample.id)
    if len(model.layers) != 2:
        raise LstmVizError("Only a model of an encoder and a decoder rebuilds its input.")
    encoder, decoder = (spec.name for spec in model.layers)
    state = None
    if given["start"] == "encoder":
        end = trace(model, x, compile=False)[encoder]
        state = InitialState.from_values(model, {decoder: {"h": end.h[:, -1], "c": end.c[:, -1]}})
    elif given["start"] == "random":
        state = InitialState.normal(
            model,
            scale=float(given.get("scale", 0.5)),
            seed=int(given.get("seed", 0)),
            layers=[decoder],
        )
    elif given["start"] != "own":
        raise LstmVizError("A decoder starts from own, encoder or random.")
    run = trace(model, x, state, compile=False)
    answer = next(iter(run.all_predictions.values()))
    return float(np.mean((answer - x) ** 2))


def distinct(runs: Runs, given: Mapping[str, Any]) -> float:
    """How many answers are farther than ``near`` from each other after t steps."""
    found: list[np.ndarray] = []
    for answer in _answers(runs, given):
        if all(np.abs(answer - other).max() > given["near"] for other in found):
            found.append(answer)
    return float(len(found))


def at_a_corner(runs: Runs, given: Mapping[str, Any]) -> float:
    """Share of starts whose outputs are all near +1 or -1 after t steps."""
    answers = _answers(runs, given)
    return float((np.abs(np.abs(answers) - 1) < given["near"]).all(axis=1).mean())


def _answers(runs: Runs, given: Mapping[str, Any]) -> np.ndarray:
    """Outputs after t steps from random starts, on an input of zeros or the scene's ``own``."""
    steps, starts = given["t"], given["starts"]
    if not 1 <= steps <= _MOST_STEPS or not 1 <= starts <= _MOST_STARTS:
        raise LstmVizError(
            "At most {most} starts and {MOST_STEPS} steps are run.",
            most=_MOST_STARTS,
            MOST_STEPS=_MOST_STEPS,
        )
    x = np.zeros((starts, steps, runs.x.shape[2]), np.float32)
    if given.get("input") == "own":
        if steps > runs.x.shape[1]:
            raise LstmVizError(
                "The sequence has {shape} steps, not {steps}.",
                shape=runs.x.shape[1],
                steps=steps,
            )
        x[:] = runs.x[:1, :steps]
    rng = np.random.default_rng(given["seed"])
    units = runs.sample.model.layer(runs.layer).units
    state = {
        signal: (rng.standard_normal((starts, units)) * given["scale"]).astype(np.float32)
        for signal in ("h", "c")
    }
    return np.asarray(_run(runs, x, state).output()[:, -1])


def _run(runs: Runs, x: np.ndarray, state: Mapping[str, np.ndarray] | None) -> Trace:
    start = None
    if state is not None:
        start = InitialState.from_values(runs.sample.model, {runs.layer: state})
    return trace(runs.sample.model, x, start, compile=False)


def _gap(run: Trace, target: np.ndarray) -> float:
    return float(np.abs(run.output()[:, -1] - target).mean())
