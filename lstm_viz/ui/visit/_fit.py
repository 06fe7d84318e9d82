"""An experiment from a link or file on an opened model: what fits stays, the rest is told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from lstm_viz._language import N_
from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import InputData, Scenario, View
from lstm_viz.inputs import fit, wanted
from lstm_viz.interventions import check_interventions
from lstm_viz.models import LayerSpec
from lstm_viz.states import InitialState
from lstm_viz.ui.visit._language import t


def fitting_data(opened: Any, data: InputData) -> InputData:
    """Return the input when the model can read it.

    Raises
    ------
    LstmVizError
        When it cannot.
    """
    if len(wanted(opened.model)) == 1:
        array = data.arrays[0]
        if len(data.arrays) != 1 or not np.array_equal(fit(array, opened.model, "it"), array):
            raise LstmVizError(N_("The input does not fit this model."))
    else:
        opened.model.inputs(list(data.arrays))
    return data


def fitting_scenarios(
    opened: Any, scenarios: Sequence[Scenario], wrong: list[str]
) -> tuple[Scenario, ...]:
    """Return the scenarios that fit the model; appends a sentence for each that does not."""
    kept = []
    for scenario in scenarios:
        try:
            state = InitialState.from_json(opened.model, dict(scenario.state)).to_json()
        except LstmVizError as error:
            wrong.append(
                t("Scenario {scenario}: {error}", scenario=scenario.name, error=t.told(error))
            )
        else:
            changed = scenario if state == scenario.state else replace(scenario, state=state)
            kept.append(_with_fitting_interventions(opened, changed, wrong))
    gone = {scenario.id for scenario in scenarios} - {scenario.id for scenario in kept}
    for key in gone:
        kept = [scenario.without_source(key) for scenario in kept]
    return tuple(kept)


def _with_fitting_interventions(opened: Any, scenario: Scenario, wrong: list[str]) -> Scenario:
    fitting = []
    for one in scenario.interventions:
        try:
            check_interventions([one], opened.model, {})
        except LstmVizError as error:
            wrong.append(
                t("Scenario {scenario}: {error}", scenario=scenario.name, error=t.told(error))
            )
        else:
            fitting.append(one)
    if len(fitting) == len(scenario.interventions):
        return scenario
    return replace(scenario, interventions=tuple(fitting))


def fitting_view(opened: Any, x: Any, view: View, scenarios: Collection[str]) -> View:
    """Return the view with what the model, the input and the scenarios do not have taken out."""
    first = x[0] if isinstance(x, list) else x
    specs: dict[str | None, LayerSpec] = {spec.name: spec for spec in opened.model.layers}
    spec = specs.get(view.layer, opened.model.layers[0])
    known = view.layer is None or view.layer in specs
    units = tuple(unit for unit in view.units or () if known and unit < spec.units)
    return replace(
        view,
        layer=view.layer if view.layer in specs else None,
        units=units or None,
        unit=view.unit if view.unit < spec.units else 0,
        sample=min(view.sample, len(first) - 1),
        step=min(view.step, first.shape[1]) if np.ndim(first) > 1 else view.step,
        edited=view.edited if view.edited in scenarios else None,
    )
