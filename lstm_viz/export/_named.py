"""What an export says about itself: scenarios by name, and the experiment that made it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import COLORS, MOST_SCENARIOS, Experiment, InputData, Scenario
from lstm_viz.interventions import with_source
from lstm_viz.models import RecurrentModel
from lstm_viz.states import InitialState
from lstm_viz.tracing import Interventions, Trace, given_interventions

MOST_NUMBERS: Final = 50_000_000
_MOST_INPUT_BYTES: Final = 2**20


def named(traces: Mapping[str, Trace], experiment: Experiment | None) -> dict[str, Trace]:
    """Traces by the names of their scenarios.

    Parameters
    ----------
    traces : mapping of scenario id, or name, to Trace
    experiment : Experiment or None
        Whose scenarios have these ids; a key that is none of them stays as it is.
    """
    names = {} if experiment is None else {s.id: s.name for s in experiment.scenarios}
    return {names.get(key, key): trace for key, trace in traces.items()}


def experiment_of(
    states: Mapping[str, InitialState],
    *,
    model: str,
    sequence: str = "given",
    model_name: str = "",
    data: InputData | None = None,
    interventions: Interventions | None = None,
) -> Experiment:
    """Make an experiment of initial states by name.

    Parameters
    ----------
    states : mapping of name to InitialState
        1 to 6.
    model : str
        A bundled model's id, or a name for a model of one's own.
    sequence : str
        A bundled sequence's name, or a name for one's own.
    model_name : str, optional
        Name of the model's file.
    data : InputData, optional
        An input of one's own; its name becomes the sequence's.
    interventions : sequence of Intervention, or mapping of name to sequence, optional
        As for `trace`.

    Raises
    ------
    LstmVizError
        If there are too many, or a name is empty or longer than 40 characters.
    """
    if len(states) > MOST_SCENARIOS:
        raise LstmVizError(
            f"An experiment has at most {MOST_SCENARIOS} scenarios, not {len(states)}."
        )
    given = given_interventions(interventions, states)
    ids = {name: f"s{k}" for k, name in enumerate(states)}
    scenarios = tuple(
        Scenario(
            id=ids[name],
            name=name,
            color=COLORS[k % len(COLORS)],
            state=state.to_json(),
            interventions=tuple(with_source(one, ids) for one in given[name]),
        )
        for k, (name, state) in enumerate(states.items())
    )
    return Experiment(
        model=model,
        sequence=sequence if data is None else data.name,
        scenarios=scenarios,
        model_name=model_name,
        data=data,
    )


def experiment_text(experiment: Experiment | None) -> str:
    """The experiment's JSON on one line; empty without one.

    An input of a person's own above 1 MiB is left out; the sequence's name, a digest of it, stays.
    """
    if experiment is None:
        return ""
    if experiment.data is not None and experiment.data.size > _MOST_INPUT_BYTES:
        experiment = replace(experiment, data=None)
    return json.dumps(experiment.to_json(), allow_nan=False)


def input_of(model: RecurrentModel, x: Any, title: str) -> InputData | None:
    """An input as data that an experiment carries; None where it is not made of finite numbers."""
    try:
        return InputData(arrays=tuple(model.inputs(x)), title=title[:200])
    except LstmVizError:
        return None


def check_size(traces: Mapping[str, Trace], what: str) -> None:
    """Refuse an export that would not fit into memory.

    Raises
    ------
    LstmVizError
        When there are more than 50 million numbers.
    """
    count = sum(
        signal.size
        for trace in traces.values()
        for layer in trace.values()
        for signal in layer.signals.values()
    )
    if count > MOST_NUMBERS:
        raise LstmVizError(
            f"These traces hold {count / 1e6:.0f} million numbers, {what} at most "
            f"{MOST_NUMBERS // 10**6} million: cut the sequence, the batch or the scenarios."
        )
