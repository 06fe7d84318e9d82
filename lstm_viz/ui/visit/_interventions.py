"""Which interventions of an experiment act on its sequence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lstm_viz.experiment import Experiment
from lstm_viz.interventions import Intervention, last_step
from lstm_viz.tracing import Traces


def acting_interventions(
    experiment: Experiment, steps: Mapping[str, int]
) -> dict[str, tuple[Intervention, ...]]:
    """Return the interventions by scenario id, without those that come after a layer's last step.

    They stay in the experiment: a shorter sequence takes nothing out of it.

    Parameters
    ----------
    experiment : Experiment
    steps : mapping of layer to int
        Steps that each layer makes on this sequence.
    """
    return {
        key: tuple(one for one in ones if not comes_after(one, steps))
        for key, ones in experiment.interventions().items()
    }


def acting_in(experiment: Experiment, traces: Traces) -> dict[str, tuple[Intervention, ...]]:
    """Return the interventions that acted in the traces of an experiment."""
    steps = {name: layer.T for name, layer in next(iter(traces.values())).items()}
    return acting_interventions(experiment, steps)


def comes_after(one: Intervention, steps: Mapping[str, int]) -> bool:
    """Whether an intervention names a step after the last one of its layer."""
    made = steps.get(one.layer)
    return made is not None and (last_step(one) or 0) > made


def without_interventions(experiment: Experiment) -> Experiment:
    """The same experiment with nothing that changes a run on its way."""
    bare = tuple(replace(scenario, interventions=()) for scenario in experiment.scenarios)
    return replace(experiment, scenarios=bare)
