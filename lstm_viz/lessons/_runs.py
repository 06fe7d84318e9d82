"""The runs of a scene: what a fact is measured on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import Experiment
from lstm_viz.models import load_sample, sample_names
from lstm_viz.states import InitialState
from lstm_viz.tracing import Trace, trace

# Steps times scenarios of a scene: a second of work, and less for the bundled models.
_MOST_STEPS = 4_000


@dataclass(frozen=True, kw_only=True)
class Runs:
    """A scene that was run.

    Attributes
    ----------
    experiment : Experiment
    sample : Sample
        The bundled model.
    x : ndarray
        Input, ``(batch, T, features)`` or ``(batch, T)``.
    target : ndarray or None
        Right answers, ``(batch, T, outputs)``.
    traces : mapping of str to Trace
        By name of the scenario.
    """

    experiment: Experiment
    sample: Any
    x: np.ndarray
    target: np.ndarray | None
    traces: Mapping[str, Trace]

    @property
    def layer(self) -> str:
        """Name of the recurrent layer on show."""
        return self.experiment.view.layer or self.sample.model.layers[0].name

    def trace(self, scenario: str) -> Trace:
        """The run of one scenario.

        Raises
        ------
        LstmVizError
            If the scene has no such scenario.
        """
        if scenario not in self.traces:
            raise LstmVizError(
                "The scene has no scenario '{scenario}': it has {traces}.",
                scenario=scenario,
                traces=', '.join(self.traces),
            )
        return self.traces[scenario]


def run_scene(experiment: Experiment, sample: Any = None) -> Runs:
    """Run every scenario of a scene.

    Parameters
    ----------
    experiment : Experiment
    sample : Sample, optional
        Its model, where it was opened before.

    Raises
    ------
    LstmVizError
        If its model is not a bundled one, or something of it does not fit the model.
    """
    if experiment.model not in sample_names():
        raise LstmVizError(
            "A scene shows a bundled model, not '{model}': choose one of "
            "{samples}.", model=experiment.model, samples=', '.join(sample_names())
        )
    sample = sample or load_sample(experiment.model)
    sequence = experiment.data or sample.sequence(experiment.sequence)
    x = sequence.x
    if len(x) * x.shape[1] * len(experiment.scenarios) > _MOST_STEPS:
        raise LstmVizError(
            "A scene has at most {most} steps in all its scenarios.",
            most=_MOST_STEPS,
        )
    states: dict[str, InitialState] = experiment.initial_states(sample.model)
    traces = trace(
        sample.model, x, states, interventions=experiment.interventions_by_name(), compile=False
    )
    return Runs(
        experiment=experiment, sample=sample, x=x, target=sequence.target, traces=dict(traces)
    )
